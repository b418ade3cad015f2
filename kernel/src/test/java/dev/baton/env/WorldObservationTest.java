package dev.baton.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.dynamics.VectorEnv;
import dev.baton.dynamics.VectorStep;
import dev.baton.testing.TestSeed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What an observation holds beyond the features of the model's section 2, and which actions may be chosen, against a
 * plain bookkeeping from the file's words (sections 10.1 to 10.3), episode by episode in double; as a host meets it.
 */
class WorldObservationTest {
    /** One episode as somebody with the file and a pencil keeps it. */
    private static final class Ledger {
        final EnvSpec spec;
        double context;
        final int[] calls;
        double[] belief;
        final List<Object> signals = new ArrayList<>();
        final int[] seen;

        Ledger(EnvSpec spec) {
            this.spec = spec;
            context = spec.context();
            calls = new int[spec.actionCount()];
            belief = spec.startBelief().stream().mapToDouble(p -> p).toArray();
            for (Action action : spec.actions()) {
                for (Outcome outcome : action.outcomes()) {
                    if (!signals.contains(signal(action, outcome))) {
                        signals.add(signal(action, outcome));
                    }
                }
            }
            seen = new int[signals.size()];
        }

        private static Object signal(Action action, Outcome outcome) {
            Object name = outcome.signal() == null ? System.identityHashCode(outcome) : outcome.signal();
            return List.of(action.name(), name);
        }

        void step(int k, int j) {
            Action action = spec.actions().get(k);
            Outcome outcome = action.outcomes().get(j);
            context = outcome.context().keep() * context + outcome.context().add();
            calls[k]++;
            seen[signals.indexOf(signal(action, outcome))]++;
            if (spec.phases() != null) {
                belief = BeliefTest.next(spec, belief, k, j);
            }
        }

        boolean available(int k) {
            Action action = spec.actions().get(k);
            return action.maxCalls() == Action.UNLIMITED || calls[k] < action.maxCalls();
        }

        /** The features after the first 2 d + 3. */
        double[] features() {
            List<Double> list = new ArrayList<>();
            if (spec.actions().stream().anyMatch(a -> !a.perContext().equals(Prices.NONE))) {
                list.add(context / spec.observation().context());
            }
            for (int k = 0; k < calls.length; k++) {
                if (spec.actions().get(k).maxCalls() != Action.UNLIMITED) {
                    list.add((double) calls[k] / spec.actions().get(k).maxCalls());
                }
            }
            if (spec.phases() != null && spec.memory().belief()) {
                Arrays.stream(belief).forEach(list::add);
            }
            if (spec.memory().counts()) {
                Arrays.stream(seen).forEach(count -> list.add((double) count / spec.horizon()));
            }
            return list.stream().mapToDouble(x -> x).toArray();
        }
    }

    @ParameterizedTest
    @EnumSource
    void featuresAndMasksAreThoseOfTheLedger(Backend backend) {
        SplittableRandom random = TestSeed.random(WorldObservationTest.class);
        List<EnvSpec> worlds = new ArrayList<>(List.of(
                KnownWorlds.cascade(7), KnownWorlds.toolHealth(7), KnownWorlds.agentLoop(8),
                KnownWorlds.agentLoop(8).edit().memory(new Memory(false, true)).build(),
                KnownWorlds.cascade(7).edit().memory(new Memory(false, true)).build(),
                KnownWorlds.cascade(7).edit().memory(new Memory(false, false)).build()));
        for (int i = 0; i < 40; i++) {
            worlds.add(TestEnvironments.world(random));
        }
        int compared = 0;
        int masked = 0;
        for (EnvSpec spec : worlds) {
            int count = 21;
            EnvTables tables = new EnvTables(spec);
            Stepper stepper = Stepper.of(backend, tables);
            EpisodeBatch batch = new EpisodeBatch(tables, count, false);
            batch.assign(random.nextInt(1000), EpisodeKind.EVALUATION, 0, count);
            stepper.start(batch, 0, count);
            Ledger[] ledger = new Ledger[count];
            Arrays.setAll(ledger, n -> new Ledger(spec));
            boolean[] over = new boolean[count];
            int plain = 2 * spec.dimension() + 3;
            float[] x = new float[spec.observationSize() * batch.stride];
            for (int t = 0; t < spec.horizon(); t++) {
                stepper.observe(batch, 0, count, x, 0, batch.stride);
                for (int n = 0; n < count; n++) {
                    over[n] |= batch.ended[n] != 0;
                    double[] expected = ledger[n].features();
                    assertThat(spec.observationSize()).isEqualTo(plain + expected.length);
                    for (int f = 0; f < expected.length && !over[n]; f++) {
                        assertThat((double) x[(plain + f) * batch.stride + n])
                                .as("%s, step %d, feature %d", spec.name(), t, plain + f)
                                .isCloseTo(expected[f], within(1e-5 * (1 + Math.abs(expected[f]))));
                        compared++;
                    }
                    List<Integer> may = new ArrayList<>();
                    for (int k = 0; k < spec.actionCount(); k++) {
                        boolean shown = batch.available == null || (batch.available[n] >>> k & 1) != 0;
                        assertThat(shown || over[n]).as("action %d", k).isEqualTo(ledger[n].available(k) || over[n]);
                        masked += shown || over[n] ? 0 : 1;
                        if (ledger[n].available(k)) {
                            may.add(k);
                        }
                    }
                    batch.action[n] = may.get(random.nextInt(may.size()));
                }
                stepper.draw(batch, 0, count);
                stepper.step(batch, 0, count);
                for (int n = 0; n < count; n++) {
                    ledger[n].step(batch.action[n], batch.outcome[n] / spec.actionCount());
                }
            }
        }
        assertThat(compared).isGreaterThan(5_000);
        assertThat(masked).isGreaterThan(100);
    }

