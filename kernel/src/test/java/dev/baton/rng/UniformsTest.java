package dev.baton.rng;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UniformsTest {
    @Test
    void uniformTakesTheTop24Bits() {
        assertThat(Uniforms.of(0)).isZero();
        assertThat(Uniforms.of(255)).isZero();
        assertThat(Uniforms.of(256)).isEqualTo(0x1p-24f);
        assertThat(Uniforms.of(0x80000000)).isEqualTo(0.5f);
        assertThat(Uniforms.of(-1)).isEqualTo(1 - 0x1p-24f).isLessThan(1f);
    }

    @Test
    void positiveIsTheSameButAboveZero() {
        assertThat(Uniforms.positive(0)).isEqualTo(0x1p-25f);
        assertThat(Uniforms.positive(255)).isEqualTo(0x1p-25f);
        for (int word : new int[] {256, 0x80000000, -1, 0x12345678}) {
            assertThat(Uniforms.positive(word)).isEqualTo(Uniforms.of(word));
        }
    }
}
