package dev.baton.learn;

import dev.baton.env.CostComponent;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvVariants;
import dev.baton.nn.MlpSpec;
import dev.baton.policy.MixedPolicy;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.Policy;
import dev.baton.run.Evaluation;
import dev.baton.run.EvaluationResult;
import dev.baton.run.Execution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Learns the cheapest policy that succeeds at least so often (model, section 10.5): minimise J_c, the cost without the
 * constraint, subject to P(success) ≥ θ, by a Lagrangian on the multiplier (Altman 1999; in reinforcement learning
 * Tessler, Mankowitz and Mannor 2019).
 *
 * <p>The learner is charged μ for an episode that ends without success in place of λ_3 C_3. After every update the
 * policy as it will be used, without sampling, fails with frequency f in some training episodes, about as many as an
 * update has, which no update meets, and log μ ← log μ + η (1 − progress) · clamp((f − φ) / φ, −1, 1), φ = max(1 − θ,
 * 10⁻³): dual ascent in the logarithm, because multipliers of one environment lie orders of magnitude apart. μ starts
 * at λ_3, or where that is 0 at the mean J_c of the first update.
 *
 * <p>In the second half of the training the policy is tried at equal intervals on a larger number of such episodes. The
 * cheapest policy that succeeded often enough there is the answer, or, as in the exact solution, a mixture of two: of
 * one that did and a cheaper one that did not. If none did, it is the one that succeeded most often. Bits do not depend
 * on backend, lane width, tile or threads. Not thread-safe.
 */
public final class ConstrainedTrainer implements ResumableTraining {
    /** η. */
    private static final double RATE = 0.1;

    private static final double LEAST_FAILURE = 1e-3;
    private static final int TRIALS = 24;
    private static final int LEAST_TRIAL = 1024;
    private static final int MOST_TRIAL = 1 << 16;

    // Names and numbers of the state.
    private static final String LEARNER = "learner.";
    private static final String MULTIPLIER = "multiplier";
    private static final String RESULTS = "trials";
    private static final String POLICIES = "trials.policies";
    private static final int NUMBERS = 3;

    private final double minSuccess;
    private final TrainConfig config;
    private final Execution execution;
    private final EnvSpec unconstrained;
    private final EpisodeLearner learner;
    private final double allowed;
    private final List<Trial> trials = new ArrayList<>();
    private final int trial;
    private final int check;
    private final int firstCheck;
    private final int checks;
    private double multiplier;
    /** The multiplier of the last update. */
    private double charged;

    /** Makes the learner of the environment that it is given, whose weight of the constraint is 0. */
    @FunctionalInterface
    public interface LearnerOf {
        /**
         * Makes a learner.
         *
         * @param env what it learns in
         * @return a new learner
         */
        EpisodeLearner of(EnvSpec env);
    }

    /**
     * What one update saw.
     *
     * @param update the learner's metrics; their total cost is J_c
     * @param multiplier μ that its episodes were charged
     */
    public record Metrics(UpdateMetrics update, double multiplier) {}

    /**
     * A policy that was tried.
     *
     * @param policy the policy
     * @param successRate in its trial
     * @param cost J_c in its trial
     * @param multiplier μ at the time
     */
    public record Trial(MlpPolicy policy, double successRate, double cost, double multiplier) {}

    /**
     * What was learned.
     *
     * @param reached whether a policy succeeded at least so often in its trial
     * @param best the cheapest policy that did; if none did, the one that succeeded most often
     * @param first of the cheapest mixture of two, the one that succeeds less often; {@code best} if a mixture is not
     *     cheaper
     * @param second of the cheapest mixture, the one that succeeds at least so often
     * @param weight the probability of the second
     */
    public record Result(boolean reached, Trial best, Trial first, Trial second, double weight) {
        /**
         * Returns J_c of the mixture by the trials.
         *
         * @return its expected cost without the constraint
         */
        public double mixedCost() {
            return first.cost + weight * (second.cost - first.cost);
        }

