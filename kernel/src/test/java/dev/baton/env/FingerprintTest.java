package dev.baton.env;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every number that changes an outcome or a cost changes the fingerprint; names and observation scales do not. */
class FingerprintTest {
    private static final List<Double> ONES = List.of(1.0, 1.0);
    private static final CostVector WEIGHTS = new CostVector(1, 2, 3, 4, 5);
    private static final CostVector CLIP = new CostVector(10, 20, 30, 40, 50);
    private static final StartDistribution START = new StartDistribution(ONES, List.of(2.0, 3.0), 0.5, 0.25);
    private static final ObservationScales SCALES = new ObservationScales(1, 2, 3);
    private static final List<Action> ACTIONS = List.of(
            action(ActionKind.TOOL, 1, 2, new Outcome(0.25, true, ONES, ONES), new Outcome(0.75, false, ONES, ONES)),
            new Action("b", ActionKind.ESCALATE, 3, 4, List.of(new Outcome(1, false, ONES, ONES))));

    @Test
    void everyNumberCounts() {
        List<EnvSpec> others = new ArrayList<>();
        others.add(spec());
        others.add(spec(6, START, ONES, ONES, WEIGHTS, CLIP, Charge.TERMINAL, Predictor.NOMINAL, ACTIONS));
        for (StartDistribution start : List.of(
                new StartDistribution(List.of(1.0, 1.5), List.of(2.0, 3.0), 0.5, 0.25),
                new StartDistribution(ONES, List.of(3.0, 2.0), 0.5, 0.25),
                new StartDistribution(ONES, List.of(2.0, 3.0), 0.25, 0.25),
                new StartDistribution(ONES, List.of(2.0, 3.0), 0.5, 0.5))) {
            others.add(spec(5, start, ONES, ONES, WEIGHTS, CLIP, Charge.TERMINAL, Predictor.NOMINAL, ACTIONS));
        }
        List<Double> twos = List.of(1.0, 2.0);
        others.add(spec(5, START, twos, ONES, WEIGHTS, CLIP, Charge.TERMINAL, Predictor.NOMINAL, ACTIONS));
        others.add(spec(5, START, ONES, twos, WEIGHTS, CLIP, Charge.TERMINAL, Predictor.NOMINAL, ACTIONS));
        for (CostComponent i : CostComponent.ALL) {
            others.add(spec(5, START, ONES, ONES, with(WEIGHTS, i), CLIP, Charge.TERMINAL, Predictor.NOMINAL, ACTIONS));
            others.add(spec(5, START, ONES, ONES, WEIGHTS, with(CLIP, i), Charge.TERMINAL, Predictor.NOMINAL, ACTIONS));
        }
        others.add(spec(5, START, ONES, ONES, WEIGHTS, CLIP, Charge.STEP, Predictor.NOMINAL, ACTIONS));
        others.add(spec(5, START, ONES, ONES, WEIGHTS, CLIP, Charge.TERMINAL, Predictor.EXPECTED, ACTIONS));
        for (Action action : List.of(
                action(ActionKind.REASON, 1, 2, new Outcome(0.25, true, ONES, ONES),
                        new Outcome(0.75, false, ONES, ONES)),
                action(ActionKind.TOOL, 7, 2, new Outcome(0.25, true, ONES, ONES),
                        new Outcome(0.75, false, ONES, ONES)),
                action(ActionKind.TOOL, 1, 7, new Outcome(0.25, true, ONES, ONES),
                        new Outcome(0.75, false, ONES, ONES)),
                action(ActionKind.TOOL, 1, 2, new Outcome(0.5, true, ONES, ONES), new Outcome(0.5, false, ONES, ONES)),
                action(ActionKind.TOOL, 1, 2, new Outcome(0.25, false, ONES, ONES),
                        new Outcome(0.75, false, ONES, ONES)),
                action(ActionKind.TOOL, 1, 2, new Outcome(0.25, true, twos, ONES),
                        new Outcome(0.75, false, ONES, ONES)),
                action(ActionKind.TOOL, 1, 2, new Outcome(0.25, true, ONES, ONES),
                        new Outcome(0.75, false, ONES, twos)),
                action(ActionKind.TOOL, 1, 2, new Outcome(1, false, ONES, ONES)))) {
            List<Action> actions = List.of(action, ACTIONS.get(1));
            others.add(spec(5, START, ONES, ONES, WEIGHTS, CLIP, Charge.TERMINAL, Predictor.NOMINAL, actions));
        }
        List<Action> reversed = List.of(ACTIONS.get(1), ACTIONS.get(0));
        others.add(spec(5, START, ONES, ONES, WEIGHTS, CLIP, Charge.TERMINAL, Predictor.NOMINAL, reversed));
        others.add(
                spec(5, START, ONES, ONES, WEIGHTS, CLIP, Charge.TERMINAL, Predictor.NOMINAL, ACTIONS.subList(0, 1)));
        Set<String> seen = new HashSet<>();
        for (EnvSpec other : others) {
            assertThat(seen.add(other.fingerprint())).as("%s", other).isTrue();
            assertThat(other.fingerprint()).matches("[0-9a-f]{32}");
        }
    }

