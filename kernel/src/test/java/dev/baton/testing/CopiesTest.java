package dev.baton.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.env.Action;
import dev.baton.env.ActionKind;
import dev.baton.env.Charge;
import dev.baton.env.ContextChange;
import dev.baton.env.CostComponent;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.env.Limits;
import dev.baton.env.Memory;
import dev.baton.env.ObservationScales;
import dev.baton.env.Outcome;
import dev.baton.env.Phases;
import dev.baton.env.Predictor;
import dev.baton.env.Price;
import dev.baton.env.Prices;
import dev.baton.env.StartDistribution;
import dev.baton.learn.PpoConfig;
import dev.baton.learn.SupervisedConfig;
import dev.baton.learn.TrainConfig;
import dev.baton.offline.ImitationConfig;
import dev.baton.offline.OfflineConfig;
import dev.baton.run.Execution;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A copy of a record in which one component is to be another differs in that component alone. */
class CopiesTest {
    private static final List<Double> ONE = List.of(1.0);
    private static final Outcome OUTCOME =
            new Outcome(ONE, false, 2, 3, ONE, ONE, new ContextChange(0.5, 1), "seen", List.of(1, 0));
    private static final Outcome OTHER_OUTCOME = new Outcome(
            List.of(0.5, 1.0), true, 4, 5, List.of(2.0), List.of(2.0), ContextChange.NONE, "other", List.of());
    private static final Action ACTION = new Action(
            "a", ActionKind.TOOL, List.of(OUTCOME), new Prices(1, 2), 3, List.of(List.of(0.5, 0.5), List.of(0.0, 1.0)));
    private static final TrainConfig TRAIN =
            new TrainConfig(1, 2, 3, List.of(4), Activation.TANH, 0.5, 0.6, 0.7, 0.8, true, false);
    private static final TrainConfig OTHER_TRAIN =
            new TrainConfig(11, 12, 13, List.of(14), Activation.RELU, 0.15, 0.16, 0.17, 0.18, false, true);

    static Stream<Arguments> records() {
        return Stream.of(
                Arguments.of(TRAIN, OTHER_TRAIN),
                Arguments.of(
                        new PpoConfig(TRAIN, 2, 3, 0.4, 0.5, List.of(6), 0.7),
                        new PpoConfig(OTHER_TRAIN, 12, 13, 0.14, 0.15, List.of(16), 0.17)),
                Arguments.of(new SupervisedConfig(TRAIN, 2, 3), new SupervisedConfig(OTHER_TRAIN, 12, 13)),
                Arguments.of(
                        new OfflineConfig(1, List.of(2), Activation.TANH, 4, 5, 6, 0.7, 0.8),
                        new OfflineConfig(11, List.of(12), Activation.RELU, 14, 15, 16, 0.17, 0.18)),
                Arguments.of(
                        new ImitationConfig(1, List.of(2), Activation.TANH, 4, 5, 0.6, 0.7, 0.8),
                        new ImitationConfig(11, List.of(12), Activation.RELU, 14, 15, 0.16, 0.17, 0.18)),
                Arguments.of(new Execution(Backend.SCALAR, 2, 32), new Execution(Backend.preferred(), 3, 48)),
                Arguments.of(new Limits(1, 2), new Limits(3, 4)),
                Arguments.of(OUTCOME, OTHER_OUTCOME),
                Arguments.of(
                        ACTION,
                        new Action("b", ActionKind.REASON, List.of(OTHER_OUTCOME), Prices.NONE, 4, List.of())));
    }

    @ParameterizedTest
    @MethodSource("records")
    void aCopyDiffersInWhatItIsAskedFor(Record record, Record other) throws ReflectiveOperationException {
        int copies = 0;
        for (Method method : record.getClass().getMethods()) {
            RecordComponent component = componentOf(record, method);
            if (component != null) {
                Object value = component.getAccessor().invoke(other);
                requireOnly(record, (Record) method.invoke(record, value), component.getName(), value);
                copies++;
            }
        }
        assertThat(copies).isPositive();
    }

