package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.print.Progress;
import dev.baton.cli.process.Session;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ProgressTest {
    private static final int HASTE = 100;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Session session = new Session(
            new PrintStream(bytes), new PrintStream(bytes, true, StandardCharsets.UTF_8), false);

    private String shown() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private void await(String text) throws InterruptedException {
        while (!shown().contains(text)) {
            Thread.sleep(1);
        }
    }

    /** A long step in which nothing is finished yet. */
    @Test
    void aTerminalSeesProgressBeforeAnythingIsFinished() throws InterruptedException {
        Progress progress = new Progress(session, "training", 200, Progress.Mode.TERMINAL, HASTE);
        await("\rtraining: 0 %, 0 s");
        progress.add(84);
        await("\rtraining: 42 %, 0 s");
        progress.add(116);
        await("\rtraining: 99 %, 0 s");
        progress.close();

        assertThat(shown()).endsWith("\r" + " ".repeat("training: 99 %, 0 s".length()) + "\r").doesNotContain("\n");
        String then = shown();
        Thread.sleep(50);
        assertThat(shown()).isEqualTo(then);
    }

    @Test
    void elsewhereItIsALineNowAndThen() throws InterruptedException {
        try (Progress progress = new Progress(session, "solving", 0, Progress.Mode.LINES, HASTE)) {
            await("solving: 0 s\nbaton: solving: ");
            progress.add(1);
        }

        assertThat(shown()).matches("(baton: solving: \\d+ s\n)+");
    }

    @Test
    void theRateAndTheTimeThatIsLeftAreSaid() throws InterruptedException {
        try (Progress progress = new Progress(session, "training", 200, Progress.Mode.LINES, HASTE)) {
            progress.add(100);
            await("left");
        }
        assertThat(shown()).matches(
                "(baton: training: 0 %, \\d+ s\n)*(baton: training: 50 %, \\d+ s, [0-9.,]+/s, \\d+ s left\n)+");
    }

    /** What an earlier process had done says nothing about the rate. */
    @Test
    void whatWasDoneBeforeHasNoRate() throws InterruptedException {
        try (Progress progress = new Progress(session, "training", 200, Progress.Mode.LINES, HASTE)) {
            progress.doneBefore(100);
            progress.add(100);
            await("50 %");
        }
        assertThat(shown()).matches("(baton: training: \\d+ %, \\d+ s\n)+");
    }

    @Test
    void aTimeHasTwoUnitsAtMost() {
        assertThat(Progress.duration(59.4)).isEqualTo("59 s");
        assertThat(Progress.duration(59.6)).isEqualTo("1 min 0 s");
        assertThat(Progress.duration(3599)).isEqualTo("59 min 59 s");
        assertThat(Progress.duration(100_000)).isEqualTo("27 h 46 min");
    }

    @Test
    void whatIsSoonDoneShowsNothing() {
        for (Progress.Mode mode : Progress.Mode.values()) {
            try (Progress progress = new Progress(session, "solving", 1, mode, 1)) {
                progress.add(1);
            }
        }
        assertThat(shown()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true, TERMINAL", "lines, LINES", "false, NONE"})
    void thePropertyOverridesTheLookAtTheTerminal(String property, Progress.Mode mode) {
        System.setProperty(Progress.PROPERTY, property);

        assertThat(Progress.Mode.here()).isEqualTo(mode);

        System.setProperty(Progress.PROPERTY, "false");
    }
}
