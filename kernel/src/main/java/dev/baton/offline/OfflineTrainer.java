package dev.baton.offline;

import dev.baton.Backend;
import dev.baton.descent.MinibatchLearner;
import dev.baton.descent.SampleSet;
import dev.baton.nn.MlpSpec;
import dev.baton.ops.FloatMath;
import dev.baton.ops.Lanes;
import dev.baton.parallel.Workers;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.choice.Losses;
import dev.baton.rng.Stream;
import dev.baton.run.Execution;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Batch-constrained fitted Q iteration on logged episodes alone [3.4 (b)] (Fujimoto, Meger and Precup 2019; Fujimoto et
 * al. 2019 for finitely many actions): an action is bootstrapped from and chosen only where the log took it often
 * enough in states like the present one. What the log does not show looks neither good nor bad.
 *
 * <p>Three things are fitted, one after another: which actions the log shows where; two Q functions of the best of
 * these actions, which differ in their random numbers; and the policy, a classifier of the logged states by what the
 * mean of both Q prefers. An action that the log never took can never be chosen.
 *
 * <p>An action that is not available in a state is neither supported there nor bootstrapped from. Q is a function of
 * all that can be known, the belief included; where policies do not see the belief, what Q prefers is fitted to what
 * they see.
 *
 * <p>At last the policy's own Q is fitted to two halves of the log. If it says that the policy costs more than the log
 * itself, the policy is given up for one that imitates the log, and if that does not pass either, nothing is returned.
 *
 * <p>Bits do not depend on backend, lane width, tile or threads. Not thread-safe.
 */
public final class OfflineTrainer implements AutoCloseable {
    private static final int MEMBERS = 2;
    /** Random numbers of one training: behaviour, Q twice, policy. */
    private static final int SEEDS = 4;
    /** How many logged steps like it an action must have to be chosen. */
    private static final float LEAST_NEIGHBOURS = OffPolicyEvaluation.LEAST_NEIGHBOURS;
    /** Standard errors by which a policy may seem dearer than the log: what the fit does to two equal costs. */
    private static final double MARGIN = 0.5;
    /** Of preferences among actions, against the mean regret of a supported one. */
    private static final double TEMPERATURE = 0.1;
    /** Of the time that is shown: what is supported, Q, the policy; judging it is the rest. */
    private static final double BEHAVIOUR_SHARE = 0.05;

    private static final double Q_SHARE = 0.6;
    private static final double POLICY_SHARE = 0.05;

    private final EpisodeLog log;
    private final OfflineConfig config;
    private final Execution execution;
    private final DoubleConsumer progress;
    private final int actions;
    private final int iterations;
    private final TriedActions tried;
    /** (N) null where all actions always are. */
    private final long @Nullable [] available;
    /** (N) what the log supports. */
    private final long[] allowed;
    private final FittedQ[] members;
    /** (N, K) the greater of both Q. */
    private final float[] combined;
    private final Workers workers;
    private final Workers.Task pass = this::pass;
    private final MlpSpec spec;
    private int done;
    private boolean imitates;
    private double estimate = Double.NaN;

    /**
     * Finds out what the log supports and prepares the fit of Q.
     *
     * @param log its episodes
     * @param config what to do
     * @param execution how to do it; never changes the result
     * @param progress told of every share of the work that is done, by any thread; they add up to 1
     * @throws IllegalArgumentException if the log has fewer than two episodes or no step
     */
    public OfflineTrainer(EpisodeLog log, OfflineConfig config, Execution execution, DoubleConsumer progress) {
        if (log.episodes() < CrossFit.FOLDS || log.steps() == 0) {
            throw new IllegalArgumentException("log: expected at least two episodes and one step, found "
                    + log.episodes() + " episodes of " + log.steps() + " steps");
        }
        this.log = log;
        this.config = config;
        this.execution = execution;
        this.progress = progress;
        actions = log.env.actionCount();
        spec = new MlpSpec(log.env.observationSize(), config.hidden(), actions, config.activation());
        iterations = config.iterations() > 0 ? config.iterations() : FittedQ.passes(log);
        tried = new TriedActions(log);
        Backend backend = execution.backend();
        LoggedStates states = new LoggedStates(log, backend);
        available = states.available();
        allowed = allowed(states);
        members = new FittedQ[MEMBERS];
        combined = new float[log.steps() * actions];
        workers = new Workers(Math.min(MEMBERS, execution.threads()));
        workers.run(MEMBERS, (worker, m) -> members[m] = new FittedQ(
                log, new LoggedStates(log, backend).states(Losses.SQUARED_ROWS), Choice.best(allowed, actions),
                iterations, config.learningRate(), seed(1 + m), backend));
    }

