package dev.baton.offline;

import dev.baton.env.Action;
import dev.baton.nn.MlpSpec;
import dev.baton.ops.Backend;
import dev.baton.ops.BatchOps;
import dev.baton.policy.Losses;
import dev.baton.policy.MlpPolicy;
import dev.baton.rng.Stream;
import dev.baton.train.Execution;
import dev.baton.train.SampleSet;
import dev.baton.train.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Batch-constrained fitted Q iteration on logged episodes alone [3.4 (b)] (Fujimoto, Meger and Precup 2019; Fujimoto et al.
 * 2019 for finitely many actions): an action is bootstrapped from and chosen only where the log took it often enough in
 * states like the present one. What the log does not show looks neither good nor bad.
 *
 * <p>Three things are fitted, one after another: which actions the log shows where; two Q functions of the best of these
 * actions, which differ in their random numbers; and the policy, a classifier of the logged states that descends Σ_k π(k
 * | s) c_k(s), c the mean of both Q above its least, and more than the greatest of it for what is not supported. An action
 * that the log never took can never be chosen. At last the policy's own Q is fitted to two halves of the log; if it says
 * that the policy costs more than the log itself, the policy is refused.
 *
 * <p>Bits do not depend on backend, lane width, tile or threads. Not thread-safe.
 */
public final class OfflineTrainer implements AutoCloseable {
    private static final int COLUMNS = BatchOps.COLUMNS;
    private static final int MEMBERS = 2;
    /** Random numbers of one training: behaviour, Q twice, policy. */
    private static final int SEEDS = 4;
    /** How many logged steps like it an action must have to be chosen. */
    private static final float LEAST_NEIGHBOURS = 1000;
    /** A logit that no other undercuts. */
    private static final float NEVER = -1e6f;
    /** Standard errors by which a policy may seem dearer than the log: what chance does to two equal means. */
    private static final double MARGIN = 2;

    private final EpisodeLog log;
    private final OfflineConfig config;
    private final Execution execution;
    private final int actions;
    private final int iterations;
    private final List<String> neverTried = new ArrayList<>();
    private final long[] allowed;
    private final FittedQ[] members;
    private final Workers workers;
    private final Workers.Task pass = this::pass;
    private final MlpSpec spec;
    private int done;

    /**
     * Finds out what the log supports and prepares the fit of Q.
     *
     * @param log its episodes
     * @param config what to do
     * @param execution how to do it; never changes the result
     * @throws IllegalArgumentException if the log has fewer than two episodes or no step
     */
    public OfflineTrainer(EpisodeLog log, OfflineConfig config, Execution execution) {
        if (log.episodes() < CrossFit.FOLDS || log.steps() == 0) {
            throw new IllegalArgumentException("log: expected at least two episodes and one step, found "
                    + log.episodes() + " episodes of " + log.steps() + " steps");
        }
        this.log = log;
        this.config = config;
        this.execution = execution;
        actions = log.env.actionCount();
        spec = new MlpSpec(log.env.observationSize(), config.hidden(), actions, config.activation());
        iterations = config.iterations() > 0 ? config.iterations() : FittedQ.passes(log);
        long[] taken = log.taken();
        for (int k = 0; k < actions; k++) {
            Action action = log.env.actions().get(k);
            if (taken[k] == 0) {
                neverTried.add(action.name());
            }
        }
        Backend backend = execution.backend();
        LoggedStates states = new LoggedStates(log, backend);
        allowed = allowed(states);
        members = new FittedQ[MEMBERS];
        workers = new Workers(Math.min(MEMBERS, execution.threads()));
        workers.run(MEMBERS, (worker, m) -> members[m] = new FittedQ(
                log, new LoggedStates(log, backend).observations(Losses.SQUARED_ROWS), Choice.best(allowed, actions),
                iterations, config.learningRate(), seed(1 + m), backend));
    }

    private long seed(int number) {
        return (config.seed() * SEEDS + number) % (Stream.MAX_SEED + 1);
    }

