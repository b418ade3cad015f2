package dev.baton.cli.remark;

import dev.baton.cli.print.Numbers;
import dev.baton.env.EnvSpec;
import dev.baton.env.StartDistribution;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * Remarks on where episodes start and whether they can end.
 *
 * @param spec the environment
 */
public record StartRemarks(EnvSpec spec) {
    private static final double CERTAIN = 1e-9;
    private static final double WORTH_A_WORD = 1e-6;
    private static final double MOST = 0.9;
    // Where the mean of a log-normal number comes from its rare values alone: half of them are below 1 % of the mean.
    private static final double WIDE_SIGMA = 3;
    // The difficulty beyond which less than one episode in 10^15 lies.
    private static final double SIGMAS = 8;
    private static final int STEPS_PER_SIGMA = 100;

    public void addTo(List<String> remarks) {
        addDifficulty(remarks);
        addSolvedStarts(remarks);
        addNegativeStarts(remarks);
        addTolerance(remarks);
        addOutOfReach(remarks);
        addOverflow(remarks);
        addTaskScale(remarks);
    }

    private StartDistribution start() {
        return spec.start();
    }

    private IntStream dimensions() {
        return IntStream.range(0, spec.dimension());
    }

    /** Returns z_i of a start of difficulty 1 without jitter. */
    private double typical(int i) {
        return start().offset().get(i) + start().scale().get(i);
    }

    private void addDifficulty(List<String> remarks) {
        double sigma = start().difficultySigma();
        if (sigma > WIDE_SIGMA) {
            remarks.add("The difficulty has mean 1, but half of the episodes have one below "
                    + powerOfTen(-sigma * sigma / 2) + ": task.start.difficultySigma is " + Numbers.brief(sigma)
                    + ", so a few enormous ones make up the mean.");
        }
    }

    /** Returns exp(x) in words; it may be far below the least double. */
    private static String powerOfTen(double x) {
        return x > -300 ? Numbers.brief(Math.exp(x)) : "1e" + (long) Math.ceil(x / Math.log(10));
    }

    private void addSolvedStarts(List<String> remarks) {
        if (spec.solvedByPhase()) {
            return; // nothing ends by itself
        }
        double solved = solved();
        if (solved >= 1 - CERTAIN) {
            remarks.add("Every episode starts with its task done: there is nothing to do.");
        } else if (solved > MOST) {
            remarks.add("All but " + percent(1 - solved)
                    + " of the episodes start with their task done: they have no steps and cost nothing.");
        } else if (solved >= WORTH_A_WORD) {
            remarks.add(
                    percent(solved)
                            + " of the episodes start with their task done: they have no steps and cost nothing.");
        }
    }

    /** Returns the share of episodes that start with their task done. */
    public double solved() {
        return probability(this::solvedAt);
    }

    /** P(all dimensions done | r). */
    private double solvedAt(double r) {
        double product = 1;
        for (int i = 0; i < spec.dimension(); i++) {
            product *= belowAt(i, spec.doneThreshold(i), r);
        }
        return product;
    }

    /** P(z_i ≤ x | r), where z_i = offset + scale · r · (1 + jitter · u), u uniform on [−1, 1). */
    private double belowAt(int i, double x, double r) {
        double base = start().offset().get(i) + start().scale().get(i) * r;
        double spread = Math.abs(start().scale().get(i)) * r * start().jitter();
        if (spread == 0) {
            return base <= x ? 1 : 0;
        }
        return Math.clamp((x - base + spread) / (2 * spread), 0, 1);
    }

    /** Averages a probability given the difficulty over the difficulty. */
    private double probability(DoubleUnaryOperator given) {
        double sigma = start().difficultySigma();
        if (sigma == 0) {
            return given.applyAsDouble(1);
        }
        double sum = 0;
        double weights = 0;
        int steps = (int) (2 * SIGMAS * STEPS_PER_SIGMA);
        for (int s = 0; s <= steps; s++) {
            double n = -SIGMAS + (double) s / STEPS_PER_SIGMA;
            double weight = Math.exp(-n * n / 2);
            sum += weight * given.applyAsDouble(Math.exp(sigma * n - sigma * sigma / 2));
            weights += weight;
        }
        return sum / weights;
    }

