package dev.baton.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.testing.TestSeed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kernels' beliefs against the model's recursion in double (section 10.3). */
class BeliefTest {
    /** A million random steps in all, in environments of 2, 5 and 16 phases and up to a thousand steps. */
    @ParameterizedTest
    @EnumSource
    void beliefsAreThoseOfTheRecursionInDouble(Backend backend) {
        SplittableRandom random = TestSeed.random(BeliefTest.class);
        double worst = 0;
        long steps = 0;
        for (int phases : new int[] {2, 5, 16}) {
            for (int horizon : new int[] {10, 40, 83, 1000}) {
                for (int trial = 0; trial < (horizon > 100 ? 2 : 8); trial++) {
                    EnvSpec spec = endless(TestEnvironments.world(random, phases, 1, 4, 3, horizon));
                    int episodes = Math.max(16, (int) (1_300_000L / 12 / 8 / horizon));
                    worst = Math.max(worst, greatestError(spec, backend, episodes, random));
                    steps += (long) episodes * horizon;
                }
            }
        }
        System.out.printf("BeliefTest: %d steps, worst error %.2g%n", steps, worst);
        assertThat(steps).isGreaterThan(1_000_000);
        assertThat(worst).isLessThan(1e-5);
    }

    /** Nothing ends the episode but the horizon: no limits, no done task, no actions that end. */
    private static EnvSpec endless(EnvSpec spec) {
        List<Action> actions = new ArrayList<>();
        for (Action action : spec.actions()) {
            actions.add(new Action(
                    action.name(), ActionKind.REASON, action.outcomes(), Prices.NONE, Action.UNLIMITED,
                    action.transition()));
        }
        Phases phases = spec.phases();
        return spec.edit()
                .actions(actions)
                .limits(Limits.NONE)
                .phases(new Phases(
                        phases.names(), phases.start(), phases.transition(), Collections.nCopies(phases.count(), true)))
                .build();
    }

    private static double greatestError(EnvSpec spec, Backend backend, int episodes, SplittableRandom random) {
        EnvTables tables = new EnvTables(spec);
        Stepper stepper = Stepper.of(backend, tables);
        EpisodeBatch batch = new EpisodeBatch(tables, episodes, false);
        batch.assign(random.nextInt(1000), EpisodeKind.EVALUATION, 0, episodes);
        stepper.start(batch, 0, episodes);
        int phases = spec.phaseCount();
        double[][] belief = new double[episodes][];
        Arrays.setAll(belief, n -> spec.startBelief().stream().mapToDouble(p -> p).toArray());
        double worst = 0;
        for (int t = 0; t < spec.horizon(); t++) {
            for (int n = 0; n < episodes; n++) {
                batch.action[n] = random.nextInt(spec.actionCount());
            }
            stepper.draw(batch, 0, episodes);
            stepper.step(batch, 0, episodes);
            for (int n = 0; n < episodes; n++) {
                belief[n] = next(spec, belief[n], batch.action[n], batch.outcome[n] / spec.actionCount());
                double sum = 0;
                for (int x = 0; x < phases; x++) {
                    double found = batch.belief[x * batch.stride + n];
                    sum += found;
                    worst = Math.max(worst, Math.abs(found - belief[n][x]));
                }
                assertThat(sum).isCloseTo(1, within(1e-6));
            }
        }
        return worst;
    }

    /** Returns the belief after an outcome, by the recursion of the model. */
    // Equal outcomes without a signal are signals of their own.
    @SuppressWarnings("ReferenceEquality")
    static double[] next(EnvSpec spec, double[] belief, int k, int j) {
        Action action = spec.actions().get(k);
        Outcome drawn = action.outcomes().get(j);
        int phases = belief.length;
        double[] moved = new double[phases];
        double sum = 0;
        for (Outcome outcome : action.outcomes()) {
            if (outcome == drawn || outcome.signal() != null && outcome.signal().equals(drawn.signal())) {
                for (int x = 0; x < phases; x++) {
                    moved[outcome.moved(x)] += belief[x] * outcome.probability(x);
                    sum += belief[x] * outcome.probability(x);
                }
            }
        }
        List<List<Double>> transition =
                action.transition().isEmpty() ? spec.phases().transition() : action.transition();
        double[] next = new double[phases];
        for (int w = 0; w < phases; w++) {
            for (int y = 0; y < phases; y++) {
                next[y] += moved[w] / sum * (transition.isEmpty() ? (w == y ? 1 : 0) : transition.get(w).get(y));
            }
        }
        return next;
    }

