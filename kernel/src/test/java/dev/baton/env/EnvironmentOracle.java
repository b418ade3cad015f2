package dev.baton.env;

import dev.baton.rng.Stream;
import dev.baton.rng.Threefry;
import java.util.List;

/**
 * The model's sections 2 to 6 once more, in double, one episode after another, straight from the text. Only the random
 * words and their counters are shared with the kernels.
 *
 * <p>Beside every number it carries a bound of the error that float arithmetic may make, so that comparisons need no
 * guessed tolerance, and it marks an episode as <em>ambiguous</em> where such an error could change a decision: ξ next
 * to a cumulative probability, z next to ε, two expected costs next to each other.
 */
public final class EnvironmentOracle {
    /** Half the distance of 1 to the next float: the relative error of one rounding. */
    private static final double EPS = 0x1p-24;
    /** Bound of the error of a float normal number: the errors of log and cosine at radius 5.8, and roundings. */
    private static final double NORMAL_ERROR = 5e-6;
    /** Bound of the relative error of the float exponential, in roundings. */
    private static final double EXP_ROUNDINGS = 6;

    /** The relative error of a sum of two floats, with room for the operations that keep it. */
    private static final double TWOFOLD = 0x1p-45;

    private final EnvSpec spec;
    private final int d;
    /** The relative error of a step of the kernels' task vector. */
    private final double rounding;
    /**
     * The relative error of one addition to the kernels' component sums. Of two floats the second sums up what the first
     * rounds away, at most H roundings of the sum, and is rounded itself.
     */
    private final double sumRounding;
    /** Whether ‖ẑ − z'‖ depends on the outcome alone: kernels then look it up. */
    private final boolean constantDistance;
    private final double[][] predictedScale;
    private final double[][] predictedShift;

    /** An action rule of the model's section 6. */
    public enum Rule {
        /** The least latency, with its retry. */
        LATENCY,
        /** The least expected instantaneous cost. */
        COST_AWARE,
        /** Uniform. */
        RANDOM
    }

    /** What one episode came to. */
    public static final class Episode {
        /** Steps taken. */
        public int steps;
        /** Whether g = 0 at the end. */
        public boolean success;
        /** Whether a rounding error could have changed a decision. */
        public boolean ambiguous;
        /** Sums of the charged components. */
        public final double[] components = new double[5];
        /** Bounds of the float errors of the sums. */
        public final double[] error = new double[5];
    }

    /** State of section 2; {@code zError} bounds the float error of z. */
    private static final class State {
        final double[] z;
        final double[] zError;
        int t;
        int lastAction = -1;
        boolean lastFailed;
        boolean retried;

        State(int d) {
            z = new double[d];
            zError = new double[d];
        }
    }

    /** Keeps the environment. */
    public EnvironmentOracle(EnvSpec spec) {
        this.spec = spec;
        d = spec.start().offset().size();
        boolean single = Precision.floatSuffices(spec);
        rounding = single ? EPS : TWOFOLD;
        sumRounding = single ? EPS : EPS * EPS * (spec.horizon() + 8);
        predictedScale = new double[spec.actions().size()][d];
        predictedShift = new double[spec.actions().size()][d];
        boolean constant = true;
        for (int k = 0; k < spec.actions().size(); k++) {
            predict(k);
            for (Outcome outcome : spec.actions().get(k).outcomes()) {
                for (int i = 0; i < d && outcome.probability() > 0; i++) {
                    constant &= outcome.scale().get(i) == predictedScale[k][i];
                }
            }
        }
        constantDistance = constant;
    }

    /** Runs one evaluation episode; bit k of {@code available} says that action k may be chosen. */
    public Episode run(Rule rule, long seed, int index, long available) {
        Episode episode = new Episode();
        State state = start(seed, index);
        // An episode whose g is already 0 at the start has length 0, costs nothing and is a success.
        if (solved(state, episode)) {
            episode.success = true;
            return episode;
        }
        while (true) {
            long words = Threefry.block(Stream.EVALUATION_STEP.key(seed), index, state.t);
            int k = choose(rule, state, available, uniform(Threefry.word0(words)), episode);
            if (step(state, k, uniform(Threefry.word1(words)), episode)) {
                episode.steps = state.t;
                return episode;
            }
        }
    }

    /** Returns the start task vector of an evaluation episode. */
    public double[] startTask(long seed, int index) {
        return start(seed, index).z;
    }

    private static double uniform(int word) {
        return (word >>> 8) / 16_777_216.0;
    }

