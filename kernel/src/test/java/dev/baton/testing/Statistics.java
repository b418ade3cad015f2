package dev.baton.testing;

/** Tail probabilities for the statistical tests. */
public final class Statistics {
    /**
     * How often a statistical test may fail a perfect generator: each comparison rejects at this probability. The
     * default seed is fixed, so a passing suite keeps passing.
     */
    public static final double FALSE_ALARM = 1e-6;

    private Statistics() {}

    /** Returns P(χ² ≥ Σ (observed − expected)² / expected) with one degree of freedom less than there are cells. */
    public static double chiSquare(long[] observed, double[] expected) {
        double sum = 0;
        for (int i = 0; i < observed.length; i++) {
            double difference = observed[i] - expected[i];
            sum += difference * difference / expected[i];
        }
        return upperGamma((observed.length - 1) / 2.0, sum / 2);
    }

    /** Returns the chi-square probability of counts that should be equal. */
    public static double chiSquareUniform(long[] observed) {
        double total = 0;
        for (long count : observed) {
            total += count;
        }
        double[] expected = new double[observed.length];
        java.util.Arrays.fill(expected, total / observed.length);
        return chiSquare(observed, expected);
    }

    /** Returns the probability of a Kolmogorov–Smirnov distance at least as great among n numbers (asymptotic). */
    public static double kolmogorov(double distance, int n) {
        double root = Math.sqrt(n);
        double x = (root + 0.12 + 0.11 / root) * distance;
        double sum = 0;
        for (int k = 1; k <= 100; k++) {
            sum += (k % 2 == 1 ? 2 : -2) * Math.exp(-2.0 * k * k * x * x);
        }
        return Math.min(1, sum);
    }

    /** Returns the distribution function of the standard normal distribution. */
    public static double normalCdf(double x) {
        double upper = upperGamma(0.5, x * x / 2) / 2;
        return x < 0 ? upper : 1 - upper;
    }

    /** Returns Q(a, x), the regularised upper incomplete gamma function. */
    static double upperGamma(double a, double x) {
        if (x <= 0) {
            return 1;
        }
        double front = Math.exp(a * Math.log(x) - x - logGamma(a));
        if (x < a + 1) {
            double term = 1 / a;
            double sum = term;
            for (double n = a + 1; Math.abs(term) > 1e-17 * sum; n++) {
                term *= x / n;
                sum += term;
            }
            return 1 - front * sum;
        }
        // Lentz's continued fraction.
        double b = x + 1 - a;
        double c = 1e300;
        double d = 1 / b;
        double fraction = d;
        for (int i = 1; i < 10_000; i++) {
            double numerator = -i * (i - a);
            b += 2;
            d = 1 / (numerator * d + b);
            c = b + numerator / c;
            double factor = c * d;
            fraction *= factor;
            if (Math.abs(factor - 1) < 1e-15) {
                break;
            }
        }
        return front * fraction;
    }

    /** Stirling's series after shifting the argument above 20. */
    private static double logGamma(double a) {
        double shift = 0;
        double x = a;
        while (x < 20) {
            shift += Math.log(x);
            x++;
        }
        double x2 = x * x;
        double series = 1 / (12 * x) * (1 - 1 / x2 * (1 / 30.0 - 1 / x2 * (1 / 105.0 - 1 / (140 * x2))));
        return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series - shift;
    }
}
