package dev.baton.exact;

import dev.baton.env.EnvSpec;
import dev.baton.policy.MixedPolicy;
import dev.baton.policy.Policy;
import java.util.Locale;

/**
 * The least cost at which a task succeeds at least so often (model, section 10.5): minimise J_c, the cost without the
 * constraint, subject to P(success) ≥ θ. Every multiplier μ has a deterministic policy on the lower convex hull of all
 * (P(success), J_c); the answer is one of them, or a mixture of two neighbours, drawn once at the start of an episode.
 * With many start states both are averages over them under one common μ. Not thread-safe.
 */
public final class ConstrainedSolver {
    /** A policy that improves on the line between two others by less than this, relative, lies on it. */
    private static final double SAME = 1e-11;

    private final StartBlocks blocks;
    private final double[] task;
    private final int startStates;

    /**
     * Prepares an environment.
     *
     * @param spec the environment
     * @param task (d, N) task vectors at t = 0, row i starts at {@code i * N}; kept
     * @param startStates N ≥ 1
     */
    public ConstrainedSolver(EnvSpec spec, double[] task, int startStates) {
        blocks = new StartBlocks(new InformationTables(spec), false);
        this.task = task;
        this.startStates = startStates;
    }

    /**
     * A deterministic policy on the hull.
     *
     * @param multiplier μ for which it is optimal; +∞ for the policy of the greatest success
     * @param success P(success)
     * @param cost J_c
     */
    public record HullPoint(double multiplier, double success, double cost) {}

    /**
     * A mixture of two neighbours on the hull.
     *
     * @param first the policy of less success
     * @param second the policy of more success; the same if one suffices
     * @param weight the probability of the second, 0 … 1
     */
    public record Mixture(HullPoint first, HullPoint second, double weight) {
        /**
         * Returns J_c of the mixture.
         *
         * @return its expected cost without the constraint
         */
        public double cost() {
            return first.cost + weight * (second.cost - first.cost);
        }

        /**
         * Returns P(success) of the mixture.
         *
         * @return a number in [0, 1]
         */
        public double success() {
            return first.success + weight * (second.success - first.success);
        }

        /**
         * Returns the mixture as a policy of an environment, the one that was solved.
         *
         * @param spec the environment
         * @return a policy that draws one of the two at the start of an episode, or the one that suffices
         */
        public Policy policy(EnvSpec spec) {
            Policy one = OptimalPolicy.constrained(spec, first.multiplier);
            return weight == 0
                    ? one
                    : new MixedPolicy(one, OptimalPolicy.constrained(spec, second.multiplier), weight);
        }
    }

    /**
     * Finds the cheapest mixture that succeeds often enough.
     *
     * @param least θ, 0 … 1
     * @return the mixture
     * @throws NotSolvableException if no policy succeeds so often, or the states would not fit the memory
     */
    public Mixture atLeast(double least) {
        if (!(least >= 0 && least <= 1)) {
            throw new IllegalArgumentException("success: expected a probability from 0 to 1, found " + least);
        }
        HullPoint low = point(0);
        if (low.success >= least) {
            return new Mixture(low, low, 0);
        }
        HullPoint high = point(Double.POSITIVE_INFINITY);
        if (high.success < least) {
            throw new NotSolvableException(String.format(
                    Locale.ROOT,
                    "success: expected at most %.8f, the greatest probability that any policy reaches, found %s",
                    Math.floor(high.success * 1e8) / 1e8,
                    least));
        }
        while (true) {
            double slope = (high.cost - low.cost) / (high.success - low.success);
            HullPoint between = point(slope);
            double line = low.cost - slope * low.success;
            double scale = Math.max(Math.abs(low.cost), Math.abs(high.cost)) + slope;
            boolean apart = between.success > low.success && between.success < high.success;
            if (!apart || between.cost - slope * between.success >= line - SAME * scale) {
                break;
            }
            if (between.success >= least) {
                high = between;
            } else {
                low = between;
            }
        }
        if (high.success == least) {
            return new Mixture(high, high, 0);
        }
        return new Mixture(low, high, (least - low.success) / (high.success - low.success));
    }

    /**
     * Finds the policy of a multiplier.
     *
     * @param multiplier μ ≥ 0, what an episode costs that ends without success; +∞ for the greatest success
     * @return the policy's place on the hull, at equal cost the one of higher success
     */
    public HullPoint point(double multiplier) {
        double success = 0;
        double cost = 0;
        for (int first = 0; first < startStates; ) {
            int count = blocks.count(task, first, startStates);
            blocks.place(task, first, startStates);
            InformationValues solved = run(multiplier);
            for (int lane = 0; lane < count; lane++) {
                int l = blocks.lane(lane);
                double succeeds = solved.success(l, 0, ExactSolver.START);
                double price = Double.isInfinite(multiplier) ? 0 : multiplier;
                success += succeeds;
                cost += solved.value(l, 0, ExactSolver.START) - price * (1 - succeeds);
            }
            first += count;
        }
        return new HullPoint(multiplier, success / startStates, cost / startStates);
    }

    private InformationValues run(double multiplier) {
        InformationValues solved = blocks.values();
        if (Double.isInfinite(multiplier)) {
            solved.runForSuccess();
        } else {
            solved.run(multiplier);
        }
        return solved;
    }
}