    // Section 2, "Start".
    private State start(long seed, int index) {
        StartDistribution start = spec.start();
        long key = Stream.EVALUATION_START.key(seed);
        long first = Threefry.block(key, index, 0);
        double u0 = ((Threefry.word0(first) >>> 8) + 1) / 16_777_216.0;
        double u1 = uniform(Threefry.word1(first));
        double normal = Math.sqrt(-2 * Math.log(u0)) * Math.cos(2 * Math.PI * u1);
        double sigma = start.difficultySigma();
        double exponent = sigma * normal - sigma * sigma / 2;
        double difficulty = Math.exp(exponent);
        double relative = sigma * NORMAL_ERROR
                + EPS * (EXP_ROUNDINGS + 2 * Math.abs(sigma * normal) + sigma * sigma + Math.abs(exponent));
        State state = new State(d);
        for (int i = 0; i < d; i++) {
            long block = Threefry.block(key, index, 1 + i / 2);
            double u = 2 * uniform(i % 2 == 0 ? Threefry.word0(block) : Threefry.word1(block)) - 1;
            double spread = start.scale().get(i) * difficulty * (1 + start.jitter() * u);
            state.z[i] = start.offset().get(i) + spread;
            double jitterError = start.scale().get(i) * difficulty * 3 * EPS * (1 + 2 * start.jitter());
            state.zError[i] = Math.abs(spread) * (relative + 3 * EPS)
                    + jitterError
                    + EPS * (Math.abs(start.offset().get(i)) + Math.abs(state.z[i]));
        }
        return state;
    }

    // Section 2, "Constraint function".
    private double constraint(State state) {
        double g = 0;
        for (int i = 0; i < d; i++) {
            g += state.z[i] - spec.tolerance().get(i) > tolerated(i) ? state.z[i] - spec.tolerance().get(i) : 0;
        }
        return g;
    }

    // τ_i = 10⁻⁵ · max(1, |ε_i|, offset_i + scale_i).
    private double tolerated(int i) {
        double start = spec.start().offset().get(i) + spec.start().scale().get(i);
        return 1e-5 * Math.max(1, Math.max(Math.abs(spec.tolerance().get(i)), start));
    }

    private double constraintError(State state) {
        double error = 0;
        for (int i = 0; i < d; i++) {
            error += state.zError[i] + rounding * Math.abs(state.z[i]) + 2 * EPS * Math.abs(spec.tolerance().get(i));
        }
        return error + d * rounding * constraint(state);
    }

    private boolean solved(State state, Episode episode) {
        boolean surelyOpen = false;
        boolean near = false;
        for (int i = 0; i < d; i++) {
            double tolerance = spec.tolerance().get(i);
            double excess = state.z[i] - tolerance - tolerated(i);
            double error = state.zError[i] + 2 * EPS * Math.abs(tolerance);
            surelyOpen |= excess > error;
            near |= error > 0 && Math.abs(excess) <= error;
        }
        episode.ambiguous |= near && !surelyOpen;
        return constraint(state) == 0;
    }

    // Section 3, "A step does, in this order"; section 4 for the cost. Returns whether the episode ended.
    private boolean step(State state, int k, double u, Episode episode) {
        Action action = spec.actions().get(k);
        Outcome drawn = draw(action.outcomes(), u, episode);
        double[] before = state.z.clone();
        double[] beforeError = state.zError.clone();
        for (int i = 0; i < d; i++) {
            double a = drawn.scale().get(i);
            double b = drawn.shift().get(i);
            double delta = delta(action, i);
            state.z[i] = a * before[i] + b + delta;
            state.zError[i] = Math.abs(a) * beforeError[i]
                    + rounding * ((a == 1 ? 0 : Math.abs(a * before[i])) + Math.abs(b + delta) + Math.abs(state.z[i]));
        }
        state.t++;
        boolean ended = solved(state, episode);
        episode.success = ended;
        ended |= state.t == spec.horizon();
        ended |= action.kind() == ActionKind.ESCALATE || action.kind() == ActionKind.TERMINATE;

        charge(episode, 0, action.latency(), rounding * action.latency(), spec.clip().latency());
        charge(episode, 1, action.monetary(), rounding * action.monetary(), spec.clip().monetary());
        if (ended || spec.charge() == Charge.STEP) {
            charge(episode, 2, constraint(state), constraintError(state), spec.clip().constraint());
        }
        charge(episode, 3, drawn.failure() ? 1 : 0, 0, spec.clip().failure());
        double distance = distance(k, before, state.z);
        charge(episode, 4, distance, distanceError(k, before, beforeError, drawn), spec.clip().divergence());

        state.retried = state.lastFailed && state.lastAction == k && !state.retried;
        state.lastAction = k;
        state.lastFailed = drawn.failure();
        return ended;
    }

