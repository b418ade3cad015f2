package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.cli.option.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class SeedsTest {
    @ParameterizedTest
    @CsvSource({
        "1, 0, 0", "5, 0, 4", "10000, 0, 9999", "3..3, 3, 3", "0..4, 0, 4", "7..10006, 7, 10006",
        "4294967295..4294967295, 4294967295, 4294967295"
    })
    void readsCountsAndRanges(String text, long first, long last) {
        assertThat(Seeds.parse(text)).isEqualTo(new Seeds(first, last));
    }

    @Test
    void listsEverySeedOnce() {
        assertThat(Seeds.parse("3..6").list()).containsExactly(3L, 4L, 5L, 6L);
        assertThat(Seeds.parse("3..6").count()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0", "-1", "10001", "1e3", "", " ", "abc", "1..", "..1", "1...2", "5..3", "-1..3", "0..10000", "1.5",
                "99999999999999999999", "0..99999999999999999999", "1,2", "0..9223372036854775807",
                "4294967295..4294967296"
            })
    void refusesTheRestAndSaysWhatIsAllowed(String text) {
        assertThatThrownBy(() -> Seeds.parse(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageStartingWith(
                        "expected a count N (seeds 0 to N-1) or a range A..B, at most 10000 seeds, found \""
                                + text + '"');
    }
}
