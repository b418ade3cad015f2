package dev.baton.study;

/**
 * Student's t distribution, and the normal distribution that it becomes.
 *
 * <p>The distribution function is the regularised incomplete beta function by its continued fraction (Abramowitz and
 * Stegun 1964, 26.5.8 and 26.7.1), the quantile its inverse by bisection; beyond {@value #NEARLY_NORMAL} degrees of
 * freedom the quantile is the normal one with the first three terms of Fisher and Cornish's expansion (26.7.5).
 */
public final class StudentT {
    private static final double NEARLY_NORMAL = 1e4;
    private static final int MOST_TERMS = 10_000;
    private static final double TINY = 1e-300;
    private static final double ENOUGH = 1e-16;

    private StudentT() {}

    /**
     * Returns the distribution function.
     *
     * @param t a number
     * @param degreesOfFreedom ν &gt; 0
     * @return P(T ≤ t)
     */
    public static double cdf(double t, double degreesOfFreedom) {
        requirePositive(degreesOfFreedom);
        double tail = 0.5 * incompleteBeta(0.5 * degreesOfFreedom, 0.5, degreesOfFreedom / (degreesOfFreedom + t * t));
        return t < 0 ? tail : 1 - tail;
    }

    /**
     * Returns the quantile function.
     *
     * @param p in (0, 1)
     * @param degreesOfFreedom ν &gt; 0
     * @return the t with P(T ≤ t) = p
     */
    public static double quantile(double p, double degreesOfFreedom) {
        requirePositive(degreesOfFreedom);
        if (!(p > 0 && p < 1)) {
            throw new IllegalArgumentException("p: expected a number between 0 and 1, found " + p);
        }
        if (p < 0.5) {
            return -quantile(1 - p, degreesOfFreedom);
        }
        if (degreesOfFreedom > NEARLY_NORMAL) {
            double z = normalQuantile(p);
            double z2 = z * z;
            double first = z * (z2 + 1) / 4;
            double second = z * ((5 * z2 + 16) * z2 + 3) / 96;
            double third = z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
            double v = degreesOfFreedom;
            return z + (first + (second + third / v) / v) / v;
        }
        double high = 1;
        while (cdf(high, degreesOfFreedom) < p) {
            high *= 2;
        }
        return bisect(0, high, p, degreesOfFreedom);
    }

    private static double bisect(double from, double to, double p, double degreesOfFreedom) {
        double low = from;
        double high = to;
        for (double middle = low + (high - low) / 2; middle > low && middle < high; middle = low + (high - low) / 2) {
            double below = degreesOfFreedom > NEARLY_NORMAL ? normalCdf(middle) : cdf(middle, degreesOfFreedom);
            if (below < p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /**
     * Returns the distribution function of the standard normal distribution, by its power series (Marsaglia 2004).
     *
     * @param x a number
     * @return Φ(x), to about 1e-15
     */
    static double normalCdf(double x) {
        if (Math.abs(x) > 8.3) {
            return x < 0 ? 0 : 1;
        }
        double term = x;
        double sum = x;
        for (int n = 3; sum + term != sum || n == 3; n += 2) {
            term *= x * x / n;
            sum += term;
        }
        return 0.5 + sum * Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
    }

    /** The p-quantile of the standard normal distribution, 0.5 ≤ p &lt; 1. */
    private static double normalQuantile(double p) {
        return bisect(0, 8.3, p, Double.POSITIVE_INFINITY);
    }

    /** I_x(a, b). */
    private static double incompleteBeta(double a, double b, double x) {
        if (x <= 0 || x >= 1) {
            return x <= 0 ? 0 : 1;
        }
        double front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b));
        return x < (a + 1) / (a + b + 2) ? front * fraction(a, b, x) / a : 1 - front * fraction(b, a, 1 - x) / b;
    }

    /** The continued fraction of the incomplete beta function (Lentz's method). */
    private static double fraction(double a, double b, double x) {
        double c = 1;
        double d = 1 / awayFromZero(1 - (a + b) * x / (a + 1));
        double result = d;
        for (int m = 1; m < MOST_TERMS; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / awayFromZero(1 + even * d);
            c = awayFromZero(1 + even / c);
            result *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / awayFromZero(1 + odd * d);
            c = awayFromZero(1 + odd / c);
            double step = d * c;
            result *= step;
            if (Math.abs(step - 1) < ENOUGH) {
                break;
            }
        }
        return result;
    }

    private static double awayFromZero(double x) {
        return Math.abs(x) < TINY ? TINY : x;
    }

    /** log Γ(a) by Stirling's series, a shifted above 20. */
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

    private static void requirePositive(double degreesOfFreedom) {
        if (!(degreesOfFreedom > 0)) {
            throw new IllegalArgumentException("degrees of freedom: expected more than 0, found " + degreesOfFreedom);
        }
    }
}
