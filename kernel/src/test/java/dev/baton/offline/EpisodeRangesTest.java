package dev.baton.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EpisodeRangesTest {
    private static EpisodeRanges set(EpisodeRange... ranges) {
        EpisodeRanges set = new EpisodeRanges();
        for (EpisodeRange range : ranges) {
            set.add(range);
        }
        return set;
    }

    @Test
    void commonEpisodesAreFoundAndOthersAreNot() {
        EpisodeRanges set = set(new EpisodeRange(0, 10, 5), new EpisodeRange(0, 100, 1), new EpisodeRange(3, 0, 7));
        assertThat(set.overlap(new EpisodeRange(0, 14, 1))).contains(new EpisodeRange(0, 10, 5));
        assertThat(set.overlap(new EpisodeRange(0, 0, 11))).contains(new EpisodeRange(0, 10, 5));
        assertThat(set.overlap(new EpisodeRange(0, 99, 2))).contains(new EpisodeRange(0, 100, 1));
        assertThat(set.overlap(new EpisodeRange(0, 0, 1000))).isPresent();
        assertThat(set.overlap(new EpisodeRange(3, 6, 1))).contains(new EpisodeRange(3, 0, 7));
        assertThat(set.overlap(new EpisodeRange(0, 15, 85))).isEmpty();
        assertThat(set.overlap(new EpisodeRange(0, 0, 10))).isEmpty();
        assertThat(set.overlap(new EpisodeRange(1, 10, 5))).isEmpty();
        assertThat(set.overlap(new EpisodeRange(3, 7, 9))).isEmpty();
        assertThat(set.overlaps(set(new EpisodeRange(1, 0, 50), new EpisodeRange(3, 6, 3)))).isTrue();
        assertThat(set.overlaps(set(new EpisodeRange(1, 0, 50)))).isFalse();
        assertThatThrownBy(() -> set.add(new EpisodeRange(0, 12, 20)))
                .hasMessage(
                        "seed 0, episodes 12 to 31: expected other episodes, found seed 0, episodes 10 to 14 before");
    }

    @Test
    void textReadsBackAndNeighboursAreJoined() {
        EpisodeRanges set = set(
                new EpisodeRange(0, 20, 5), new EpisodeRange(7, 0, 1), new EpisodeRange(0, 0, 10),
                new EpisodeRange(0, 10, 10));
        assertThat(set.text()).isEqualTo("0:0+25,7:0+1");
        assertThat(EpisodeRanges.parse(set.text()).text()).isEqualTo(set.text());
        assertThat(EpisodeRanges.parse("").isEmpty()).isTrue();
        assertThat(EpisodeRanges.parse("").text()).isEmpty();
    }

    @Test
    void aLongSetStandsForAnyEpisode() {
        EpisodeRanges set = new EpisodeRanges();
        for (int i = 0; i <= 1000; i++) {
            set.add(new EpisodeRange(5, 2L * i, 1));
        }
        assertThat(set.text()).isEqualTo("*");
        EpisodeRanges any = EpisodeRanges.parse("*");
        assertThat(any.isEmpty()).isFalse();
        assertThat(any.overlaps(set(new EpisodeRange(9, 9, 9)))).isTrue();
        assertThat(set(new EpisodeRange(9, 9, 9)).overlaps(any)).isTrue();
        assertThat(new EpisodeRanges().overlaps(any)).isFalse();
        assertThat(any.text()).isEqualTo("*");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "x", "0:1", "0:1+", ":1+2", "0:1+0", "-1:0+1", "0:-1+5", "0:9223372036854775807+2", "0:0+5,0:4+2"
    })
    void whatIsNoSetIsRefused(String text) {
        assertThatThrownBy(() -> EpisodeRanges.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
