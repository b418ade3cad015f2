package dev.baton.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.descent.SampleSet;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.KnownWorlds;
import dev.baton.env.Stepper;
import dev.baton.exact.ExactSolver;
import dev.baton.exact.OptimalPolicy;
import dev.baton.nn.MlpSpec;
import dev.baton.nn.pass.DoubleMlp;
import dev.baton.nn.pass.Initialization;
import dev.baton.ops.Lanes;
import dev.baton.policy.RandomPolicy;
import dev.baton.rng.Uniforms;
import dev.baton.run.Execution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Learning where actions become unavailable: agent-loop, whose searches are limited to three. */
class MaskedLearningTest {
    private static final EnvSpec ENV = KnownWorlds.agentLoop(8);
    private static final int EPISODES = 96;
    private static final long SEED = 5;
    private static final double BONUS = 0.05;
    private static final double RATE = 1e-3;
    private static final MlpSpec SHAPE =
            new MlpSpec(ENV.observationSize(), List.of(4), ENV.actionCount(), Activation.TANH);

    /** One step of an episode. */
    private record Step(int episode, int t, double[] features, boolean[] allowed, int action, double cost) {}

    /**
     * Runs the first training episodes with the initial policy sampled, in double: masks, softmax and choice written
     * out.
     */
    private static List<Step> steps(float[] parameters) {
        DoubleMlp mlp = new DoubleMlp(SHAPE);
        double[] theta = DoubleMlp.widen(parameters);
        EnvTables tables = new EnvTables(ENV);
        Stepper stepper = Stepper.of(Backend.SCALAR, tables);
        EpisodeBatch batch = new EpisodeBatch(tables, EPISODES, false);
        batch.assign(SEED, EpisodeKind.TRAINING, 0, EPISODES);
        stepper.start(batch, 0, EPISODES);
        float[] x = new float[SHAPE.inputs() * batch.stride];
        boolean[] over = new boolean[EPISODES];
        List<Step> steps = new ArrayList<>();
        for (int t = 0; t < ENV.horizon(); t++) {
            stepper.observe(batch, 0, EPISODES, x, 0, batch.stride);
            stepper.draw(batch, 0, EPISODES);
            List<Step> present = new ArrayList<>();
            for (int n = 0; n < EPISODES; n++) {
                double[] features = new double[SHAPE.inputs()];
                boolean[] allowed = new boolean[ENV.actionCount()];
                for (int f = 0; f < features.length; f++) {
                    features[f] = x[f * batch.stride + n];
                }
                for (int k = 0; k < allowed.length; k++) {
                    int most = ENV.actions().get(k).maxCalls();
                    int action = k;
                    int episode = n;
                    long calls = steps.stream()
                            .filter(s -> s.episode == episode && s.action == action)
                            .count();
                    allowed[k] = most == 0 || calls < most;
                }
                double[] p = softmax(mlp.forward(theta, features), allowed);
                double u = Uniforms.positive(batch.actionWord[n]);
                int chosen = 0;
                double sum = p[0];
                while (u >= sum) {
                    sum += p[++chosen];
                }
                assertThat(Math.abs(u - sum)).as("a choice that rounding cannot change").isGreaterThan(1e-6);
                batch.action[n] = over[n] ? 4 : chosen;
                present.add(new Step(n, t, features, allowed, chosen, 0));
            }
            stepper.step(batch, 0, EPISODES);
            for (int n = 0; n < EPISODES; n++) {
                if (!over[n]) {
                    Step s = present.get(n);
                    steps.add(new Step(n, t, s.features, s.allowed, s.action, batch.cost[n]));
                }
                over[n] |= batch.ended[n] != 0;
            }
        }
        assertThat(steps).as("steps at which an action was not available").anyMatch(s -> !s.allowed[0]);
        return steps;
    }