    private long seed(int number) {
        return (config.seed() * SEEDS + number) % (Stream.MAX_SEED + 1);
    }

    /**
     * The available actions that are supported in the state of each step, or where there is none the one most often
     * taken.
     */
    private long[] allowed(LoggedStates states) {
        BehaviourModel behaviour = new BehaviourModel(log, states, seed(0), execution.backend());
        while (!behaviour.finished()) {
            behaviour.pass();
            progress.accept(BEHAVIOUR_SHARE / behaviour.passes());
        }
        float[] neighbours = behaviour.neighbours();
        long[] masks = new long[log.steps()];
        for (int i = 0; i < masks.length; i++) {
            int most = 0;
            for (int k = 0; k < actions; k++) {
                float count = neighbours[i * actions + k];
                masks[i] |= (count >= LEAST_NEIGHBOURS && tried.has(k) ? 1L : 0) << k;
                most = count > neighbours[i * actions + most] ? k : most;
            }
            masks[i] |= masks[i] == 0 ? 1L << most : 0;
        }
        return masks;
    }

    /**
     * Returns the actions that the log never took, which the policy never takes either.
     *
     * @return their names
     */
    public List<String> neverTried() {
        return tried.neverTried();
    }

    /**
     * Says whether the policy that {@link #train} returned imitates the log, because nothing better passed.
     *
     * @return true if it does
     */
    public boolean imitates() {
        return imitates;
    }

    /**
     * Returns what the policy that {@link #train} returned would cost by Q functions of its own, fitted to two halves
     * of the log that it was learned from.
     *
     * @return the mean of both; NaN before
     */
    public double estimate() {
        return estimate;
    }

    /**
     * Makes one pass over the log in which Q is fitted.
     *
     * @throws ArithmeticException if parameters stopped being finite
     */
    public void iterate() {
        workers.run(MEMBERS, pass);
        float[] first = members[0].q();
        float[] second = members[1].q();
        for (int i = 0; i < combined.length; i++) {
            combined[i] = Math.max(first[i], second[i]);
        }
        for (FittedQ member : members) {
            member.evaluate(combined);
        }
        done++;
    }

    private void pass(int worker, int member) {
        if (!members[member].finished()) {
            members[member].fit();
        }
    }

    /**
     * Fits everything.
     *
     * @param listener told of every pass in which Q was fitted
     * @return the policy
     * @throws ArithmeticException if parameters stopped being finite
     * @throws IllegalArgumentException if nothing that the log supports costs as little as the log itself
     */
    public MlpPolicy train(Consumer<OfflineMetrics> listener) {
        while (done < iterations) {
            iterate();
            progress.accept(Q_SHARE / iterations);
            listener.accept(metrics());
        }
        double[] costs = log.costs();
        double most = Moments.mean(costs) + MARGIN * Moments.error(costs);
        MlpPolicy policy = improved();
        progress.accept(POLICY_SHARE);
        double first = judge(policy, share -> progress.accept((1 - BEHAVIOUR_SHARE - Q_SHARE - POLICY_SHARE) * share));
        if (first <= most) {
            return policy;
        }
        imitates = true;
        policy = imitation();
        double second = judge(policy, share -> {});
        if (second <= most) {
            return policy;
        }
        throw new IllegalArgumentException(String.format(
                Locale.ROOT,
                "log: expected support for something that costs no more than the log itself, %.4f with a standard error"
                        + " of %.4f; the best of what it shows often enough seems to cost %.4f, and to imitate it %.4f."
                        + " Log more episodes, with more of what made them cheap%s",
                Moments.mean(costs), Moments.error(costs), first, second,
                neverTried().isEmpty() ? "" : "; never tried: " + String.join(", ", neverTried())));
    }

