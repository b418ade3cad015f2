package dev.baton.rng;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StreamTest {
    @Test
    void noTwoStreamsOfAnySeedsShareAKey() {
        Set<Long> keys = new HashSet<>();
        Set<Long> firstBlocks = new HashSet<>();
        for (long seed : new long[] {0, 1, 2, 3, 4, 5, 1000, Integer.MAX_VALUE, Stream.MAX_SEED}) {
            for (Stream stream : Stream.values()) {
                assertThat(keys.add(stream.key(seed))).isTrue();
                assertThat(firstBlocks.add(Threefry.block(stream.key(seed), 0, 0))).isTrue();
            }
        }
    }

    /** Stored results depend on these keys. */
    @Test
    void keysAreSeedAndNumberOfTheStream() {
        assertThat(Stream.EVALUATION_START.key(7)).isEqualTo(Threefry.pack(7, 0));
        assertThat(Stream.EVALUATION_STEP.key(7)).isEqualTo(Threefry.pack(7, 1));
        assertThat(Stream.TRAINING_START.key(7)).isEqualTo(Threefry.pack(7, 2));
        assertThat(Stream.TRAINING_STEP.key(7)).isEqualTo(Threefry.pack(7, 3));
        assertThat(Stream.PARAMETERS.key(Stream.MAX_SEED)).isEqualTo(Threefry.pack(-1, 4));
    }

    @Test
    void refusesSeedsOutOfRange() {
        for (long seed : new long[] {-1, Stream.MAX_SEED + 1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> Stream.PARAMETERS.key(seed))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("seed: expected 0 to 4294967295, found " + seed);
        }
    }
}
