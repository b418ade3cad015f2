package dev.baton.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.descent.MinibatchLearner;
import dev.baton.descent.SampleSet;
import dev.baton.env.Action;
import dev.baton.env.ActionKind;
import dev.baton.env.Charge;
import dev.baton.env.ContextChange;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.KnownWorlds;
import dev.baton.env.Limits;
import dev.baton.env.Memory;
import dev.baton.env.Outcome;
import dev.baton.env.Phases;
import dev.baton.env.Predictor;
import dev.baton.env.Prices;
import dev.baton.env.StartDistribution;
import dev.baton.env.Stepper;
import dev.baton.env.TestEnvironments;
import dev.baton.nn.MlpSpec;
import dev.baton.nn.pass.Initialization;
import dev.baton.ops.BatchOps;
import dev.baton.ops.Lanes;
import dev.baton.policy.LatencyPolicy;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.Policy;
import dev.baton.policy.PolicyActor;
import dev.baton.policy.RandomPolicy;
import dev.baton.run.Evaluation;
import dev.baton.run.Execution;
import dev.baton.testing.TestSeed;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Logs of worlds where something is hidden, limited or paid for again (model, section 10). */
class LoggedWorldsTest {
    private static final List<Double> NOTHING = List.of();
    private static final int OPEN = 0;
    private static final int RIGHT = 1;

    /** An answer that is right or not, a context that is paid for, at most two calls of work, a deadline of 7. */
    private static EnvSpec answers(Charge charge, Limits limits) {
        List<Action> actions = List.of(
                new Action("work", ActionKind.REASON, List.of(
                        outcome(true, 2, 1, null, List.of(), 0.2, 0.2),
                        outcome(false, 2, 2, "answer", List.of(RIGHT, RIGHT), 0.5, 0.5),
                        outcome(false, 2, 2, "answer", List.of(OPEN, OPEN), 0.3, 0.3)),
                        new Prices(1, 0), 2, List.of()),
                new Action("check", ActionKind.TOOL, List.of(
                        outcome(false, 1, 0, "pass", List.of(), 0, 1),
                        outcome(false, 1, 0, "fail", List.of(), 1, 0)),
                        Prices.NONE, Action.UNLIMITED, List.of()),
                new Action("submit", ActionKind.TERMINATE, List.of(
                        outcome(false, 0, 0, null, List.of(), 1, 1)),
                        Prices.NONE, Action.UNLIMITED, List.of()));
        return new EnvSpec.Builder("answers", 5, new CostVector(1, 1, 10, 5, 0), actions)
                .phases(new Phases(List.of("open", "right"), List.of(1.0, 0.0), List.of(), List.of(false, true)))
                .context(1)
                .limits(limits)
                .charge(charge)
                .predictor(Predictor.NONE)
                .build();
    }

    private static final EnvSpec ANSWERS = answers(Charge.TERMINAL, new Limits(7, Double.POSITIVE_INFINITY));

    private static Outcome outcome(
            boolean failure, double latency, double added, String signal, List<Integer> move, double... q) {
        List<Double> probabilities = new ArrayList<>();
        for (double p : q) {
            probabilities.add(p);
        }
        return new Outcome(
                probabilities, failure, latency, 0, NOTHING, NOTHING, new ContextChange(1, added), signal, move);
    }

    /** Returns an episode without a task vector, every probability 1/2. */
    private static LoggedEpisode episode(float constraint, int[] action, int[] outcome, float[] latency, float[] cost) {
        float[] state = new float[2 * action.length];
        float[] probability = new float[action.length];
        for (int t = 0; t < action.length; t++) {
            state[2 * t] = latency[t];
            probability[t] = 0.5f;
        }
        return new LoggedEpisode(state, action, outcome, cost, probability, constraint);
    }

    /** A right answer that costs 2 + 1, a check that passes, an end. */
    private static LoggedEpisode right() {
        return episode(
                0, new int[] {0, 1, 2}, new int[] {1, 0, 0}, new float[] {0, 3, 4}, new float[] {3, 1, 0});
    }

    /** Two answers: 2 + 1, then at a context of 3 another 2 + 3, which passes the deadline with nothing right. */
    private static LoggedEpisode late() {
        return episode(2, new int[] {0, 0}, new int[] {2, 2}, new float[] {0, 3}, new float[] {3, 25});
    }