    // "The first j with u < q_k1 + … + q_kj".
    private static Outcome draw(List<Outcome> outcomes, double u, Episode episode) {
        double cumulative = 0;
        for (int j = 0; j < outcomes.size() - 1; j++) {
            cumulative += outcomes.get(j).probability();
            episode.ambiguous |= Math.abs(u - cumulative) <= 2 * EPS && outcomes.get(j).probability() > 0;
            if (u < cumulative) {
                return outcomes.get(j);
            }
        }
        return outcomes.getLast();
    }

    private void charge(Episode episode, int component, double value, double error, double clip) {
        double charged = Math.min(value, clip);
        episode.components[component] += charged;
        double sum = episode.components[component];
        episode.error[component] += error + sumRounding * (charged + sum) + (charged == 0 ? 0 : 0x1p-149);
    }

    // Section 4, "Predictor": â and b̂.
    private void predict(int k) {
        Action action = spec.actions().get(k);
        boolean expected = spec.predictor() == Predictor.EXPECTED;
        Outcome nominal = null;
        for (Outcome outcome : action.outcomes()) {
            boolean better = nominal == null || outcome.probability() > nominal.probability() + 1e-9;
            nominal = !outcome.failure() && outcome.probability() > 0 && better ? outcome : nominal;
        }
        double total = 0;
        for (Outcome outcome : action.outcomes()) {
            total += outcome.probability();
        }
        for (int i = 0; i < d; i++) {
            double a = nominal == null ? 1 : nominal.scale().get(i);
            double b = nominal == null ? 0 : nominal.shift().get(i);
            if (expected) {
                a = 0;
                b = 0;
                for (Outcome outcome : action.outcomes()) {
                    a += outcome.probability() * outcome.scale().get(i);
                    b += outcome.probability() * outcome.shift().get(i);
                }
                a /= total;
                b = b / total + delta(action, i);
            }
            predictedScale[k][i] = a;
            predictedShift[k][i] = b;
        }
    }

    // "Drift δ, added by every action but terminate."
    private double delta(Action action, int i) {
        return action.kind() == ActionKind.TERMINATE ? 0 : spec.drift().get(i);
    }

    private double distance(int k, double[] before, double[] after) {
        if (spec.predictor() == Predictor.NONE) {
            return 0;
        }
        double squares = 0;
        for (int i = 0; i < d; i++) {
            double difference = predictedScale[k][i] * before[i] + predictedShift[k][i] - after[i];
            squares += difference * difference;
        }
        return Math.sqrt(squares);
    }

    // The norm changes by at most the norm of the differences' errors, and by some roundings of its own.
    private double distanceError(int k, double[] before, double[] beforeError, Outcome drawn) {
        if (spec.predictor() == Predictor.NONE) {
            return 0;
        }
        if (constantDistance) {
            // The table is worked out in double; the other side subtracts task vectors.
            double size = 1;
            for (int i = 0; i < d; i++) {
                size += Math.abs(before[i]) + Math.abs(predictedShift[k][i]);
            }
            return 0x1p-48 * d * size + (Precision.floatSuffices(spec) ? EPS * size : 0);
        }
        double squares = 0;
        double roundings = 0;
        for (int i = 0; i < d; i++) {
            double a = drawn.scale().get(i);
            double b = Math.abs(drawn.shift().get(i)) + spec.drift().get(i);
            double scale = predictedScale[k][i];
            double shift = Math.abs(predictedShift[k][i]);
            double size = (Math.abs(scale) + Math.abs(a)) * Math.abs(before[i]) + shift + b;
            double error = Math.abs(scale - a) * beforeError[i] + 4 * EPS * size;
            double difference = Math.abs((scale - a) * before[i]) + shift + b + error;
            squares += error * error;
            roundings += difference * difference;
        }
        return Math.sqrt(squares) + (d + 2) * EPS * Math.sqrt(roundings);
    }