    /** Returns what {@code withX} changes, or null for another method. */
    private static RecordComponent componentOf(Record record, Method method) {
        if (!method.getName().startsWith("with") || method.getParameterCount() != 1) {
            return null;
        }
        String name = method.getName().substring(4, 5).toLowerCase(Locale.ROOT) + method.getName().substring(5);
        return Arrays.stream(record.getClass().getRecordComponents())
                .filter(component -> component.getName().equals(name)
                        && component.getType() == method.getParameterTypes()[0])
                .findFirst()
                .orElse(null);
    }

    private static void requireOnly(Record record, Record copy, String name, Object value)
            throws ReflectiveOperationException {
        for (RecordComponent each : record.getClass().getRecordComponents()) {
            Object before = each.getAccessor().invoke(record);
            assertThat(each.getAccessor().invoke(copy))
                    .as("%s of a copy with another %s", each.getName(), name)
                    .isEqualTo(each.getName().equals(name) ? value : before);
        }
    }

    @Test
    void pricesChangeTogetherAndNothingElse() {
        Outcome copy = OUTCOME.withPrices(price -> 10 + price.ordinal());
        for (Price price : Price.ALL) {
            assertThat(copy.price(price)).isEqualTo(10 + price.ordinal());
        }
        assertThat(copy.withPrices(OUTCOME::price)).isEqualTo(OUTCOME);
    }

    @Test
    void aVectorChangesInOneComponent() {
        CostVector vector = CostVector.of(component -> 1 + component.index());
        for (CostComponent component : CostComponent.ALL) {
            CostVector copy = vector.with(component, 9);
            assertThat(CostComponent.ALL)
                    .allMatch(each -> copy.get(each) == (each == component ? 9 : vector.get(each)));
        }
    }

    /** Every setter of the builder but {@code task}, which sets three, and the name, which has none. */
    @Test
    void anEditedEnvironmentDiffersInWhatWasEdited() throws ReflectiveOperationException {
        EnvSpec spec = environment(7, 2, 0.5, Predictor.NOMINAL, Charge.STEP, Memory.BELIEF, "a", 3);
        EnvSpec other = environment(8, 3, 0.75, Predictor.EXPECTED, Charge.TERMINAL, new Memory(false, true), "b", 4);
        assertThat(spec.edit().build()).isEqualTo(spec);
        List<String> edited = new ArrayList<>();
        for (Method method : EnvSpec.Builder.class.getMethods()) {
            if (method.getReturnType() == EnvSpec.Builder.class && method.getParameterCount() == 1) {
                Object value = EnvSpec.class.getMethod(method.getName()).invoke(other);
                EnvSpec copy = ((EnvSpec.Builder) method.invoke(spec.edit(), value)).build();
                requireOnly(spec, copy, method.getName(), value);
                edited.add(method.getName());
            }
        }
        List<String> all = Arrays.stream(EnvSpec.class.getRecordComponents())
                .map(RecordComponent::getName)
                .filter(name -> !List.of("name", "start", "tolerance").contains(name))
                .toList();
        assertThat(edited).containsExactlyInAnyOrderElementsOf(all);
    }

    private static EnvSpec environment(
            int horizon, double number, double share, Predictor predictor, Charge charge, Memory memory, String action,
            double context) {
        List<Double> one = List.of(number);
        Outcome outcome = new Outcome(
                ONE, false, number, number, ONE, one, new ContextChange(1, number), null, List.of());
        return new EnvSpec(
                "n",
                horizon,
                new StartDistribution(one, one, number, share),
                List.of(share),
                one,
                CostVector.of(component -> number),
                CostVector.of(component -> 2 * number),
                charge,
                predictor,
                new ObservationScales(number, number, number, number),
                memory,
                List.of(new Action(action, ActionKind.TOOL, List.of(outcome), new Prices(1, number), 0, List.of())),
                context,
                new Phases(List.of("x", "y"), List.of(share, 1 - share), List.of(), List.of()),
                new Limits(number, number));
    }
}
