package dev.baton.ops;

/**
 * The elementary functions of the kernels, each from fused multiply-adds, divisions and square roots only, so that
 * every implementation, lane width and compiler gives the same bits. The SIMD kernels use the same constants in the
 * same order.
 *
 * <p>The coefficients are our own least-maximum fits (iteratively reweighted least squares in double, rounded to
 * float); {@code FloatMathTest} measures the stated errors over the whole range.
 */
public final class FloatMath {
    /** Adding and subtracting this rounds a float of magnitude below 2²² to an integer. */
    public static final float ROUND = 0x1.8p23f;

    /** log₂ e. */
    public static final float LOG2_E = 0x1.715476p0f;
    /** The high part of ln 2: 15 bits, so that n · LN2_HIGH is exact. */
    public static final float LN2_HIGH = 0x1.62e4p-1f;
    /** The rest of ln 2. */
    public static final float LN2_LOW = 0x1.7f7d1cp-20f;
    /** The least argument of {@link #exp}, where it is 0; smaller ones are taken for it. */
    public static final float EXP_LOW = -88f;
    static final float EXP_HIGH = 88f;
    /** Coefficient of r² in eʳ. */
    public static final float EXP_2 = 0.4999923f;
    /** Coefficient of r³ in eʳ. */
    public static final float EXP_3 = 0.16667116f;
    /** Coefficient of r⁴ in eʳ. */
    public static final float EXP_4 = 0.041890286f;
    /** Coefficient of r⁵ in eʳ. */
    public static final float EXP_5 = 0.008312516f;

    static final float TANH_LIMIT = 7.9f;
    static final float TANH_P0 = 0.9999999f;
    static final float TANH_P1 = 0.12934418f;
    static final float TANH_P2 = 0.0029604742f;
    static final float TANH_P3 = 1.1531849e-05f;
    static final float TANH_Q1 = 0.46267647f;
    static final float TANH_Q2 = 0.023854088f;
    static final float TANH_Q3 = 0.00024001219f;
    static final float TANH_Q4 = 2.4925507e-07f;

    /** √½, the least mantissa that {@link #log} works on. */
    public static final float SQRT_HALF = 0.70710677f;
    /** The bits of {@link #SQRT_HALF}: exponents are counted from there, so that the mantissa lies in [√½, √2). */
    public static final int SQRT_HALF_BITS = Float.floatToRawIntBits(SQRT_HALF);
    /** Coefficient of f³ in ln(1 + f). */
    public static final float LOG_3 = 0.3333391f;
    /** Coefficient of f⁴ in ln(1 + f). */
    public static final float LOG_4 = -0.25001338f;
    /** Coefficient of f⁵ in ln(1 + f). */
    public static final float LOG_5 = 0.19963062f;
    /** Coefficient of f⁶ in ln(1 + f). */
    public static final float LOG_6 = -0.16577578f;
    /** Coefficient of f⁷ in ln(1 + f). */
    public static final float LOG_7 = 0.14914785f;
    /** Coefficient of f⁸ in ln(1 + f). */
    public static final float LOG_8 = -0.14267556f;
    /** Coefficient of f⁹ in ln(1 + f). */
    public static final float LOG_9 = 0.08700476f;

    /** Coefficient of w in sin(π w). */
    public static final float SIN_PI_1 = 3.1415927f;
    /** Coefficient of w³ in sin(π w). */
    public static final float SIN_PI_3 = -5.16771f;
    /** Coefficient of w⁵ in sin(π w). */
    public static final float SIN_PI_5 = 2.5500698f;
    /** Coefficient of w⁷ in sin(π w). */
    public static final float SIN_PI_7 = -0.5982421f;
    /** Coefficient of w⁹ in sin(π w). */
    public static final float SIN_PI_9 = 0.077560306f;

    private FloatMath() {}

    /**
     * Returns eˣ, within 3 ulp for x in [−87, 88]; from −88 down it returns 0, above 88 it returns e⁸⁸. NaN gives NaN.
     *
     * @param x any float
     * @return eˣ
     */
    public static float exp(float x) {
        float y = x < EXP_LOW ? EXP_LOW : x;
        y = y > EXP_HIGH ? EXP_HIGH : y;
        // Written by PolynomialSource: e = exp(y)
        float shifted = Math.fma(y, LOG2_E, ROUND);
        float power = shifted - ROUND;
        float r = Math.fma(power, -LN2_HIGH, y);
        r = Math.fma(power, -LN2_LOW, r);
        float p = Math.fma(EXP_5, r, EXP_4);
        p = Math.fma(p, r, EXP_3);
        p = Math.fma(p, r, EXP_2);
        p = Math.fma(p, r, 1f);
        p = Math.fma(p, r, 1f);
        float e = p * Float.intBitsToFloat((Float.floatToRawIntBits(shifted) << 23) + 0x3f800000);
        // Written up to here.
        return e;
    }

    /**
     * Returns ln x, within 3 ulp (2e-7 near 1) for normal x in (0, ∞). Other arguments give an unspecified number.
     *
     * @param x a positive normal float
     * @return ln x
     */
    public static float log(float x) {
        // Written by PolynomialSource: log = log(x)
        int bits = Float.floatToRawIntBits(x) - SQRT_HALF_BITS;
        float exponent = bits >> 23;
        float f = Float.intBitsToFloat((bits & 0x007fffff) + SQRT_HALF_BITS) - 1f;
        float q = Math.fma(LOG_9, f, LOG_8);
        q = Math.fma(q, f, LOG_7);
        q = Math.fma(q, f, LOG_6);
        q = Math.fma(q, f, LOG_5);
        q = Math.fma(q, f, LOG_4);
        q = Math.fma(q, f, LOG_3);
        float square = f * f;
        float tail = Math.fma(square * f, q, -0.5f * square);
        tail = Math.fma(exponent, LN2_LOW, tail);
        float log = Math.fma(exponent, LN2_HIGH, f + tail);
        // Written up to here.
        return log;
    }

    /**
     * Returns tanh x, within 7 ulp for |x| ≤ 7.9 and constant (1 − 4.2e-7) beyond. NaN gives NaN.
     *
     * @param x any float
     * @return tanh x, in (−1, 1)
     */
    public static float tanh(float x) {
        // Without branches, so that loops over it are compiled to vector instructions even without the Vector API.
        float y = Math.max(-TANH_LIMIT, Math.min(TANH_LIMIT, x));
        float s = y * y;
        float p = Math.fma(TANH_P3, s, TANH_P2);
        p = Math.fma(p, s, TANH_P1);
        p = Math.fma(p, s, TANH_P0);
        float q = Math.fma(TANH_Q4, s, TANH_Q3);
        q = Math.fma(q, s, TANH_Q2);
        q = Math.fma(q, s, TANH_Q1);
        q = Math.fma(q, s, 1f);
        return y * p / q;
    }

    /**
     * Returns cos(2π v) within 7e-7.
     *
     * @param v in [0, 1)
     * @return cos(2π v) = 2 sin²(π (v − ½)) − 1
     */
    public static float cosTwoPi(float v) {
        float w = v - 0.5f;
        float s = w * w;
        float p = Math.fma(SIN_PI_9, s, SIN_PI_7);
        p = Math.fma(p, s, SIN_PI_5);
        p = Math.fma(p, s, SIN_PI_3);
        p = Math.fma(p, s, SIN_PI_1);
        float sine = w * p;
        return Math.fma(sine + sine, sine, -1f);
    }
}
