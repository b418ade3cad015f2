package dev.baton.offline;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.descent.SampleSet;
import dev.baton.nn.MlpSpec;
import dev.baton.nn.pass.Mlp;
import dev.baton.ops.BatchOps;
import dev.baton.ops.Lanes;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.choice.Losses;
import dev.baton.rng.Stream;
import java.util.List;
import java.util.function.Consumer;

/**
 * Supervised learning from logged trajectories [3.4 (a)], sensitive to what they cost: the policy is fitted to the
 * logged actions by maximum likelihood, and a step weighs w = exp(−A / β), A = (G − V(S)) / σ, where G is what the rest
 * of its episode cost, V(S) what was to be expected in such a state, fitted to all of them, and σ the spread of G − V.
 * So what turned out well is imitated and what turned out badly is not, and the policy stays with actions that the log
 * shows: the weights are those of the least expected cost at a bounded distance from the policy that made the log
 * (Peters, Mülling and Altun 2010; Wang et al. 2018; Peng et al. 2019).
 *
 * <p>Bits do not depend on backend or lane width. Not thread-safe.
 */
public final class ImitationTrainer {
    private static final List<Integer> VALUE_HIDDEN = List.of(32, 32);
    private static final int VALUE_PASSES = 30;
    private static final int VALUE_MINIBATCH = 512;
    private static final double VALUE_LEARNING_RATE = 0.003;
    /** The greatest weight, so that no single step leads. */
    private static final double GREATEST = 20;

    private static final double LEAST_SCALE = 1e-6;

    private final EpisodeLog log;
    private final ImitationConfig config;
    private final Backend backend;
    private final MlpSpec spec;
    private final TriedActions tried;
    private final NetworkFit policy;
    private final double effectiveSteps;
    private int epochs;
    private double gradientNorm;

    /**
     * Fits what was to be expected, and prepares the policy's passes.
     *
     * @param log its episodes
     * @param config what to do
     * @param backend scalar or SIMD; never changes the result
     * @throws IllegalArgumentException if the log has no step
     */
    public ImitationTrainer(EpisodeLog log, ImitationConfig config, Backend backend) {
        if (log.steps() == 0) {
            throw new IllegalArgumentException("log: expected at least one step, found none");
        }
        this.log = log;
        this.config = config;
        this.backend = backend;
        int actions = log.env.actionCount();
        spec = new MlpSpec(log.env.observationSize(), config.hidden(), actions, config.activation());
        tried = new TriedActions(log);
        double[] weights = weights();
        double sum = 0;
        double squares = 0;
        for (double w : weights) {
            sum += w;
            squares += w * w;
        }
        effectiveSteps = sum * sum / squares;
        double mean = sum / weights.length;
        LoggedStates states = new LoggedStates(log, backend);
        long[] available = states.available();
        LogLikelihood loss = new LogLikelihood(backend, actions, available != null);
        SampleSet samples = states.observations(loss.rows());
        loss.label(samples, log, available, i -> weights[i] / mean);
        policy = new NetworkFit(
                spec, config.seed(), samples, loss::derivative, config.minibatch(), config.gradientClip(), backend);
    }

    /** exp(−A / β) of every step. */
    private double[] weights() {
        double[] excess = log.costsToGo();
        double scale = Math.max(LEAST_SCALE, Moments.deviation(excess));
        float[] expected = expected(excess, scale);
        for (int i = 0; i < excess.length; i++) {
            excess[i] -= scale * expected[i];
        }
        double unit = Math.max(LEAST_SCALE * scale, Moments.deviation(excess)) * config.temperature();
        double[] weights = new double[excess.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.min(GREATEST, StrictMath.exp(-excess[i] / unit));
        }
        return weights;
    }

    /** V in units of a scale, by regression of the costs-to-go. */
    private float[] expected(double[] toGo, double scale) {
        SampleSet samples = new LoggedStates(log, backend).states(Losses.SQUARED_ROWS);
        for (int i = 0; i < toGo.length; i++) {
            int at = samples.at(i / Lanes.TILE, samples.features + 1) + i % Lanes.TILE;
            samples.values[at] = (float) (toGo[i] / scale);
            samples.values[at + Lanes.TILE] = 1;
        }
        MlpSpec value = new MlpSpec(samples.features, VALUE_HIDDEN, 1, Activation.TANH);
        Losses losses = Losses.of(backend);
        NetworkFit fit = new NetworkFit(
                value, (config.seed() + 1) % (Stream.MAX_SEED + 1), samples,
                (out, sample, extras, dOut, columns) -> losses.squaredError(
                        out, 0, Lanes.TILE, 1, sample, extras, Lanes.TILE, Losses.SQUARED_ROWS, dOut, columns),
                VALUE_MINIBATCH, config.gradientClip(), backend);
        for (int pass = 0; pass < VALUE_PASSES; pass++) {
            fit.pass(VALUE_LEARNING_RATE * (1 - (double) pass / VALUE_PASSES));
        }
        Mlp mlp = new Mlp(value, backend);
        mlp.load(fit.parameters());
        float[] out = new float[BatchOps.rows(1) * Lanes.TILE];
        float[] expected = new float[toGo.length];
        for (int first = 0; first < expected.length; first += Lanes.TILE) {
            mlp.forward(samples.values, samples.at(first / Lanes.TILE, 0), out, 0, Lanes.TILE);
            System.arraycopy(out, 0, expected, first, Math.min(Lanes.TILE, expected.length - first));
        }
        return expected;
    }

    /**
     * Makes a pass over the log.
     *
     * @throws ArithmeticException if parameters stopped being finite
     */
    public void iterate() {
        gradientNorm = policy.pass(config.learningRate() * (1 - (double) epochs / config.epochs()));
        epochs++;
    }

    /**
     * Makes all passes.
     *
     * @param listener told of every pass
     * @return the policy
     * @throws ArithmeticException if parameters stopped being finite
     */
    public MlpPolicy train(Consumer<ImitationMetrics> listener) {
        while (epochs < config.epochs()) {
            iterate();
            listener.accept(new ImitationMetrics(epochs, log.episodes(), effectiveSteps, gradientNorm));
        }
        return tried.policy(spec, policy.parameters().clone());
    }

    /**
     * Returns the actions that the log never took, which the policy never takes either.
     *
     * @return their names
     */
    public List<String> neverTried() {
        return tried.neverTried();
    }
}
