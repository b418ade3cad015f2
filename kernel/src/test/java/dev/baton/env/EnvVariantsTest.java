package dev.baton.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class EnvVariantsTest {
    private final EnvSpec spec = TestEnvironments.everything();

    @Test
    void aFactorOfOneChangesNothing() {
        assertThat(EnvVariants.withWeights(spec, spec.weights())).isEqualTo(spec);
        assertThat(EnvVariants.withFailureRates(spec, 1)).isEqualTo(spec);
        assertThat(EnvVariants.withPrices(spec, 1)).isEqualTo(spec);
        assertThat(EnvVariants.withDrift(spec, 1)).isEqualTo(spec);
        assertThat(EnvVariants.withObservation(spec, spec.observation())).isEqualTo(spec);
    }

    @Test
    void observationScalesAreReplacedAndTheWorldStays() {
        ObservationScales scales = new ObservationScales(1, 2, 3);
        EnvSpec found = EnvVariants.withObservation(spec, scales);
        assertThat(found.observation()).isEqualTo(scales);
        assertThat(found.fingerprint()).isEqualTo(spec.fingerprint());
        assertThat(EnvVariants.withObservation(found, spec.observation())).isEqualTo(spec);
        assertThatThrownBy(() -> EnvVariants.withObservation(spec, new ObservationScales(1, 0, 3)))
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
        EnvSpec found = EnvVariants.withWeights(spec, weights);
        assertThat(found.weights()).isEqualTo(weights);
        assertThat(EnvVariants.withWeights(found, spec.weights())).isEqualTo(spec);
        assertThatThrownBy(() -> EnvVariants.withWeights(spec, new CostVector(1, 2, -3, 4, 5)))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessage("cost.weights.constraint: expected a finite number from 0 to 1e9, found -3");
    }

    @Test
    void pricesAndDriftAreMultipliedAndObservationsStay() {
        EnvSpec prices = EnvVariants.withPrices(spec, 1.5);
        EnvSpec drift = EnvVariants.withDrift(spec, 0.5);
        for (int k = 0; k < spec.actionCount(); k++) {
            List<Outcome> before = spec.actions().get(k).outcomes();
            List<Outcome> after = prices.actions().get(k).outcomes();
            for (int j = 0; j < before.size(); j++) {
                Outcome was = before.get(j);
                assertThat(after.get(j)).isEqualTo(was.withPrices(price -> 1.5 * was.price(price)));
            }
        }
        for (int i = 0; i < spec.dimension(); i++) {
            assertThat(drift.drift().get(i)).isEqualTo(0.5 * spec.drift().get(i));
        }
        assertThat(prices.observation()).isEqualTo(spec.observation());
        assertThat(drift.actions()).isEqualTo(spec.actions());
    }

    @Test
    void failureRatesKeepProportionsAndSumToOne() {
        for (double factor : new double[] {0, 0.5, 1.5, 2}) {
            EnvSpec found = EnvVariants.withFailureRates(spec, factor);
            for (int k = 0; k < spec.actionCount(); k++) {
                Action before = spec.actions().get(k);
                Action after = found.actions().get(k);
                double expected = spec.failureProbability(k) * factor;
                assertThat(found.failureProbability(k)).isCloseTo(expected, within(1e-12));
                double sum = 0;
                for (int j = 0; j < after.outcomes().size(); j++) {
                    double q = after.outcomes().get(j).probability(0);
                    double was = before.outcomes().get(j).probability(0);
                    double group = before.outcomes().get(j).failure()
                            ? factor
                            : (1 - expected) / (1 - spec.failureProbability(k));
                    assertThat(q).isCloseTo(was * group, within(1e-12));
                    sum += q;
                }
                assertThat(sum).isCloseTo(1, within(1e-12));
            }
        }
    }

    @Test
    void failureRatesEndAtOne() {
        EnvSpec before = TestEnvironments.tiny(
                3, 2, Charge.TERMINAL, Predictor.NONE,
                TestEnvironments.tool("often", 1, 0, 0.8, -1),
                new Action(
                        "always", ActionKind.TOOL, 1, 1,
                        List.of(
                                new Outcome(1, true, List.of(1.0), List.of(0.0)),
                                new Outcome(0, false, List.of(1.0), List.of(-1.0)))));
        EnvSpec found = EnvVariants.withFailureRates(before, 1.5);
        assertThat(found.failureProbability(0)).isCloseTo(1, within(1e-12));
        assertThat(found.actions().get(0).outcomes().get(1).probability(0)).isZero();
        assertThat(found.actions().get(1)).isEqualTo(before.actions().get(1));
    }
}