    /**
     * Three searches, and the fourth is refused before anything moves; a new episode may search again, as after a
     * reset.
     */
    @ParameterizedTest
    @EnumSource
    void aHostSeesMasksAndMustKeepToThem(Backend backend) {
        EnvSpec spec = KnownWorlds.agentLoop(8);
        int count = 300;
        VectorEnv env = new VectorEnv(spec, count, backend);
        VectorStep out = env.newStep();
        env.reset(4, EpisodeKind.EVALUATION, 0, out);
        float[] start = live(spec, out, count);
        int[] search = new int[count];
        for (int t = 0; t < 3; t++) {
            assertThat(out.available).as("before call %d", t + 1).containsOnly(-1L);
            env.step(search, out);
        }
        assertThat(out.available).containsOnly(-1L & ~1L);
        float[] shown = out.observations.clone();
        assertThatThrownBy(() -> env.step(search, out))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("actions[0]: expected an action that is available, found 0 (search), which has had its 3"
                        + " calls");
        assertThat(out.observations).isEqualTo(shown);
        int[] handOver = new int[count];
        Arrays.fill(handOver, 4);
        env.step(handOver, out);
        assertThat(out.terminated).containsOnly(true);
        assertThat(out.available).containsOnly(-1L);
        env.step(search, out);
        env.reset(4, EpisodeKind.EVALUATION, 0, out);
        assertThat(out.available).containsOnly(-1L);
        assertThat(live(spec, out, count)).isEqualTo(start);
    }

    /**
     * Every hidden and every counted thing starts anew with an episode: replayed after a reset, a seed gives the same
     * numbers.
     */
    @ParameterizedTest
    @EnumSource
    void resetClearsHiddenWorlds(Backend backend) {
        SplittableRandom random = TestSeed.random(WorldObservationTest.class);
        List<EnvSpec> worlds = new ArrayList<>(List.of(
                KnownWorlds.cascade(7).edit().memory(new Memory(true, true)).build(), KnownWorlds.toolHealth(7),
                KnownWorlds.agentLoop(8)));
        for (EnvSpec spec : worlds) {
            int count = 37;
            VectorEnv env = new VectorEnv(spec, count, backend);
            VectorEnv fresh = new VectorEnv(spec, count, backend);
            VectorStep out = env.newStep();
            VectorStep expected = fresh.newStep();
            env.reset(1, EpisodeKind.EVALUATION, 0, out);
            for (int t = 0; t < 5; t++) {
                env.step(choose(random, out, spec.actionCount()), out);
            }
            env.reset(2, EpisodeKind.EVALUATION, 0, out);
            fresh.reset(2, EpisodeKind.EVALUATION, 0, expected);
            boolean varied = false;
            for (int t = 0; t < 30; t++) {
                assertThat(live(spec, out, count)).as("%s, step %d", spec.name(), t)
                        .isEqualTo(live(spec, expected, count));
                assertThat(out.available).isEqualTo(expected.available);
                assertThat(Arrays.copyOf(out.costs, count)).isEqualTo(Arrays.copyOf(expected.costs, count));
                int[] actions = choose(random, out, spec.actionCount());
                env.step(actions, out);
                fresh.step(actions, expected);
                varied |= out.terminated[0];
            }
            assertThat(varied).as("episodes ended").isTrue();
        }
    }

    /** The columns that hold an environment. */
    private static float[] live(EnvSpec spec, VectorStep out, int count) {
        float[] live = new float[spec.observationSize() * count];
        for (int f = 0; f < spec.observationSize(); f++) {
            System.arraycopy(out.observations, f * out.stride, live, f * count, count);
        }
        return live;
    }

    private static int[] choose(SplittableRandom random, VectorStep out, int actions) {
        int[] chosen = new int[out.available.length];
        for (int n = 0; n < chosen.length; n++) {
            do {
                chosen[n] = random.nextInt(actions);
            } while ((out.available[n] >>> chosen[n] & 1) == 0);
        }
        return chosen;
    }
}