    // Section 6.
    private int choose(Rule rule, State state, long available, double u, Episode episode) {
        int count = spec.actions().size();
        if (rule == Rule.RANDOM) {
            int[] allowed = new int[count];
            int size = 0;
            for (int k = 0; k < count; k++) {
                if ((available >>> k & 1) != 0) {
                    allowed[size++] = k;
                }
            }
            double rank = u * size;
            double distance = Math.abs(rank - Math.rint(rank));
            episode.ambiguous |= distance > 0 && distance <= EPS * rank && rank > 0.5;
            return allowed[(int) rank];
        }
        // "After a failure it retries the same action at most once, then the rule applies anew."
        if (rule == Rule.LATENCY && state.lastFailed && !state.retried) {
            return state.lastAction;
        }
        int best = -1;
        double least = 0;
        double[] key = new double[count];
        double slack = 0;
        // The latency baseline chooses among tools, else among what goes on, else among all.
        long allowed = available & (-1L >>> (64 - count));
        if (rule == Rule.LATENCY) {
            long tools = allowed & kinds(ActionKind.TOOL);
            long going = allowed & kinds(ActionKind.TOOL, ActionKind.REASON, ActionKind.CLARIFY);
            allowed = tools != 0 ? tools : going != 0 ? going : allowed;
        }
        for (int k = 0; k < count; k++) {
            if ((allowed >>> k & 1) == 0) {
                continue;
            }
            key[k] = rule == Rule.LATENCY ? spec.actions().get(k).latency() : expectedCost(k, state);
            slack = Math.max(slack, rule == Rule.LATENCY ? 0 : expectedCostError(k, state));
            if (best < 0 || key[k] < least) {
                best = k;
                least = key[k];
            }
        }
        // Sums of equal prices are equal in every arithmetic; other sums are only within the slack.
        boolean pricesOnly =
                rule == Rule.LATENCY || spec.predictor() == Predictor.NONE && spec.charge() == Charge.TERMINAL;
        for (int k = 0; k < count; k++) {
            boolean rival = (allowed >>> k & 1) != 0 && k != best && key[k] - least <= 2 * slack;
            episode.ambiguous |= rival && !(pricesOnly && key[k] == least);
        }
        return best;
    }

    private long kinds(ActionKind... wanted) {
        long set = 0;
        for (int k = 0; k < spec.actions().size(); k++) {
            set |= List.of(wanted).contains(spec.actions().get(k).kind()) ? 1L << k : 0;
        }
        return set;
    }

    // λ_1 ℓ + λ_2 m + λ_4 P(failure) + λ_5 E‖ẑ − z'‖, + λ_3 E g(S') where it is charged at every step, each as it would be
    // charged.
    private double expectedCost(int k, State state) {
        Action action = spec.actions().get(k);
        CostVector weights = spec.weights();
        CostVector clip = spec.clip();
        double cost = weights.latency() * Math.min(action.latency(), clip.latency())
                + weights.monetary() * Math.min(action.monetary(), clip.monetary());
        double[] after = new double[d];
        for (Outcome outcome : action.outcomes()) {
            for (int i = 0; i < d; i++) {
                after[i] = outcome.scale().get(i) * state.z[i] + outcome.shift().get(i) + delta(action, i);
            }
            double failure = outcome.failure() ? Math.min(1, clip.failure()) : 0;
            double divergence = Math.min(distance(k, state.z, after), clip.divergence());
            double g = 0;
            for (int i = 0; i < d && spec.charge() == Charge.STEP; i++) {
                double excess = after[i] - spec.tolerance().get(i);
                g += excess > tolerated(i) ? excess : 0;
            }
            cost += outcome.probability()
                    * (weights.failure() * failure
                            + weights.divergence() * divergence
                            + weights.constraint() * Math.min(g, clip.constraint()));
        }
        return cost;
    }

    // Kernels work the cost out in double from their float z, so the error is that of z alone.
    private double expectedCostError(int k, State state) {
        double error = 1e-12 * (1 + expectedCost(k, state));
        for (Outcome outcome : spec.actions().get(k).outcomes()) {
            double squares = 0;
            for (int i = 0; i < d && spec.predictor() != Predictor.NONE; i++) {
                double difference = (predictedScale[k][i] - outcome.scale().get(i)) * state.zError[i];
                squares += difference * difference;
            }
            error += spec.weights().divergence() * outcome.probability() * Math.sqrt(squares);
            for (int i = 0; i < d && spec.charge() == Charge.STEP; i++) {
                double a = outcome.scale().get(i);
                double b = outcome.shift().get(i) + delta(spec.actions().get(k), i);
                double zError = Math.abs(a) * state.zError[i];
                double excess = a * state.z[i] + b - spec.tolerance().get(i);
                // g jumps by τ where a dimension becomes done.
                double jump = Math.abs(excess - tolerated(i)) <= zError ? tolerated(i) : 0;
                error += spec.weights().constraint() * outcome.probability() * (zError + jump);
            }
        }
        return error;
    }
}
