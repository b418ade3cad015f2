package dev.baton.cli.print;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A linear scale.
 *
 * @param least value
 * @param greatest value, above the least
 * @param from where the least value stands
 * @param to where the greatest stands
 */
public record Axis(double least, double greatest, double from, double to) {
    private static final int TICKS = 5;
    private static final List<Double> STEPS = List.of(1.0, 2.0, 2.5, 5.0, 10.0);

    /** Returns a scale that holds all values and ends at round numbers. */
    public static Axis over(Collection<Double> values, boolean fromZero, double from, double to) {
        double least = fromZero ? 0 : Double.POSITIVE_INFINITY;
        double greatest = fromZero ? 0 : Double.NEGATIVE_INFINITY;
        for (double value : values) {
            if (Double.isFinite(value)) {
                least = Math.min(least, value);
                greatest = Math.max(greatest, value);
            }
        }
        if (least > greatest) {
            return new Axis(0, 1, from, to);
        }
        if (least == greatest) {
            double margin = least == 0 ? 1 : Math.abs(least) / 10;
            least -= fromZero ? 0 : margin;
            greatest += margin;
        }
        double step = step(least, greatest);
        return new Axis(Math.floor(least / step) * step, Math.ceil(greatest / step) * step, from, to);
    }

    /** Returns where a value stands. */
    public double at(double value) {
        return from + (to - from) * (value - least) / (greatest - least);
    }

    /** Returns round numbers within. */
    public List<Double> ticks() {
        double step = step(least, greatest);
        List<Double> ticks = new ArrayList<>();
        for (double n = Math.ceil(least / step - 1e-9) + 0.0; n * step <= greatest + step * 1e-9; n++) {
            ticks.add(n * step);
        }
        return ticks;
    }

    private static double step(double least, double greatest) {
        double rough = (greatest - least) / TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        return STEPS.stream().map(s -> s * power).filter(s -> s >= rough * 0.999).findFirst().orElse(10 * power);
    }
}
