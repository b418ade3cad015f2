package dev.baton.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.env.Action;
import dev.baton.env.ActionKind;
import dev.baton.env.Charge;
import dev.baton.env.ContextChange;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.env.Limits;
import dev.baton.env.Memory;
import dev.baton.env.ObservationScales;
import dev.baton.env.Outcome;
import dev.baton.env.Phases;
import dev.baton.env.Predictor;
import dev.baton.env.Prices;
import dev.baton.env.StartDistribution;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentsTest {
    private static final Path PAPER =
            Path.of(System.getProperty("dev.baton.home", "../..")).resolve("environments/paper.yaml");
    private static final String VALID =
            """
            name: small
            horizon: 3
            task:
              dimension: 2
              start: {offset: 1, scale: [1, 2], difficultySigma: 0.5, jitter: 0.1}
              drift: 0.1
              tolerance: 1
            cost:
              weights: {latency: 1, monetary: 1, constraint: 1, failure: 1, divergence: 1}
            actions:
              - {name: a, kind: tool, latency: 1, monetary: 2, failureProbability: 0.25, shift: [-1, 0]}
              - name: b
                kind: reason
                latency: 0
                monetary: 0
                outcomes:
                  - {probability: 0.25, failure: true}
                  - {probability: 0.75, scale: 0.5}
            """;

    private static EnvSpec parse(String text) {
        return Environments.read("env.yaml", text);
    }

    @Test
    void readsEverythingAndFillsInTheDefaults() {
        EnvSpec spec = parse(VALID);

        assertThat(spec.name()).isEqualTo("small");
        assertThat(spec.horizon()).isEqualTo(3);
        assertThat(spec.start())
                .isEqualTo(new StartDistribution(List.of(1.0, 1.0), List.of(1.0, 2.0), 0.5, 0.1));
        assertThat(spec.drift()).containsExactly(0.1, 0.1);
        assertThat(spec.charge()).isEqualTo(Charge.TERMINAL);
        assertThat(spec.predictor()).isEqualTo(Predictor.NOMINAL);
        assertThat(spec.clip()).isEqualTo(CostVector.UNCLIPPED);
        assertThat(spec.observation()).isEqualTo(new ObservationScales(3, 1.5, 3));
        assertThat(spec.actions())
                .containsExactly(
                        Action.of("a", ActionKind.TOOL, 1, 2, 0.25, List.of(1.0, 1.0), List.of(-1.0, 0.0)),
                        new Action(
                                "b",
                                ActionKind.REASON,
                                0,
                                0,
                                List.of(
                                        new Outcome(0.25, true, List.of(1.0, 1.0), List.of(0.0, 0.0)),
                                        new Outcome(0.75, false, List.of(0.5, 0.5), List.of(0.0, 0.0)))));
    }

    @Test
    void readsThePapersPreset() {
        EnvSpec spec = Environments.read(PAPER);

        assertThat(spec.dimension()).isEqualTo(4);
        assertThat(spec.actionCount()).isEqualTo(5);
        assertThat(spec.weights()).isEqualTo(new CostVector(0.25, 0.1, 2.0, 0.85, 0.5));
    }

    @Test
    void readsJson() {
        String json =
                """
                {"name": "j", "horizon": 2, "task": {"dimension": 1, "drift": -1e-1, "tolerance": 1.5E0,
                  "start": {"offset": 1, "scale": [2], "difficultySigma": 0, "jitter": 0}},
                 "cost": {"weights": {"latency": 1, "monetary": 0, "constraint": 1, "failure": 0, "divergence": 0},
                  "charge": "step", "predictor": "expected", "clip": {"failure": 1}},
                 "observation": {"latencyScale": 7},
                 "actions": [{"name": "x", "kind": "terminate", "latency": 0, "monetary": 0}]}
                """;

        EnvSpec spec = parse(json);

        assertThat(spec.drift()).containsExactly(-0.1);
        assertThat(spec.charge()).isEqualTo(Charge.STEP);
        assertThat(spec.predictor()).isEqualTo(Predictor.EXPECTED);
        assertThat(spec.clip().failure()).isEqualTo(1);
        assertThat(spec.clip().latency()).isInfinite();
        assertThat(spec.observation()).isEqualTo(new ObservationScales(3, 7, 1));
    }

    /** Each row: a text of {@link #VALID}, what stands there instead, and the whole message. */
    static Stream<Arguments> mistakes() {
        return Stream.of(
                row("name: small\n", "", "env.yaml, line 1: name: missing; expected a text"),
                row("name: small", "name: 12", "env.yaml, line 1: name: expected a text (in quotes if it looks like"
                        + " something else), found 12"),
                row("name: small", "name:", "env.yaml, line 1: name: expected a text, found nothing"),
                row("name: small", "name: [a]", "env.yaml, line 1: name: expected a text, found a list of 1"),
                row("name: small", "name: \" \"", "env.yaml: name: expected a name, found nothing"),
                row("horizon: 3\n", "", "env.yaml, line 1: horizon: missing; expected a whole number from 1 to 1024"),
                row("horizon: 3", "horizon: 0",
                        "env.yaml, line 2: horizon: expected a whole number from 1 to 1024, found 0"),
                row("horizon: 3", "horizon: 1025",
                        "env.yaml, line 2: horizon: expected a whole number from 1 to 1024, found 1025"),
                row("horizon: 3", "horizon: 4.0",
                        "env.yaml, line 2: horizon: expected a whole number from 1 to 1024, found 4.0"),
                row("horizon: 3", "horizon: 99999999999",
                        "env.yaml, line 2: horizon: expected a whole number from 1 to 1024, found 99999999999"),
                row("horizon: 3", "horizon: \"3\"", "env.yaml, line 2: horizon: expected a whole number from 1 to 1024,"
                        + " found 3 in quotes (leave the quotes out)"),
                row("horizon: 3", "horizn: 3", "env.yaml, line 2: horizn: unknown key; did you mean \"horizon\"?"),
                row("horizon: 3", "horizon: 3\nhorizon: 4",
                        "env.yaml, line 3: key \"horizon\": given twice (first in line 2); keep one of them"),
                row("horizon: 3", "horizon: 3\ncolour: red", "env.yaml, line 3: colour: unknown key; expected one of"
                        + " name, horizon, context, task, phases, limits, cost, observation, actions"),
                row("horizon: 3", "horizon: 3\ndrift: 1",
                        "env.yaml, line 3: drift: unknown key; it belongs at task"),
                row("dimension: 2", "dimension: 65",
                        "env.yaml, line 4: task.dimension: expected a whole number from 0 to 64, found 65"),
                row("dimension: 2", "dimension: -1",
                        "env.yaml, line 4: task.dimension: expected a whole number from 0 to 64, found -1"),
                row("  dimension: 2\n", "",
                        "env.yaml, line 4: task.dimension: missing; expected a whole number from 0 to 64"),
                row("offset: 1, ", "", "env.yaml, line 5: task.start.offset: missing; expected one number or a list of"
                        + " 2 numbers"),
                row("scale: [1, 2]", "scale: [1, 2, 3]", "env.yaml, line 5: task.start.scale: expected one number or a"
                        + " list of 2 numbers (task.dimension is 2), found a list of 3"),
                row("scale: [1, 2]", "scale: [1, two]", "env.yaml, line 5: task.start.scale[1]: expected a finite"
                        + " number within ±1e9, found the text \"two\""),
                row("scale: [1, 2]", "scale: {a: 1}", "env.yaml, line 5: task.start.scale: expected one number or a"
                        + " list of 2 numbers, found a mapping (keys with values)"),
                row("scale: [1, 2]", "scale: [1, [2]]", "env.yaml, line 5: task.start.scale[1]: expected a finite"
                        + " number within ±1e9, found a list of 1"),
                row("difficultySigma: 0.5", "difficultySigma: -0.5", "env.yaml, line 5: task.start.difficultySigma:"
                        + " expected a finite number from 0 to 1e9, found -0.5"),
                row("jitter: 0.1", "jiter: 0.1",
                        "env.yaml, line 5: task.start.jiter: unknown key; did you mean \"jitter\"?"),
                row("  drift: 0.1\n", "",
                        "env.yaml, line 4: task.drift: missing; expected one number or a list of 2 numbers"),
                row("drift: 0.1", "drift: .nan",
                        "env.yaml, line 6: task.drift: expected a finite number within ±1e9, found .nan"),
                row("drift: 0.1", "drift: [0, -.inf]",
                        "env.yaml, line 6: task.drift[1]: expected a finite number within ±1e9, found -.inf"),
                row("drift: 0.1", "drift: NaN",
                        "env.yaml, line 6: task.drift: expected a finite number within ±1e9, found NaN"),
                row("drift: 0.1", "drift: 1e400",
                        "env.yaml, line 6: task.drift: expected a finite number within ±1e9, found 1e400"),
                row("drift: 0.1", "drift: 0,1", "env.yaml, line 6: task.drift: expected one number or a list of 2"
                        + " numbers, found the text \"0,1\""),
                row("drift: 0.1", "drift: \"0.1\"", "env.yaml, line 6: task.drift: expected one number or a list of 2"
                        + " numbers, found 0.1 in quotes (leave the quotes out)"),
                row("drift: 0.1", "drift: []", "env.yaml, line 6: task.drift: expected one number or a list of 2"
                        + " numbers (task.dimension is 2), found an empty list"),
                row("latency: 1, monetary: 1,", "latency: 1,", "env.yaml, line 9: cost.weights.monetary: missing;"
                        + " expected a finite number from 0 to 1e9"),
                row("latency: 1, monetary: 1,", "latency: -1, monetary: 1,", "env.yaml, line 9: cost.weights.latency:"
                        + " expected a finite number from 0 to 1e9, found -1"),
                row("actions:", "  charge: steps\nactions:", "env.yaml, line 10: cost.charge: expected one of terminal,"
                        + " step, found the text \"steps\"; did you mean \"step\"?"),
                row("actions:", "  predictor: 3\nactions:",
                        "env.yaml, line 10: cost.predictor: expected one of nominal, expected, none, found 3"),
                row("actions:", "  clip: {latency: -2}\nactions:",
                        "env.yaml, line 10: cost.clip.latency: expected a finite number from 0 to 1e9, found -2"),
                row("actions:", "  clip: {latncy: 2}\nactions:",
                        "env.yaml, line 10: cost.clip.latncy: unknown key; did you mean \"latency\"?"),
                row("actions:", "observation: {taskScale: 0}\nactions:", "env.yaml, line 10: observation.taskScale:"
                        + " expected a finite number above 0, at most 1e9, found 0"),
                row("name: a, ", "", "env.yaml, line 11: actions[0].name: missing; expected a text"),
                row("name: b", "name: a", "env.yaml, line 12: actions[1].name: expected a name no other action has,"
                        + " found \"a\", the name of actions[0]"),
                row("kind: tool", "kind: tol", "env.yaml, line 11: actions[0].kind: expected one of tool, reason,"
                        + " clarify, escalate, terminate, found the text \"tol\"; did you mean \"tool\"?"),
                row("latency: 1, monetary: 2,", "latency: -1, monetary: 2,", "env.yaml, line 11: actions[0].latency:"
                        + " expected a finite number from 0 to 1e9, found -1"),
                row("monetary: 2,", "monetary: -0.5,", "env.yaml, line 11: actions[0].monetary:"
                        + " expected a finite number from 0 to 1e9, found -0.5"),
                row("monetary: 2,", "monetry: 2,",
                        "env.yaml, line 11: actions[0].monetry: unknown key; did you mean \"monetary\"?"),
                row("latency: 0\n", "latency: fast\n", "env.yaml, line 14: actions[1].latency: expected a finite number"
                        + " from 0 to 1e9, found the text \"fast\""),
                row("failureProbability: 0.25", "failureProbability: 1.5",
                        "env.yaml, line 11: actions[0].failureProbability: expected a number in [0, 1], found 1.5"),
                row("shift: [-1, 0]", "shift: [-1]", "env.yaml, line 11: actions[0].shift: expected one number or a"
                        + " list of 2 numbers (task.dimension is 2), found a list of 1"),
                row("shift: [-1, 0]", "shift: [-1, 2e9]",
                        "env.yaml, line 11: actions[0].shift[1]: expected a finite number within ±1e9, found 2e9"),
                row("    outcomes:", "    scale: 1\n    outcomes:", "env.yaml, line 16: actions[1].scale: not allowed"
                        + " beside outcomes; say it in the outcomes"),
                row("probability: 0.75", "probability: 0.7", "env.yaml, line 17: actions[1].outcomes: expected"
                        + " probabilities that sum to 1 (within 1e-6), found a sum of 0.95"),
                row("probability: 0.75", "probability: -0.75", "env.yaml, line 18: actions[1].outcomes[1].probability:"
                        + " expected a number in [0, 1], found -0.75"),
                row("probability: 0.75,", "probability: 0.75, failure: yes,", "env.yaml, line 18:"
                        + " actions[1].outcomes[1].failure: expected true or false, found the text \"yes\""),
                row("{probability: 0.25, failure: true}", "fail", "env.yaml, line 17: actions[1].outcomes[0]: expected"
                        + " the keys probability, failure, latency, monetary, scale, shift, context, signal, move,"
                        + " found the text \"fail\""),
                row("actions:", "actions: []\nold:", "env.yaml, line 11: old: unknown key; expected one of name,"
                        + " horizon, context, task, phases, limits, cost, observation, actions"),
                row("name: small", "name: &n small",
                        "env.yaml, line 1: anchors (&name) are not allowed; write the value where it is used"),
                row("name: small", "name: *n",
                        "env.yaml, line 1: aliases (*name) are not allowed; write the value out"),
                row("name: small", "name: !!str small",
                        "env.yaml, line 1: tags (tag:yaml.org,2002:str) are not allowed; leave it out"),
                row("name: small", "[a]: small",
                        "env.yaml, line 1: not valid here: expected a key, found a list or a mapping"),
                row("name: small", "name: small: er",
                        "env.yaml, line 1: not valid YAML: mapping values are not allowed here"));
    }

    private static final String HIDDEN =
            """
            name: hidden
            horizon: 4
            context: {start: 2}
            task: {dimension: 0}
            phases:
              names: [open, right]
              start: {open: 1}
              transition: {open: {open: 0.9, right: 0.1}}
              solved: [right]
            limits: {latency: 9}
            cost:
              weights: {latency: 1, monetary: 1, constraint: 1, failure: 1, divergence: 0}
            observation: {contextScale: 3, belief: false, counts: true}
            actions:
              - name: work
                kind: tool
                latency: 1
                monetary: 1
                maxCalls: 2
                perContext: {monetary: 0.1}
                transition: {right: {open: 0.5, right: 0.5}}
                outcomes:
                  - {failure: true, probability: 0.1, latency: 3}
                  - {signal: answer, probability: {open: 0.6, right: 0.9}, context: 1, move: {open: right}}
                  - {signal: answer, probability: {open: 0.3, right: 0}, context: 1, move: open}
              - {name: pass_on, kind: escalate, latency: 2, monetary: 3, failureProbability: {open: 0.5, right: 0}}
            """;

    @Test
    void readsWhatIsHiddenAndLimited() {
        EnvSpec spec = parse(HIDDEN);

        assertThat(spec.dimension()).isZero();
        assertThat(spec.context()).isEqualTo(2);
        assertThat(spec.limits()).isEqualTo(new Limits(9, Double.POSITIVE_INFINITY));
        assertThat(spec.phases())
                .isEqualTo(new Phases(
                        List.of("open", "right"),
                        List.of(1.0, 0.0),
                        List.of(List.of(0.9, 0.1), List.of(0.0, 1.0)),
                        List.of(false, true)));
        assertThat(spec.memory()).isEqualTo(new Memory(false, true));
        assertThat(spec.observation().context()).isEqualTo(3);
        assertThat(spec.observation().latency()).isEqualTo(9);
        Action work = spec.actions().get(0);
        assertThat(work.maxCalls()).isEqualTo(2);
        assertThat(work.perContext()).isEqualTo(new Prices(0, 0.1));
        assertThat(work.transition()).containsExactly(List.of(1.0, 0.0), List.of(0.5, 0.5));
        assertThat(work.outcomes())
                .containsExactly(
                        new Outcome(
                                List.of(0.1), true, 3, 1, List.of(), List.of(), ContextChange.NONE, null, List.of()),
                        new Outcome(
                                List.of(0.6, 0.9), false, 1, 1, List.of(), List.of(), new ContextChange(1, 1), "answer",
                                List.of(1, 1)),
                        new Outcome(
                                List.of(0.3, 0.0), false, 1, 1, List.of(), List.of(), new ContextChange(1, 1), "answer",
                                List.of(0, 0)));
        assertThat(spec.actions().get(1).outcomes())
                .extracting(Outcome::probabilities)
                .containsExactly(List.of(0.5, 0.0), List.of(0.5, 1.0));
    }

    /** Each row: a text of {@link #HIDDEN}, what stands there instead, and the whole message. */
    static Stream<Arguments> hiddenMistakes() {
        String seventeen = IntStream.range(0, 17).mapToObj(x -> "p" + x).collect(Collectors.joining(", "));
        String names = "names: [open, right]";
        String answer = "{open: 0.6, right: 0.9}";
        return Stream.of(
                row("right: 0.9}", "right: 0.8}", "env.yaml, line 23: actions[0].outcomes: expected probabilities that"
                        + " sum to 1 in phase right (within 1e-6), found a sum of 0.9"),
                row(answer, "{open: 0.6}", "env.yaml, line 24: actions[0].outcomes[1].probability.right: missing;"
                        + " expected a number in [0, 1]"),
                row(answer, "{open: 0.6, rihgt: 0.9}", "env.yaml, line 24: actions[0].outcomes[1].probability.rihgt:"
                        + " unknown key; did you mean \"right\"?"),
                row(answer, "{open: 0.6, right: 1.9}", "env.yaml, line 24: actions[0].outcomes[1].probability.right:"
                        + " expected a number in [0, 1], found 1.9"),
                row("start: {open: 1}", "start: {opn: 1}",
                        "env.yaml, line 7: phases.start.opn: unknown key; did you mean \"open\"?"),
                row("start: {open: 1}", "start: {open: 0.5}", "env.yaml, line 7: phases.start: expected probabilities"
                        + " that sum to 1 (within 1e-6), found a sum of 0.5"),
                row("{open: {open: 0.9", "{opne: {open: 0.9",
                        "env.yaml, line 8: phases.transition.opne: unknown key; did you mean \"open\"?"),
                row("open: 0.9, right: 0.1", "open: 0.9, right: 0.2", "env.yaml, line 8: phases.transition.open:"
                        + " expected probabilities that sum to 1 (within 1e-6), found a sum of 1.1"),
                row("open: 0.5, right: 0.5}}", "open: 0.5}}", "env.yaml, line 21: actions[0].transition.right: expected"
                        + " probabilities that sum to 1 (within 1e-6), found a sum of 0.5"),
                row("solved: [right]", "solved: [rigth]", "env.yaml, line 9: phases.solved[0]: expected one of open,"
                        + " right, found the text \"rigth\"; did you mean \"right\"?"),
                row("solved: [right]", "solved: []", "env.yaml, line 9: phases.solved: expected a list of phases in"
                        + " which the task counts as done, found none; leave it out where the task vector alone says"
                        + " what is done"),
                row("  solved: [right]\n", "", "env.yaml, line 4: task.dimension: expected 1 to 64, or 0 where"
                        + " phases.solved says what is done, found 0"),
                row("task: {dimension: 0}", "task: {dimension: 0}\nsolved: [right]",
                        "env.yaml, line 5: solved: unknown key; it belongs at phases"),
                row("task: {dimension: 0}", "task: {dimension: 0, drift: 1}", "env.yaml, line 4: task.drift: not"
                        + " allowed where task.dimension is 0: there is no task vector; leave it out"),
                row(names, "names: [open]",
                        "env.yaml, line 6: phases.names: expected a list of 2 to 16 names, found a list of 1"),
                row(names, "names: [" + seventeen + "]",
                        "env.yaml, line 6: phases.names: expected a list of 2 to 16 names, found a list of 17"),
                row(names, "names: [open, open]", "env.yaml, line 6: phases.names[1]: expected a name no other has,"
                        + " found \"open\", the name of phases.names[0]"),
                row("  " + names + "\n", "",
                        "env.yaml, line 6: phases.names: missing; expected a list of 2 to 16 names"),
                row("context: {start: 2}", "context: {start: -2}",
                        "env.yaml, line 3: context.start: expected a finite number from 0 to 1e9, found -2"),
                row("limits: {latency: 9}", "limits: {latency: 0}", "env.yaml, line 10: limits.latency: expected a"
                        + " finite number above 0, at most 1e9, found 0"),
                row("limits: {latency: 9}", "limits: {monetary: -1}", "env.yaml, line 10: limits.monetary: expected a"
                        + " finite number above 0, at most 1e9, found -1"),
                row("limits: {latency: 9}", "limits: {latncy: 9}",
                        "env.yaml, line 10: limits.latncy: unknown key; did you mean \"latency\"?"),
                row("contextScale: 3", "contextScale: 0", "env.yaml, line 13: observation.contextScale: expected a"
                        + " finite number above 0, at most 1e9, found 0"),
                row("counts: true", "counts: 1",
                        "env.yaml, line 13: observation.counts: expected true or false, found 1"),
                row("maxCalls: 2", "maxCalls: 0",
                        "env.yaml, line 19: actions[0].maxCalls: expected a whole number from 1 to 1024, found 0"),
                row("monetary: 3,", "monetary: 3, maxCalls: 1,", "env.yaml, line 14: actions: expected an action"
                        + " without maxCalls, or maxCalls that sum to the horizon of 4 or more, found a sum of 3, after"
                        + " which no action is available"),
                row("perContext: {monetary: 0.1}", "perContext: {monetary: -0.1}", "env.yaml, line 20:"
                        + " actions[0].perContext.monetary: expected a finite number from 0 to 1e9, found -0.1"),
                row("    latency: 1\n", "", "env.yaml, line 15: actions[0].latency: missing; expected a finite number"
                        + " from 0 to 1e9"),
                row("right: 0.9}, context: 1", "right: 0.9}, context: {keep: 1.5}", "env.yaml, line 24:"
                        + " actions[0].outcomes[1].context.keep: expected a number in [0, 1], found 1.5"),
                row("right: 0.9}, context: 1", "right: 0.9}, context: {add: -1}", "env.yaml, line 24:"
                        + " actions[0].outcomes[1].context.add: expected a finite number from 0 to 1e9, found -1"),
                row("right: 0.9}, context: 1", "right: 0.9}, context: 2", "env.yaml, line 25:"
                        + " actions[0].outcomes[2].signal: expected outcomes of one signal to look the same, found"
                        + " \"answer\" for outcomes[1] and outcomes[2], which differ in context; name another signal,"
                        + " or make them alike"),
                row("right: 0.9}, context: 1", "right: 0.9}, context: 1, latency: 2", "env.yaml, line 25:"
                        + " actions[0].outcomes[2].signal: expected outcomes of one signal to look the same, found"
                        + " \"answer\" for outcomes[1] and outcomes[2], which differ in latency; name another signal,"
                        + " or make them alike"),
                row("signal: answer", "signal: [answer]",
                        "env.yaml, line 24: actions[0].outcomes[1].signal: expected a text, found a list of 1"),
                row("signal: answer", "signl: answer",
                        "env.yaml, line 24: actions[0].outcomes[1].signl: unknown key; did you mean \"signal\"?"),
                row("move: {open: right}", "move: {open: rihgt}", "env.yaml, line 24: actions[0].outcomes[1].move.open:"
                        + " expected one of open, right, found the text \"rihgt\"; did you mean \"right\"?"),
                row("move: {open: right}", "move: {opne: right}",
                        "env.yaml, line 24: actions[0].outcomes[1].move.opne: unknown key; did you mean \"open\"?"),
                row("move: open", "move: shut",
                        "env.yaml, line 25: actions[0].outcomes[2].move: expected one of open, right, found the text"
                                + " \"shut\""),
                row("move: open", "shift: 1", "env.yaml, line 25: actions[0].outcomes[2].shift: not allowed where"
                        + " task.dimension is 0: there is no task vector; leave it out"));
    }

    @ParameterizedTest
    @MethodSource("hiddenMistakes")
    void everyMistakeInWhatIsHiddenIsOneLine(String before, String after, String message) {
        assertThat(HIDDEN).contains(before);
        String text = HIDDEN.replaceFirst(Pattern.quote(before), Matcher.quoteReplacement(after));

        assertThatThrownBy(() -> parse(text)).isInstanceOf(BatonException.class).hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "observation: {belief: true}@observation.belief",
        "move: a@actions[1].outcomes[0].move",
        "transition: {a: {a: 1}}@actions[1].transition",
        "probability: {a: 1}@actions[1].outcomes[0].probability"
    })
    void whatNamesPhasesNeedsPhases(String keyAndPath) {
        String key = keyAndPath.substring(0, keyAndPath.indexOf('@'));
        String path = keyAndPath.substring(keyAndPath.indexOf('@') + 1);
        String text = key.startsWith("observation")
                ? VALID + key + "\n"
                : key.startsWith("transition")
                        ? VALID.replace("    kind: reason", "    kind: reason\n    " + key)
                        : key.startsWith("move")
                                ? VALID.replace("failure: true", "failure: true, " + key)
                                : VALID.replace("probability: 0.25,", key + ",");

        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(BatonException.class)
                .hasMessageEndingWith(path + ": expected phases at the top of the file, found none");
    }

    private static Arguments row(String before, String after, String message) {
        return Arguments.of(before, after, message);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void everyMistakeIsOneLineWithPlaceExpectationAndFinding(String before, String after, String message) {
        assertThat(VALID).contains(before);
        String text = VALID.replaceFirst(Pattern.quote(before), Matcher.quoteReplacement(after));

        assertThatThrownBy(() -> parse(text)).isInstanceOf(BatonException.class).hasMessage(message);
    }

    /** Files list outcomes in any order; the model's has failures first. */
    @Test
    void aFailureMayBeListedLast() {
        String text = VALID.replace(
                "{probability: 0.25, failure: true}", "{probability: 0.25}\n      - {probability: 0, failure: true}");

        assertThat(parse(text).actions().get(1).outcomes())
                .extracting(outcome -> outcome.probability(0))
                .containsExactly(0.0, 0.25, 0.75);
    }

    @ParameterizedTest
    @ValueSource(strings = {"actions: []", "actions: 3", "actions:", "actions: {a: 1}"})
    void anEnvironmentHasActions(String actions) {
        String text = VALID.substring(0, VALID.indexOf("actions:")) + actions + "\n";

        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(BatonException.class)
                .hasMessageStartingWith("env.yaml, line 10: actions: expected a list of 1 to 64 actions, found ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n\t\n", "# only a comment\n", "---\n", "[1, 2]", "text", "12"})
    void aTextWithoutKeysIsRefused(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(BatonException.class)
                .message()
                .startsWith("env.yaml")
                .doesNotContain("\n");
    }

    /** Names go into policy files, logs and messages; what is accepted here can be written and read back there. */
    @Test
    void namesHaveAnEndAndNoControlCharacters() {
        String longest = "n".repeat(256);
        assertThat(parse(VALID.replace("name: small", "name: " + longest)).name()).isEqualTo(longest);
        assertThat(parse(VALID.replace("name: small", "name: " + "😀".repeat(256))).name()).hasSize(512);
        for (String key : List.of("name", "actions[1].name")) {
            String old = key.equals("name") ? "name: small" : "name: b";
            int line = key.equals("name") ? 1 : 12;
            assertThatThrownBy(() -> parse(VALID.replace(old, "name: '" + "\"".repeat(700_000) + "'")))
                    .isInstanceOf(BatonException.class)
                    .hasMessage("env.yaml, line " + line + ": " + key
                            + ": expected a name of at most 256 characters, found one of 700000");
            for (String bad : List.of("\\e", "\\n", "\\u2028", "\\u0085", "\\ud800")) {
                assertThatThrownBy(() -> parse(VALID.replace(old, "name: \"a" + bad + "b\"")))
                        .isInstanceOf(BatonException.class)
                        .message()
                        .startsWith("env.yaml, line " + line + ": ")
                        .doesNotContain("\u001b", "\n", "\u2028");
            }
        }
    }

    /** The file has no key observation, so that is not what the message names. */
    @Test
    void scalesThatFollowFromOtherKeysAreRefusedInTheirTerms() {
        String huge = VALID.replace("offset: 1, scale: [1, 2]", "offset: [1, 1e9], scale: [1, 1e9]");
        assertThatThrownBy(() -> parse(huge))
                .hasMessage("env.yaml, line 5: task.start.offset + task.start.scale: expected a sum of at most 1e9, by"
                        + " which observations are divided, found 2e9 (1e9 + 1e9); use smaller numbers, or give"
                        + " observation.taskScale");
        assertThat(parse(huge + "observation: {taskScale: 5}\n").observation().task()).isEqualTo(5);

        String slow = VALID.replace("horizon: 3", "horizon: 1000").replace("latency: 0\n", "latency: 1e9\n");
        assertThatThrownBy(() -> parse(slow))
                .hasMessage("env.yaml, line 14: actions[1].latency: expected horizon × the mean latency of the actions"
                        + " to be at most 1e9, by which observations are divided, found 5e11 (horizon 1000, this 1e9);"
                        + " use smaller numbers, or give observation.latencyScale");
        String dear = VALID.replace("horizon: 3", "horizon: 1000").replace("monetary: 2,", "monetary: 1e7,");
        assertThatThrownBy(() -> parse(dear)).hasMessageStartingWith("env.yaml, line 11: actions[0].monetary: expected")
                .hasMessageEndingWith("or give observation.monetaryScale");
        assertThat(parse(dear + "observation: {monetaryScale: 5}\n").observation().monetary()).isEqualTo(5);
    }

    /** A run leaves its environment written out, which is longer than the file it came from. */
    @Test
    void anEnvironmentThatIsTooLargeWrittenOutIsRefused() {
        String vector = IntStream.range(0, 64).mapToObj(i -> i % 2 == 0 ? "1" : "2").collect(Collectors.joining(","));
        String outcome = "      - {probability: 0, shift: [" + vector + "]}\n";
        String head = VALID.replace("dimension: 2", "dimension: 64").replace("scale: [1, 2]", "scale: 1");
        String text = head.substring(0, head.indexOf("  - {name: a")) + IntStream.range(0, 64)
                .mapToObj(k -> "  - name: a" + k + "\n    kind: tool\n    latency: 1\n    monetary: 1\n    outcomes:\n"
                        + "      - {probability: 1}\n" + outcome.repeat(63))
                .collect(Collectors.joining());

        assertThat(text.length()).isBetween(Environments.MAX_BYTES / 2, Environments.MAX_BYTES);
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(BatonException.class)
                .hasMessageMatching("env\\.yaml: too large for an environment file: expected at most 1,048,576 bytes"
                        + " with every number written out, found 1,[0-9,]+ bytes");
    }

    @Test
    void deepNestingIsRefusedQuickly() {
        assertThatThrownBy(() -> parse("a: " + "[".repeat(200_000)))
                .hasMessage("env.yaml, line 1: nested more than 32 levels deep");
    }

    @Test
    void writesWhatItReads() {
        List<EnvSpec> specs = new ArrayList<>(List.of(parse(VALID), parse(HIDDEN), Environments.read(PAPER)));
        for (String name : List.of("assistant", "cascade", "tool-health", "agent-loop", "tiger")) {
            specs.add(Environments.read(PAPER.resolveSibling(name + ".yaml")));
        }
        for (EnvSpec spec : specs) {
            assertThat(parse(Environments.write(spec))).isEqualTo(spec);
        }
    }

    @Test
    void aFileWithoutTheKeysOfSectionTenIsWrittenWithoutThem() {
        assertThat(Environments.write(parse(VALID)))
                .isEqualTo(
                        """
                        name: small
                        horizon: 3
                        task:
                          dimension: 2
                          start: {offset: 1.0, scale: [1.0, 2.0], difficultySigma: 0.5, jitter: 0.1}
                          drift: 0.1
                          tolerance: 1.0
                        cost:
                          weights: {latency: 1.0, monetary: 1.0, constraint: 1.0, failure: 1.0, divergence: 1.0}
                          charge: terminal
                          predictor: nominal
                        observation: {taskScale: 3.0, latencyScale: 1.5, monetaryScale: 3.0}
                        actions:
                          - {name: a, kind: tool, latency: 1.0, monetary: 2.0, failureProbability: 0.25, \
                        shift: [-1.0, 0.0]}
                          - {name: b, kind: reason, latency: 0.0, monetary: 0.0, failureProbability: 0.25, scale: 0.5}
                        """);
    }

    @Test
    void writesWhatItReadsForAnyEnvironment() {
        SplittableRandom random = new SplittableRandom(20260101);
        for (int i = 0; i < 100; i++) {
            EnvSpec spec = i % 2 == 0 ? anySpec(random) : anyHidden(anySpec(random), random);
            String text = Environments.write(spec);

            assertThat(parse(text)).as(text).isEqualTo(spec);
        }
    }

    @Test
    void anyDamagedTextGivesOneLineOrASpec() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 800; i++) {
            StringBuilder text = new StringBuilder(VALID);
            for (int edit = 0; edit < 3; edit++) {
                int at = random.nextInt(text.length());
                String part = List.of("", ":", "-", "[", "}", "\n", "  ", "#", "\"", "9", "&a", "é")
                        .get(random.nextInt(12));
                text.replace(at, Math.min(text.length(), at + random.nextInt(4)), part);
            }
            try {
                assertThat(parse(text.toString()).actionCount()).isPositive();
            } catch (BatonException e) {
                assertThat(e).message().startsWith("env.yaml").doesNotContain("\n", "\r");
            }
        }
    }

    private static EnvSpec anySpec(SplittableRandom random) {
        int d = 1 + random.nextInt(5);
        List<Action> actions = new ArrayList<>();
        List<String> names =
                List.of("plain", "two words", "null", "1.5", "a: b", "\"quoted\"", "naïve ±", "back\\slash", "😀");
        int k = 1 + random.nextInt(names.size());
        for (int i = 0; i < k; i++) {
            ActionKind kind = List.of(ActionKind.values()).get(random.nextInt(5));
            double latency = random.nextBoolean() ? 0 : random.nextDouble() * 1e3;
            if (random.nextBoolean()) {
                actions.add(Action.of(
                        names.get(i), kind, latency, 1e-7, random.nextDouble(), vector(random, d), vector(random, d)));
            } else {
                double p = random.nextDouble();
                actions.add(new Action(
                        names.get(i),
                        kind,
                        latency,
                        3,
                        List.of(
                                new Outcome(p, random.nextBoolean(), vector(random, d), vector(random, d)),
                                new Outcome(1 - p, false, vector(random, d), vector(random, d)))));
            }
        }
        return new EnvSpec(
                names.get(random.nextInt(names.size())),
                1 + random.nextInt(1024),
                new StartDistribution(vector(random, d), vector(random, d), random.nextDouble(), 1e-3),
                vector(random, d),
                vector(random, d),
                new CostVector(1, 0.1, random.nextDouble(), 1e9, 0),
                random.nextBoolean()
                        ? CostVector.UNCLIPPED
                        : new CostVector(1, Double.POSITIVE_INFINITY, 0, 2, Double.POSITIVE_INFINITY),
                List.of(Charge.values()).get(random.nextInt(2)),
                List.of(Predictor.values()).get(random.nextInt(3)),
                new ObservationScales(random.nextDouble() + 1e-9, 1e9, 1e-300),
                actions);
    }

    /** Adds everything of the model's section 10 to an environment, some of it not at every call. */
    private static EnvSpec anyHidden(EnvSpec spec, SplittableRandom random) {
        List<String> names = List.of("up", "12", "null", "half way").subList(0, 2 + random.nextInt(3));
        int phases = names.size();
        List<Action> actions = new ArrayList<>();
        for (Action action : spec.actions()) {
            List<Double> first = row(random, phases);
            List<Double> second = first.stream().map(p -> 1 - p).toList();
            List<Outcome> outcomes = new ArrayList<>();
            for (Outcome outcome : action.outcomes()) {
                outcomes.add(new Outcome(
                        outcomes.isEmpty() ? first : second, outcome.failure(), random.nextInt(3),
                        outcomes.isEmpty() ? 3 : outcome.monetary(), outcome.scale(), outcome.shift(),
                        new ContextChange(random.nextBoolean() ? 1 : 0.25, random.nextInt(2)),
                        random.nextBoolean() ? null : "signal " + outcomes.size(),
                        random.nextBoolean()
                                ? List.of()
                                : IntStream.range(0, phases).mapToObj(x -> random.nextInt(phases)).toList()));
            }
            actions.add(new Action(
                    action.name(), action.kind(), outcomes, new Prices(random.nextInt(2), 0.5),
                    actions.isEmpty() || random.nextBoolean() ? Action.UNLIMITED : 1 + random.nextInt(5),
                    random.nextBoolean() ? List.of() : transition(random, phases)));
        }
        return spec.edit()
                .actions(actions)
                .context(random.nextInt(3))
                .limits(new Limits(random.nextBoolean() ? 7 : Double.POSITIVE_INFINITY, 0.5))
                .memory(new Memory(random.nextBoolean(), random.nextBoolean()))
                .phases(new Phases(
                        names, IntStream.range(0, phases).mapToObj(x -> x == 0 ? 1.0 : 0.0).toList(),
                        random.nextBoolean() ? List.of() : transition(random, phases),
                        random.nextBoolean() ? List.of() : names.stream().map(name -> name.equals("12")).toList()))
                .build();
    }

    private static List<List<Double>> transition(SplittableRandom random, int phases) {
        List<List<Double>> rows = new ArrayList<>();
        for (int x = 0; x < phases; x++) {
            double stays = random.nextDouble();
            int other = (x + 1) % phases;
            int row = x;
            rows.add(IntStream.range(0, phases)
                    .mapToObj(y -> y == row ? stays : y == other ? 1 - stays : 0.0)
                    .toList());
        }
        return rows;
    }

    private static List<Double> row(SplittableRandom random, int size) {
        return IntStream.range(0, size).mapToObj(i -> random.nextDouble()).toList();
    }

    private static List<Double> vector(SplittableRandom random, int d) {
        List<Double> vector = new ArrayList<>();
        boolean same = random.nextBoolean();
        double first = random.nextBoolean() ? random.nextInt(-1, 2) : random.nextDouble(-1e9, 1e9);
        for (int i = 0; i < d; i++) {
            vector.add(same ? first : random.nextDouble(-2, 2));
        }
        return vector;
    }
}