    private void addNegativeStarts(List<String> remarks) {
        for (int i = 0; i < spec.dimension(); i++) {
            int dimension = i;
            if (least(i) >= 0 || probability(r -> belowAt(dimension, -Double.MIN_VALUE, r)) < WORTH_A_WORD) {
                continue;
            }
            double offset = start().offset().get(i);
            double jitter = start().jitter();
            String why = start().scale().get(i) < 0
                    ? "task.start.scale is " + Numbers.brief(start().scale().get(i))
                    : jitter > 1
                            ? "task.start.jitter " + Numbers.brief(jitter) + " makes the factor 1 + jitter · u "
                                    + Remarks.range(1 - jitter, 1 + jitter)
                            : "task.start.offset is " + Numbers.brief(offset);
            remarks.add("Task vectors may start below 0, as if less than no work were left: " + why + ".");
            return;
        }
    }

    private void addTolerance(List<String> remarks) {
        dimensions().filter(i -> spec.tolerance().get(i) < 0).findFirst().ifPresent(i -> remarks.add(
                "A task is done only when less than no work is left: task.tolerance is "
                        + Numbers.brief(spec.tolerance().get(i)) + "."));
    }

    private void addOutOfReach(List<String> remarks) {
        Reach reach = new Reach(spec);
        ActionRemarks actions = new ActionRemarks(spec);
        for (int i = 0; i < spec.dimension(); i++) {
            double threshold = spec.doneThreshold(i);
            if (!actions.canLower(i)) {
                continue; // which is a remark of its own
            }
            double least = least(i);
            double bottom = reach.least(i, least, greatest(i));
            if (least > threshold && bottom > threshold) {
                remarks.add("No episode can be finished: dimension " + i + " (counted from 0) starts at "
                        + Numbers.brief(least) + " or more and is at least " + Numbers.brief(bottom) + " after the "
                        + steps() + " that there are, its tolerance is " + Numbers.brief(spec.tolerance().get(i))
                        + ".");
                return;
            }
            double typical = typical(i);
            double reached = reach.least(i, typical, typical);
            if (typical > threshold && reached > threshold) {
                remarks.add("A start of mean difficulty cannot be finished: dimension " + i
                        + " (counted from 0) starts at " + Numbers.brief(typical) + " and is at least "
                        + Numbers.brief(reached) + " after the " + steps() + " that there are, its tolerance is "
                        + Numbers.brief(spec.tolerance().get(i)) + ".");
                return;
            }
        }
    }

    private String steps() {
        return spec.horizon() + (spec.horizon() == 1 ? " step" : " steps");
    }

    /** Returns the infimum of z_i over all starts. */
    private double least(int i) {
        double scale = start().scale().get(i);
        double one = scale * (1 - start().jitter());
        double other = scale * (1 + start().jitter());
        double least = Math.min(one, other);
        if (start().difficultySigma() > 0) {
            least = least < 0 ? Double.NEGATIVE_INFINITY : 0;
        }
        return start().offset().get(i) + least;
    }

    /** Returns the supremum of z_i over all starts. */
    private double greatest(int i) {
        double scale = start().scale().get(i);
        double greatest = Math.max(scale * (1 - start().jitter()), scale * (1 + start().jitter()));
        if (start().difficultySigma() > 0) {
            greatest = greatest > 0 ? Double.POSITIVE_INFINITY : 0;
        }
        return start().offset().get(i) + greatest;
    }

    private void addOverflow(List<String> remarks) {
        for (int i = 0; i < spec.dimension(); i++) {
            double start = Math.abs(start().offset().get(i))
                    + Math.abs(start().scale().get(i)) * (1 + start().jitter());
            double[] magnitudes = new Reach(spec).magnitudes(i, start);
            for (int t = 0; t < magnitudes.length; t++) {
                if (magnitudes[t] > Float.MAX_VALUE) {
                    remarks.add("The task vector can overflow: dimension " + i + " (counted from 0) can be "
                            + Numbers.brief(magnitudes[t]) + " after " + t + (t == 1 ? " step" : " steps")
                            + ", and numbers end at " + Numbers.brief(Float.MAX_VALUE) + ".");
                    return;
                }
            }
        }
    }

    private void addTaskScale(List<String> remarks) {
        double greatest = dimensions().mapToDouble(i -> Math.abs(typical(i))).max().orElse(0);
        CostRemarks.addObservation(remarks, "task vectors", "task", greatest, spec.observation().task());
    }

    private static String percent(double share) {
        return Numbers.rough(100 * share) + " %";
    }
}