    /** A signal of probability 10⁻³⁰, again and again, and one that the belief has come to hold for impossible. */
    @ParameterizedTest
    @EnumSource
    void theRarestSignalLeavesABelief(Backend backend) {
        for (int phases : new int[] {2, 3, 16}) {
            List<String> names = new ArrayList<>();
            List<Double> rare = new ArrayList<>();
            List<Double> common = new ArrayList<>();
            List<Double> never = new ArrayList<>();
            for (int x = 0; x < phases; x++) {
                names.add("phase" + x);
                rare.add(x == 0 ? 1e-30 : 1e-32);
                common.add(x == 0 ? 0.5 : 1.0);
                never.add(x == 0 ? 0.5 : 0.0);
            }
            List<Double> none = List.of();
            Action look = new Action("look", ActionKind.CLARIFY, 0, 0, List.of(
                    outcome(rare, "rare", none), outcome(common, "common", none), outcome(never, "never", none)));
            EnvSpec spec = new EnvSpec.Builder("rare", 8, new CostVector(1, 1, 1, 1, 1), List.of(look))
                    .phases(new Phases(
                            names, Collections.nCopies(phases, 1.0 / phases), List.of(),
                            Collections.nCopies(phases, true)))
                    .predictor(Predictor.NONE)
                    .build();
            EnvTables tables = new EnvTables(spec);
            Stepper stepper = Stepper.of(backend, tables);
            EpisodeBatch batch = new EpisodeBatch(tables, 16, false);
            batch.assign(0, EpisodeKind.EVALUATION, 0, 16);
            stepper.start(batch, 0, 16);
            float[] start = batch.belief.clone();
            believeAfter(batch, stepper, 0);
            double likelihood = 100;
            assertThat((double) batch.belief[0]).isCloseTo(likelihood / (likelihood + phases - 1), within(1e-6));
            assertSumsToOne(batch, phases);
            for (int t = 1; t < 8; t++) {
                believeAfter(batch, stepper, 0);
                assertSumsToOne(batch, phases);
                likelihood *= 100;
                assertThat((double) batch.belief[0]).isCloseTo(likelihood / (likelihood + phases - 1), within(1e-6));
            }
            // Certain that it is not phase 0, one sees what only phase 0 shows: the signal's probabilities alone
            // remain.
            System.arraycopy(start, 0, batch.belief, 0, start.length);
            Arrays.fill(batch.belief, 0, batch.stride, 0);
            Arrays.fill(batch.belief, batch.stride, 2 * batch.stride, 1);
            for (int x = 2; x < phases; x++) {
                Arrays.fill(batch.belief, x * batch.stride, (x + 1) * batch.stride, 0);
            }
            Arrays.fill(batch.step, 0);
            believeAfter(batch, stepper, 2);
            assertThat(batch.belief[0]).isEqualTo(1);
            assertSumsToOne(batch, phases);
        }
    }

    private static Outcome outcome(List<Double> probability, String signal, List<Double> nothing) {
        return new Outcome(probability, false, 1, 1, nothing, nothing, ContextChange.NONE, signal, List.of());
    }

    /** Takes a step whose outcome is chosen: the phase and the word are set so that it is drawn. */
    private static void believeAfter(EpisodeBatch batch, Stepper stepper, int outcome) {
        // Outcomes rarer than 2⁻²⁴ are never drawn, so the draw is passed over and the belief alone updated.
        Arrays.fill(batch.action, 0);
        Arrays.fill(batch.outcome, outcome);
        stepper.believe(batch, 0, 16);
    }

    private static void assertSumsToOne(EpisodeBatch batch, int phases) {
        for (int n = 0; n < 16; n++) {
            double sum = 0;
            for (int x = 0; x < phases; x++) {
                sum += batch.belief[x * batch.stride + n];
            }
            assertThat(sum).isCloseTo(1, within(1e-6));
        }
    }
}
