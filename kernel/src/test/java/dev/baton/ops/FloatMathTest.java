package dev.baton.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.simd.SimdSpecies;
import dev.baton.testing.TestSeed;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FloatMathTest {
    private static final float[] SPECIAL = {
        0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL, -Float.MIN_NORMAL, 1f, -1f, 7.9f, -7.9f, 8f, -87f,
        -87.1f, 88f, 88.1f, 1e30f, -1e30f, Float.MAX_VALUE, -Float.MAX_VALUE, Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY, Float.NaN
    };

    private interface FloatFunction {
        float apply(float x);
    }

    @Test
    void expIsWithinThreeUlp() {
        double error = greatestUlps(FloatMath::exp, Math::exp, Float.MIN_VALUE, 88f, 499);
        error = Math.max(error, greatestUlps(FloatMath::exp, Math::exp, -Float.MIN_VALUE, -87f, 499));
        System.out.printf("exp: at most %.2f ulp%n", error);
        assertThat(error).isLessThanOrEqualTo(3);
    }

    @Test
    void expOutsideItsRange() {
        assertThat(FloatMath.exp(0f)).isEqualTo(1f);
        assertThat(FloatMath.exp(-0f)).isEqualTo(1f);
        assertThat(FloatMath.exp(Float.MIN_VALUE)).isEqualTo(1f);
        assertThat(FloatMath.exp(-Float.MIN_NORMAL)).isEqualTo(1f);
        float lowest = FloatMath.exp(-87f);
        assertThat((double) lowest).isCloseTo(Math.exp(-87), within(1e-44)).isGreaterThan(Float.MIN_NORMAL);
        for (float x = -87f; x > -88f; x -= 0x1p-10f) {
            assertThat((double) FloatMath.exp(x))
                    .as("between normal numbers and 0")
                    .isCloseTo(Math.exp(x), within(Math.exp(-87.68)));
        }
        assertThat(FloatMath.exp(-88f)).isEqualTo(0f);
        assertThat(FloatMath.exp(-1e30f)).isEqualTo(0f);
        assertThat(FloatMath.exp(Float.NEGATIVE_INFINITY)).isEqualTo(0f);
        float highest = FloatMath.exp(88f);
        assertThat(FloatMath.exp(89f)).isEqualTo(highest);
        assertThat(FloatMath.exp(Float.POSITIVE_INFINITY)).isEqualTo(highest).isFinite();
        assertThat(FloatMath.exp(Float.NaN)).isNaN();
    }

    @Test
    void logIsWithinThreeUlpAndNearOneWithin2e7() {
        double far = greatestUlps(FloatMath::log, Math::log, Float.MIN_NORMAL, 0.7f, 997);
        far = Math.max(far, greatestUlps(FloatMath::log, Math::log, 1.42f, Float.MAX_VALUE, 997));
        double near = 0;
        for (float x = 0.7f; x <= 1.42f; x += 0x1p-21f) {
            double exact = Math.log(x);
            near = Math.max(near, Math.abs(FloatMath.log(x) - exact));
        }
        System.out.printf("log: at most %.2f ulp, near 1 %.2e%n", far, near);
        assertThat(far).isLessThanOrEqualTo(3);
        assertThat(near).isLessThanOrEqualTo(2e-7);
        assertThat(FloatMath.log(1f)).isZero();
    }

    @Test
    void tanhIsWithinSevenUlpOddAndBounded() {
        double error = greatestUlps(FloatMath::tanh, Math::tanh, Float.MIN_NORMAL, 7.9f, 499);
        System.out.printf("tanh: at most %.2f ulp%n", error);
        assertThat(error).isLessThanOrEqualTo(7);
        for (int bits = 0; bits < Float.floatToRawIntBits(7.9f); bits += 4_999) {
            float x = Float.intBitsToFloat(bits);
            float y = FloatMath.tanh(x);
            assertThat(Float.floatToRawIntBits(FloatMath.tanh(-x))).isEqualTo(Float.floatToRawIntBits(-y));
            assertThat(y).isLessThan(1f);
        }
    }

    @Test
    void tanhOutsideItsRange() {
        float limit = FloatMath.tanh(7.9f);
        assertThat(1 - (double) limit).as("1 − tanh 7.9").isCloseTo(4.2e-7, within(6e-8));
        assertThat(FloatMath.tanh(8f)).isEqualTo(limit);
        assertThat(FloatMath.tanh(Float.POSITIVE_INFINITY)).isEqualTo(limit);
        assertThat(FloatMath.tanh(Float.NEGATIVE_INFINITY)).isEqualTo(-limit);
        assertThat(FloatMath.tanh(Float.NaN)).isNaN();
        assertThat(Float.floatToRawIntBits(FloatMath.tanh(0f))).isZero();
        assertThat(Float.floatToRawIntBits(FloatMath.tanh(-0f))).isEqualTo(0x80000000);
        assertThat(FloatMath.tanh(Float.MIN_VALUE)).isBetween(0f, Float.MIN_VALUE);
    }

    @Test
    void cosineIsWithin7e7() {
        double error = 0;
        for (int i = 0; i < 1 << 24; i += 5) {
            float v = i * 0x1p-24f;
            error = Math.max(error, Math.abs(FloatMath.cosTwoPi(v) - Math.cos(2 * Math.PI * v)));
        }
        System.out.printf("cosTwoPi: at most %.2e%n", error);
        assertThat(error).isLessThanOrEqualTo(7e-7);
    }

    @Tag("bits")
    @Test
    void simdExpHasTheSameBits() {
        SplittableRandom random = TestSeed.random(FloatMathTest.class);
        for (int count : new int[] {0, 1, 3, 4, 5, 15, 16, 17, 31, 100, 1_003}) {
            int from = count % 7;
            float[] x = new float[from + count + 64];
            for (int i = 0; i < x.length; i++) {
                x[i] = i % 9 == 0 ? SPECIAL[random.nextInt(SPECIAL.length)] : (float) random.nextDouble(-100, 100);
            }
            float[] y = x.clone();
            SimdFloatMath.exp(y, from, from + count);
            int end = from + (count + SimdSpecies.LANES - 1) / SimdSpecies.LANES * SimdSpecies.LANES;
            for (int i = 0; i < x.length; i++) {
                if (i >= from && i < from + count) {
                    assertSameBits(FloatMath.exp(x[i]), y[i], i);
                } else if (i < from || i >= end) {
                    assertSameBits(x[i], y[i], i);
                }
            }
        }
    }

    private static void assertSameBits(float expected, float actual, int index) {
        if (Float.floatToIntBits(expected) != Float.floatToIntBits(actual)) {
            assertThat(actual).as("element %d", index).isEqualTo(expected);
        }
    }

    /** Greatest error over every {@code stride}-th float between two floats of one sign. */
    private static double greatestUlps(
            FloatFunction function, DoubleUnaryOperator exact, float nearZero, float far, int stride) {
        double greatest = 0;
        int end = Float.floatToRawIntBits(far);
        for (int bits = Float.floatToRawIntBits(nearZero); bits <= end; bits += stride) {
            float x = Float.intBitsToFloat(bits);
            double y = exact.applyAsDouble(x);
            double error = Math.abs(function.apply(x) - y) / Math.ulp((float) y);
            greatest = Math.max(greatest, error);
        }
        return greatest;
    }
}
