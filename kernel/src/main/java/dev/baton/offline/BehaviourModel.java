package dev.baton.offline;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.descent.SampleSet;
import dev.baton.nn.MlpSpec;
import dev.baton.nn.pass.Mlp;
import dev.baton.ops.BatchOps;
import dev.baton.ops.Lanes;
import dev.baton.policy.choice.Categorical;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which actions the log shows where: a network that is fitted to the logged actions by maximum likelihood, G(k | s)
 * (the generative model of batch-constrained learning; Fujimoto et al. 2019, in its discrete form). N · G(k | s), N the
 * number of steps, is how many steps of the log took action k in states like s.
 *
 * <p>The logged probabilities do not say this: they are those of the action that was taken only, and a log may be the
 * work of several policies.
 */
final class BehaviourModel {
    private static final List<Integer> HIDDEN = List.of(32, 32);
    private static final int MOST_PASSES = 30;
    private static final int FEWEST_PASSES = 8;
    /** Steps seen in a fit, where the log is long enough to see them in fewer passes. */
    private static final int FITTED_STEPS = 2_000_000;

    private static final int MINIBATCH = 512;
    private static final double LEARNING_RATE = 0.003;
    private static final double GRADIENT_CLIP = 1;

    private final EpisodeLog log;
    private final SampleSet samples;
    private final long @Nullable [] available;
    private final int actions;
    private final MlpSpec spec;
    private final Backend backend;
    private final NetworkFit network;
    private final int passes;
    private int done;

    /**
     * Prepares the fit.
     *
     * @param log the episodes; at least one step
     * @param states their states
     * @param seed of the network's initial parameters and the order of minibatches
     * @param backend scalar or SIMD
     */
    BehaviourModel(EpisodeLog log, LoggedStates states, long seed, Backend backend) {
        this.log = log;
        this.backend = backend;
        actions = log.env.actionCount();
        available = states.available();
        LogLikelihood loss = new LogLikelihood(backend, actions, available != null);
        samples = states.states(loss.rows());
        passes = Math.clamp(FITTED_STEPS / log.steps(), FEWEST_PASSES, MOST_PASSES);
        spec = new MlpSpec(samples.features, HIDDEN, actions, Activation.TANH);
        network = new NetworkFit(spec, seed, samples, loss::derivative, MINIBATCH, GRADIENT_CLIP, backend);
        loss.label(samples, log, available, i -> 1);
    }

    /** Returns how many passes the fit takes. */
    int passes() {
        return passes;
    }

    /** Says whether all passes are done. */
    boolean finished() {
        return done >= passes;
    }

    /** Makes a pass over the steps. */
    void pass() {
        network.pass(LEARNING_RATE * (1 - (double) done / passes));
        done++;
    }

    /** Returns N · G(k | s) in the state of every step, (N, K); 0 for what is not available. */
    float[] neighbours() {
        Mlp mlp = new Mlp(spec, backend);
        mlp.load(network.parameters());
        Categorical categorical = Categorical.of(backend);
        float[] out = new float[BatchOps.rows(actions) * Lanes.TILE];
        int[] unused = new int[Lanes.TILE];
        long[] masks = available == null ? null : new long[Lanes.TILE];
        int steps = log.steps();
        float[] all = new float[steps * actions];
        for (int first = 0; first < steps; first += Lanes.TILE) {
            mlp.forward(samples.values, samples.at(first / Lanes.TILE, 0), out, 0, Lanes.TILE);
            int columns = Math.min(Lanes.TILE, steps - first);
            if (available != null && masks != null) {
                System.arraycopy(available, first, masks, 0, columns);
            }
            categorical.sample(out, 0, Lanes.TILE, actions, masks, unused, unused, 0, columns);
            for (int n = 0; n < columns; n++) {
                for (int k = 0; k < actions; k++) {
                    all[(first + n) * actions + k] = steps * out[k * Lanes.TILE + n];
                }
            }
        }
        return all;
    }
}