    /** A world with everything of section 10 at once. */
    private static EnvSpec allAtOnce(boolean solved) {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 100_000; i++) {
            EnvSpec env = TestEnvironments.world(random, 3, 2, 5, 4, 9);
            Phases phases = env.phases();
            if (phases != null
                    && env.solvedByPhase() == solved
                    && !phases.transition().isEmpty()
                    && env.dimension() == 2
                    && env.pricesContext()
                    && env.limits().latency() < 20
                    && env.limits().monetary() < 20
                    && env.limitsCalls()
                    && env.memory().belief()
                    && env.memory().counts()
                    && env.actions().stream()
                            .flatMap(action -> action.outcomes().stream())
                            .anyMatch(outcome -> !outcome.move().isEmpty())) {
                return env;
            }
        }
        throw new AssertionError("no such world among the random ones");
    }

    static List<EnvSpec> worlds() {
        return List.of(
                KnownWorlds.cascade(7), KnownWorlds.toolHealth(7), KnownWorlds.agentLoop(8), KnownWorlds.tiger(5),
                allAtOnce(true), allAtOnce(false), ANSWERS);
    }

    @Test
    void everythingThatTheSimulatorRunsIsAccepted() {
        SplittableRandom random = TestSeed.random(LoggedWorldsTest.class);
        List<EnvSpec> all = new ArrayList<>(worlds());
        for (int i = 0; i < 300; i++) {
            all.add(TestEnvironments.world(random));
        }
        int steps = 0;
        for (EnvSpec env : all) {
            for (Policy policy : List.of(new RandomPolicy(env), new LatencyPolicy(env))) {
                for (LoggedEpisode episode :
                        Logs.episodes(env, policy, 0.3, random.nextInt(1000), 40, Execution.of(1))) {
                    steps += episode.steps();
                }
            }
        }
        assertThat(steps).isGreaterThan(50_000);
        new EpisodeRules(ANSWERS).check(right());
        new EpisodeRules(ANSWERS).check(late());
    }

    /** What a policy observes while episodes run, by episode and step, and which actions it may choose. */
    private static final class Witness implements Policy {
        final float[][][] observed;
        final long[][] available;
        private final EnvSpec env;

        Witness(EnvSpec env, int episodes) {
            this.env = env;
            observed = new float[episodes][env.horizon()][];
            available = new long[episodes][env.horizon()];
        }

        @Override
        public PolicyActor actor(EnvTables tables, Backend backend, int capacity) {
            Stepper stepper = Stepper.of(backend, tables);
            PolicyActor random = new RandomPolicy(env).actor(tables, backend, capacity);
            int stride = Lanes.roundUp(capacity);
            float[] out = new float[env.observationSize() * stride];
            return new PolicyActor() {
                @Override
                public void act(EpisodeBatch batch, int from, int to) {
                    stepper.observe(batch, from, to, out, -from, stride);
                    for (int n = from; n < to; n++) {
                        float[] features = new float[env.observationSize()];
                        for (int f = 0; f < features.length; f++) {
                            features[f] = out[f * stride + n - from];
                        }
                        observed[batch.episode[n]][batch.step[n]] = features;
                        long all = (1L << env.actionCount()) - 1;
                        available[batch.episode[n]][batch.step[n]] =
                                all & (batch.available == null ? -1L : batch.available[n]);
                    }
                    random.act(batch, from, to);
                }

                @Override
                public void probabilities(EpisodeBatch batch, int from, int to, float[] out, int start, int stride) {
                    random.probabilities(batch, from, to, out, start, stride);
                }
            };
        }
    }

    /**
     * The network's input, from a running episode and restored from its log; more episodes than are restored at once.
     */
    @ParameterizedTest
    @EnumSource
    void everyFeatureIsRestoredBitForBit(Backend backend) {
        int count = 1300;
        for (EnvSpec env : worlds()) {
            Witness witness = new Witness(env, count);
            EpisodeLog log =
                    EpisodeLog.of(env, Logs.episodes(env, witness, 0.1, 3, count, new Execution(backend, 1, 64)));
            LoggedStates states = new LoggedStates(log, backend);
            SampleSet samples = states.observations(1);
            long[] available = states.available();
            assertThat(available == null).isEqualTo(!env.limitsCalls());
            assertThat(log.steps()).as(env.name()).isGreaterThan(2 * count);
            for (int e = 0; e < count; e++) {
                for (int i = log.start[e]; i < log.start[e + 1]; i++) {
                    int t = i - log.start[e];
                    float[] restored = new float[env.observationSize()];
                    for (int f = 0; f < restored.length; f++) {
                        restored[f] = samples.values[samples.at(i / Lanes.TILE, f) + i % Lanes.TILE];
                    }
                    // Compares bits: 0 and −0 differ.
                    assertThat(restored)
                            .as("%s, episode %d, step %d", env.name(), e, t)
                            .isEqualTo(witness.observed[e][t]);
                    if (available != null) {
                        assertThat(available[i]).isEqualTo(witness.available[e][t]);
                    }
                }
            }
        }
    }

    /**
     * A network that samples is logged with its probabilities, which the restored states give again, whatever backend
     * asks.
     */
    @ParameterizedTest
    @EnumSource
    void aNetworkHasTheProbabilitiesThatWereLogged(Backend backend) {
        for (EnvSpec env : worlds()) {
            MlpSpec spec = new MlpSpec(env.observationSize(), List.of(5), env.actionCount(), Activation.TANH);
            Policy policy = new MlpPolicy(spec, Initialization.glorotUniform(spec, 4)).sampled();
            EpisodeLog log =
                    EpisodeLog.of(env, Logs.episodes(env, policy, 0, 8, 300, new Execution(Backend.SCALAR, 1, 48)));
            LoggedStates states = new LoggedStates(log, backend);
            long[] available = states.available();
            float[] probabilities = states.probabilities(policy);
            int k = env.actionCount();
            for (int i = 0; i < log.steps(); i++) {
                assertThat(probabilities[i * k + log.action[i]]).isEqualTo(log.probability[i]);
                for (int a = 0; a < k; a++) {
                    if (available != null && (available[i] >>> a & 1) == 0) {
                        assertThat(probabilities[i * k + a]).isZero();
                    }
                }
            }
        }
    }

    /** A rule that remembers what failed is asked along the logged episode, from its start. */
    @Test
    void aRuleThatRemembersSeesTheLoggedStepsAsItsOwn() {
        for (EnvSpec env : worlds()) {
            EpisodeLog log = Logs.of(env, new LatencyPolicy(env), 0, 2, 200);
            float[] probabilities = new LoggedStates(log, Backend.SCALAR).probabilities(new LatencyPolicy(env));
            for (int i = 0; i < log.steps(); i++) {
                assertThat(probabilities[i * env.actionCount() + log.action[i]]).as(env.name()).isEqualTo(1);
            }
        }
    }

    @Test
    void explorationIsUniformOverTheAvailableActions() {
        EnvSpec env = KnownWorlds.agentLoop(8);
        long[] taken = new long[env.actionCount()];
        double[] expected = new double[env.actionCount()];
        double[] variance = new double[env.actionCount()];
        int gone = 0;
        for (LoggedEpisode episode : Logs.episodes(env, new RandomPolicy(env), 0.5, 7, 4000, Execution.of(1))) {
            int searches = 0;
            for (int t = 0; t < episode.steps(); t++) {
                boolean searchable = searches < 3;
                gone += searchable ? 0 : 1;
                float even = 1f / (searchable ? 5 : 4);
                assertThat(episode.probability()[t]).isEqualTo(even);
                for (int k = searchable ? 0 : 1; k < taken.length; k++) {
                    expected[k] += even;
                    variance[k] += even * (1 - even);
                }
                taken[episode.action()[t]]++;
                searches += episode.action()[t] == 0 ? 1 : 0;
            }
            assertThat(searches).isLessThanOrEqualTo(3);
        }
        assertThat(gone).isGreaterThan(100);
        for (int k = 0; k < taken.length; k++) {
            // 5 standard deviations of a martingale: 6e-7 for each action.
            assertThat(Math.abs(taken[k] - expected[k])).isLessThan(5 * Math.sqrt(variance[k]));
        }
    }

    /** 0.6 for what the rule takes and 0.4 shared by what is available. */
    @Test
    void explorationBesideARuleHasItsTrueProbability() {
        EnvSpec env = KnownWorlds.agentLoop(8);
        for (LoggedEpisode episode : Logs.episodes(env, new LatencyPolicy(env), 0.4, 7, 500, Execution.of(1))) {
            int searches = 0;
            for (int t = 0; t < episode.steps(); t++) {
                float share = (float) (0.4 / (searches < 3 ? 5 : 4));
                assertThat(episode.probability()[t]).isIn(share, (float) (0.6 + 0.4 / (searches < 3 ? 5 : 4)));
                searches += episode.action()[t] == 0 ? 1 : 0;
            }
        }
    }

    /**
     * One thing that cannot be.
     *
     * @param what for the test's name
     * @param env the world
     * @param episode what it is planted in
     * @param change plants it
     * @param message that it is refused with
     */
    record Fault(String what, EnvSpec env, LoggedEpisode episode, Consumer<LoggedEpisode> change, String message) {
        @Override
        public String toString() {
            return what;
        }
    }

    static List<Fault> faults() {
        EnvSpec noDeadline = answers(Charge.TERMINAL, Limits.NONE);
        EnvSpec either = noDeadline
                .edit()
                .phases(new Phases(List.of("open", "right"), List.of(0.5, 0.5), List.of(), List.of(false, true)))
                .build();
        EnvSpec always = answers(Charge.STEP, Limits.NONE);
        EnvSpec budget = answers(Charge.TERMINAL, new Limits(Double.POSITIVE_INFINITY, 1));
        return List.of(
                new Fault("an outcome that no phase of the history allows", ANSWERS, right(), e -> e.outcome()[0] = 2,
                        "step 1: outcome: expected one that action 1 can have in a phase that what happened before"
                                + " leaves possible, found 0"),
                new Fault("an outcome that no start phase allows", ANSWERS,
                        episode(1, new int[] {1, 2}, new int[] {0, 0}, new float[] {0, 1}, new float[] {1, 10}),
                        e -> {},
                        "step 0: outcome: expected one that action 1 can have in a phase that what happened before"
                                + " leaves possible, found 0"),
                new Fault("a call more than there are", noDeadline,
                        episode(1, new int[] {0, 0, 0, 2}, new int[] {2, 2, 2, 0}, new float[] {0, 3, 8, 15},
                                new float[] {3, 5, 7, 10}), e -> {},
                        "step 2: action: expected one that is available, which action 0 is not after 2 calls, found 0"),
                new Fault("a price without its context", ANSWERS, right(), e -> e.cost()[0] = 2,
                        "step 0: cost: expected about 3.0, which the environment charges, found 2.0"),
                new Fault("a price at the context before", ANSWERS, late(), e -> e.cost()[1] = 23,
                        "step 1: cost: expected about 25.0, which the environment charges, found 23.0"),
                new Fault("latency without the context's", ANSWERS, right(), e -> e.state()[2] = 2,
                        "step 1: accumulated latency: expected about 3.0: it starts at 0 and grows by what actions"
                                + " take, found 2.0"),
                new Fault("money from nowhere", ANSWERS, right(), e -> e.state()[3] = 1,
                        "step 1: accumulated money: expected about 0.0: it starts at 0 and grows by what actions take,"
                                + " found 1.0"),
                new Fault("a failure that is not charged", ANSWERS, right(), e -> e.outcome()[0] = 0,
                        "step 0: cost: expected about 8.0, which the environment charges, found 3.0"),
                new Fault("g of a check that has passed", ANSWERS,
                        episode(1, new int[] {0, 1, 2}, new int[] {1, 0, 0}, new float[] {0, 3, 4},
                                new float[] {3, 1, 10}),
                        e -> {}, "constraint: expected about 0.0 after the last step, found 1.0"),
                new Fault("g of a check that has failed", ANSWERS,
                        episode(0, new int[] {0, 1, 2}, new int[] {2, 1, 0}, new float[] {0, 3, 4},
                                new float[] {3, 1, 0}),
                        e -> {}, "constraint: expected about 1.0 after the last step, found 0.0"),
                new Fault("g of neither phase", either,
                        episode(0.5f, new int[] {2}, new int[] {0}, new float[] {0}, new float[] {5}), e -> {},
                        "constraint: expected about 0.0 or 1.0 after the last step, found 0.5"),
                new Fault("g of the one phase and the charge of the other", either,
                        episode(0, new int[] {2}, new int[] {0}, new float[] {0}, new float[] {10}), e -> {},
                        "step 0: cost: expected about 0.0, which the environment charges, found 10.0"),
                new Fault("a limit that is not in g", ANSWERS,
                        episode(1, new int[] {0, 0}, new int[] {2, 2}, new float[] {0, 3}, new float[] {3, 15}),
                        e -> {}, "constraint: expected about 2.0 after the last step, found 1.0"),
                new Fault("a deadline that is passed, and no end", ANSWERS,
                        episode(1, new int[] {0, 0, 2}, new int[] {2, 2, 0}, new float[] {0, 3, 8},
                                new float[] {3, 5, 10}),
                        e -> {}, "step 1: episode: expected its end, because a limit is passed then, found 2"),
                new Fault("a budget that is passed by nothing", budget,
                        episode(2, new int[] {0, 0}, new int[] {2, 2}, new float[] {0, 3}, new float[] {3, 25}),
                        e -> {},
                        "step 1: episode: expected more steps: only the horizon, an action that ends it or a limit"
                                + " does, found 2"),
                new Fault("an end without a reason", ANSWERS,
                        episode(0, new int[] {0, 1}, new int[] {1, 0}, new float[] {0, 3}, new float[] {3, 1}), e -> {},
                        "step 1: episode: expected more steps: only the horizon, an action that ends it or a limit"
                                + " does, found 2"),
                new Fault("an end that is not one", ANSWERS,
                        episode(1, new int[] {2, 2}, new int[] {0, 0}, new float[] {0, 0}, new float[] {0, 10}),
                        e -> {},
                        "step 0: episode: expected its end at the horizon or with an action that ends it, found 1"),
                new Fault("no step", ANSWERS,
                        episode(0, new int[0], new int[0], new float[0], new float[0]), e -> {},
                        "steps: expected 1 or more: where phases say what is solved, no episode ends before its first"
                                + " step, found 0"),
                new Fault("a miss that is not charged", ANSWERS,
                        episode(1, new int[] {0, 2}, new int[] {2, 0}, new float[] {0, 3}, new float[] {3, 0}), e -> {},
                        "step 1: cost: expected about 10.0, which the environment charges, found 0.0"),
                new Fault("a charge that is wrong in every phase", always,
                        episode(0, new int[] {0, 1, 2}, new int[] {1, 0, 0}, new float[] {0, 3, 4},
                                new float[] {8, 1, 0}),
                        e -> {}, "step 0: cost: expected about 3.0, which the environment charges, found 8.0"),
                new Fault("a charge of a phase in which what follows cannot be", always,
                        episode(0, new int[] {0, 1, 2}, new int[] {1, 0, 0}, new float[] {0, 3, 4},
                                new float[] {13, 1, 0}),
                        e -> e.outcome()[0] = 2,
                        "step 1: outcome: expected one that action 1 can have in a phase that what happened before"
                                + " leaves possible, found 0"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void whatCannotBeIsRefused(Fault fault) {
        fault.change.accept(fault.episode);
        assertThatThrownBy(() -> new EpisodeRules(fault.env).check(fault.episode))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(fault.message);
    }

    /** What is charged at every step tells the log, though no policy, whether the answer is right. */
    @Test
    void aChargeAtEveryStepTellsThePhase() {
        EnvSpec always = answers(Charge.STEP, Limits.NONE);
        LoggedEpisode episode =
                episode(0, new int[] {0, 1, 2}, new int[] {1, 0, 0}, new float[] {0, 3, 4}, new float[] {3, 1, 0});
        new EpisodeRules(always).check(episode);
        episode.cost()[0] = 13;
        assertThatThrownBy(() -> new EpisodeRules(always).check(episode))
                .hasMessage("step 0: cost: expected about 3.0, which the environment charges, found 13.0");
    }

    /** At the deadline within the tolerance is in time; beyond is late. */
    @Test
    void theDeadlineItselfIsInTime() {
        EnvSpec exact = answers(Charge.TERMINAL, new Limits(8, Double.POSITIVE_INFINITY));
        new EpisodeRules(exact)
                .check(episode(
                        1, new int[] {0, 0, 2}, new int[] {2, 2, 0}, new float[] {0, 3, 8}, new float[] {3, 5, 10}));
        EnvSpec beyond = answers(Charge.TERMINAL, new Limits(7.9998, Double.POSITIVE_INFINITY));
        new EpisodeRules(beyond).check(late());
        assertThatThrownBy(() -> new EpisodeRules(exact).check(late()))
                .hasMessage("step 1: episode: expected more steps: only the horizon, an action that ends it or a limit"
                        + " does, found 2");
    }

    @Test
    void theOnlyActionThatIsLeftIsCertain() {
        Action once = new Action("once", ActionKind.TOOL, List.of(
                TestEnvironments.sure("once", ActionKind.TOOL, 1, 0, 0).outcomes().get(0)), Prices.NONE, 1, List.of());
        EnvSpec env = TestEnvironments.tiny(
                3, 2, Charge.TERMINAL, Predictor.NONE, once, TestEnvironments.sure("on", ActionKind.TOOL, 1, 0, 0));
        LoggedEpisode episode = new LoggedEpisode(
                new float[] {3, 0, 0, 3, 1, 0}, new int[] {0, 1}, new int[] {0, 0}, new float[] {1, 3},
                new float[] {0.5f, 1}, 2);
        new EpisodeRules(env).check(episode);
        episode.probability()[1] = 0.5f;
        assertThatThrownBy(() -> new EpisodeRules(env).check(episode))
                .hasMessage("step 1: behaviour probability: expected 1: action 1 is the only one that is available,"
                        + " found 0.5");
    }

    /** A transition opens phases again: what was impossible before it is possible after. */
    @Test
    void transitionsOpenPhases() {
        EnvSpec env = KnownWorlds.toolHealth(7);
        Phases stay = new Phases(List.of("up", "down"), List.of(1.0, 0.0), List.of(), List.of());
        Action probe = new Action("probe", ActionKind.CLARIFY, 0.5, 0, List.of(
                new Outcome(List.of(1.0, 0.0), false, 0.5, 0, List.of(1.0), List.of(0.0), ContextChange.NONE, "healthy",
                        List.of()),
                new Outcome(List.of(0.0, 1.0), false, 0.5, 0, List.of(1.0), List.of(0.0), ContextChange.NONE, "sick",
                        List.of())));
        EnvSpec still = env.edit().actions(List.of(probe)).phases(stay).horizon(2).build();
        Phases changing = new Phases(
                List.of("up", "down"), List.of(1.0, 0.0), List.of(List.of(0.5, 0.5), List.of(0.0, 1.0)), List.of());
        LoggedEpisode sick = new LoggedEpisode(
                new float[] {3, 0, 0, 3, 0.5f, 0}, new int[2], new int[] {0, 1}, new float[] {0.05f, 12.05f},
                new float[] {1, 1}, 3);
        new EpisodeRules(still.edit().phases(changing).build()).check(sick);
        assertThatThrownBy(() -> new EpisodeRules(still).check(sick))
                .hasMessageStartingWith("step 1: outcome: expected one that action 0 can have in a phase");
    }

    /**
     * A call for 0 that there is once, and others for 1: the best three steps cost 0 + 1 + 1 and 2 for what is left.
     * Who bootstraps from a second call for 0 finds less.
     */
    @Test
    void noValueComesFromAnActionThatIsGone() {
        Action free = new Action("free", ActionKind.TOOL, List.of(
                TestEnvironments.sure("free", ActionKind.TOOL, 0, 0, 0).outcomes().get(0)), Prices.NONE, 1, List.of());
        EnvSpec env = TestEnvironments.tiny(
                3, 3, Charge.TERMINAL, Predictor.NONE, free, TestEnvironments.sure("paid", ActionKind.TOOL, 1, 0, 0));
        EpisodeLog log = Logs.of(env, new RandomPolicy(env), 0, 1, 12_000);
        LoggedStates states = new LoggedStates(log, Backend.preferred());
        BehaviourModel behaviour = new BehaviourModel(log, states, 0, Backend.preferred());
        behaviour.pass();
        float[] neighbours = behaviour.neighbours();
        long[] available = states.available();
        int gone = 0;
        for (int i = 0; i < log.steps(); i++) {
            boolean isGone = (available[i] & 1) == 0;
            gone += isGone ? 1 : 0;
            assertThat(neighbours[2 * i] == 0).isEqualTo(isGone);
            assertThat(neighbours[2 * i] + neighbours[2 * i + 1]).isCloseTo(log.steps(), within(1f));
        }
        assertThat(gone).isBetween(log.steps() / 4, log.steps() / 2);
        List<OfflineMetrics> metrics = new ArrayList<>();
        try (OfflineTrainer trainer =
                new OfflineTrainer(log, OfflineConfig.preset(0), Execution.of(2), share -> {})) {
            MlpPolicy policy = trainer.train(metrics::add);
            assertThat(trainer.imitates()).isFalse();
            assertThat(trainer.estimate()).isCloseTo(4, within(0.01));
            assertThat(Evaluation.run(env, policy, 3, 100, Execution.of(1)).totalCost()).isEqualTo(4);
        }
        assertThat(metrics.getLast().optimisticCost()).isCloseTo(4, within(0.01));
        assertThat(OffPolicyEvaluation.of(log, new RandomPolicy(env), Execution.of(1), share -> {}).uniform())
                .isTrue();
    }

    /**
     * The derivatives of a choice among those actions that are there: as if the others did not exist, and 0 for them.
     */
    @ParameterizedTest
    @EnumSource
    void lossesLeaveOutWhatIsNotAvailable(Backend backend) {
        int columns = Lanes.TILE;
        SplittableRandom random = TestSeed.random(LoggedWorldsTest.class);
        LogLikelihood masked = new LogLikelihood(backend, 3, true);
        LogLikelihood plain = new LogLikelihood(backend, 2, false);
        SoftChoice maskedChoice = new SoftChoice(backend, 3, true);
        SoftChoice plainChoice = new SoftChoice(backend, 2, false);
        assertThat(masked.rows()).isEqualTo(5);
        assertThat(maskedChoice.rows()).isEqualTo(7);
        SampleSet three = new SampleSet(1, 0, masked.rows());
        SampleSet two = new SampleSet(1, 0, plain.rows());
        SampleSet threeSoft = new SampleSet(1, 0, maskedChoice.rows());
        SampleSet twoSoft = new SampleSet(1, 0, plainChoice.rows());
        float[] outputs = new float[BatchOps.rows(3) * columns];
        float[] fewer = new float[BatchOps.rows(2) * columns];
        long[] available = new long[columns];
        for (int n = 0; n < columns; n++) {
            available[n] = 0b101;
            for (int k = 0; k < 3; k++) {
                outputs[k * columns + n] = (float) random.nextDouble(-3, 3);
            }
            fewer[n] = outputs[n];
            fewer[columns + n] = outputs[2 * columns + n];
            int action = random.nextInt(2);
            float weight = (float) random.nextDouble(2);
            float share = (float) random.nextDouble();
            three.values[n] = 2 * action;
            three.values[4 * columns + n] = weight;
            two.values[n] = action;
            two.values[columns + n] = weight;
            threeSoft.values[n] = share;
            threeSoft.values[2 * columns + n] = 1 - share;
            threeSoft.values[6 * columns + n] = weight;
            twoSoft.values[n] = share;
            twoSoft.values[columns + n] = 1 - share;
            twoSoft.values[2 * columns + n] = weight;
        }
        LogLikelihood.allow(three, 1, 3, available);
        LogLikelihood.allow(threeSoft, 3, 3, available);
        assertSame(masked::derivative, outputs, three, plain::derivative, fewer, two);
        assertSame(maskedChoice::derivative, outputs, threeSoft, plainChoice::derivative, fewer, twoSoft);
    }

    private static void assertSame(
            MinibatchLearner.Loss three, float[] outputs, SampleSet samples, MinibatchLearner.Loss two, float[] fewer,
            SampleSet others) {
        int columns = Lanes.TILE;
        float[] all = new float[BatchOps.rows(3) * columns];
        float[] some = new float[BatchOps.rows(2) * columns];
        three.derivative(outputs.clone(), samples.values, 0, all, columns);
        two.derivative(fewer.clone(), others.values, 0, some, columns);
        for (int n = 0; n < columns; n++) {
            assertThat(all[n]).isEqualTo(some[n]);
            assertThat(all[columns + n]).isZero();
            assertThat(all[2 * columns + n]).isEqualTo(some[columns + n]);
        }
    }

    /** 20,000 random episodes of three steps of cascade: optimum 0.76777, plan 0.93188. */
    @Tag("slow")
    @Test
    void aHiddenWorldIsLearnedFromItsLog() {
        EnvSpec env = KnownWorlds.cascade(3);
        EpisodeLog log = Logs.of(env, new RandomPolicy(env), 0, 0, 20_000);
        try (OfflineTrainer trainer =
                new OfflineTrainer(log, OfflineConfig.preset(0), Execution.of(2), share -> {})) {
            MlpPolicy policy = trainer.train(metrics -> {});
            double cost = Evaluation.run(env, policy, 777, 100_000, Execution.of(2)).totalCost();
            EpisodeLog fresh = Logs.of(env, policy, 0.3, 1, 3000);
            OffPolicyEstimate robust = OffPolicyEvaluation.of(fresh, policy, Execution.of(2), share -> {})
                    .estimate(Estimator.DOUBLY_ROBUST);
            System.out.println("LoggedWorldsTest: " + cost + ", estimated " + robust);
            assertThat(trainer.imitates()).isFalse();
            assertThat(cost).isBetween(0.76777 * 0.985, 0.76777 * 1.06);
            // Eight standard errors: twice the width of the interval.
            assertThat(robust.totalCost()).isCloseTo(cost, within(2 * (robust.upper() - robust.lower())));
            assertThat(robust.upper() - robust.lower()).isBetween(0.01, 0.3);
        }
    }

    /** Without the belief in it, an observation is not a state; Q is fitted to both together. */
    @Test
    void statesHoldTheBeliefThatPoliciesDoNotSee() {
        EnvSpec seen = KnownWorlds.cascade(4);
        EnvSpec blind = seen.edit().memory(new Memory(false, true)).build();
        EnvSpec both = seen.edit().memory(new Memory(true, true)).build();
        List<LoggedEpisode> episodes = Logs.episodes(blind, new RandomPolicy(blind), 0, 1, 50, Execution.of(1));
        SampleSet states = new LoggedStates(EpisodeLog.of(blind, episodes), Backend.SCALAR).states(1);
        SampleSet expected = new LoggedStates(EpisodeLog.of(both, episodes), Backend.SCALAR).observations(1);
        assertThat(states.features).isEqualTo(both.observationSize());
        assertThat(states.values).isEqualTo(expected.values);
        assertThat(new LoggedStates(EpisodeLog.of(blind, episodes), Backend.SCALAR).observations(1).features)
                .isEqualTo(both.observationSize() - 4);
    }

    @Test
    void allBackendsTilesAndBlocksLogTheSame() {
        for (EnvSpec env : worlds()) {
            List<LoggedEpisode> first =
                    Logs.episodes(env, new RandomPolicy(env), 0.2, 9, 600, new Execution(Backend.SCALAR, 1, 48));
            List<LoggedEpisode> other =
                    Logs.episodes(env, new RandomPolicy(env), 0.2, 9, 600, new Execution(Backend.SIMD, 1, 1152));
            for (int e = 0; e < 600; e++) {
                assertThat(other.get(e)).usingRecursiveComparison().isEqualTo(first.get(e));
            }
        }
    }

    @Test
    void noTaskVectorNeedsNoStart() {
        EnvSpec env = KnownWorlds.tiger(3);
        assertThat(env.start()).isEqualTo(new StartDistribution(NOTHING, NOTHING, 0, 0));
        for (LoggedEpisode episode : Logs.episodes(env, new RandomPolicy(env), 0, 1, 20, Execution.of(1))) {
            assertThat(episode.steps()).isEqualTo(3);
            assertThat(episode.state()).hasSize(6);
            assertThat(episode.constraint()).isZero();
        }
    }
}
