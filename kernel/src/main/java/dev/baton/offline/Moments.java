package dev.baton.offline;

/** Mean and spread of numbers, summed in their order. */
final class Moments {
    private Moments() {}

    /** Returns Σ x / n. */
    static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** Returns the standard deviation √(Σ (x − mean)² / (n − 1)), 0 for one number. */
    static double deviation(double[] values) {
        double mean = mean(values);
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1.0));
    }

    /** Returns the standard error of the mean. */
    static double error(double[] values) {
        return deviation(values) / Math.sqrt(values.length);
    }
}
