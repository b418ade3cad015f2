package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.env.EnvSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemarksTest {
    private static final String SOLVED_SOMETIMES =
            "Some episodes start with their task done: they have no steps and cost nothing.";
    private static final String SOLVED_ALWAYS = "Every episode starts with its task done: there is nothing to do.";

    private static List<String> remarks(String start, String rest, String... actions) {
        StringBuilder text = new StringBuilder("name: r\nhorizon: 5\ntask: {dimension: 1, start: {" + start + "}, " + rest
                + ", tolerance: 1}\ncost: {weights: {latency: 1, monetary: 1, constraint: 1, failure: 1, divergence: 1}}\n"
                + "actions:\n");
        for (String action : actions) {
            text.append("  - {").append(action).append("}\n");
        }
        EnvSpec spec = EnvFile.parse(new Source("r", text.toString()));
        return new Remarks(spec).all();
    }

    private static final String START = "offset: 1, scale: 2, difficultySigma: 0.5, jitter: 0.2";
    private static final String GOOD = "name: good, kind: tool, latency: 1, monetary: 1, shift: -1";

    @Test
    void thePapersPresetNeedsNoRemark() {
        assertThat(new Remarks(EnvFile.read(CommandRun.PAPER)).all()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "shift: 0            | drift: 0    | true",
        "shift: -0.1         | drift: 0.1  | true",
        "shift: -0.1         | drift: 0.05 | false",
        "scale: 0.9, shift: 5| drift: 1    | false",
        "scale: 2, shift: -1 | drift: 0    | true",
        "scale: 2, shift: -1.5 | drift: 0  | false",
        "scale: 2, shift: -1.5 | drift: 1  | true",
        "shift: 0            | drift: -0.1 | false",
    })
    void saysWhenNothingLowersADimension(String effect, String drift, boolean stuck) {
        List<String> remarks = remarks(START, drift, "name: a, kind: tool, latency: 1, monetary: 1, " + effect);

        String remark = "No action lowers dimension 0 (counted from 0) while it is above its tolerance, drift included.";
        assertThat(remarks.contains(remark)).isEqualTo(stuck);
    }

    @Test
    void namesActionsThatAreNowhereCheaper() {
        assertThat(remarks(START, "drift: 0", GOOD, "name: dear, kind: tool, latency: 1, monetary: 2, shift: -1"))
                .containsExactly("\"dear\" has the same effects as \"good\" and is nowhere cheaper (latency, money).");
        assertThat(remarks(START, "drift: 0", GOOD, "name: twin, kind: tool, latency: 1, monetary: 1, shift: -1"))
                .containsExactly("\"twin\" has the same effects as \"good\" and is nowhere cheaper (latency, money).");
        assertThat(remarks(START, "drift: 0", GOOD, "name: slow, kind: tool, latency: 2, monetary: 0, shift: -1"))
                .isEmpty();
        assertThat(remarks(START, "drift: 0", GOOD, "name: end, kind: escalate, latency: 2, monetary: 2, shift: -1"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "offset: 1, scale: 2, difficultySigma: 0.5, jitter: 0.2   | never",
        "offset: 0.9, scale: 2, difficultySigma: 0.5, jitter: 0.2 | sometimes",
        "offset: 0.9, scale: 2, difficultySigma: 0, jitter: 0.2   | never",
        "offset: 0, scale: 1, difficultySigma: 0, jitter: 0.2     | sometimes",
        "offset: 0, scale: 0.5, difficultySigma: 0, jitter: 0.2   | always",
        "offset: 1, scale: 0, difficultySigma: 3, jitter: 0.2     | always",
        "offset: 2, scale: 0, difficultySigma: 3, jitter: 0.2     | never",
        "offset: 2, scale: 1, difficultySigma: 1, jitter: 1.5     | sometimes",
        "offset: 2, scale: -1, difficultySigma: 1, jitter: 0      | never",
    })
    void saysWhenEpisodesStartDone(String start, String when) {
        List<String> expected =
                switch (when) {
                    case "always" -> List.of(SOLVED_ALWAYS);
                    case "sometimes" -> List.of(SOLVED_SOMETIMES);
                    default -> List.of();
                };

        assertThat(remarks(start, "drift: 0", GOOD)).isEqualTo(expected);
    }
}
