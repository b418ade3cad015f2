package dev.baton.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.rng.SimdNormals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The exponentials and logarithms in the sources are those that {@link PolynomialSource} writes, and there are no
 * others. With {@code -Ddev.baton.writeTiles} they are written first; CONTRIBUTING.md has the command.
 */
class PolynomialSourceTest {
    @Test
    void everyPlaceIsAsWritten() throws IOException {
        TreeMap<String, Long> places = new TreeMap<>();
        TreeSet<String> byHand = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path path : files.filter(file -> file.toString().endsWith(".java")).toList()) {
                String file = path.getFileName().toString();
                String text = Files.readString(path);
                String written = PolynomialSource.written(file, text);
                if (Boolean.getBoolean("dev.baton.writeTiles") && !written.equals(text)) {
                    Files.writeString(path, written);
                    text = written;
                }
                assertThat(text).as(file).isEqualTo(written);
                if (PolynomialSource.places(text) > 0) {
                    places.put(file, PolynomialSource.places(text));
                }
                String rest = PolynomialSource.rest(text);
                boolean uses = rest.contains("FloatMath.EXP_2") || rest.contains("FloatMath.LOG_3")
                        || rest.contains("FloatMath.LN2_HIGH");
                if (uses || rest.contains(PolynomialSource.START)) {
                    byHand.add(file);
                }
            }
        }
        assertThat(places.keySet())
                .contains("FloatMath.java", "SimdFloatMath.java", "SimdNormals.java", "SimdActivations.java",
                        "SimdCategorical.java", "SimdLosses.java");
        assertThat(byHand).isEmpty();
    }

    @Test
    void oneResultAndSeveral() {
        String place = "  // Written by PolynomialSource: ea, eb = exp(x, y)\n  // Written up to here.\n";
        assertThat(PolynomialSource.places(place)).isEqualTo(1);
        assertThat(PolynomialSource.written("Plain.java", place))
                .startsWith(place.lines().findFirst().orElseThrow())
                .contains("  float shifteda = Math.fma(x, LOG2_E, ROUND);\n  float shiftedb = Math.fma(y, LOG2_E,"
                        + " ROUND);\n")
                .endsWith("<< 23) + 0x3f800000);\n  // Written up to here.\n");
        String simd = PolynomialSource.written("SimdPlain.java", place);
        assertThat(simd).contains("FloatVector ra = powera.fma(FloatVector.broadcast(F, -FloatMath.LN2_HIGH), x);\n");
        assertThat(PolynomialSource.written("SimdPlain.java", simd)).isEqualTo(simd);
        assertThat(PolynomialSource.rest(simd)).isEqualTo("\n");
    }
}
