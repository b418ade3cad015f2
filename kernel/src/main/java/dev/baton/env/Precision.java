package dev.baton.env;

/**
 * Decides whether one float carries the state of an environment closely enough (model, section 2: its error stays below
 * τ/2), or whether it takes two, of which the second holds what the first rounds away.
 *
 * <p>Sums of at most H non-negative numbers: every partial sum is at most the sum, so H roundings are off by at most
 * H · 2⁻²⁴ of it, which is below τ/2 up to {@value #MOST_STEPS} steps.
 *
 * <p>A task vector matters where it decides: near ε + τ. Let A be the greatest |a| and S the greatest |b + δ| of any
 * outcome that can happen in a dimension, Â = max(1, A). A z that is near ε now was, j steps ago, a number whose error
 * has since been multiplied by the a's in between, and so has the number itself: the product of both is at most |ε| + j
 * S Âʲ. Each step rounds the sum (2⁻²⁴ of that), the tabled b + δ (2⁻²⁴ · S Âʲ) and, where some a is not 1, the tabled
 * a (2⁻²⁴ of a z, at most the two together). The error is at most 2⁻²⁴ · c · Σ_{j = 0..H} (|ε| + (j + 1) S Âʲ), c = 1
 * where all effects add and else 2.
 */
final class Precision {
    /** The most steps over which one float sums closely enough: 83 · 2⁻²⁴ is just below 10⁻⁵ / 2. */
    static final int MOST_STEPS = 83;

    private static final double ROUNDING = 0x1p-24;

    private Precision() {}

    /** Says whether one float is enough for everything that an episode of this environment carries. */
    static boolean floatSuffices(EnvSpec spec) {
        if (spec.horizon() > MOST_STEPS) {
            return false;
        }
        for (int i = 0; i < spec.dimension(); i++) {
            if (!(taskError(spec, i) <= spec.comparisonTolerance(i) / 2)) {
                return false;
            }
        }
        return true;
    }

    /** The bound of the error of z_i near ε_i, in units of the task vector. */
    static double taskError(EnvSpec spec, int i) {
        double factor = 1;
        double summand = 0;
        boolean adds = true;
        for (Action action : spec.actions()) {
            double drift = action.kind().drifts() ? spec.drift().get(i) : 0;
            for (Outcome outcome : action.outcomes()) {
                if (outcome.possible()) {
                    double a = outcome.scale().get(i);
                    adds &= a == 1;
                    factor = Math.max(factor, Math.abs(a));
                    summand = Math.max(summand, Math.abs(outcome.shift().get(i) + drift));
                }
            }
        }
        double sum = 0;
        double power = 1;
        for (int j = 0; j <= spec.horizon(); j++) {
            sum += Math.abs(spec.tolerance().get(i)) + (j + 1) * summand * power;
            power *= factor;
        }
        return (adds ? 1 : 2) * ROUNDING * sum;
    }
}