    private static double[] softmax(double[] logits, boolean[] allowed) {
        double[] p = new double[logits.length];
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            p[k] = allowed[k] ? Math.exp(logits[k]) : 0;
            sum += p[k];
        }
        for (int k = 0; k < p.length; k++) {
            p[k] /= sum;
        }
        return p;
    }

    /** The gradient of Σ w log π(a) − β Σ H, divided by the number of steps, by central differences. */
    private static double[] gradient(List<Step> steps, double[] weight, float[] parameters, boolean ratio) {
        DoubleMlp mlp = new DoubleMlp(SHAPE);
        double[] theta = DoubleMlp.widen(parameters);
        double[] old = new double[steps.size()];
        Arrays.setAll(old, i -> probability(mlp, theta, steps.get(i)));
        double[] gradient = new double[theta.length];
        for (int p = 0; p < theta.length; p++) {
            double kept = theta[p];
            theta[p] = kept + 1e-5;
            double above = loss(mlp, theta, steps, weight, old, ratio);
            theta[p] = kept - 1e-5;
            double below = loss(mlp, theta, steps, weight, old, ratio);
            theta[p] = kept;
            gradient[p] = (above - below) / 2e-5 / steps.size();
        }
        return gradient;
    }

    private static double probability(DoubleMlp mlp, double[] theta, Step s) {
        return softmax(mlp.forward(theta, s.features), s.allowed)[s.action];
    }

    private static double loss(
            DoubleMlp mlp, double[] theta, List<Step> steps, double[] weight, double[] old, boolean ratio) {
        double loss = 0;
        for (int i = 0; i < weight.length; i++) {
            Step s = steps.get(i);
            double[] p = softmax(mlp.forward(theta, s.features), s.allowed);
            double entropy = 0;
            for (double q : p) {
                entropy -= q > 0 ? q * Math.log(q) : 0;
            }
            double gain = ratio ? p[s.action] / old[i] : Math.log(p[s.action]);
            loss += weight[i] * gain - BONUS * entropy;
        }
        return loss;
    }

    /** A first step of Adam goes by the learning rate against the sign of every derivative. */
    private static void assertStep(double[] gradient, float[] before, float[] after, double norm) {
        double square = 0;
        int moved = 0;
        for (int p = 0; p < gradient.length; p++) {
            square += gradient[p] * gradient[p];
            if (Math.abs(gradient[p]) > 1e-5) {
                assertThat((double) after[p] - before[p]).as("parameter %d", p)
                        .isCloseTo(-Math.signum(gradient[p]) * RATE, within(RATE * 1e-2));
                moved++;
            }
        }
        assertThat(moved).isGreaterThan(gradient.length / 2);
        assertThat(norm).isCloseTo(Math.sqrt(square), within(2e-4 * Math.sqrt(square)));
    }

    private static TrainConfig config(int episodes) {
        return new TrainConfig(SEED, episodes, EPISODES, List.of(4), Activation.TANH, RATE, BONUS, 0.9, 1e9);
    }

    private static double[] costsToGo(List<Step> steps) {
        double[] next = new double[EPISODES];
        double[] toGo = new double[steps.size()];
        for (int i = toGo.length - 1; i >= 0; i--) {
            next[steps.get(i).episode] += steps.get(i).cost;
            toGo[i] = next[steps.get(i).episode];
        }
        return toGo;
    }

    @ParameterizedTest
    @EnumSource
    void anUpdateOfPolicyGradientIsThatOfTheTwin(Backend backend) {
        float[] parameters = Initialization.glorotUniform(SHAPE, SEED);
        List<Step> steps = steps(parameters);
        double[] toGo = costsToGo(steps);
        double[] sum = new double[ENV.horizon()];
        double[] count = new double[ENV.horizon()];
        for (int i = 0; i < toGo.length; i++) {
            sum[steps.get(i).t] += toGo[i];
            count[steps.get(i).t]++;
        }
        double[] weight = new double[toGo.length];
        double squares = 0;
        for (int i = 0; i < toGo.length; i++) {
            weight[i] = toGo[i] - sum[steps.get(i).t] / count[steps.get(i).t];
            squares += weight[i] * weight[i];
        }
        double scale = Math.sqrt(squares / toGo.length);
        double[] scaled = Arrays.stream(weight).map(w -> w / scale).toArray();
        double[] gradient = gradient(steps, scaled, parameters, false);
        try (PolicyGradientTrainer trainer =
                new PolicyGradientTrainer(ENV, config(EPISODES), new Execution(backend, 1, 32))) {
            assertThat(trainer.update()).isEqualTo(steps.size());
            assertStep(gradient, parameters, trainer.policy().parameters(), trainer.metrics().gradientNorm());
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUpdateOfPpoIsThatOfTheTwin(Backend backend) {
        double lambda = 0.8;
        float[] parameters = Initialization.glorotUniform(SHAPE, SEED);
        List<Step> steps = steps(parameters);
        double[] toGo = costsToGo(steps);
        double mean = Arrays.stream(toGo).average().orElseThrow();
        double spread = spread(toGo);
        MlpSpec valueShape = new MlpSpec(SHAPE.inputs(), List.of(3), 1, Activation.RELU);
        DoubleMlp value = new DoubleMlp(valueShape);
        double[] valueParameters =
                DoubleMlp.widen(Initialization.glorotUniformValue(valueShape, SEED));
        double[] next = new double[EPISODES];
        double[] nextAdvantage = new double[EPISODES];
        double[] advantage = new double[steps.size()];
        for (int i = advantage.length - 1; i >= 0; i--) {
            Step s = steps.get(i);
            double v = mean + spread * value.forward(valueParameters, s.features)[0];
            nextAdvantage[s.episode] = s.cost + next[s.episode] - v + lambda * nextAdvantage[s.episode];
            next[s.episode] = v;
            advantage[i] = nextAdvantage[s.episode];
        }
        double middle = Arrays.stream(advantage).average().orElseThrow();
        double width = spread(advantage);
        double[] scaled = Arrays.stream(advantage).map(a -> (a - middle) / width).toArray();
        double[] gradient = gradient(steps, scaled, parameters, true);
        PpoConfig config = new PpoConfig(config(EPISODES), 1, 1, 0.2, lambda, List.of(3), 0.01);
        try (PpoTrainer trainer = new PpoTrainer(ENV, config, new Execution(backend, 1, 32))) {
            assertThat(trainer.update()).isEqualTo(steps.size());
            assertStep(gradient, parameters, trainer.policy().parameters(), trainer.metrics().gradientNorm());
        }
    }

    private static double spread(double[] x) {
        double mean = Arrays.stream(x).average().orElseThrow();
        return Math.sqrt(Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
    }

    /** Every learner, at other tiles and thread counts and on the other backend. */
    @Tag("bits")
    @Test
    void everyExecutionLearnsTheSameBits() {
        TrainConfig train = new TrainConfig(SEED, 340, 300, List.of(13), Activation.TANH, 0.01, 0.02, 0.9, 1);
        List<Teacher> teachers =
                List.of(new Teacher.Optimum(new OptimalPolicy(ENV)), new Teacher.Sampled(new RandomPolicy(ENV)));
        List<float[]> first = new ArrayList<>();
        Backend other = Backend.preferred() == Backend.SIMD ? Backend.SCALAR : Backend.SIMD;
        List<Execution> executions = List.of(
                Execution.of(1), new Execution(other, 2, 48), new Execution(Backend.preferred(), 3, 16),
                new Execution(Backend.preferred(), 2, 256));
        for (Execution execution : executions) {
            List<float[]> found = new ArrayList<>();
            try (PolicyGradientTrainer trainer = new PolicyGradientTrainer(ENV, train, execution)) {
                found.add(trainer.train(m -> {}).parameters());
            }
            PpoConfig ppo = new PpoConfig(train, 2, 3, 0.2, 0.9, List.of(5), 0.02);
            try (PpoTrainer trainer = new PpoTrainer(ENV, ppo, execution)) {
                found.add(trainer.train(m -> {}).parameters());
            }
            for (Teacher teacher : teachers) {
                SupervisedConfig supervised = new SupervisedConfig(train, 2, 3);
                try (SupervisedTrainer trainer = new SupervisedTrainer(ENV, teacher, supervised, execution)) {
                    found.add(trainer.train(m -> {}).parameters());
                }
            }
            if (first.isEmpty()) {
                first.addAll(found);
            }
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i)).as("learner %d, %s", i, execution).isEqualTo(first.get(i));
            }
        }
    }

    /** What is tried is uniform among what may be tried, and stands for as many. */
    @ParameterizedTest
    @EnumSource
    void sampledLabelsKeepToTheMask(Backend backend) {
        int episodes = 4800;
        int actions = ENV.actionCount();
        int features = ENV.observationSize();
        SampleSet samples = new SampleSet(SampleSet.chunks(episodes), features, 2 * actions + 1);
        SampledCosts costs = new SampledCosts(episodes, ENV);
        SampledWorker worker = new SampledWorker(
                new EnvTables(ENV), SHAPE, Initialization.glorotUniform(SHAPE, 0), samples,
                new Execution(backend, 1, 16), new RandomPolicy(ENV), costs);
        double[] sums = new double[episodes / 16 * SupervisedWorker.SUMS];
        for (int b = 0; b < episodes / 16; b++) {
            worker.run(SEED, b * 16, 16, b, 0.5, sums);
        }
        costs.label(samples, new RunningBaseline(ENV.horizon(), 0.9), episodes);
        int masked = 0;
        int[] tried = new int[actions];
        for (int e = 0; e < episodes; e++) {
            int at = samples.at(e / Lanes.TILE, features) + e % Lanes.TILE;
            if (costs.action[e] == SampledCosts.NONE) {
                continue;
            }
            float searches = samples.values[samples.at(e / Lanes.TILE, 6) + e % Lanes.TILE];
            for (int k = 0; k < actions; k++) {
                boolean may = k > 0 || searches < 1;
                assertThat(samples.values[at + (actions + k) * Lanes.TILE]).isEqualTo(may ? 1 : 0);
                assertThat(may || samples.values[at + k * Lanes.TILE] == 0).isTrue();
            }
            if (searches == 1) {
                masked++;
                tried[costs.action[e]]++;
            }
        }
        assertThat(masked).isGreaterThan(40);
        assertThat(tried[0]).isZero();
        for (int k = 1; k < actions; k++) {
            // A quarter each, within four standard errors.
            assertThat((double) tried[k] / masked).isCloseTo(0.25, within(4 * Math.sqrt(0.1875 / masked)));
        }
    }

    /** The teacher's costs are the regrets of the information states, and it leads to the optimum's cost. */
    @ParameterizedTest
    @EnumSource
    void theOptimumTeachesInAHiddenWorld(Backend backend) {
        int episodes = 4800;
        int actions = ENV.actionCount();
        int features = ENV.observationSize();
        SampleSet samples = new SampleSet(episodes / 48 * ENV.horizon(), features, 2 * actions + 1);
        OptimumWorker worker = new OptimumWorker(
                new EnvTables(ENV), SHAPE, Initialization.glorotUniform(SHAPE, 0), samples,
                new Execution(backend, 1, 16));
        double[] sums = new double[episodes / 16 * SupervisedWorker.SUMS];
        double cost = 0;
        for (int b = 0; b < episodes / 16; b++) {
            worker.run(SEED, b * 16, 16, b, b % 2, sums);
            cost += b % 2 * sums[b * SupervisedWorker.SUMS + SupervisedWorker.COST];
        }
        // A standard deviation of 0.6 per episode.
        assertThat(cost / (episodes / 2.0)).isCloseTo(1.02918332, within(3 * 0.6 / Math.sqrt(episodes / 2.0)));
        ExactSolver solver = ExactSolver.of(ENV, backend);
        solver.solve(new double[] {3}, 1, 0, 1, null);
        double[] q = new double[actions];
        solver.actionValues(0, 0, ExactSolver.START, q);
        int masked = 0;
        for (int b = 0; b < episodes / 16; b++) {
            for (int t = 0; t < ENV.horizon(); t++) {
                int chunk = b / 3 * ENV.horizon() + t;
                for (int n = 0; n < 16; n++) {
                    int at = samples.at(chunk, features) + b % 3 * 16 + n;
                    if (samples.values[at + 2 * actions * Lanes.TILE] == 0) {
                        continue;
                    }
                    float searches = samples.values[samples.at(chunk, 6) + b % 3 * 16 + n];
                    float least = Float.POSITIVE_INFINITY;
                    for (int k = 0; k < actions; k++) {
                        float regret = samples.values[at + k * Lanes.TILE];
                        boolean may = samples.values[at + (actions + k) * Lanes.TILE] == 1;
                        assertThat(may).isEqualTo(k > 0 || searches < 1);
                        masked += may ? 0 : 1;
                        least = may ? Math.min(least, regret) : least;
                        if (t == 0) {
                            double best = Arrays.stream(q).min().orElseThrow();
                            assertThat(regret).isEqualTo((float) (q[k] - best));
                        }
                    }
                    assertThat(least).as("the regret of the best").isZero();
                }
            }
        }
        assertThat(masked).isGreaterThan(100);
    }
}
