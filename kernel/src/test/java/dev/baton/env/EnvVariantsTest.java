package dev.baton.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class EnvVariantsTest {
    private static final EnvSpec SPEC = TestEnvironments.everything();

    @Test
    void aFactorOfOneChangesNothing() {
        assertThat(EnvVariants.withWeights(SPEC, SPEC.weights())).isEqualTo(SPEC);
        assertThat(EnvVariants.withFailureRates(SPEC, 1)).isEqualTo(SPEC);
        assertThat(EnvVariants.withPrices(SPEC, 1)).isEqualTo(SPEC);
        assertThat(EnvVariants.withDrift(SPEC, 1)).isEqualTo(SPEC);
        assertThat(EnvVariants.withObservation(SPEC, SPEC.observation())).isEqualTo(SPEC);
    }

    @Test
    void observationScalesAreReplacedAndTheWorldStays() {
        ObservationScales scales = new ObservationScales(1, 2, 3);
        EnvSpec found = EnvVariants.withObservation(SPEC, scales);
        assertThat(found.observation()).isEqualTo(scales);
        assertThat(found.fingerprint()).isEqualTo(SPEC.fingerprint());
        assertThat(EnvVariants.withObservation(found, SPEC.observation())).isEqualTo(SPEC);
        assertThatThrownBy(() -> EnvVariants.withObservation(SPEC, new ObservationScales(1, 0, 3)))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessage("observation.latencyScale: expected a finite number above 0, at most 1e9, found 0");
    }

    @Test
    void anActionWithOneEffectIsPlainHoweverItIsWritten() {
        Outcome failure = new Outcome(0.25, true, List.of(1.0), List.of(0.0));
        Outcome success = new Outcome(0.75, false, List.of(0.5), List.of(-1.0));
        assertThat(Action.of("a", ActionKind.TOOL, 1, 2, 0.25, List.of(0.5), List.of(-1.0)).isPlain()).isTrue();
        assertThat(new Action("a", ActionKind.TOOL, 1, 2, List.of(failure, success)).isPlain()).isTrue();
        assertThat(new Action("a", ActionKind.TOOL, 1, 2, List.of(success)).isPlain()).isFalse();
        Outcome costly = new Outcome(0.25, true, List.of(1.0), List.of(1.0));
        assertThat(new Action("a", ActionKind.TOOL, 1, 2, List.of(costly, success)).isPlain()).isFalse();
        Outcome other = new Outcome(0.25, false, List.of(1.0), List.of(0.0));
        assertThat(new Action("a", ActionKind.TOOL, 1, 2, List.of(other, success)).isPlain()).isFalse();
    }

    @Test
    void weightsAreReplaced() {
        CostVector weights = new CostVector(1, 2, 3, 4, 5);
        EnvSpec found = EnvVariants.withWeights(SPEC, weights);
        assertThat(found.weights()).isEqualTo(weights);
        assertThat(EnvVariants.withWeights(found, SPEC.weights())).isEqualTo(SPEC);
        assertThatThrownBy(() -> EnvVariants.withWeights(SPEC, new CostVector(1, 2, -3, 4, 5)))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessage("cost.weights.constraint: expected a finite number from 0 to 1e9, found -3");
    }

    @Test
    void pricesAndDriftAreMultipliedAndObservationsStay() {
        EnvSpec prices = EnvVariants.withPrices(SPEC, 1.5);
        EnvSpec drift = EnvVariants.withDrift(SPEC, 0.5);
        for (int k = 0; k < SPEC.actionCount(); k++) {
            assertThat(prices.actions().get(k).latency()).isEqualTo(1.5 * SPEC.actions().get(k).latency());
            assertThat(prices.actions().get(k).monetary()).isEqualTo(1.5 * SPEC.actions().get(k).monetary());
            assertThat(prices.actions().get(k).outcomes()).isEqualTo(SPEC.actions().get(k).outcomes());
        }
        for (int i = 0; i < SPEC.dimension(); i++) {
            assertThat(drift.drift().get(i)).isEqualTo(0.5 * SPEC.drift().get(i));
        }
        assertThat(prices.observation()).isEqualTo(SPEC.observation());
        assertThat(drift.actions()).isEqualTo(SPEC.actions());
    }

    @Test
    void failureRatesKeepProportionsAndSumToOne() {
        for (double factor : new double[] {0, 0.5, 1.5, 2}) {
            EnvSpec found = EnvVariants.withFailureRates(SPEC, factor);
            for (int k = 0; k < SPEC.actionCount(); k++) {
                Action before = SPEC.actions().get(k);
                Action after = found.actions().get(k);
                double expected = before.failureProbability() * factor;
                assertThat(after.failureProbability()).isCloseTo(expected, within(1e-12));
                double sum = 0;
                for (int j = 0; j < after.outcomes().size(); j++) {
                    double q = after.outcomes().get(j).probability();
                    double was = before.outcomes().get(j).probability();
                    double group = before.outcomes().get(j).failure()
                            ? factor
                            : (1 - expected) / (1 - before.failureProbability());
                    assertThat(q).isCloseTo(was * group, within(1e-12));
                    sum += q;
                }
                assertThat(sum).isCloseTo(1, within(1e-12));
            }
        }
    }

    @Test
    void failureRatesEndAtOne() {
        EnvSpec spec = TestEnvironments.tiny(
                3, 2, Charge.TERMINAL, Predictor.NONE,
                TestEnvironments.tool("often", 1, 0, 0.8, -1),
                new Action(
                        "always", ActionKind.TOOL, 1, 1, List.of(new Outcome(1, true, List.of(1.0), List.of(0.0)))));
        EnvSpec found = EnvVariants.withFailureRates(spec, 1.5);
        assertThat(found.actions().get(0).failureProbability()).isCloseTo(1, within(1e-12));
        assertThat(found.actions().get(0).outcomes().get(1).probability()).isZero();
        assertThat(found.actions().get(1)).isEqualTo(spec.actions().get(1));
    }
}
