package dev.baton.study;

import java.util.List;

/**
 * One number per seed, with its mean and sample standard deviation (0 for a single seed).
 *
 * @param perSeed in the order of the seeds, at least one
 */
public record Statistic(List<Double> perSeed) {
    /** Copies the list. */
    public Statistic {
        perSeed = List.copyOf(perSeed);
    }

    /**
     * Makes a statistic of an array.
     *
     * @param perSeed in the order of the seeds, at least one; not modified
     * @return the statistic
     */
    public static Statistic of(double[] perSeed) {
        return new Statistic(java.util.Arrays.stream(perSeed).boxed().toList());
    }

    /**
     * Returns the mean over the seeds.
     *
     * @return the mean
     */
    public double mean() {
        return moments().mean();
    }

    /**
     * Returns the sample standard deviation over the seeds.
     *
     * @return the deviation, 0 for a single seed
     */
    public double std() {
        return moments().std();
    }

    /**
     * Returns the moments over the seeds, whose interval is Student's.
     *
     * @return the moments
     */
    public Moments moments() {
        return Moments.of(values());
    }

    /**
     * Returns where the greatest number is, which for a cost is the worst seed.
     *
     * @return index of the greatest, the first of equals
     */
    public int worst() {
        int worst = 0;
        for (int i = 1; i < perSeed.size(); i++) {
            worst = perSeed.get(i) > perSeed.get(worst) ? i : worst;
        }
        return worst;
    }

    /**
     * Returns the numbers.
     *
     * @return a copy
     */
    public double[] values() {
        return perSeed.stream().mapToDouble(x -> x).toArray();
    }
}