    /** The numbers of the model's section 10. */
    @Test
    void everyNumberOfAHiddenWorldCounts() {
        List<EnvSpec> others = new ArrayList<>();
        EnvSpec base = spec().edit().actions(hidden(0.25, 1, 2, ContextChange.NONE, null, List.of())).build();
        Phases phases = new Phases(List.of("x", "y"), List.of(0.5, 0.5), List.of(), List.of());
        List<List<Double>> swap = List.of(List.of(0.0, 1.0), List.of(1.0, 0.0));
        others.add(base);
        others.add(base.edit().context(1).build());
        others.add(base.edit().limits(new Limits(3, Double.POSITIVE_INFINITY)).build());
        others.add(base.edit().limits(new Limits(Double.POSITIVE_INFINITY, 3)).build());
        others.add(base.edit().phases(phases).build());
        others.add(base.edit().phases(new Phases(phases.names(), List.of(0.25, 0.75), List.of(), List.of())).build());
        others.add(base.edit().phases(new Phases(phases.names(), phases.start(), swap, List.of())).build());
        others.add(base.edit()
                .phases(new Phases(phases.names(), phases.start(), List.of(), List.of(true, false)))
                .build());
        others.add(base.edit().actions(hidden(0.25, 7, 2, ContextChange.NONE, null, List.of())).build());
        others.add(base.edit().actions(hidden(0.25, 1, 7, ContextChange.NONE, null, List.of())).build());
        others.add(base.edit().actions(hidden(0.25, 1, 2, new ContextChange(0.5, 0), null, List.of())).build());
        others.add(base.edit().actions(hidden(0.25, 1, 2, new ContextChange(1, 1), null, List.of())).build());
        others.add(base.edit().actions(hidden(0.25, 1, 2, ContextChange.NONE, "same", List.of())).build());
        others.add(base.edit()
                .phases(phases)
                .actions(hidden(0.25, 1, 2, ContextChange.NONE, null, List.of(1, 0)))
                .build());
        for (Action action : List.of(
                base.actions().get(0).withPerContext(new Prices(1, 0)),
                base.actions().get(0).withPerContext(new Prices(0, 1)))) {
            others.add(base.edit().actions(List.of(action, ACTIONS.get(1))).build());
        }
        Action first = base.actions().get(0);
        others.add(base.edit()
                .actions(List.of(
                        new Action("a", first.kind(), first.outcomes(), first.perContext(), 2, List.of()),
                        ACTIONS.get(1)))
                .build());
        others.add(base.edit()
                .phases(phases)
                .actions(List.of(
                        new Action("a", first.kind(), first.outcomes(), first.perContext(), Action.UNLIMITED, swap),
                        ACTIONS.get(1)))
                .build());
        Set<String> seen = new HashSet<>();
        for (EnvSpec other : others) {
            assertThat(seen.add(other.fingerprint())).as("%s", other).isTrue();
        }
    }

