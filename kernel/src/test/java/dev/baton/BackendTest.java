package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.simd.SimdSpecies;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The suite runs with the back end and lane width that the build asked for; a missing Vector API fails here. */
@Tag("bits")
class BackendTest {
    @Test
    void simdCanRun() {
        assertThat(Backend.simdAvailable())
                .as("module jdk.incubator.vector is resolved; run with --add-modules jdk.incubator.vector")
                .isTrue();
        assertThat(Backend.SIMD.requireAvailable()).isEqualTo(Backend.SIMD);
        assertThat(Backend.SCALAR.requireAvailable()).isEqualTo(Backend.SCALAR);
    }

    @Test
    void preferredIsWhatThePropertySays() {
        boolean scalar = System.getProperty(Backend.PROPERTY, "simd").equals("scalar");
        Backend expected = scalar ? Backend.SCALAR : Backend.SIMD;
        assertThat(Backend.preferred()).isEqualTo(expected);
    }

    @Test
    void lanesAreWhatThePropertySays() {
        assertThat(Backend.SCALAR.lanes()).isEqualTo(1);
        assertThat(Backend.SIMD.lanes()).isEqualTo(SimdSpecies.LANES).isIn(4, 8, 16);
        Integer bits = Integer.getInteger(SimdSpecies.BITS_PROPERTY);
        if (bits != null) {
            assertThat(Backend.SIMD.lanes()).isEqualTo(bits / 32);
        }
    }
}
