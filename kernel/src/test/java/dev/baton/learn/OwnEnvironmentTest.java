package dev.baton.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.dynamics.Draws;
import dev.baton.dynamics.DynamicsBatch;
import dev.baton.dynamics.DynamicsSimulation;
import dev.baton.dynamics.Walk;
import dev.baton.nn.MlpSpec;
import dev.baton.nn.pass.Initialization;
import dev.baton.policy.MlpPolicy;
import dev.baton.run.EpisodeTotals;
import dev.baton.run.Evaluation;
import dev.baton.run.Execution;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The trainers in an environment that is a host's own. */
class OwnEnvironmentTest {
    private static final List<Execution> EXECUTIONS = List.of(
            new Execution(Backend.SCALAR, 1, 48),
            new Execution(Backend.SCALAR, 3, 16),
            new Execution(Backend.preferred(), 1, 1152),
            new Execution(Backend.preferred(), 2, 32));

    private static TrainConfig config(int episodes, int perUpdate) {
        return new TrainConfig(3, episodes, perUpdate, List.of(11), Activation.TANH, 0.02, 0.01, 0.9, 1.0);
    }

    private static PpoConfig ppo(TrainConfig config) {
        return new PpoConfig(config, 3, 4, 0.2, 0.9, List.of(9), 0.02);
    }

    private static EpisodeLearner learner(boolean ppo, int episodes, Execution execution) {
        TrainConfig config = config(episodes, 350);
        return ppo
                ? new PpoTrainer(new Walk(), ppo(config), execution)
                : new PolicyGradientTrainer(new Walk(), config, execution);
    }

    @Test
    @Tag("bits")
    void bitsDoNotDependOnTheExecution() {
        for (boolean ppo : new boolean[] {true, false}) {
            float[] first = null;
            UpdateMetrics metrics = null;
            double[] costs = null;
            for (Execution execution : EXECUTIONS) {
                try (EpisodeLearner learner = learner(ppo, 700, execution)) {
                    while (!learner.finished()) {
                        assertThat(learner.update()).isPositive();
                    }
                    EpisodeTotals totals = Evaluation.episodes(new Walk(), learner.policy(), 8, 1, 333, execution);
                    if (first == null) {
                        first = learner.policy().parameters();
                        metrics = learner.metrics();
                        costs = totals.cost;
                    }
                    assertThat(learner.policy().parameters()).as("%s", execution).isEqualTo(first);
                    assertThat(learner.metrics()).as("%s", execution).isEqualTo(metrics);
                    assertThat(totals.cost).as("%s", execution).isEqualTo(costs);
                }
            }
        }
    }

    @Test
    void aTrainingThatWasPutDownEndsTheSame() {
        for (boolean ppo : new boolean[] {true, false}) {
            try (EpisodeLearner whole = learner(ppo, 700, EXECUTIONS.get(0));
                    EpisodeLearner resumed = learner(ppo, 700, EXECUTIONS.get(3))) {
                whole.update();
                resumed.restore(whole.save());
                whole.update();
                resumed.update();
                assertThat(resumed.policy().parameters()).isEqualTo(whole.policy().parameters());
                assertThat(resumed.metrics()).isEqualTo(whole.metrics());
            }
        }
    }

    @Test
    void whatIsLearnedIsBetterThanChance() {
        double goal = 0.7;
        for (boolean ppo : new boolean[] {true, false}) {
            try (EpisodeLearner learner = learner(ppo, 1_400, Execution.of(1))) {
                double before = success(learner.policy());
                while (!learner.finished()) {
                    learner.update();
                }
                assertThat(before).isLessThan(goal);
                assertThat(success(learner.policy())).isGreaterThan(goal);
            }
        }
    }

    private static double success(MlpPolicy policy) {
        return Evaluation.episodes(new Walk(), policy, 8, 0, 500, Execution.of(1)).successRate();
    }