    /** The actions that are supported in the state of each step, or where there is none the one most often taken. */
    private long[] allowed(LoggedStates states) {
        BehaviourModel behaviour = new BehaviourModel(
                log, states.observations(Losses.SQUARED_ROWS), seed(0), execution.backend());
        while (!behaviour.finished()) {
            behaviour.pass();
        }
        float[] neighbours = behaviour.neighbours();
        long[] taken = log.taken();
        long[] masks = new long[log.steps()];
        for (int i = 0; i < masks.length; i++) {
            int most = 0;
            for (int k = 0; k < actions; k++) {
                float count = neighbours[i * actions + k];
                masks[i] |= (count >= LEAST_NEIGHBOURS && taken[k] > 0 ? 1L : 0) << k;
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
        return List.copyOf(neverTried);
    }

    /**
     * Makes one pass over the log in which Q is fitted.
     *
     * @throws ArithmeticException if parameters stopped being finite
     */
    public void iterate() {
        workers.run(MEMBERS, pass);
        done++;
    }

    private void pass(int worker, int member) {
        if (!members[member].finished()) {
            members[member].pass();
        }
    }

    /**
     * Fits everything.
     *
     * @param listener told of every pass in which Q was fitted
     * @return the policy
     * @throws ArithmeticException if parameters stopped being finite
     * @throws IllegalArgumentException if the policy that the log supports costs more than the log itself
     */
    public MlpPolicy train(Consumer<OfflineMetrics> listener) {
        while (done < iterations) {
            iterate();
            listener.accept(metrics());
        }
        MlpPolicy policy = policy();
        requireNoDearer(policy);
        return policy;
    }

    /** Fits the policy to the mean of both Q. */
    private MlpPolicy policy() {
        SampleSet samples = new LoggedStates(log, execution.backend()).observations(actions + 1);
        label(samples);
        Losses losses = Losses.of(execution.backend());
        NetworkFit fit = new NetworkFit(
                spec, seed(1 + MEMBERS), samples,
                (out, sample, extras, dOut, columns) -> losses.expectedCost(
                        out, 0, COLUMNS, actions, sample, extras, COLUMNS, dOut, 0, COLUMNS, columns),
                config.minibatch(), config.gradientClip(), execution.backend());
        for (int epoch = 0; epoch < config.epochs(); epoch++) {
            fit.pass(config.learningRate() * (1 - (double) epoch / config.epochs()));
        }
        float[] parameters = fit.parameters();
        forbid(parameters);
        return new MlpPolicy(spec, parameters);
    }

    /** Writes c_k in units of its mean over all steps and actions. */
    private void label(SampleSet samples) {
        float[] costs = new float[log.steps() * actions];
        double sum = 0;
        for (int i = 0; i < log.steps(); i++) {
            float least = Float.POSITIVE_INFINITY;
            float greatest = Float.NEGATIVE_INFINITY;
            for (int k = 0; k < actions; k++) {
                int at = i * actions + k;
                costs[at] = (members[0].q()[at] + members[1].q()[at]) / MEMBERS;
                if ((allowed[i] >>> k & 1) != 0) {
                    least = Math.min(least, costs[at]);
                    greatest = Math.max(greatest, costs[at]);
                }
            }
            for (int k = 0; k < actions; k++) {
                int at = i * actions + k;
                boolean supported = (allowed[i] >>> k & 1) != 0;
                costs[at] = supported ? costs[at] - least : greatest - least;
                sum += costs[at];
            }
        }
        double unit = sum > 0 ? sum / costs.length : 1;
        for (int i = 0; i < log.steps(); i++) {
            int column = i % COLUMNS;
            for (int k = 0; k < actions; k++) {
                boolean supported = (allowed[i] >>> k & 1) != 0;
                samples.values[samples.at(i / COLUMNS, samples.features + k) + column] =
                        (float) (costs[i * actions + k] / unit + (supported ? 0 : 1));
            }
            samples.values[samples.at(i / COLUMNS, samples.features + actions) + column] = 1;
        }
    }

    /** Takes away every way to choose what was never tried. */
    private void forbid(float[] parameters) {
        long[] taken = log.taken();
        int last = spec.layers() - 1;
        int inputs = spec.inputsOf(last);
        for (int k = 0; k < actions; k++) {
            if (taken[k] == 0) {
                int row = spec.weightsOf(last) + k * inputs;
                Arrays.fill(parameters, row, row + inputs, 0);
                parameters[spec.biasOf(last) + k] = NEVER;
            }
        }
    }

    private void requireNoDearer(MlpPolicy policy) {
        double[] costs = log.costs();
        double most = Moments.mean(costs) + MARGIN * Moments.error(costs);
        double cost = new CrossFit(log, policy, execution, share -> {}).mean();
        if (!(cost <= most)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "log: expected support for something that costs no more than the log itself, %.4f + 2 × %.4f; the best of"
                            + " what it shows often enough costs about %.4f. Log more episodes, or with more of what made"
                            + " them cheap%s",
                    Moments.mean(costs), Moments.error(costs), cost, neverTried.isEmpty()
                            ? ""
                            : "; never tried: " + String.join(", ", neverTried)));
        }
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
