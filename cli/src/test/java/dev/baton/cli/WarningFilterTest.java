package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WarningFilterTest {
    private static final String WARNING = "WARNING: Using incubator modules: jdk.incubator.vector\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "W", "WARNING", "WARNING: Using", "WARNING: Using something else\n", "\r 10 %\r 20 %", "a\nb\n",
                "WWARNING: Using incubator modules\n", "x WARNING: Using incubator modules\n", "\n\n", "Wé\nW\nWA\n"
            })
    void onlyTheWarningIsDropped(String rest) throws IOException {
        for (int chunk : new int[] {1, 3, 8192}) {
            assertThat(filtered(rest, chunk)).isEqualTo(rest);
            assertThat(filtered(WARNING + rest, chunk)).isEqualTo(rest);
            assertThat(filtered("Picked up options\n" + WARNING + rest, chunk)).isEqualTo("Picked up options\n" + rest);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8192})
    void itIsDroppedOnce(int chunk) throws IOException {
        assertThat(filtered(WARNING + WARNING, chunk)).isEqualTo(WARNING);
    }

    private static String filtered(String text, int chunk) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] buffer, int from, int length) {
                return super.read(buffer, from, Math.min(length, chunk));
            }

            @Override
            public int read(byte[] buffer) {
                return read(buffer, 0, buffer.length);
            }
        };
        new WarningFilter(out).copy(in);
        return out.toString(StandardCharsets.UTF_8);
    }
}
