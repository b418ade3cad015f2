package dev.baton.env;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What the observation's task vector, latency and money are divided by (model, section 2); all are positive.
 *
 * @param task units of the task vector
 * @param latency seconds
 * @param monetary cost units
 */
public record ObservationScales(double task, double latency, double monetary) {
    /**
     * Returns the scales of an environment that names none: max_i (offset_i + scale_i), H · mean ℓ and H · mean m, and
     * 1 where such a number is not positive.
     *
     * @param start the start distribution, at least one dimension
     * @param horizon H
     * @param actions at least one
     * @return the default scales
     */
    public static ObservationScales defaults(StartDistribution start, int horizon, List<Action> actions) {
        double task = IntStream.range(0, start.offset().size())
                .mapToDouble(i -> start.offset().get(i) + start.scale().get(i))
                .max()
                .orElse(0);
        double latency = horizon * actions.stream().mapToDouble(Action::latency).average().orElse(0);
        double monetary = horizon * actions.stream().mapToDouble(Action::monetary).average().orElse(0);
        return new ObservationScales(positiveOrOne(task), positiveOrOne(latency), positiveOrOne(monetary));
    }

    private static double positiveOrOne(double scale) {
        return scale > 0 ? scale : 1;
    }
}