        /**
         * Returns the cheapest mixture.
         *
         * @return a policy that draws one of the two at the start of an episode, or the best if one suffices
         */
        public Policy mixed() {
            return first.equals(second) ? best.policy : new MixedPolicy(first.policy, second.policy, weight);
        }
    }

    /**
     * Prepares a training run.
     *
     * @param env the environment
     * @param minSuccess θ, 0 … 1
     * @param config the learner's, of which the seed and the number of episodes are read
     * @param learnerOf makes the learner
     * @param execution how to run trials; never changes the result
     * @throws IllegalArgumentException if θ is no probability, or the episodes leave no indices for trials
     */
    public ConstrainedTrainer(
            EnvSpec env, double minSuccess, TrainConfig config, LearnerOf learnerOf, Execution execution) {
        if (!(minSuccess >= 0 && minSuccess <= 1)) {
            throw new IllegalArgumentException("minSuccess: expected a probability from 0 to 1, found " + minSuccess);
        }
        trial = Math.clamp(config.episodes() / 8, LEAST_TRIAL, MOST_TRIAL);
        check = Math.clamp(config.episodesPerUpdate(), LEAST_TRIAL, trial);
        firstCheck = config.episodes() + trial;
        checks = (Integer.MAX_VALUE - firstCheck) / check;
        if (firstCheck < 0 || checks < 1) {
            throw new IllegalArgumentException("episodes: expected at most " + (Integer.MAX_VALUE - trial - check)
                    + " with a least success, found " + config.episodes());
        }
        this.minSuccess = minSuccess;
        this.config = config;
        this.execution = execution;
        CostVector weights = env.weights();
        unconstrained = EnvVariants.withWeights(
                env,
                weights.with(CostComponent.CONSTRAINT, 0));
        allowed = Math.max(LEAST_FAILURE, 1 - minSuccess);
        multiplier = weights.constraint();
        charged = multiplier;
        learner = learnerOf.of(unconstrained);
    }

    @Override
    public boolean finished() {
        return learner.finished();
    }

    @Override
    public long update() {
        if (finished()) {
            return 0;
        }
        charged = multiplier;
        learner.chargeMisses(charged);
        long steps = learner.update();
        UpdateMetrics metrics = learner.metrics();
        double progress = (double) metrics.episodes() / config.episodes();
        MlpPolicy policy = learner.policy();
        if (2 * progress - 1 >= (double) trials.size() / TRIALS) {
            EvaluationResult found =
                    Evaluation.training(unconstrained, policy, config.seed(), config.episodes(), trial, execution);
            trials.add(new Trial(policy, found.successRate(), found.totalCost(), charged));
        }
        double failures = 1 - Evaluation.training(
                        unconstrained, policy, config.seed(), firstCheck + metrics.update() % checks * check, check,
                        execution)
                .successRate();
        multiplier = multiplier > 0 ? multiplier : Math.max(Float.MIN_NORMAL, metrics.totalCost());
        multiplier *= Math.exp(RATE * (1 - progress) * Math.clamp((failures - allowed) / allowed, -1, 1));
        return steps;
    }

    /**
     * Describes the last update.
     *
     * @return its metrics
     */
    public Metrics metrics() {
        return new Metrics(learner.metrics(), charged);
    }

    /**
     * Returns what was learned.
     *
     * @return the policy and what its trial gave
     * @throws IllegalStateException before anything was tried, which is half-way through the training
     */
    public Result result() {
        if (trials.isEmpty()) {
            throw new IllegalStateException("no policy has been tried yet");
        }
        return choose(trials, minSuccess);
    }

    @Override
    public long episodes() {
        return learner.episodes();
    }

