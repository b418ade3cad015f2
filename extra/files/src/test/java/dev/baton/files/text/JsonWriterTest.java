package dev.baton.files.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.study.Interval;
import dev.baton.study.Statistic;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonWriterTest {
    @Test
    void writesNestedObjects() {
        String json = new JsonWriter()
                .begin()
                .key("name")
                .value("a \"b\"\n")
                .key("empty")
                .begin()
                .end()
                .key("seeds")
                .values(List.of(0L, 1L))
                .key("cost")
                .value(new Statistic(List.of(1.0, 2.0)))
                .key("interval")
                .value(new Interval(-1, 2))
                .key("unknown")
                .value(new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY))
                .end()
                .finish();

        assertThat(json)
                .isEqualTo(
                        """
                        {
                          "name": "a \\"b\\"\\n",
                          "empty": {},
                          "seeds": [0, 1],
                          "cost": {"mean": 1.5, "std": 0.7071067811865476, "perSeed": [1.0, 2.0]},
                          "interval": [-1.0, 2.0],
                          "unknown": null
                        }
                        """);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesWhatJsonCannotSay(double value) {
        JsonWriter json = new JsonWriter();

        assertThatThrownBy(() -> json.value(value)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anyTextSurvivesAsYamlToo() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c += c < 0x3000 ? 1 : 251) {
            boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
            if (!surrogate) {
                String text = "x" + Character.toString(c) + "y";
                YamlNode node = YamlDocument.parse(new Source("t", JsonWriter.quote(text)));

                assertThat(node).isEqualTo(new YamlNode.Scalar(1, text, false));
            }
        }
    }
}