    /**
     * GAE with a discount and V of the last state after a truncation, from the definition A_t = Σ_l (γ λ)^l δ_(t+l), in
     * double, with values from a network that is run apart from the trainer's record.
     */
    @ParameterizedTest
    @EnumSource
    void advantagesLookBeyondATruncation(Backend backend) {
        int episodes = 70;
        double mean = 3;
        double scale = 2.5;
        double lambda = 0.8;
        double gamma = 0.9;
        MlpSpec spec = new MlpSpec(2, List.of(6), 3, Activation.TANH);
        MlpSpec valueSpec = new MlpSpec(2, List.of(5), 1, Activation.RELU);
        float[] parameters = Initialization.glorotUniform(spec, 1);
        float[] valueParameters = Initialization.glorotUniformValue(valueSpec, 1);
        DynamicsSimulation simulation = new DynamicsSimulation(new Walk(), backend);
        PpoRecord record = new PpoRecord(simulation, 2, episodes);
        PpoWorker<DynamicsBatch> worker = new PpoWorker<>(
                simulation, spec, parameters, valueSpec, valueParameters, record, new MissPrice(),
                new Execution(backend, 1, 16));
        double[] sums = new double[2 * PpoRecord.SUMS];
        worker.run(4, 20, episodes, 1, sums);
        worker.advantages(1, (float) mean, (float) scale, lambda, sums);

        double[][] value = new double[10][episodes];
        boolean[] truncated = new boolean[episodes];
        int[] steps = new int[episodes];
        float[][] cost = new float[9][episodes];
        replay(simulation, record, episodes, cost, steps, truncated, value, valueSpec, valueParameters, mean, scale);
        int beyond = 0;
        for (int t = 0; t < 9; t++) {
            int column = record.column(1, t);
            for (int n = 0; n < record.live[9 + t]; n++) {
                int e = record.slot[column + n];
                double expected = 0;
                for (int l = 0; t + l < steps[e]; l++) {
                    boolean last = t + l == steps[e] - 1;
                    double next = last && !truncated[e] ? 0 : value[t + l + 1][e];
                    expected += Math.pow(gamma * lambda, l) * (cost[t + l][e] + gamma * next - value[t + l][e]);
                }
                int at = record.samples.at((column + n) / 48, 2) + (column + n) % 48;
                assertThat((double) record.samples.values[at + 2 * 48]).isCloseTo(expected, within(1e-4));
                beyond += truncated[e] ? 1 : 0;
            }
        }
        assertThat(beyond).as("samples of truncated episodes").isGreaterThan(50);
        assertThat(Arrays.stream(steps).filter(s -> s < 9).count()).as("episodes that ended").isGreaterThan(5);
    }

    /** Runs the record's episodes again with its actions and computes V of every state, in double. */
    private static void replay(
            DynamicsSimulation simulation,
            PpoRecord record,
            int episodes,
            float[][] cost,
            int[] steps,
            boolean[] truncated,
            double[][] value,
            MlpSpec valueSpec,
            float[] valueParameters,
            double mean,
            double scale) {
        DynamicsBatch batch = simulation.newBatch(episodes, false);
        float[] seen = new float[2 * batch.stride];
        batch.assign(4, EpisodeKind.TRAINING, 20, episodes);
        simulation.start(batch, 0, episodes);
        for (int t = 0; t < 10; t++) {
            simulation.observe(batch, 0, episodes, seen, 0, batch.stride);
            for (int e = 0; e < episodes; e++) {
                double x = seen[e];
                double y = seen[batch.stride + e];
                value[t][e] = mean + scale * output(valueSpec, valueParameters, x, y);
            }
            if (t == 9) {
                return;
            }
            int column = record.column(1, t);
            for (int n = 0; n < record.live[9 + t]; n++) {
                int e = record.slot[column + n];
                batch.action[e] =
                        (int) record.samples.values[record.samples.at((column + n) / 48, 2) + (column + n) % 48];
            }
            simulation.step(batch, 0, episodes);
            for (int e = 0; e < episodes; e++) {
                cost[t][e] = batch.cost[e];
                if (steps[e] == 0 && batch.ended[e] != DynamicsBatch.RUNNING) {
                    steps[e] = t + 1;
                    truncated[e] = batch.truncated(e);
                }
            }
        }
    }

