package dev.baton.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Activation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Functions and slopes against their definitions in double; {@code BatchOpsTest} has the vectors. */
class ActivationsTest {
    /** x σ(x) in double, without cancellation on either side. */
    private static double silu(double x) {
        return x / (1 + Math.exp(-x));
    }

    private static double siluSlope(double x) {
        double e = Math.exp(-Math.abs(x));
        double s = (x < 0 ? e : 1) / (1 + e);
        return s + x * e / ((1 + e) * (1 + e));
    }

    /**
     * Derived, in units u = 2⁻²⁴ of relative error: e⁻ˣ 6 (3 ulp), of which 1 + e⁻ˣ passes on at most all, and 1 each
     * for the sum, the quotient and the product: 9 u, which is at most 9 ulp.
     */
    @Test
    void siluIsWithinNineUlp() {
        double greatest = 0;
        for (int sign = 0; sign < 2; sign++) {
            int end = Float.floatToRawIntBits(sign == 0 ? Float.MAX_VALUE : 87f);
            for (int bits = Float.floatToRawIntBits(0x1p-120f); bits <= end; bits += 2_503) {
                float x = sign == 0 ? Float.intBitsToFloat(bits) : -Float.intBitsToFloat(bits);
                double exact = silu(x);
                greatest = Math.max(greatest, Math.abs(Activations.silu(x) - exact) / Math.ulp((float) exact));
            }
        }
        System.out.printf("silu: at most %.2f ulp%n", greatest);
        assertThat(greatest).isBetween(0.5, 9.0);
    }

    /**
     * Derived, in u = 2⁻²⁴ of absolute error: σ has 6 (1 − σ) + 2 relative, at most 2.7 after σ; |x| σ (1 − σ) ≤ 0.224
     * twice that of σ, 6 of e⁻ˣ and 2 of products, at most 24, so 5.4; the last rounding 1.1: 9.2 u = 5.5e-7.
     */
    @Test
    void siluSlopeIsWithin6e7() {
        double greatest = 0;
        for (float x = -90f; x <= 90f; x += 0x1p-11f) {
            greatest = Math.max(greatest, Math.abs(Activations.siluSlope(x) - siluSlope(x)));
        }
        System.out.printf("silu's slope: at most %.2e%n", greatest);
        assertThat(greatest).isBetween(3e-8, 6e-7);
        // By differences, which share no formula with the slope; their error is some 1e-10.
        for (double x = -20; x <= 20; x += 0.37) {
            double slope = (silu(x + 1e-5) - silu(x - 1e-5)) / 2e-5;
            assertThat((double) Activations.siluSlope((float) x)).isCloseTo(slope, within(7e-7));
        }
    }

    @Test
    void siluAtItsEnds() {
        assertSame(Activations.silu(0f), 0f);
        assertSame(Activations.silu(-0f), -0f);
        assertSame(Activations.silu(Float.POSITIVE_INFINITY), Float.POSITIVE_INFINITY);
        assertSame(Activations.silu(Float.MAX_VALUE), Float.MAX_VALUE);
        assertSame(Activations.silu(90f), 90f);
        float least = Activations.silu(-87f);
        assertThat(least).isBetween(-1.5e-36f, -1.4e-36f);
        for (float x : new float[] {-87.5f, -88f, -1e30f, -Float.MAX_VALUE, Float.NEGATIVE_INFINITY}) {
            assertSame(Activations.silu(x), least);
        }
        assertThat(Activations.silu(Float.NaN)).isNaN();
        assertSame(Activations.silu(Float.MIN_VALUE), 0f);
        assertSame(Activations.silu(Float.MIN_NORMAL), Float.MIN_NORMAL / 2);
        assertSame(Activations.siluSlope(0f), 0.5f);
        assertSame(Activations.siluSlope(-0f), 0.5f);
        assertSame(Activations.siluSlope(Float.POSITIVE_INFINITY), 1f);
        assertSame(Activations.siluSlope(Float.MAX_VALUE), 1f);
        assertThat(Activations.siluSlope(Float.NEGATIVE_INFINITY)).isBetween(-2e-36f, 0f);
        assertThat(Activations.siluSlope(Float.NaN)).isNaN();
    }

    /**
     * What {@link Activations#back} makes of a derivative of 1 is the slope of what {@link Activations#apply} computes.
     */
    @ParameterizedTest
    @EnumSource
    void backIsTheSlopeOfApply(Activation activation) {
        for (float x = -6.03f; x < 6; x += 0.1f) {
            float[] values = {x + 0x1p-7f, x - 0x1p-7f, 9};
            Activations.apply(activation, values, 0, 2);
            float[] value = {9, x, 9};
            float[] slope = {9, 9, 9};
            Activations.applyWithSlopes(activation, value, 1, 2, slope);
            float[] d = {9, 9, 1, 9};
            Activations.back(activation, d, 2, 3, Activations.keepsSlope(activation) ? slope : value, 1);
            // The third derivative times 2⁻¹⁴ / 6, and rounding of values by their difference.
            assertThat((double) d[2]).isCloseTo((values[0] - values[1]) * 0x1p6, within(1e-4));
            assertThat(new float[] {d[0], d[1], d[3], value[0], value[2], slope[0], slope[2], values[2]})
                    .containsOnly(9);
        }
    }

    @ParameterizedTest
    @EnumSource
    void valuesStayWithinTheBound(Activation activation) {
        for (float magnitude : new float[] {0.5f, 3, 40, 1e6f}) {
            float[] x = {-magnitude, -magnitude / 2, -0f, 0f, magnitude / 3, magnitude};
            Activations.apply(activation, x, 0, x.length);
            for (float y : x) {
                assertThat((double) Math.abs(y)).isLessThanOrEqualTo(Activations.bound(activation, magnitude));
            }
        }
        assertThat(Activations.bound(activation, 1)).isEqualTo(1);
    }

    @Test
    void theLeakyRectifierKeepsSignsAndNan() {
        float[] x = {-0f, 0f, -100f, 7f, Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, -Float.MIN_VALUE};
        Activations.apply(Activation.LEAKY_RELU, x, 0, x.length);
        float[] expected = {-0f, 0f, -1f, 7f, Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, -0f};
        for (int i = 0; i < x.length; i++) {
            assertSame(x[i], expected[i]);
        }
    }

    private static void assertSame(float found, float expected) {
        assertThat(Float.floatToIntBits(found))
                .as("%s, expected %s", found, expected)
                .isEqualTo(Float.floatToIntBits(expected));
    }
}