    @Override
    public TrainingState save() {
        TrainingState state = new TrainingState().put(LEARNER, learner.save()).put(MULTIPLIER, multiplier, charged);
        int parameters = learner.policy().spec().parameterCount();
        double[] results = new double[trials.size() * NUMBERS];
        float[] policies = new float[trials.size() * parameters];
        for (int i = 0; i < trials.size(); i++) {
            Trial tried = trials.get(i);
            results[i * NUMBERS] = tried.successRate;
            results[i * NUMBERS + 1] = tried.cost;
            results[i * NUMBERS + 2] = tried.multiplier;
            System.arraycopy(tried.policy.parameters(), 0, policies, i * parameters, parameters);
        }
        return state.put(RESULTS, results).put(POLICIES, policies);
    }

    @Override
    public void restore(TrainingState state) {
        MlpSpec spec = learner.policy().spec();
        int parameters = spec.parameterCount();
        int count = Math.min(state.names().contains(RESULTS) ? state.doubles(RESULTS).length / NUMBERS : 0, TRIALS);
        state.requireLike(new TrainingState()
                .put(LEARNER, learner.save())
                .put(MULTIPLIER, multiplier, charged)
                .put(RESULTS, new double[count * NUMBERS])
                .put(POLICIES, new float[Math.multiplyExact(count, parameters)]));
        double[] results = state.doubles(RESULTS);
        float[] policies = state.floats(POLICIES);
        List<Trial> restored = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            MlpPolicy policy =
                    new MlpPolicy(spec, Arrays.copyOfRange(policies, i * parameters, (i + 1) * parameters));
            int at = i * NUMBERS;
            restored.add(new Trial(policy, results[at], results[at + 1], results[at + 2]));
        }
        learner.restore(state.part(LEARNER));
        trials.clear();
        trials.addAll(restored);
        multiplier = state.doubles(MULTIPLIER)[0];
        charged = state.doubles(MULTIPLIER)[1];
    }

    /** Ends the learner's worker threads. */
    @Override
    public void close() {
        learner.close();
    }

    /**
     * Trains to the end.
     *
     * @param env the environment
     * @param minSuccess θ, 0 … 1
     * @param config the learner's, of which the seed and the number of episodes are read
     * @param learnerOf makes the learner
     * @param execution how to run trials; never changes the result
     * @param listener told of every update
     * @return the policy and what its trial gave
     * @throws IllegalArgumentException if θ is no probability, or the episodes leave no indices for trials
     * @throws ArithmeticException if costs or parameters stopped being finite
     */
    public static Result train(
            EnvSpec env,
            double minSuccess,
            TrainConfig config,
            LearnerOf learnerOf,
            Execution execution,
            Consumer<Metrics> listener) {
        try (ConstrainedTrainer trainer = new ConstrainedTrainer(env, minSuccess, config, learnerOf, execution)) {
            while (!trainer.finished()) {
                trainer.update();
                listener.accept(trainer.metrics());
            }
            return trainer.result();
        }
    }

    private static Result choose(List<Trial> trials, double minSuccess) {
        Trial best = trials.getFirst();
        for (Trial trial : trials) {
            best = better(trial, best, minSuccess) ? trial : best;
        }
        Result result = new Result(best.successRate >= minSuccess, best, best, best, 0);
        for (Trial first : trials) {
            for (Trial second : trials) {
                if (first.successRate < minSuccess && second.successRate >= minSuccess) {
                    double weight = (minSuccess - first.successRate) / (second.successRate - first.successRate);
                    Result mixed = new Result(true, best, first, second, weight);
                    result = mixed.mixedCost() < result.mixedCost() ? mixed : result;
                }
            }
        }
        return result;
    }

    private static boolean better(Trial trial, Trial best, double minSuccess) {
        boolean reached = trial.successRate >= minSuccess;
        if (reached != best.successRate >= minSuccess) {
            return reached;
        }
        return reached ? trial.cost <= best.cost : trial.successRate >= best.successRate;
    }
}
