package dev.baton.files.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestWordTest {
    private static final List<String> WORDS = List.of("latency", "monetary", "kind", "name", "shift", "scale");

    @ParameterizedTest
    @CsvSource({
        "latncy, latency", "latecny, latency", "LATENCY, latency", "kinds, kind", "nmae, name", "shfit, shift",
        "monetry, monetary", "colour,", "x,", "cost,", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaa,"
    })
    void findsTheWordThatWasMeant(String found, String meant) {
        assertThat(NearestWord.of(found, WORDS).orElse(null)).isEqualTo(meant);
    }
}
