package dev.baton.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.env.Action;
import dev.baton.env.ActionKind;
import dev.baton.env.Charge;
import dev.baton.env.EnvSpec;
import dev.baton.env.KnownWorlds;
import dev.baton.env.Predictor;
import dev.baton.env.TestEnvironments;
import dev.baton.exact.ExactResults;
import dev.baton.exact.ExactSolver;
import dev.baton.exact.NotSolvableException;
import dev.baton.exact.OptimalPolicy;
import dev.baton.nn.MlpSpec;
import dev.baton.nn.pass.Initialization;
import dev.baton.policy.CostAwarePolicy;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.Policy;
import dev.baton.policy.RandomPolicy;
import dev.baton.run.EpisodeResults;
import dev.baton.run.Evaluation;
import dev.baton.run.Execution;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OptimumComparisonTest {
    private static final int EPISODES = 1_003;
    private static final long SEED = 9;

    private static MlpPolicy network(EnvSpec spec) {
        MlpSpec shape = new MlpSpec(spec.observationSize(), List.of(7), spec.actionCount(), Activation.TANH);
        return new MlpPolicy(shape, Initialization.glorotUniform(shape, 5));
    }

    private static CommonEpisodes run(EnvSpec spec, List<Policy> policies, Backend backend, int... cuts) {
        CommonEpisodes episodes = new CommonEpisodes(spec, policies.size(), cuts[cuts.length - 1]);
        OptimumComparison comparison = new OptimumComparison(spec, policies, backend);
        for (int i = 0; i + 1 < cuts.length; i++) {
            comparison.run(SEED, cuts[i], cuts[i + 1] - cuts[i], episodes, cuts[i]);
        }
        return episodes;
    }

    private static void assertSame(Choices found, Choices expected) {
        EnvSpec spec = expected.spec();
        for (int t = 0; t < spec.horizon(); t++) {
            assertThat(found.regret(t)).isEqualTo(expected.regret(t));
            for (int optimal = 0; optimal < spec.actionCount(); optimal++) {
                for (int chosen = 0; chosen < spec.actionCount(); chosen++) {
                    assertThat(found.count(t, optimal, chosen)).isEqualTo(expected.count(t, optimal, chosen));
                }
            }
        }
    }

    private static void assertSame(CommonEpisodes found, CommonEpisodes expected, int policies) {
        assertThat(found.optimum()).isEqualTo(expected.optimum());
        for (int p = 0; p < policies; p++) {
            assertSame(found.choices(p), expected.choices(p));
            assertThat(found.regret(p)).isEqualTo(expected.regret(p));
            assertThat(found.luck(p)).isEqualTo(expected.luck(p));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOptimalPolicyAgreesWithItself(Backend backend) {
        EnvSpec spec = TestEnvironments.paper();
        CommonEpisodes episodes = run(spec, List.of(new OptimalPolicy(spec)), backend, 0, 301);
        Choices choices = episodes.choices(0);
        long same = 0;
        for (int k = 0; k < spec.actionCount(); k++) {
            same += choices.count(k, k);
            for (int other = 0; other < spec.actionCount(); other++) {
                assertThat(choices.count(k, other)).isEqualTo(k == other ? choices.count(k, k) : 0);
            }
        }
        assertThat(episodes.regret(0)).containsOnly(0);
        EpisodeResults run = Evaluation.episodes(
                spec, new OptimalPolicy(spec), SEED, 0, 301, new Execution(backend, 1, 96), null);
        assertThat(same).isEqualTo(Arrays.stream(run.steps).sum()).isPositive();
    }

    /** J(π) − J* = E Σ (Q(s, a) − V(s)): the luck, what is left of the costs, has the mean 0 within its noise. */
    @Test
    void regretAndLuckAddUpToTheCostAboveTheOptimum() {
        EnvSpec spec = TestEnvironments.paper();
        ExactResults optimum = new ExactResults(EPISODES);
        ExactSolver.of(spec, Backend.preferred()).solveEpisodes(SEED, 0, EPISODES, optimum, 0);
        List<Policy> policies = List.of(new RandomPolicy(spec), new CostAwarePolicy(spec), network(spec));
        CommonEpisodes episodes = run(spec, policies, Backend.preferred(), 0, EPISODES);
        assertThat(episodes.optimum()).isEqualTo(Optimum.of(optimum));
        for (int p = 0; p < policies.size(); p++) {
            EpisodeResults run =
                    Evaluation.episodes(spec, policies.get(p), SEED, 0, EPISODES, Execution.of(1), null);
            double[] regret = episodes.regret(p);
            double[] luck = episodes.luck(p);
            for (int n = 0; n < EPISODES; n++) {
                double above = run.totalCost(spec.weights(), n) - optimum.totalCost[n];
                assertThat(regret[n] + luck[n]).isCloseTo(above, within(1e-9 * (1 + Math.abs(above))));
                assertThat(regret[n]).isNotNegative();
            }
            Moments ofLuck = Moments.of(luck);
            assertThat(Math.abs(ofLuck.mean())).isLessThan(4 * ofLuck.standardError());
            // What the measure is for: on the same episodes its error is several times smaller than the costs'.
            if (p == 2) {
                assertThat(ofLuck.std()).isGreaterThan(Moments.of(regret).std() / 10);
            }
            double bySteps = 0;
            for (int t = 0; t < spec.horizon(); t++) {
                bySteps += episodes.choices(p).regret(t);
            }
            assertThat(Moments.of(regret).mean()).isPositive().isCloseTo(bySteps / EPISODES, within(1e-9 * bySteps));
        }
    }

    @Test
    void theSameBitsInPiecesAndOnBothBackends() {
        EnvSpec spec = TestEnvironments.paper();
        List<Policy> policies = List.of(network(spec), new RandomPolicy(spec));
        CommonEpisodes whole = run(spec, policies, Backend.SIMD, 0, 301);
        assertSame(run(spec, policies, Backend.SIMD, 0, 0, 1, 16, 33, 64, 301), whole, 2);
        assertSame(run(spec, policies, Backend.SCALAR, 0, 129, 130, 301), whole, 2);
        // Beside others or alone, and after them.
        CommonEpisodes alone = run(spec, List.of(new RandomPolicy(spec)), Backend.SIMD, 0, 301);
        assertThat(alone.regret(0)).isEqualTo(whole.regret(1)).isNotEqualTo(whole.regret(0));
        assertSame(alone.choices(0), whole.choices(1));
    }

    /** One step, so that every Q is a price: the tool 2, handing over 1, stopping 4 for what is left. */
    @Test
    void oneStepByHand() {
        EnvSpec spec = TestEnvironments.tiny(
                5, 1, Charge.TERMINAL, Predictor.NONE,
                TestEnvironments.tool("tool", 2, 0, 0, -5),
                TestEnvironments.sure("hand_over", ActionKind.ESCALATE, 1, 0, -5),
                TestEnvironments.sure("again", ActionKind.ESCALATE, 1, 0, -6),
                TestEnvironments.sure("stop", ActionKind.TERMINATE, 0, 0, 0));
        CommonEpisodes episodes =
                run(spec, List.of(choosing(spec, 0), choosing(spec, 2), choosing(spec, 1)), Backend.SCALAR, 0, 3);
        assertThat(episodes.choices(0).count(0, 1, 0)).isEqualTo(3);
        assertThat(episodes.regret(0)).containsExactly(1, 1, 1);
        assertThat(episodes.luck(0)).containsExactly(0, 0, 0);
        // The second of two equally good actions is no disagreement.
        assertThat(episodes.choices(1).count(0, 2, 2)).isEqualTo(3);
        assertThat(episodes.regret(1)).containsExactly(0, 0, 0);

        List<Comparison> methods = Comparison.of(episodes, List.of(2, 1));
        assertThat(methods.get(0).regret().byPolicy()).containsExactly(1, 0);
        assertThat(methods.get(0).regret().byEpisode()).containsExactly(0.5, 0.5, 0.5);
        assertThat(methods.get(1).regret().mean()).isZero();
        Choices.Counts counts = methods.get(0).choices().overall();
        assertThat(counts).isEqualTo(new Choices.Counts(3, 3, 0, 0, 3));
        assertThat(counts.handOverRecall()).isEqualTo(0.5);
        assertThat(counts.handOverPrecision()).isEqualTo(1);
        assertThat(new Choices.Counts(605, 12, 185, 9, 0).handOverPrecision()).isEqualTo(605 / 790.0);
        assertThat(new Choices.Counts(0, 0, 0, 4, 0).handOverPrecision()).isEqualTo(1);

        Comparison twice = Comparison.join(List.of(methods.get(0), methods.get(0)));
        assertThat(twice.regret().byPolicy()).containsExactly(1, 0);
        assertThat(twice.regret().byEpisode()).hasSize(6).containsOnly(0.5);
        assertThat(twice.choices().overall().states()).isEqualTo(12);
        assertThat(methods.get(0).choices().overall().states()).as("parts are not modified").isEqualTo(6);
    }

    private static Policy choosing(EnvSpec spec, int action) {
        MlpSpec shape = new MlpSpec(spec.observationSize(), List.of(), spec.actionCount(), Activation.TANH);
        float[] parameters = new float[shape.parameterCount()];
        parameters[parameters.length - spec.actionCount() + action] = 1;
        return new MlpPolicy(shape, parameters);
    }

    /** Luck of mean 0 is luck; one that is always the same is rounding or a disagreement, by its size. */
    @Test
    void luckThatIsNone() {
        Margins none = new Margins(new double[] {0}, new double[] {0, 0});
        double[] fair = new double[1_000];
        for (int n = 0; n < fair.length; n++) {
            fair[n] = n % 2 == 0 ? 1 : -1.1;
        }
        Choices choices = new Choices(TestEnvironments.paper());
        assertThat(new Comparison(none, Moments.of(fair), choices).agreement(10))
                .isEqualTo(Comparison.Agreement.CHANCE);
        assertThat(agreement(-1, 3.75)).isEqualTo(Comparison.Agreement.DISAGREEMENT);
        assertThat(agreement(1, 3.75)).isEqualTo(Comparison.Agreement.DISAGREEMENT);
        assertThat(agreement(-500, 16_777_715)).isEqualTo(Comparison.Agreement.DISAGREEMENT);
        assertThat(agreement(-0.0009, 100)).isEqualTo(Comparison.Agreement.ROUNDING);
        assertThat(agreement(1e-9, 1)).isEqualTo(Comparison.Agreement.CHANCE);
        assertThat(agreement(0, 0)).isEqualTo(Comparison.Agreement.CHANCE);
        // Where calls cost 1e-9, a millionth is no rounding.
        assertThat(agreement(-1.9e-6, 2e-6)).isEqualTo(Comparison.Agreement.DISAGREEMENT);
        assertThat(agreement(-9e-12, 2e-6)).isEqualTo(Comparison.Agreement.ROUNDING);
        assertThat(agreement(-1e-15, 2e-6)).isEqualTo(Comparison.Agreement.CHANCE);
        assertThat(new Comparison(none, Moments.of(new double[] {-1}), choices).agreement(10))
                .as("one episode says nothing about luck")
                .isEqualTo(Comparison.Agreement.CHANCE);
        // Two of few: what ten episodes in which nothing failed could say as well.
        assertThat(new Comparison(none, Moments.of(new double[] {-1, -1.1, -0.9}), choices).agreement(10))
                .isEqualTo(Comparison.Agreement.CHANCE);
    }

    private static Comparison.Agreement agreement(double luck, double optimum) {
        double[] same = new double[10];
        Arrays.fill(same, luck);
        Margins none = new Margins(new double[] {0}, new double[10]);
        return new Comparison(none, Moments.of(same), new Choices(TestEnvironments.paper())).agreement(optimum);
    }

    @Test
    void refusals() {
        EnvSpec scales = TestEnvironments.everything();
        Action[] actions = new Action[12];
        for (int k = 0; k < actions.length; k++) {
            actions[k] = TestEnvironments.tool("tool" + k, 1, 1, 0.1, -k - 1);
        }
        EnvSpec large = TestEnvironments.tiny(9, 30, Charge.TERMINAL, Predictor.NONE, actions);
        assertThatThrownBy(() -> new OptimumComparison(large, List.of(new RandomPolicy(large)), Backend.SCALAR))
                .isInstanceOf(NotSolvableException.class);
        assertThatThrownBy(() ->
                        new OptimumComparison(TestEnvironments.paper(), List.of(network(scales)), Backend.SCALAR))
                .hasMessageStartingWith("policy: expected 11 inputs and 5 outputs");
    }

    /** One start state for all, or one at a time: the solver's lanes are fewer than a tile's columns. */
    @Test
    void hiddenWorldsAndScalesAreComparedToo() {
        for (EnvSpec spec : List.of(KnownWorlds.cascade(4), TestEnvironments.everything())) {
            OptimumComparison comparison = new OptimumComparison(
                    spec, List.of(new OptimalPolicy(spec), new RandomPolicy(spec)), Backend.preferred());
            CommonEpisodes found = new CommonEpisodes(spec, 2, 50);
            comparison.run(SEED, 0, 50, found, 0);
            for (int n = 0; n < 50; n++) {
                assertThat(found.regret(0)[n]).isCloseTo(0, within(1e-9));
                assertThat(found.regret(1)[n]).isGreaterThanOrEqualTo(-1e-9);
            }
            assertThat(Arrays.stream(found.regret(1)).sum()).isGreaterThan(0);
        }
    }
}