    private double judge(MlpPolicy policy, DoubleConsumer told) {
        estimate = new CrossFit(log, policy, execution, told).mean();
        return estimate;
    }

    /** The policy that is fitted to the mean of both Q. */
    private MlpPolicy improved() {
        SoftChoice loss = new SoftChoice(execution.backend(), actions, available != null);
        SampleSet samples = new LoggedStates(log, execution.backend()).observations(loss.rows());
        label(samples);
        return fit(samples, loss::derivative);
    }

    /** The policy that does in each state what the log did there most often. */
    private MlpPolicy imitation() {
        LogLikelihood loss = new LogLikelihood(execution.backend(), actions, available != null);
        SampleSet samples = new LoggedStates(log, execution.backend()).observations(loss.rows());
        loss.label(samples, log, available, i -> 1);
        return fit(samples, loss::derivative);
    }

    private MlpPolicy fit(SampleSet samples, MinibatchLearner.Loss loss) {
        NetworkFit fit = new NetworkFit(
                spec, seed(1 + MEMBERS), samples, loss, config.minibatch(), config.gradientClip(), execution.backend());
        for (int epoch = 0; epoch < config.epochs(); epoch++) {
            fit.pass(config.learningRate() * (1 - (double) epoch / config.epochs()));
        }
        return tried.policy(spec, fit.parameters());
    }

    /** Writes which actions the mean of both Q prefers, and how clearly. */
    private void label(SampleSet samples) {
        int steps = log.steps();
        float[] regrets = new float[steps * actions];
        double sum = 0;
        long count = 0;
        for (int i = 0; i < steps; i++) {
            float least = Float.POSITIVE_INFINITY;
            for (int k = 0; k < actions; k++) {
                int at = i * actions + k;
                regrets[at] = combined[at];
                least = isAllowed(i, k) ? Math.min(least, regrets[at]) : least;
            }
            for (int k = 0; k < actions; k++) {
                int at = i * actions + k;
                regrets[at] -= least;
                sum += isAllowed(i, k) ? regrets[at] : 0;
                count += isAllowed(i, k) ? 1 : 0;
            }
        }
        float factor = sum > 0 ? (float) (-count / (sum * TEMPERATURE)) : 0;
        for (int i = 0; i < steps; i++) {
            float total = 0;
            for (int k = 0; k < actions; k++) {
                int at = i * actions + k;
                regrets[at] = isAllowed(i, k) ? FloatMath.exp(factor * regrets[at]) : 0;
                total += regrets[at];
            }
            int column = i % Lanes.TILE;
            for (int k = 0; k < actions; k++) {
                samples.values[samples.at(i / Lanes.TILE, samples.features + k) + column] =
                        regrets[i * actions + k] / total;
            }
            samples.values[samples.at(i / Lanes.TILE, samples.features + samples.extras - 1) + column] = 1;
        }
        if (available != null) {
            LogLikelihood.allow(samples, samples.features + actions, actions, available);
        }
    }

    private boolean isAllowed(int i, int k) {
        return (allowed[i] >>> k & 1) != 0;
    }

    /**
     * Describes the last pass.
     *
     * @return its metrics, the means of both Q functions
     */
    public OfflineMetrics metrics() {
        double cost = (members[0].startValue() + members[1].startValue()) / MEMBERS;
        double norm = (members[0].gradientNorm() + members[1].gradientNorm()) / MEMBERS;
        return new OfflineMetrics(done, log.episodes(), cost, norm);
    }

    /** Ends the worker threads. */
    @Override
    public void close() {
        workers.close();
    }
}
