package dev.baton.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.env.ActionKind;
import dev.baton.env.Charge;
import dev.baton.env.EnvSpec;
import dev.baton.env.Predictor;
import dev.baton.env.TestEnvironments;
import dev.baton.exact.ExactResults;
import dev.baton.exact.ExactSolver;
import dev.baton.exact.NotSolvableException;
import dev.baton.exact.OptimalPolicy;
import dev.baton.nn.Activation;
import dev.baton.nn.Initialization;
import dev.baton.nn.MlpSpec;
import dev.baton.ops.Backend;
import dev.baton.policy.CostAwarePolicy;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.Policy;
import dev.baton.policy.RandomPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OptimumComparisonTest {
    private static final int EPISODES = 1_003;

    private static MlpPolicy network(EnvSpec spec) {
        MlpSpec shape = new MlpSpec(spec.observationSize(), List.of(7), spec.actionCount(), Activation.TANH);
        return new MlpPolicy(shape, Initialization.glorotUniform(shape, 5));
    }

    private static ComparisonResults compare(EnvSpec spec, Policy policy, Backend backend, int... cuts) {
        ComparisonResults results = new ComparisonResults(spec);
        OptimumComparison comparison = new OptimumComparison(spec, policy, backend);
        for (int i = 0; i + 1 < cuts.length; i++) {
            comparison.run(9, cuts[i], cuts[i + 1] - cuts[i], results);
        }
        return results;
    }

    private static void assertSame(ComparisonResults found, ComparisonResults expected, EnvSpec spec) {
        assertThat(found.episodes()).isEqualTo(expected.episodes());
        assertThat(found.meanRegret()).isEqualTo(expected.meanRegret());
        assertThat(found.standardError()).isEqualTo(expected.standardError());
        for (int t = 0; t < spec.horizon(); t++) {
            assertThat(found.regret(t)).isEqualTo(expected.regret(t));
            for (int optimal = 0; optimal < spec.actionCount(); optimal++) {
                for (int chosen = 0; chosen < spec.actionCount(); chosen++) {
                    assertThat(found.count(t, optimal, chosen)).isEqualTo(expected.count(t, optimal, chosen));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOptimalPolicyAgreesWithItself(Backend backend) {
        EnvSpec spec = TestEnvironments.paper();
        ComparisonResults results = compare(spec, new OptimalPolicy(spec), backend, 0, 301);
        long same = 0;
        for (int t = 0; t < spec.horizon(); t++) {
            for (int k = 0; k < spec.actionCount(); k++) {
                same += results.count(t, k, k);
                for (int other = 0; other < spec.actionCount(); other++) {
                    assertThat(results.count(t, k, other)).isEqualTo(k == other ? results.count(t, k, k) : 0);
                }
            }
        }
        assertThat(results.meanRegret()).isZero();
        EpisodeResults run = Evaluation.episodes(
                spec, new OptimalPolicy(spec), 9, 0, 301, new Execution(backend, 1, 96), null);
        assertThat(same).isEqualTo(java.util.Arrays.stream(run.steps).sum()).isPositive();
    }

    /** J(π) − J* = E Σ (Q(s, a) − V(s)), so both estimates of the regret agree within their noise. */
    @Test
    void regretsOfChoicesSumToTheRegretOfThePolicy() {
        EnvSpec spec = TestEnvironments.paper();
        ExactResults optimum = new ExactResults(EPISODES);
        ExactSolver.of(spec, Backend.preferred()).solveEpisodes(9, 0, EPISODES, optimum, 0);
        for (Policy policy : List.of(new RandomPolicy(spec), new CostAwarePolicy(spec), network(spec))) {
            EpisodeResults run =
                    Evaluation.episodes(spec, policy, 9, 0, EPISODES, Execution.of(1), null);
            double sum = 0;
            double squares = 0;
            for (int n = 0; n < EPISODES; n++) {
                double difference = run.totalCost(spec.weights(), n) - optimum.totalCost[n];
                sum += difference;
                squares += difference * difference;
            }
            double mean = sum / EPISODES;
            double error = Math.sqrt((squares / EPISODES - mean * mean) / EPISODES);
            ComparisonResults results = compare(spec, policy, Backend.preferred(), 0, EPISODES);
            assertThat(results.meanRegret()).isPositive().isCloseTo(mean, within(4 * error));
            double bySteps = 0;
            for (int t = 0; t < spec.horizon(); t++) {
                bySteps += results.regret(t);
            }
            assertThat(results.meanRegret()).isCloseTo(bySteps / EPISODES, within(1e-9 * bySteps));
        }
    }

    @Test
    void theSameBitsInPiecesAndOnBothBackends() {
        EnvSpec spec = TestEnvironments.paper();
        Policy policy = network(spec);
        ComparisonResults whole = compare(spec, policy, Backend.SIMD, 0, 301);
        assertSame(compare(spec, policy, Backend.SIMD, 0, 0, 1, 16, 33, 64, 301), whole, spec);
        assertSame(compare(spec, policy, Backend.SCALAR, 0, 129, 130, 301), whole, spec);
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
        ComparisonResults always = compare(spec, choosing(spec, 0), Backend.SCALAR, 0, 3);
        assertThat(always.count(0, 1, 0)).isEqualTo(3);
        assertThat(always.meanRegret()).isEqualTo(1);
        assertThat(always.standardError()).isZero();
        // The second of two equally good actions is no disagreement.
        ComparisonResults tie = compare(spec, choosing(spec, 2), Backend.SCALAR, 0, 3);
        assertThat(tie.count(0, 2, 2)).isEqualTo(3);
        assertThat(tie.meanRegret()).isZero();

        always.add(tie);
        assertThat(always.episodes()).isEqualTo(6);
        assertThat(always.meanRegret()).isEqualTo(0.5);
        // Three of 1 and three of 0: the squares around the mean sum to 1.5.
        assertThat(always.standardError()).isCloseTo(Math.sqrt(1.5 / 5 / 6), within(1e-12));
    }

    private static Policy choosing(EnvSpec spec, int action) {
        MlpSpec shape = new MlpSpec(spec.observationSize(), List.of(), spec.actionCount(), Activation.TANH);
        float[] parameters = new float[shape.parameterCount()];
        parameters[parameters.length - spec.actionCount() + action] = 1;
        return new MlpPolicy(shape, parameters);
    }

    @Test
    void refusals() {
        EnvSpec scales = TestEnvironments.everything();
        dev.baton.env.Action[] actions = new dev.baton.env.Action[12];
        for (int k = 0; k < actions.length; k++) {
            actions[k] = TestEnvironments.tool("tool" + k, 1, 1, 0.1, -k - 1);
        }
        EnvSpec large = TestEnvironments.tiny(
                9, 30, dev.baton.env.Charge.TERMINAL, dev.baton.env.Predictor.NONE, actions);
        assertThatThrownBy(() -> new OptimumComparison(large, new RandomPolicy(large), Backend.SCALAR))
                .isInstanceOf(NotSolvableException.class);
        assertThatThrownBy(() ->
                        new OptimumComparison(TestEnvironments.paper(), network(scales), Backend.SCALAR))
                .hasMessageStartingWith("policy: expected 11 inputs and 5 outputs");
    }
}