    /** Two outcomes alike but for what is given, which the first has. */
    private static List<Action> hidden(
            double probability, double latency, double monetary, ContextChange context, @Nullable String signal,
            List<Integer> move) {
        Outcome one = new Outcome(
                List.of(probability), false, latency, monetary, ONES, ONES, context, signal, move);
        Outcome other = new Outcome(
                List.of(1 - probability), false, 1, 2, ONES, ONES, ContextChange.NONE, signal, List.of());
        return List.of(new Action("a", ActionKind.TOOL, 1, 2, List.of(one, other)), ACTIONS.get(1));
    }

    /** The order that the digest has been given once and for all: every list after its length, everything a double. */
    @Test
    void itIsTheDigestOfTheNumbersInOrder() throws NoSuchAlgorithmException {
        double[] numbers = {
            5, // H
            2, 1, 1, 2, 2, 3, 0.5, 0.25, // start
            2, 1, 1, 2, 1, 1, // drift, tolerance
            1, 2, 3, 4, 5, 10, 20, 30, 40, 50, // weights, clip
            0, 0, // charge, predictor
            2, // actions: kind, prices per context, calls, transition, outcomes
            0, 0, 0, 0, 0, 2,
            // an outcome: probabilities, failure, prices, scale, shift, context, move, the first of its signal
            1, 0.25, 1, 1, 2, 2, 1, 1, 2, 1, 1, 1, 0, 0, 0,
            1, 0.75, 0, 1, 2, 2, 1, 1, 2, 1, 1, 1, 0, 0, 1,
            3, 0, 0, 0, 0, 1,
            1, 1, 0, 3, 4, 2, 1, 1, 2, 1, 1, 1, 0, 0, 0,
            0, // context
            Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, // limits
            0 // phases
        };
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update("baton environment 1".getBytes(StandardCharsets.US_ASCII));
        for (double number : numbers) {
            digest.update(ByteBuffer.allocate(8).putDouble(number).array());
        }
        assertThat(spec().fingerprint()).isEqualTo(HexFormat.of().formatHex(digest.digest()).substring(0, 32));
    }

    @Test
    void namesAndObservationScalesDoNot() {
        Action renamed = new Action("other", ActionKind.TOOL, 1, 2, ACTIONS.get(0).outcomes());
        EnvSpec other = new EnvSpec(
                "another", 5, START, ONES, ONES, WEIGHTS, CLIP, Charge.TERMINAL, Predictor.NOMINAL,
                new ObservationScales(9, 9, 9), List.of(renamed, ACTIONS.get(1)));
        assertThat(other.fingerprint()).isEqualTo(spec().fingerprint());
    }

    @Test
    void zeroHasNoSign() {
        List<Double> zeros = Collections.nCopies(2, 0.0);
        List<Double> negative = Collections.nCopies(2, -0.0);
        assertThat(spec(5, START, negative, ONES, WEIGHTS, CLIP, Charge.STEP, Predictor.NONE, ACTIONS).fingerprint())
                .isEqualTo(
                        spec(5, START, zeros, ONES, WEIGHTS, CLIP, Charge.STEP, Predictor.NONE, ACTIONS).fingerprint());
    }

    private static EnvSpec spec() {
        return spec(5, START, ONES, ONES, WEIGHTS, CLIP, Charge.TERMINAL, Predictor.NOMINAL, ACTIONS);
    }

    private static EnvSpec spec(
            int horizon, StartDistribution start, List<Double> drift, List<Double> tolerance, CostVector weights,
            CostVector clip, Charge charge, Predictor predictor, List<Action> actions) {
        return new EnvSpec("n", horizon, start, drift, tolerance, weights, clip, charge, predictor, SCALES, actions);
    }

    private static Action action(ActionKind kind, double latency, double monetary, Outcome... outcomes) {
        return new Action("a", kind, latency, monetary, List.of(outcomes));
    }

    private static CostVector with(CostVector vector, CostComponent component) {
        return vector.with(component, vector.get(component) + 0.5);
    }
}
