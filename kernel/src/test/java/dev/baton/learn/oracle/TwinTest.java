package dev.baton.learn.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.env.Action;
import dev.baton.env.ActionKind;
import dev.baton.env.Charge;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvironmentOracle.Chooser;
import dev.baton.env.ObservationScales;
import dev.baton.env.Outcome;
import dev.baton.env.Predictor;
import dev.baton.env.StartDistribution;
import dev.baton.env.TestEnvironments;
import dev.baton.exact.OptimalPolicy;
import dev.baton.learn.PolicyGradientTrainer;
import dev.baton.learn.PpoConfig;
import dev.baton.learn.PpoTrainer;
import dev.baton.learn.SupervisedConfig;
import dev.baton.learn.SupervisedTrainer;
import dev.baton.learn.Teacher;
import dev.baton.learn.TrainConfig;
import dev.baton.learn.UpdateMetrics;
import dev.baton.nn.pass.DoubleMlp;
import dev.baton.policy.LatencyPolicy;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.Policy;
import dev.baton.policy.RandomPolicy;
import dev.baton.run.Execution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whole updates of the kernels against their twins in double: every parameter and every metric after each of several
 * updates, up to the last.
 *
 * <p>The tolerance of a number is what rounding may do to it. Four more twins make random errors of up to four
 * roundings wherever a float is stored; the tolerance is ten times the greatest of their distances from the exact twin,
 * and ten times the mean distance of all parameters beside it. No tolerance is wider than a thousandth of the learning
 * rate, which is about what Adam moves a parameter by in one step.
 *
 * <p>A seed under which rounding could turn a decision (the action drawn, a ratio at the bound of the clip, a
 * rectifier's argument at 0, a task vector at its tolerance), or move a parameter by more than the widest tolerance, is
 * passed over for the next one. The twins say so; the kernels have no part in it.
 */
class TwinTest {
    private static final int ROUNDED_TWINS = 4;
    private static final double SAFETY = 10;
    private static final int SEEDS = 1000;
    /** Of Adam: about what a parameter moves by in one step. */
    private static final double RATE = 0.02;
    /** The widest tolerance, and the least distance of a decision. */
    private static final double CLEAR = RATE / 1000;

    /** A trainer of the kernels. */
    private record Trainer(
            Function<Consumer<UpdateMetrics>, MlpPolicy> training, Supplier<MlpPolicy> policy, Runnable end)
            implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }

    /** A way to learn: the twin of a seed, and the trainer of the same seed. */
    private record Method<T extends Twin>(
            BiFunction<Long, Arithmetic, T> twin, BiFunction<Long, Execution, Trainer> trainer) {}

    /** What is compared after an update: the parameters, and behind them the norm of the gradient. */
    private static double[] numbers(double[] parameters, UpdateMetrics metrics) {
        double[] numbers = Arrays.copyOf(parameters, parameters.length + 1);
        numbers[parameters.length] = metrics.gradientNorm();
        return numbers;
    }

    /** Compares the trainer with the twin of the first seed without a close decision, and returns that twin. */
    private static <T extends Twin> T compare(Method<T> method) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            T twin = method.twin().apply(seed, Arithmetic.exact());
            List<UpdateMetrics> metrics = new ArrayList<>();
            List<double[]> expected = new ArrayList<>();
            while (!twin.finished() && twin.arithmetic.closest() > CLEAR) {
                metrics.add(twin.update());
                expected.add(numbers(twin.parameters(), metrics.getLast()));
            }
            if (twin.arithmetic.closest() <= CLEAR) {
                continue;
            }
            List<double[]> tolerances = tolerances(method, seed, expected);
            double widest = tolerances.stream().flatMapToDouble(Arrays::stream).max().orElseThrow();
            if (widest > CLEAR) {
                continue;
            }
            System.out.printf(
                    "TwinTest: seed %d, %d updates, decisions clear by %.1e, widest tolerance %.1e%n", seed,
                    expected.size(), twin.arithmetic.closest(), widest);
            for (Execution execution :
                    List.of(new Execution(Backend.SCALAR, 1, 48), new Execution(Backend.SIMD, 3, 256))) {
                try (Trainer trainer = method.trainer().apply(seed, execution)) {
                    assertSame(trainer, expected, tolerances, metrics);
                }
            }
            return twin;
        }
        return fail("no seed among %d in which rounding decides nothing", SEEDS);
    }

    private static List<double[]> tolerances(Method<?> method, long seed, List<double[]> exact) {
        List<double[]> tolerances = new ArrayList<>();
        exact.forEach(numbers -> tolerances.add(new double[numbers.length]));
        for (int r = 0; r < ROUNDED_TWINS; r++) {
            Twin rounded = method.twin().apply(seed, Arithmetic.rounded(r));
            for (int u = 0; u < exact.size(); u++) {
                UpdateMetrics metrics = rounded.update();
                double[] numbers = numbers(rounded.parameters(), metrics);
                double[] tolerance = tolerances.get(u);
                for (int p = 0; p < tolerance.length; p++) {
                    tolerance[p] = Math.max(tolerance[p], SAFETY * Math.abs(numbers[p] - exact.get(u)[p]));
                }
            }
        }
        for (double[] tolerance : tolerances) {
            double mean = Arrays.stream(tolerance).average().orElseThrow();
            for (int p = 0; p < tolerance.length; p++) {
                tolerance[p] += mean;
            }
        }
        return tolerances;
    }

    private static void assertSame(
            Trainer trainer, List<double[]> expected, List<double[]> tolerances, List<UpdateMetrics> metrics) {
        List<UpdateMetrics> found = new ArrayList<>();
        MlpPolicy trained = trainer.training().apply(m -> {
            int u = found.size();
            double[] numbers = numbers(DoubleMlp.widen(trainer.policy().get().parameters()), m);
            for (int p = 0; p < numbers.length; p++) {
                assertThat(numbers[p])
                        .as("update %d, number %d of %d", u + 1, p, numbers.length)
                        .isCloseTo(expected.get(u)[p], within(tolerances.get(u)[p]));
            }
            UpdateMetrics twin = metrics.get(u);
            assertThat(m.update()).isEqualTo(u + 1).isEqualTo(twin.update());
            assertThat(m.episodes()).isEqualTo(twin.episodes());
            assertThat(m.steps()).isEqualTo(twin.steps());
            assertThat(m.successRate()).isEqualTo(twin.successRate());
            // Costs of some steps in float: a few roundings each.
            assertThat(m.totalCost()).isCloseTo(twin.totalCost(), within(1e-5 * twin.totalCost()));
            found.add(m);
        });
        assertThat(found).hasSameSizeAs(expected);
        assertThat(trained.parameters()).isEqualTo(trainer.policy().get().parameters());
    }

    /** Two dimensions, three actions, failures and drift. */
    private static EnvSpec environment(int horizon, Charge charge) {
        StartDistribution start = new StartDistribution(List.of(0.7, 1.1), List.of(1.9, 1.3), 0.4, 0.3);
        List<Action> actions = List.of(
                TestEnvironments.tool("quick", 0.5, 0.2, 0.2, -0.83, 0.11),
                TestEnvironments.tool("thorough", 1.7, 0.4, 0.1, -0.37, -1.29),
                new Action(
                        "ask",
                        ActionKind.REASON,
                        0.9,
                        0.7,
                        List.of(
                                new Outcome(0.15, true, List.of(1.0, 1.0), List.of(0.0, 0.0)),
                                new Outcome(0.5, false, List.of(1.0, 1.0), List.of(-1.57, -0.43)),
                                new Outcome(0.35, false, List.of(1.0, 1.0), List.of(0.21, -0.93)))));
        return new EnvSpec(
                "twin", horizon, start, List.of(0.07, 0.04), List.of(0.9, 1.05),
                new CostVector(0.4, 0.3, 1.2, 0.8, 0.6), CostVector.UNCLIPPED, charge, Predictor.NOMINAL,
                new ObservationScales(2, 3, 1.5), actions);
    }

    private static List<Integer> widths(String hidden) {
        return hidden.isEmpty()
                ? List.of()
                : Arrays.stream(hidden.split("-")).map(Integer::valueOf).toList();
    }

    /**
     * Awkward numbers of episodes; updates in which nobody comes as far as in the one before; two blocks of 288 and one
     * more, so more than one shard; every variant of what is descended.
     */
    @ParameterizedTest
    @CsvSource({
        // episodes, per update, hidden, activation, horizon, charge, beta, decay, clip, baseline, reward-to-go
        "100, 37, 6, TANH, 6, TERMINAL, 0.03, 0.9, 1, true, true",
        "100, 37, '', TANH, 6, STEP, 0.03, 0.9, 1, true, true",
        "90, 31, 4-3, RELU, 5, TERMINAL, 0.05, 0.5, 1, true, true",
        "67, 17, 5-4, TANH, 6, TERMINAL, 0, 0, 1, true, true",
        "100, 37, 3, TANH, 6, TERMINAL, 0.03, 0.9, 0.05, true, true",
        "100, 37, 3, TANH, 6, TERMINAL, 0.03, 0.9, 1, false, true",
        "100, 37, 3, TANH, 6, TERMINAL, 0.03, 0.9, 1, true, false",
        "100, 37, 3, TANH, 6, TERMINAL, 0.03, 0.9, 1, false, false",
        "40, 64, 3, TANH, 6, TERMINAL, 0.03, 0.9, 1, true, true",
        "17, 2, 3, TANH, 6, TERMINAL, 0.03, 0.9, 1, true, true",
        "1154, 577, 3, TANH, 4, TERMINAL, 0.03, 0.9, 1, true, true",
        "90, 31, 4-3, SILU, 5, TERMINAL, 0.05, 0.5, 1, true, true",
        "90, 31, 4-3, LEAKY_RELU, 5, TERMINAL, 0.05, 0.5, 1, true, true",
    })
    void policyGradient(
            int episodes, int perUpdate, String hidden, Activation activation, int horizon, Charge charge, double beta,
            double decay, double clip, boolean baseline, boolean toGo) {
        EnvSpec env = environment(horizon, charge);
        LongFunction<TrainConfig> config = seed -> new TrainConfig(
                seed, episodes, perUpdate, widths(hidden), activation, RATE, beta, decay, clip, baseline, toGo);
        compare(new Method<>(
                (seed, arithmetic) -> new PolicyGradientTwin(env, config.apply(seed), arithmetic),
                (seed, execution) -> {
                    PolicyGradientTrainer trainer = new PolicyGradientTrainer(env, config.apply(seed), execution);
                    return new Trainer(trainer::train, trainer::policy, trainer::close);
                }));
    }

    /**
     * One to three epochs, one to four minibatches and more than there are chunks, the clip in force and not; three
     * blocks of 288 and one more, so more than 32 chunks in each of two minibatches.
     */
    @ParameterizedTest
    @CsvSource({
        // episodes, per update, hidden, activation, value network, horizon, charge, beta, grad. clip, epochs,
        // minibatches, clip, lambda
        "100, 37, 6, TANH, 4, 6, TERMINAL, 0.03, 1, 1, 1, 0.2, 0.9",
        "100, 37, 6, TANH, 4, 6, TERMINAL, 0.03, 1, 3, 1, 0.03, 0.9",
        "100, 37, 6, TANH, 4, 6, STEP, 0.03, 1, 2, 3, 0.03, 0.7",
        "100, 37, 3, TANH, '', 6, TERMINAL, 0, 1, 3, 4, 1e6, 1",
        "75, 31, '', TANH, 3-2, 5, TERMINAL, 0.05, 0.05, 2, 2, 0.02, 0",
        "75, 31, 3-2, RELU, 2, 5, TERMINAL, 0.05, 1, 2, 2, 0.02, 0.5",
        "75, 31, 3-2, SILU, 2, 5, TERMINAL, 0.05, 1, 2, 2, 0.02, 0.5",
        "40, 64, 3, TANH, 3, 6, TERMINAL, 0.03, 1, 2, 100, 0.02, 0.9",
        "17, 2, 3, TANH, 3, 6, TERMINAL, 0.03, 1, 2, 2, 0.02, 0.9",
        "1442, 865, 3, TANH, 3, 7, TERMINAL, 0.03, 1, 2, 2, 0.02, 0.9",
    })
    void ppo(
            int episodes, int perUpdate, String hidden, Activation activation, String valueHidden, int horizon,
            Charge charge, double beta, double gradientClip, int epochs, int minibatches, double clip, double lambda) {
        EnvSpec env = environment(horizon, charge);
        LongFunction<PpoConfig> config = seed -> new PpoConfig(
                new TrainConfig(
                        seed, episodes, perUpdate, widths(hidden), activation, RATE, beta, 0.9, gradientClip),
                epochs, minibatches, clip, lambda, widths(valueHidden), 2 * RATE);
        PpoTwin twin = compare(new Method<>(
                (seed, arithmetic) -> new PpoTwin(env, config.apply(seed), arithmetic),
                (seed, execution) -> {
                    PpoTrainer trainer = new PpoTrainer(env, config.apply(seed), execution);
                    return new Trainer(trainer::train, trainer::policy, trainer::close);
                }));
        // The first step of an update has ratios of 1, so that a single one is never clipped.
        if (clip < 0.1 && epochs * minibatches > 1) {
            assertThat(twin.clipped).as("samples that the clip leaves out").isPositive();
        } else {
            assertThat(twin.clipped).isZero();
        }
    }

    /** Every state labelled by the optimum; 48 episodes a chunk, so that 593 of three steps are more than 32 chunks. */
    @ParameterizedTest
    @CsvSource({
        // episodes, per update, hidden, activation, horizon, charge, grad. clip, epochs, minibatches
        "150, 67, 6, TANH, 3, TERMINAL, 1, 1, 1",
        "150, 67, 4-3, TANH, 3, STEP, 1, 2, 3",
        "120, 40, '', TANH, 3, TERMINAL, 0.02, 3, 2",
        "110, 40, 4, RELU, 2, TERMINAL, 1, 3, 4",
        "110, 40, 4, LEAKY_RELU, 2, TERMINAL, 1, 3, 4",
        "97, 49, 3, TANH, 3, TERMINAL, 1, 2, 2",
        "900, 593, 3, TANH, 3, TERMINAL, 1, 2, 1",
    })
    void supervisedByTheOptimum(
            int episodes, int perUpdate, String hidden, Activation activation, int horizon, Charge charge,
            double gradientClip, int epochs, int minibatches) {
        EnvSpec env = environment(horizon, charge);
        LongFunction<SupervisedConfig> config = seed -> new SupervisedConfig(
                new TrainConfig(seed, episodes, perUpdate, widths(hidden), activation, RATE, 0, 0.9, gradientClip),
                epochs, minibatches);
        compare(new Method<>(
                (seed, arithmetic) -> new SupervisedTwin.FromOptimum(env, config.apply(seed), arithmetic),
                (seed, execution) -> {
                    SupervisedTrainer trainer =
                            new SupervisedTrainer(
                                    env, new Teacher.Optimum(new OptimalPolicy(env)), config.apply(seed), execution);
                    return new Trainer(trainer::train, trainer::policy, trainer::close);
                }));
    }

    /** One label an episode, from a teacher that always takes the quick tool and from one that takes any action. */
    @ParameterizedTest
    @CsvSource({
        // teacher, episodes, per update, hidden, activation, horizon, charge, decay, epochs, minibatches
        "latency, 150, 67, 6, TANH, 4, TERMINAL, 0.9, 1, 1",
        "random, 150, 67, 4-3, TANH, 4, STEP, 0, 2, 2",
        "latency, 230, 110, '', TANH, 3, TERMINAL, 0.5, 3, 4",
        "random, 110, 40, 4, RELU, 2, TERMINAL, 0.9, 3, 4",
        "latency, 65, 17, 3, TANH, 3, TERMINAL, 0.9, 2, 3",
        "latency, 2450, 1633, 3, TANH, 3, TERMINAL, 0.9, 1, 1",
    })
    void supervisedByAPolicy(
            String teacher, int episodes, int perUpdate, String hidden, Activation activation, int horizon,
            Charge charge, double decay, int epochs, int minibatches) {
        EnvSpec env = environment(horizon, charge);
        boolean latency = teacher.equals("latency");
        Policy policy = latency ? new LatencyPolicy(env) : new RandomPolicy(env);
        Chooser chooser = (x, z, t, u) -> latency ? 0 : (int) (u * env.actionCount());
        LongFunction<SupervisedConfig> config = seed -> new SupervisedConfig(
                new TrainConfig(seed, episodes, perUpdate, widths(hidden), activation, RATE, 0, decay, 1), epochs,
                minibatches);
        compare(new Method<>(
                (seed, arithmetic) -> new SupervisedTwin.FromPolicy(env, chooser, config.apply(seed), arithmetic),
                (seed, execution) -> {
                    SupervisedTrainer trainer = new SupervisedTrainer(
                            env, new Teacher.Sampled(policy), config.apply(seed), execution);
                    return new Trainer(trainer::train, trainer::policy, trainer::close);
                }));
    }
}
