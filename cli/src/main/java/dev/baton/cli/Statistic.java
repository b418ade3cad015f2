package dev.baton.cli;

import java.util.List;

/**
 * One number per seed, with its mean and sample standard deviation (0 for a single seed).
 *
 * @param perSeed in the order of the seeds, at least one
 */
record Statistic(List<Double> perSeed) {
    Statistic {
        perSeed = List.copyOf(perSeed);
    }

    double mean() {
        // Around the first value, so that equal values have exactly their own mean and no deviation.
        double origin = perSeed.get(0);
        double sum = 0;
        for (double x : perSeed) {
            sum += x - origin;
        }
        return origin + sum / perSeed.size();
    }

    double std() {
        int n = perSeed.size();
        if (n == 1) {
            return 0;
        }
        double mean = mean();
        double squares = 0;
        for (double x : perSeed) {
            squares += (x - mean) * (x - mean);
        }
        return Math.sqrt(squares / (n - 1));
    }
}
