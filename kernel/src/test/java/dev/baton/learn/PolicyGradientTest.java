package dev.baton.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.env.Action;
import dev.baton.env.ActionKind;
import dev.baton.env.Charge;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Outcome;
import dev.baton.env.Predictor;
import dev.baton.env.Stepper;
import dev.baton.env.TestEnvironments;
import dev.baton.nn.MlpSpec;
import dev.baton.nn.pass.DoubleMlp;
import dev.baton.nn.pass.Initialization;
import dev.baton.run.Evaluation;
import dev.baton.run.EvaluationResult;
import dev.baton.run.Execution;
import dev.baton.testing.TestSeed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PolicyGradientTest {
    private static final int GROUPS = 200;
    private static final int GROUP = 256;

    /** Two steps at most; a careful action that may fail and a bold one that may make things worse. */
    private static EnvSpec twoSteps() {
        Outcome solved = new Outcome(0.6, false, List.of(1.0), List.of(-2.0));
        Outcome worse = new Outcome(0.4, false, List.of(1.0), List.of(0.5));
        return TestEnvironments.tiny(
                2.5, 2, Charge.TERMINAL, Predictor.NOMINAL,
                TestEnvironments.tool("careful", 0.5, 0.25, 0.3, -1),
                new Action("bold", ActionKind.REASON, 1, 0.5, List.of(solved, worse)));
    }

    /** J(π) from a state of {@link #twoSteps} by enumeration of actions and outcomes, in double, costs written out. */
    private static double expectedCost(
            DoubleMlp mlp, double[] parameters, double z, double latency, double money, int t) {
        double[] logits = mlp.forward(parameters, new double[] {z, latency, money, z > 1 ? 1 : 0, t / 2.0});
        double e0 = Math.exp(logits[0]);
        double e1 = Math.exp(logits[1]);
        // A failure is charged 1, and 1 more for the distance to the plan; the bold outcome is 2.5 off the plan.
        double careful = 0.75
                + 0.3 * (2 + after(mlp, parameters, z, latency + 0.5, money + 0.25, t + 1))
                + 0.7 * after(mlp, parameters, z - 1, latency + 0.5, money + 0.25, t + 1);
        double bold = 1.5
                + 0.6 * after(mlp, parameters, z - 2, latency + 1, money + 0.5, t + 1)
                + 0.4 * (2.5 + after(mlp, parameters, z + 0.5, latency + 1, money + 0.5, t + 1));
        return (e0 * careful + e1 * bold) / (e0 + e1);
    }

    private static double after(DoubleMlp mlp, double[] parameters, double z, double latency, double money, int t) {
        return t == 2 || z <= 1 ? Math.max(0, z - 1) : expectedCost(mlp, parameters, z, latency, money, t);
    }

    /**
     * The mean of the estimates over 51,200 episodes is the exact gradient within 5 of its standard errors for each of
     * 26 parameters: false alarm 3e-5 per case. Neither the baseline nor the reward-to-go changes the expectation.
     */
    @ParameterizedTest
    @CsvSource({
        "SIMD, true, true", "SCALAR, true, true", "SIMD, false, true", "SCALAR, true, false", "SIMD, false, false",
    })
    void estimatorIsUnbiased(Backend backend, boolean subtract, boolean toGo) {
        EnvSpec env = twoSteps();
        MlpSpec spec = new MlpSpec(5, List.of(3), 2, Activation.TANH);
        float[] parameters = Initialization.glorotUniform(spec, 4);
        for (int p = spec.weightsOf(1); p < spec.biasOf(1); p++) {
            parameters[p] *= 10;
        }
        double[] exact = exactGradient(spec, parameters);
        assertThat(Arrays.stream(exact)).as("a gradient that is not all small").anyMatch(g -> Math.abs(g) > 0.1);
        double[][] baselines = {{0, 0, 1}, {3, 1.5, 2}};
        for (double[] b : baselines) {
            // b_0, b_1 and the scale of the advantages.
            RunningBaseline baseline = new RunningBaseline(2, 0.9);
            baseline.update(new long[] {1, 1}, new double[] {b[0], b[1]}, 2 * b[2] * b[2]);
            TrainingWorker<EpisodeBatch> worker = new TrainingWorker<>(
                    Stepper.of(backend, new EnvTables(env)), spec, parameters, new Execution(backend, 1, 64), GROUP,
                    subtract, toGo, new MissPrice());
            long seed = TestSeed.value(PolicyGradientTest.class);
            double[] sum = new double[parameters.length];
            double[] square = new double[parameters.length];
            float[] gradient = new float[parameters.length];
            for (int group = 0; group < GROUPS; group++) {
                worker.begin(1, baseline, 0f);
                worker.clear();
                worker.run(seed, group * GROUP, GROUP, true, new BlockSums(2));
                worker.finish(gradient);
                for (int p = 0; p < gradient.length; p++) {
                    double estimate = gradient[p] * b[2] / GROUP;
                    sum[p] += estimate;
                    square[p] += estimate * estimate;
                }
            }
            for (int p = 0; p < gradient.length; p++) {
                double mean = sum[p] / GROUPS;
                double error = Math.sqrt(Math.max(0, square[p] / GROUPS - mean * mean) / GROUPS);
                assertThat(mean).as("parameter %d", p).isCloseTo(exact[p], within(5 * error + 1e-6));
                assertThat(error).as("standard error of parameter %d", p).isLessThan(0.02);
            }
        }
    }

    private static double[] exactGradient(MlpSpec spec, float[] parameters) {
        DoubleMlp mlp = new DoubleMlp(spec);
        double[] theta = DoubleMlp.widen(parameters);
        double[] gradient = new double[theta.length];
        for (int p = 0; p < theta.length; p++) {
            double kept = theta[p];
            theta[p] = kept + 1e-5;
            double above = expectedCost(mlp, theta, 2.5, 0, 0, 0);
            theta[p] = kept - 1e-5;
            double below = expectedCost(mlp, theta, 2.5, 0, 0, 0);
            theta[p] = kept;
            gradient[p] = (above - below) / 2e-5;
        }
        return gradient;
    }

    /** z 4 → 3 → 2 → 1 at a latency of 1 and g 2, 1, 0: step costs 3, 2, 1, so rewards-to-go 6, 3, 1. */
    @ParameterizedTest
    @EnumSource
    void rewardToGoByHand(Backend backend) {
        EnvSpec env = TestEnvironments.tiny(
                4, 5, Charge.STEP, Predictor.NOMINAL, TestEnvironments.sure("a", ActionKind.TOOL, 1, 0, -1));
        MlpSpec spec = new MlpSpec(5, List.of(), 1, Activation.TANH);
        TrainingWorker<EpisodeBatch> worker = new TrainingWorker<>(
                Stepper.of(backend, new EnvTables(env)), spec, new float[spec.parameterCount()],
                new Execution(backend, 1, 16), 48, true, true, new MissPrice());
        RunningBaseline baseline = new RunningBaseline(5, 0.5);
        baseline.update(new long[] {1, 1, 1, 0, 0}, new double[] {5, 3.5, 1, 0, 0}, 3);
        BlockSums sums = new BlockSums(5);
        worker.begin(1, baseline, 0f);
        worker.run(0, 0, 21, true, sums);
        assertThat(sums.count).containsExactly(21, 21, 21, 0, 0);
        assertThat(sums.sum).containsExactly(21 * 6, 21 * 3, 21, 0, 0);
        assertThat(sums.squares).isEqualTo(21 * (1 + 0.25));
        assertThat(sums.totalCost).isEqualTo(21 * 6);
        assertThat(sums.successes).isEqualTo(21);
        assertThat(sums.samples()).isEqualTo(63);
    }

    /**
     * The same episodes; without reward-to-go every step answers for the whole 6. The sums stay around the baseline.
     */
    @ParameterizedTest
    @CsvSource({"true, true", "false, true", "true, false", "false, false"})
    void variantsByHand(boolean subtract, boolean toGo) {
        EnvSpec env = TestEnvironments.tiny(
                4, 5, Charge.STEP, Predictor.NOMINAL,
                TestEnvironments.sure("a", ActionKind.TOOL, 1, 0, -1),
                TestEnvironments.sure("b", ActionKind.TOOL, 1, 0, -1));
        MlpSpec spec = new MlpSpec(5, List.of(), 2, Activation.TANH);
        TrainingWorker<EpisodeBatch> worker = new TrainingWorker<>(
                Stepper.of(Backend.SCALAR, new EnvTables(env)), spec, new float[spec.parameterCount()],
                new Execution(Backend.SCALAR, 1, 16), 48, subtract, toGo, new MissPrice());
        RunningBaseline baseline = new RunningBaseline(5, 0.5);
        // b = 5, 3.5, 1 and a scale of 1.
        baseline.update(new long[] {1, 1, 1, 0, 0}, new double[] {5, 3.5, 1, 0, 0}, 3);
        BlockSums sums = new BlockSums(5);
        worker.begin(1, baseline, 0f);
        worker.run(0, 0, 1, true, sums);
        assertThat(sums.sum).containsExactly(toGo ? new double[] {6, 3, 1, 0, 0} : new double[] {6, 6, 6, 0, 0});
        assertThat(sums.squares).isEqualTo(toGo ? 1 + 0.25 : 1 + 6.25 + 25);
        // Both actions are as likely, so a weight w moves the bias of the action taken by w/2 and of the other by -w/2.
        float[] gradient = new float[spec.parameterCount()];
        worker.finish(gradient);
        double[] b = subtract ? new double[] {5, 3.5, 1} : new double[3];
        double[] returns = toGo ? new double[] {6, 3, 1} : new double[] {6, 6, 6};
        List<Double> possible = new ArrayList<>();
        for (int signs = 0; signs < 8; signs++) {
            double sum = 0;
            for (int t = 0; t < 3; t++) {
                sum += (signs >> t & 1) * (returns[t] - b[t]) - (returns[t] - b[t]) / 2;
            }
            possible.add(sum);
        }
        double found = gradient[spec.biasOf(0)];
        assertThat(possible).anySatisfy(sum -> assertThat(found).isCloseTo(sum, within(1e-5)));
        assertThat(gradient[spec.biasOf(0) + 1]).isCloseTo((float) -found, within(1e-5f));
    }

    private static TrainConfig config(int episodes, int perUpdate) {
        return new TrainConfig(3, episodes, perUpdate, List.of(4), Activation.TANH, 0.01, 0.01, 0.9, 1);
    }

    @Test
    void theLastUpdateHasTheRest() {
        List<UpdateMetrics> metrics = new ArrayList<>();
        try (PolicyGradientTrainer trainer =
                new PolicyGradientTrainer(TestEnvironments.paper(), config(70, 32), Execution.of(1))) {
            assertThat(trainer.finished()).isFalse();
            trainer.train(metrics::add);
            assertThat(trainer.finished()).isTrue();
        }
        assertThat(metrics).extracting(UpdateMetrics::update).containsExactly(1, 2, 3);
        assertThat(metrics).extracting(UpdateMetrics::episodes).containsExactly(32L, 64L, 70L);
    }

    @Test
    void metricsDescribeTheEpisodes() {
        EnvSpec env = TestEnvironments.tiny(
                3, 10, Charge.TERMINAL, Predictor.NOMINAL,
                TestEnvironments.sure("a", ActionKind.TOOL, 2, 0.5, -1),
                TestEnvironments.sure("b", ActionKind.TOOL, 2, 0.5, -1));
        try (PolicyGradientTrainer trainer = new PolicyGradientTrainer(env, config(64, 64), Execution.of(1))) {
            assertThat(trainer.update()).as("steps").isEqualTo(128);
            UpdateMetrics metrics = trainer.metrics();
            assertThat(metrics.totalCost()).isEqualTo(5);
            assertThat(metrics.successRate()).isEqualTo(1);
            assertThat(metrics.steps()).isEqualTo(2);
        }
    }

    @Test
    void anUpdateWithoutStepsLearnsNothing() {
        try (PolicyGradientTrainer trainer =
                new PolicyGradientTrainer(TestEnvironments.solved(), config(64, 32), Execution.of(1))) {
            float[] before = trainer.policy().parameters();
            assertThat(trainer.update()).isZero();
            assertThat(trainer.policy().parameters()).isEqualTo(before);
            assertThat(trainer.metrics()).isEqualTo(new UpdateMetrics(1, 32, 0, 1, 0, 0));
        }
    }

    @Test
    void aFinishedTrainingStaysAsItIs() {
        EnvSpec env = TestEnvironments.tiny(
                3, 3, Charge.TERMINAL, Predictor.NOMINAL, TestEnvironments.sure("a", ActionKind.TOOL, 1, 1, -1));
        try (PolicyGradientTrainer trainer = new PolicyGradientTrainer(env, config(32, 32), Execution.of(1))) {
            assertThat(trainer.update()).isPositive();
            assertThat(trainer.finished()).isTrue();
            assertThat(trainer.update()).isZero();
            assertThat(trainer.metrics().update()).isEqualTo(1);
        }
    }

    @Test
    void anOverflowIsAnError() {
        try (PolicyGradientTrainer trainer = new PolicyGradientTrainer(
                TestEnvironments.overflowing(), config(64, 32), Execution.of(1))) {
            assertThatThrownBy(trainer::update)
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessageStartingWith("gradient: expected finite numbers, found ");
        }
    }

    /**
     * Blocks of 288 episodes, fewer where the record of a block would exceed 64 MiB, in steps of half and down to a
     * multiple of
     * 16. An episode is recorded with 4 H (inputs + outputs + 3) bytes.
     */
    @Test
    void blocksFitTheirRecord() {
        MlpSpec paper = new MlpSpec(11, List.of(64), 5, Activation.TANH);
        assertThat(TrainingWorker.blockSize(TestEnvironments.paper().horizon(), paper, 1_000)).isEqualTo(288);
        assertThat(TrainingWorker.blockSize(TestEnvironments.paper().horizon(), paper, 288)).isEqualTo(288);
        assertThat(TrainingWorker.blockSize(TestEnvironments.paper().horizon(), paper, 33)).isEqualTo(48);
        assertThat(TrainingWorker.blockSize(TestEnvironments.paper().horizon(), paper, 1)).isEqualTo(16);
        EnvSpec longest = TestEnvironments.tiny(
                3, 1024, Charge.TERMINAL, Predictor.NONE, TestEnvironments.sure("a", ActionKind.TOOL, 1, 0, 0));
        // 288 episodes of 4 · 1024 · 56 bytes are 63 MiB, of 4 · 1024 · 57 bytes 64.1 MiB.
        assertThat(TrainingWorker.blockSize(longest.horizon(), new MlpSpec(41, List.of(8), 2, Activation.TANH), 1_000))
                .isEqualTo(288);
        assertThat(TrainingWorker.blockSize(longest.horizon(), new MlpSpec(41, List.of(9), 2, Activation.TANH), 1_000))
                .isEqualTo(144);
        // 144 of 4 · 1024 · 203 bytes are 114 MiB, 72 come down to 64: 50.8 MiB.
        assertThat(TrainingWorker.blockSize(longest.horizon(), new MlpSpec(100, List.of(), 50, Activation.TANH), 1_000))
                .isEqualTo(64);
        // 64 of 4 · 1024 · 256 bytes are 64 MiB, which is not too much.
        assertThat(TrainingWorker.blockSize(longest.horizon(), new MlpSpec(147, List.of(), 53, Activation.TANH), 1_000))
                .isEqualTo(64);
        // 32 of 4 · 1024 · 6003 bytes are 750 MiB; 16 is the least, whatever it takes.
        assertThat(TrainingWorker.blockSize(
                        longest.horizon(), new MlpSpec(4_000, List.of(), 1_000, Activation.TANH), 1_000))
                .isEqualTo(16);
    }

    @Test
    void learnsToPreferTheCheaperAction() {
        EnvSpec env = TestEnvironments.tiny(
                3, 4, Charge.TERMINAL, Predictor.NONE,
                TestEnvironments.sure("dear", ActionKind.TOOL, 2, 0, -0.5),
                TestEnvironments.sure("cheap", ActionKind.TOOL, 1, 0, -0.5));
        TrainConfig config = new TrainConfig(1, 3_200, 32, List.of(), Activation.TANH, 0.05, 0, 0.9, 1);
        try (PolicyGradientTrainer trainer = new PolicyGradientTrainer(env, config, Execution.of(1))) {
            EvaluationResult result = Evaluation.run(env, trainer.train(m -> {}), 0, 100, Execution.of(1));
            assertThat(result.totalCost()).isEqualTo(4);
        }
    }
}