    /** The network of the values in double. */
    private static double output(MlpSpec spec, float[] parameters, double x, double y) {
        double out = parameters[spec.biasOf(1)];
        for (int h = 0; h < 5; h++) {
            double sum = parameters[spec.biasOf(0) + h]
                    + parameters[spec.weightsOf(0) + 2 * h] * x
                    + parameters[spec.weightsOf(0) + 2 * h + 1] * y;
            out += parameters[spec.weightsOf(1) + h] * Math.max(0, sum);
        }
        return out;
    }

    /** Three steps that cost 1, γ = ½: 1.75, 1.5 and 1 to go, and 1.75 at every step where the whole episode counts. */
    @Test
    void discountedReturnsByHand() {
        Walk dear = new Walk() {
            @Override
            public int horizon() {
                return 3;
            }

            @Override
            public double discount() {
                return 0.5;
            }

            @Override
            public void step(DynamicsBatch batch, Draws draws, int from, int to) {
                Arrays.fill(batch.cost, from, to, 1);
            }
        };
        MlpSpec spec = new MlpSpec(2, List.of(), 3, Activation.TANH);
        for (boolean toGo : new boolean[] {true, false}) {
            TrainingWorker<DynamicsBatch> worker = new TrainingWorker<>(
                    new DynamicsSimulation(dear, Backend.SCALAR), spec, new float[spec.parameterCount()],
                    new Execution(Backend.SCALAR, 1, 16), 16, false, toGo, new MissPrice());
            worker.begin(1, new RunningBaseline(3, 0.5), 0);
            worker.clear();
            BlockSums sums = new BlockSums(3);
            worker.run(1, 0, 10, false, sums);
            assertThat(sums.count).containsExactly(10, 10, 10);
            double[] expected = toGo ? new double[] {17.5, 15, 10} : new double[] {17.5, 17.5, 17.5};
            assertThat(sums.sum).containsExactly(expected);
            assertThat(sums.totalCost).as("undiscounted").isEqualTo(30);
            assertThat(sums.successes).isZero();
        }
    }

    @Test
    void aRuleIsEvaluatedLikeAPolicy() {
        EpisodeTotals right = Evaluation.episodes(
                new Walk(), (batch, from, to) -> Arrays.fill(batch.action, from, to, 2), 8, 0, 400, Execution.of(2));
        assertThat(right.successRate()).isGreaterThan(0.95);
        assertThat(right.meanSteps()).isBetween(2.0, 5.0);
        assertThat(right.meanCost()).isCloseTo(0.3125 * right.meanSteps(), within(0.1));
        EpisodeTotals none = Evaluation.episodes(new Walk(), (batch, from, to) -> {}, 8, 0, 0, Execution.of(2));
        assertThat(none.episodes()).isZero();
        assertThat(none.meanCost()).isNaN();
    }

    @Test
    void aPolicyOfAnotherShapeIsRefused() {
        MlpSpec spec = new MlpSpec(3, List.of(), 3, Activation.TANH);
        MlpPolicy policy = new MlpPolicy(spec, new float[spec.parameterCount()]);
        assertThatThrownBy(() -> Evaluation.episodes(new Walk(), policy, 0, 0, 1, Execution.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("policy: expected 2 inputs and 3 outputs for environment walk, found 3 and 3");
    }

    @Test
    void aHorizonThatFitsNoArrayIsRefused() {
        Walk endless = new Walk() {
            @Override
            public int horizon() {
                return MAX_HORIZON;
            }

            @Override
            public int observationSize() {
                return 300;
            }
        };
        assertThatThrownBy(() -> new PolicyGradientTrainer(endless, config(10, 10), Execution.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("horizon of walk: expected one whose steps of 16 episodes fit in 8 GB, found 1000000 with"
                        + " 300 features and 3 actions");
        assertThatThrownBy(() -> new PpoTrainer(endless, ppo(config(3000, 3000)), Execution.of(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
