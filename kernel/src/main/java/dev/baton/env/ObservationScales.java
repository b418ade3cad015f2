package dev.baton.env;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the observation's task vector, latency, money and context are divided by (model, sections 2 and 10.1); all are
 * positive.
 *
 * @param task units of the task vector
 * @param latency seconds
 * @param monetary cost units
 * @param context units of the context; of no account where no price grows with it
 */
public record ObservationScales(double task, double latency, double monetary, double context) {
    /**
     * Makes the scales of an environment without context.
     *
     * @param task units of the task vector
     * @param latency seconds
     * @param monetary cost units
     */
    public ObservationScales(double task, double latency, double monetary) {
        this(task, latency, monetary, 1);
    }

    /**
     * Returns the scales of an environment that names none and has nothing of the model's section 10: max_i (offset_i +
     * scale_i), H · mean ℓ and H · mean m, and 1 where such a number is not positive.
     *
     * @param start the start distribution
     * @param horizon H
     * @param actions at least one
     * @return the default scales
     */
    public static ObservationScales defaults(StartDistribution start, int horizon, List<Action> actions) {
        return defaults(start, horizon, actions, 0, null, Limits.NONE);
    }

    /**
     * Returns the scales of an environment that names none: max_i (offset_i + scale_i); the deadline, or H · the mean
     * over actions of the expected latency; the budget, or the same of money; C_0 + H · the mean over actions of the
     * expected context added; and 1 where such a number is not positive. Expected over outcomes and, with phases, over
     * the phases at the start, at context C_0.
     *
     * @param start the start distribution
     * @param horizon H
     * @param actions at least one
     * @param context C_0
     * @param phases the hidden phases, or null
     * @param limits deadline and budget
     * @return the default scales
     */
    public static ObservationScales defaults(
            StartDistribution start,
            int horizon,
            List<Action> actions,
            double context,
            @Nullable Phases phases,
            Limits limits) {
        Prior prior = Prior.of(phases);
        double task = IntStream.range(0, start.offset().size())
                .mapToDouble(i -> start.offset().get(i) + start.scale().get(i))
                .max()
                .orElse(0);
        double latency = horizon
                * actions.stream()
                        .mapToDouble(action -> prior.expected(Price.LATENCY, action, context))
                        .average()
                        .orElse(0);
        double monetary = horizon
                * actions.stream()
                        .mapToDouble(action -> prior.expected(Price.MONETARY, action, context))
                        .average()
                        .orElse(0);
        double added = actions.stream()
                .mapToDouble(action -> prior.expected(
                        action.outcomes(), outcome -> outcome.context().add()))
                .average()
                .orElse(0);
        return new ObservationScales(
                positiveOrOne(task),
                limits.latency() < Double.POSITIVE_INFINITY ? limits.latency() : positiveOrOne(latency),
                limits.monetary() < Double.POSITIVE_INFINITY ? limits.monetary() : positiveOrOne(monetary),
                positiveOrOne(context + horizon * added));
    }

    private static double positiveOrOne(double scale) {
        return scale > 0 ? scale : 1;
    }
}
