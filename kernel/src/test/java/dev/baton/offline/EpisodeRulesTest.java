package dev.baton.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.env.ActionKind;
import dev.baton.env.Charge;
import dev.baton.env.EnvSpec;
import dev.baton.env.Predictor;
import dev.baton.env.TestEnvironments;
import dev.baton.policy.RandomPolicy;
import dev.baton.run.Execution;
import dev.baton.testing.TestSeed;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EpisodeRulesTest {
    /** z 3 → 2.5 → 2, latency 1 per step, and 1 left to do at the end: costs 1 and 1 + 1. */
    private static final EnvSpec ENV = TestEnvironments.tiny(
            3, 2, Charge.TERMINAL, Predictor.NOMINAL,
            TestEnvironments.tool("work", 1, 0, 0.25, -0.5),
            TestEnvironments.sure("stop", ActionKind.TERMINATE, 0, 0, 0));

    private static LoggedEpisode good() {
        return new LoggedEpisode(
                new float[] {3, 0, 0, 2.5f, 1, 0}, new int[] {0, 0}, new int[] {1, 1}, new float[] {1, 2},
                new float[] {0.5f, 0.5f}, 1);
    }

    @Test
    void everythingThatTheSimulatorRunsIsAccepted() {
        SplittableRandom random = TestSeed.random(EpisodeRulesTest.class);
        int steps = 0;
        for (int i = 0; i < 200; i++) {
            EnvSpec env = switch (i) {
                case 0 -> TestEnvironments.paper();
                case 1 -> TestEnvironments.everything();
                case 2 -> TestEnvironments.chain();
                case 3 -> TestEnvironments.waiting(1024);
                default -> TestEnvironments.random(random);
            };
            for (LoggedEpisode episode :
                    Logs.episodes(env, new RandomPolicy(env), 0, random.nextInt(1000), 40, Execution.of(1))) {
                steps += episode.steps();
            }
        }
        assertThat(steps).isGreaterThan(10_000);
        new EpisodeRules(ENV).check(good());
    }

    /**
     * One thing that cannot be.
     *
     * @param what for the test's name
     * @param change makes it
     * @param message that it is refused with
     */
    record Fault(String what, Consumer<LoggedEpisode> change, String message) {
        @Override
        public String toString() {
            return what;
        }
    }

    static List<Fault> faults() {
        return List.of(
                new Fault("a cost below 0", e -> e.cost()[0] = -1000,
                        "step 0: cost: expected about 1.0, which the environment charges, found -1000.0"),
                new Fault("a cost above what can be charged", e -> e.cost()[1] = 3.4e38f,
                        "step 1: cost: expected about 2.0, which the environment charges, found 3.4E38"),
                new Fault("a cost that is no number", e -> e.cost()[1] = Float.NaN,
                        "step 1: cost: expected about 2.0, which the environment charges, found NaN"),
                new Fault("an outcome that the action does not have", e -> e.outcome()[0] = 99,
                        "step 0: outcome: expected one that action 0 can have, of 0 to 1, found 99"),
                new Fault("another outcome, at its cost", e -> {
                    e.outcome()[0] = 0;
                    e.cost()[0] = 2.5f;
                }, "step 1: task vector, dimension 0: expected about 3.0, where the step before leads, found 2.5"),
                new Fault("an action that does not exist", e -> e.action()[1] = 2,
                        "step 1: action: expected 0 to 1, found 2"),
                new Fault("an action that ends the episode, which goes on", e -> {
                    e.action()[0] = 1;
                    e.outcome()[0] = 0;
                    e.cost()[0] = 0;
                }, "step 0: episode: expected its end at the horizon or with an action that ends it, found 1"),
                new Fault("latency that does not start at 0", e -> e.state()[1] = -500,
                        "step 0: accumulated latency: expected about 0.0: it starts at 0 and grows by what actions"
                                + " take, found -500.0"),
                new Fault("latency that falls", e -> e.state()[4] = -7,
                        "step 1: accumulated latency: expected about 1.0: it starts at 0 and grows by what actions"
                                + " take, found -7.0"),
                new Fault("money from nowhere", e -> e.state()[5] = 1,
                        "step 1: accumulated money: expected about 0.0: it starts at 0 and grows by what actions take,"
                                + " found 1.0"),
                new Fault("a start state that cannot be drawn", e -> e.state()[0] = 3.4e38f,
                        "step 0: task vector, dimension 0: expected a start state, 3.0 to 3.0, found 3.4E38"),
                new Fault("a state that the step does not lead to", e -> e.state()[3] = 3.4e38f,
                        "step 1: task vector, dimension 0: expected about 2.5, where the step before leads, found"
                                + " 3.4E38"),
                new Fault("a state that is no number", e -> e.state()[3] = Float.NaN,
                        "step 1: task vector, dimension 0: expected about 2.5, where the step before leads, found NaN"),
                new Fault("probability 0 of what was done", e -> e.probability()[1] = 0,
                        "step 1: behaviour probability: expected above 0, at most 1: what was done can be done, found"
                                + " 0.0"),
                new Fault("a probability above 1", e -> e.probability()[0] = 1.5f,
                        "step 0: behaviour probability: expected above 0, at most 1: what was done can be done, found"
                                + " 1.5"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void whatCannotBeIsRefused(Fault fault) {
        LoggedEpisode episode = good();
        fault.change.accept(episode);
        assertThatThrownBy(() -> new EpisodeRules(ENV).check(episode))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(fault.message);
    }

    @Test
    void endsThatCannotBeAreRefused() {
        EpisodeRules rules = new EpisodeRules(ENV);
        LoggedEpisode whole = good();
        assertThatThrownBy(() -> rules.check(new LoggedEpisode(
                        whole.state(), whole.action(), whole.outcome(), whole.cost(), whole.probability(), 0)))
                .hasMessage("constraint: expected about 1.0 after the last step, found 0.0");
        assertThatThrownBy(() -> rules.check(new LoggedEpisode(
                        new float[0], new int[0], new int[0], new float[0], new float[0], 7)))
                .hasMessage("constraint: expected 0 where no step was taken: such an episode starts with its task done,"
                        + " found 7.0");
        assertThatThrownBy(() -> rules.check(new LoggedEpisode(
                        new float[] {3, 0, 0}, new int[1], new int[] {1}, new float[] {2.5f}, new float[] {1}, 1.5f)))
                .hasMessage(
                        "step 0: constraint after it: expected 0 where an episode ends before the horizon, found 1.5");
        assertThatThrownBy(() -> rules.check(new LoggedEpisode(
                        new float[9], new int[3], new int[3], new float[3], new float[3], 0)))
                .hasMessage("steps: expected at most 2, found 3");
        EnvSpec quick = TestEnvironments.tiny(
                2, 2, Charge.TERMINAL, Predictor.NOMINAL, TestEnvironments.sure("done", ActionKind.TOOL, 1, 0, -5));
        assertThatThrownBy(() -> new EpisodeRules(quick).check(new LoggedEpisode(
                        new float[] {2, 0, 0, -3, 1, 0}, new int[2], new int[2], new float[] {1, 1}, new float[] {1, 1},
                        0)))
                .hasMessage("step 0: episode: expected its end, because the task is done then, found 1");
    }
}
