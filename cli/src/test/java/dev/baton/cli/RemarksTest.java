package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.cli.option.EnvFile;
import dev.baton.cli.remark.Remarks;
import dev.baton.cli.remark.StartRemarks;
import dev.baton.cli.study.Beside;
import dev.baton.env.EnvSpec;
import dev.baton.files.Environments;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RemarksTest {
    private static final String CLEAN =
            """
            name: r
            horizon: 10
            task: {dimension: 1, start: {offset: 2, scale: 1, difficultySigma: 0.5, jitter: 0.25}, drift: 0.1, \
            tolerance: 1}
            cost:
              weights: {latency: 0.25, monetary: 0.1, constraint: 2, failure: 1, divergence: 0.5}
            actions:
              - {name: quick, kind: tool, latency: 0.5, monetary: 0.1, failureProbability: 0.1, shift: -0.5}
              - {name: thorough, kind: tool, latency: 2, monetary: 1, failureProbability: 0.05, shift: -1.5}
            """;
    private static final String NEVER_FALLS =
            "No action lowers dimension 0 (counted from 0) while it is above its tolerance, drift included.";

    private static List<String> of(String text) {
        return new Remarks(Environments.read("r", text)).all();
    }

    private static String with(String... replacements) {
        String text = CLEAN;
        for (int i = 0; i < replacements.length; i += 2) {
            assertThat(text).contains(replacements[i]);
            text = text.replace(replacements[i], replacements[i + 1]);
        }
        return text;
    }

    @Test
    void whatIsMeantNeedsNoRemark() {
        assertThat(of(CLEAN)).isEmpty();
        assertThat(new Remarks(EnvFile.read(CommandRun.PAPER)).all()).isEmpty();
    }

    private static final String HIDDEN =
            """
            name: h
            horizon: 3
            task: {dimension: 0}
            phases:
              names: [open, right]
              start: {open: 1}
              solved: [right]
            limits: {latency: 5, monetary: 2}
            cost:
              weights: {latency: 0.25, monetary: 0.1, constraint: 2, failure: 1, divergence: 0}
              predictor: none
            actions:
              - name: work
                kind: tool
                latency: 2
                monetary: 1
                outcomes:
                  - {signal: answer, probability: 0.5, move: right}
                  - {signal: answer, probability: 0.5}
              - name: check
                kind: tool
                latency: 1
                monetary: 0.5
                outcomes:
                  - {signal: yes_, probability: {open: 0.2, right: 0.9}}
                  - {signal: no_, probability: {open: 0.8, right: 0.1}}
              - {name: submit, kind: terminate, latency: 0, monetary: 0}
            """;

    private static String hidden(String before, String after) {
        assertThat(HIDDEN).contains(before);
        return HIDDEN.replace(before, after);
    }

    @Test
    void theWorldsOfTheDocumentationNeedNoRemark() {
        assertThat(of(HIDDEN)).isEmpty();
        for (String name : List.of("cascade", "tool-health", "agent-loop")) {
            assertThat(new Remarks(EnvFile.read(CommandRun.PAPER.resolveSibling(name + ".yaml"))).all()).isEmpty();
        }
    }

    static List<Arguments> hiddenCauses() {
        String check = "{signal: yes_, probability: {open: 0.2, right: 0.9}}\n"
                + "      - {signal: no_, probability: {open: 0.8, right: 0.1}}";
        return List.of(
                row(hidden("limits: {latency: 5", "limits: {latency: 6"),
                        "The deadline of 6 s never matters: no plan takes more than 6 s."),
                row(hidden("monetary: 2}", "monetary: 3}"),
                        "The budget of 3 cost units never matters: no plan takes more than 3 cost units."),
                row(hidden("latency: 5", "latency: 0.5").replace("terminate, latency: 0", "terminate, latency: 0.75"),
                        "Every plan passes the deadline of 0.5 s: the least that one takes is 0.75 s, so no episode"
                                + " succeeds."),
                row(hidden("  predictor: none", "  predictor: none\n  charge: step"),
                        "The constraint is charged at every step, and a step that passes a limit ends the episode:"
                                + " passing it early saves charges."),
                row(hidden("names: [open, right]", "names: [open, right, lost]")
                                .replace("right: 0.9}", "right: 0.9, lost: 0.9}")
                                .replace("right: 0.1}", "right: 0.1, lost: 0.1}"),
                        "The phase \"lost\" is never reached: no episode starts in it, and no move or transition leads"
                                + " to it."),
                row(hidden(check, "{signal: yes_, probability: 0.3}\n      - {signal: no_, probability: 0.7}"),
                        "\"check\" never has an effect on the task.",
                        "The signal \"yes_\" of \"check\" says nothing: it comes as often whatever the phase, and looks"
                                + " like another.",
                        "The signal \"no_\" of \"check\" says nothing: it comes as often whatever the phase, and looks"
                                + " like another."));
    }

    @ParameterizedTest
    @MethodSource("hiddenCauses")
    void whatIsHiddenOrLimitedHasRemarksOfItsOwn(String text, List<String> remarks) {
        assertThat(of(text)).containsExactlyElementsOf(remarks);
    }

    private static Arguments row(String text, String... remarks) {
        return Arguments.of(text, List.of(remarks));
    }

    static List<Arguments> causes() {
        String start = "offset: 2, scale: 1, difficultySigma: 0.5, jitter: 0.25";
        return List.of(
                // Where episodes start.
                row(with(start, "offset: 0.9, scale: -0.5, difficultySigma: 0.5, jitter: 0.25"),
                        "Every episode starts with its task done: there is nothing to do.",
                        "Task vectors may start below 0, as if less than no work were left: task.start.scale is -0.5."),
                row(with(start, "offset: 1, scale: 1, difficultySigma: 50, jitter: 0.25"),
                        "The difficulty has mean 1, but half of the episodes have one below 1e-542:"
                                + " task.start.difficultySigma is 50, so a few enormous ones make up the mean.",
                        "Every episode starts with its task done: there is nothing to do."),
                row(with(start, "offset: -5, scale: 8, difficultySigma: 0.5, jitter: 0.25"),
                        "39 % of the episodes start with their task done: they have no steps and cost nothing.",
                        "Task vectors may start below 0, as if less than no work were left: task.start.offset is -5."),
                row(with(start, "offset: 2, scale: 1, difficultySigma: 0.5, jitter: 5"),
                        "27 % of the episodes start with their task done: they have no steps and cost nothing.",
                        "Task vectors may start below 0, as if less than no work were left: task.start.jitter 5 makes"
                                + " the factor 1 + jitter · u -4 to 6."),
                row(with(start, "offset: 0, scale: 1, difficultySigma: 0.74, jitter: 0",
                                "tolerance: 1", "tolerance: 6"),
                        "All but 0.26 % of the episodes start with their task done: they have no steps and cost"
                                + " nothing."),
                row(with("tolerance: 1", "tolerance: -3"),
                        "A task is done only when less than no work is left: task.tolerance is -3."),
                row(with(start, "offset: 100, scale: 1, difficultySigma: 0.5, jitter: 0.25",
                                "horizon: 10", "horizon: 1"),
                        "No episode can be finished: dimension 0 (counted from 0) starts at 100 or more and is at least"
                                + " 98.6 after the 1 step that there are, its tolerance is 1.",
                        "Unfinished work is more than 99 % of the cost where average actions are taken for 1 step and"
                                + " nothing gets done: the other weights hardly matter."),
                row(with(start, "offset: 2, scale: 100, difficultySigma: 0.5, jitter: 0.25"),
                        "A start of mean difficulty cannot be finished: dimension 0 (counted from 0) starts at 102 and"
                                + " is at least 88 after the 10 steps that there are, its tolerance is 1."),
                row(with("shift: -0.5", "scale: 1e9", "shift: -1.5", "shift: -1.5"),
                        "The task vector can overflow: dimension 0 (counted from 0) can be 3.25e45 after 5 steps, and"
                                + " numbers end at 3.402823e38.",
                        "Divergence is more than 99 % of the cost where average actions are taken for 10 steps and"
                                + " nothing gets done: the other weights hardly matter."),
                // What actions do.
                row(CLEAN.substring(0, CLEAN.indexOf("  - {name: thorough")),
                        "There is one action only: nothing is left to choose."),
                row(with("quick, kind: tool", "quick, kind: terminate",
                                "thorough, kind: tool", "thorough, kind: escalate"),
                        "A start of mean difficulty cannot be finished: dimension 0 (counted from 0) starts at 3 and is"
                                + " at least 1.6 after the 10 steps that there are, its tolerance is 1.",
                        "Every action ends the episode: none has more than one step."),
                row(with("drift: 0.1", "drift: -5"), "Work shrinks by itself, whatever is done: task.drift is -5."),
                row(with("failureProbability: 0.05", "failureProbability: 1"),
                        "\"thorough\" never has an effect: it always fails."),
                row(with("failureProbability: 0.1", "failureProbability: 0.999999", "failureProbability: 0.05",
                                "failureProbability: 0.999999"),
                        "\"quick\" hardly ever works: it fails in 99.9999 % of its calls.",
                        "\"thorough\" hardly ever works: it fails in 99.9999 % of its calls."),
                row(with("shift: -0.5", "shift: 0"), "\"quick\" never has an effect on the task."),
                row(with("quick, kind: tool", "quick, kind: escalate", "shift: -0.5", "shift: 0"),
                        "\"quick\" hands the task over and leaves all of its work undone: it has no effect (scale: 0"
                                + " would finish it)."),
                row(with("shift: -0.5", "scale: -1"),
                        "\"quick\" can turn work into less than none and back: its scale is below 0."),
                row(with("failureProbability: 0.1, shift: -0.5",
                                "outcomes: [{probability: 0.5, shift: -0.5}, {probability: 0.5}, {probability: 0}]"),
                        "\"quick\" has an outcome of probability 0, which never happens."),
                row(with("failureProbability: 0.05, shift: -1.5", "failureProbability: 0.1, shift: -0.5"),
                        "\"thorough\" has the same effects as \"quick\" and is nowhere cheaper (latency, money)."),
                // What is paid.
                row(with("latency: 0.25, monetary: 0.1, constraint: 2, failure: 1, divergence: 0.5",
                                "latency: 0, monetary: 0, constraint: 0, failure: 0, divergence: 0"),
                        "Nothing costs anything: every weight under cost.weights is 0."),
                row(with("constraint: 2", "constraint: 0"),
                        "Unfinished work costs nothing: cost.weights.constraint is 0."),
                row(with("actions:", "  predictor: none\nactions:"),
                        "The weight of the divergence has no effect: there is no predictor."),
                row(with("latency: 0.5", "latency: 500", "latency: 2,", "latency: 2000,"),
                        "Latency counts seconds, and a call takes 500 to 2000 of them; milliseconds would have to be"
                                + " divided by 1000.",
                        "Latency is more than 99 % of the cost where average actions are taken for 10 steps and nothing"
                                + " gets done: the other weights hardly matter.",
                        "Leaving all work undone (4 at a start of mean difficulty) costs less than the cheapest step"
                                + " (125.185)."),
                row(with("monetary: 1,", "monetary: 500000,"),
                        "Money is more than 99 % of the cost where average actions are taken for 10 steps and nothing"
                                + " gets done: the other weights hardly matter."),
                row(with("actions:", "  clip: {latency: 0, constraint: 0}\nactions:"),
                        "Latency costs nothing: cost.clip.latency is 0.",
                        "Unfinished work costs nothing: cost.clip.constraint is 0, and 2 of work is left at a start of"
                                + " mean difficulty."),
                row(with("actions:", "  clip: {latency: 1e-9, monetary: 1e-9, constraint: 1e-9, failure: 1e-9,"
                                + " divergence: 1e-9}\nactions:"),
                        "All actions cost the same latency: cost.clip.latency is 1e-9, less than each of theirs.",
                        "All actions cost the same money: cost.clip.monetary is 1e-9, less than each of theirs.",
                        "Unfinished work costs next to nothing: cost.clip.constraint is 1e-9, and 2 of work is left at"
                                + " a start of mean difficulty.",
                        "Failures cost next to nothing: cost.clip.failure is 1e-9, and a failure counts 1.",
                        "Divergence costs next to nothing: cost.clip.divergence is 1e-9, and effects change the task by"
                                + " up to 1.5."),
                row(with("latency: 0.5, monetary: 0.1", "latency: 0, monetary: 0", "latency: 2, monetary: 1",
                                "latency: 0, monetary: 0"),
                        "Calls are free: no action costs latency or money."),
                row(with("constraint: 2", "constraint: 0.1"),
                        "Leaving all work undone (0.2 at a start of mean difficulty) costs less than the cheapest step"
                                + " (0.31)."),
                // How it is seen.
                row(CLEAN + "observation: {taskScale: 1e-9}\n",
                        "Observations of task vectors are about 3e9, where a network expects about 1:"
                                + " observation.taskScale is 1e-9 for numbers of about 3."),
                row(CLEAN + "observation: {latencyScale: 1e6, monetaryScale: 1e-6}\n",
                        "Observations of latency are about 0.0000125, where a network expects about 1:"
                                + " observation.latencyScale is 1000000 for numbers of about 12.5.",
                        "Observations of money are about 5500000, where a network expects about 1:"
                                + " observation.monetaryScale is 0.000001 for numbers of about 5.5."));
    }

    @ParameterizedTest
    @MethodSource("causes")
    void everyCauseHasItsRemarkAndNoOther(String text, List<String> remarks) {
        assertThat(of(text)).containsExactlyElementsOf(remarks);
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
        String text = with("shift: -1.5", "EFFECT", "shift: -0.5", "EFFECT", "drift: 0.1", drift)
                .replace("EFFECT", effect);

        assertThat(of(text).contains(NEVER_FALLS)).isEqualTo(stuck);
    }

    @Test
    void dearerActionsAreNamedOnlyWhereNothingSpeaksForThem() {
        String same = "failureProbability: 0.1, shift: -0.5";
        assertThat(of(with(
                        "failureProbability: 0.05, shift: -1.5", same,
                        "latency: 2, monetary: 1", "latency: 2, monetary: 0")))
                .isEmpty();
        assertThat(of(with(
                        "failureProbability: 0.05, shift: -1.5", same,
                        "thorough, kind: tool", "thorough, kind: escalate")))
                .isEmpty();
        assertThat(of(with(
                        "failureProbability: 0.05, shift: -1.5", same,
                        "latency: 2, monetary: 1", "latency: 0.5, monetary: 0.1")))
                .containsExactly(
                        "\"thorough\" has the same effects as \"quick\" and is nowhere cheaper (latency, money).");
    }

    /** Beside the share in episodes that are drawn as the model says. */
    @Test
    void theShareOfSolvedStartsIsThatOfDrawnOnes() {
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 20; round++) {
            double offset = random.nextDouble(-3, 1);
            double scale = random.nextDouble(0.5, 4);
            double sigma = random.nextInt(3) == 0 ? 0 : random.nextDouble(0.2, 1.5);
            double jitter = random.nextDouble(0, 1.5);
            String start = "offset: [" + offset + ", " + -offset / 3 + "], scale: [" + scale + ", 1], difficultySigma: "
                    + sigma + ", jitter: " + jitter;
            EnvSpec spec = Environments.read("r", CLEAN.replace("dimension: 1", "dimension: 2")
                    .replace("offset: 2, scale: 1, difficultySigma: 0.5, jitter: 0.25", start));
            int solved = 0;
            int episodes = 40_000;
            for (int n = 0; n < episodes; n++) {
                double r = Math.exp(sigma * random.nextGaussian() - sigma * sigma / 2);
                double first = offset + scale * r * (1 + jitter * random.nextDouble(-1, 1));
                double second = -offset / 3 + r * (1 + jitter * random.nextDouble(-1, 1));
                solved += first <= 1 && second <= 1 ? 1 : 0;
            }

            assertThat(new StartRemarks(spec).solved()).isCloseTo((double) solved / episodes, within(0.012));
        }
    }
}
