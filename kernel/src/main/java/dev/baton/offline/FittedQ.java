package dev.baton.offline;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.descent.SampleSet;
import dev.baton.nn.MlpSpec;
import dev.baton.nn.pass.Mlp;
import dev.baton.ops.BatchOps;
import dev.baton.ops.Lanes;
import dev.baton.policy.choice.Losses;
import java.util.List;

/**
 * Fitted Q iteration on logged steps (Ernst, Geurts and Wehenkel 2005; Riedmiller 2005): regression of C_i +
 * V(S_{i+1}), V(S) = 0 after the end, on (S_i, A_i). With the probabilities of a policy in V it evaluates that policy
 * (Le, Voloshin and Yue 2019), with a minimum it improves on the log.
 *
 * <p>Q is a linear function and a network on top, which is fitted to what the linear one leaves. Every pass over the
 * steps has targets of its own. At first they come from the network as it is, and costs travel one step per pass; then
 * from a moving average of the networks of past passes (after Polyak and Juditsky 1992), which takes the noise of
 * single passes out of the targets, while the learning rate falls to 0.
 *
 * <p>Bits do not depend on backend or lane width. Not thread-safe.
 */
final class FittedQ {
    private static final List<Integer> HIDDEN = List.of(32, 32);
    private static final int MOST_SETTLING_PASSES = 160;
    private static final int FEWEST_SETTLING_PASSES = 60;
    /** Steps seen while Q settles, where the log is long enough to see them in fewer passes. */
    private static final int SETTLING_STEPS = 14_000_000;
    private static final double AVERAGING = 0.15;
    private static final int MINIBATCH = 512;
    private static final double GRADIENT_CLIP = 1;
    /** Against the spread of the costs-to-go: what no decision depends on. */
    private static final double NOTHING_LEFT = 1e-4;
    /** Against the greatest cost-to-go of the log. A policy may be worse than what is logged, but not without end. */
    private static final float WORST = 4;

    private final EpisodeLog log;
    private final SampleSet samples;
    private final Choice choice;
    private final double learningRate;
    private final int actions;
    private final float greatest;
    private final LinearQ linear;
    /** (N, K) the linear part. */
    private final float[] base;
    /** (N, K) both parts. */
    private final float[] q;
    /** (N) the value of each state. */
    private final float[] values;
    /** (N) C_i + V(S_{i+1}) − Q(S_i, A_i), Q the linear part. */
    private final double[] residuals;
    private final double scale;
    private final int passes;
    private final int settling;
    private final float[] average;
    private final Mlp mlp;
    private final float[] outputs;
    private final NetworkFit network;
    private int done;
    private double gradientNorm;

    /**
     * Fits the linear part and prepares the passes.
     *
     * @param log its episodes; at least one step
     * @param samples their states with {@link Losses#SQUARED_ROWS} further rows, which are overwritten
     * @param choice what is chosen next
     * @param passes how many, ≥ 1; see {@link #passes(EpisodeLog)}
     * @param learningRate Adam's α at the start; falls linearly to 0
     * @param seed of the network's initial parameters and the order of minibatches
     * @param backend scalar or SIMD
     */
    FittedQ(
            EpisodeLog log,
            SampleSet samples,
            Choice choice,
            int passes,
            double learningRate,
            long seed,
            Backend backend) {
        this.log = log;
        this.samples = samples;
        this.choice = choice;
        this.learningRate = learningRate;
        actions = log.env.actionCount();
        int steps = log.steps();
        double[] toGo = log.costsToGo();
        float worst = 0;
        for (double cost : toGo) {
            worst = Math.max(worst, WORST * (float) cost);
        }
        greatest = worst;
        linear = new LinearQ(log, samples, choice, greatest);
        base = new float[steps * actions];
        q = new float[steps * actions];
        values = new float[steps];
        residuals = new double[steps];
        linear.outputs(samples, steps, base);
        System.arraycopy(base, 0, q, 0, q.length);
        evaluate(q);
        fillResiduals();
        scale = Moments.deviation(residuals);
        this.passes = scale <= NOTHING_LEFT * Moments.deviation(toGo) ? 0 : passes;
        settling = Math.min(this.passes, settling(log));

        MlpSpec spec = new MlpSpec(samples.features, HIDDEN, actions, Activation.TANH);
        mlp = new Mlp(spec, backend);
        outputs = new float[BatchOps.rows(actions) * Lanes.TILE];
        Losses losses = Losses.of(backend);
        network = new NetworkFit(
                spec, seed, samples,
                (out, sample, extras, dOut, columns) -> losses.squaredError(
                        out, 0, Lanes.TILE, actions, sample, extras, Lanes.TILE, Losses.SQUARED_ROWS, dOut,
                        columns),
                MINIBATCH, GRADIENT_CLIP, backend);
        average = network.parameters().clone();
        for (int i = 0; i < steps; i++) {
            int at = samples.at(i / Lanes.TILE, samples.features) + i % Lanes.TILE;
            samples.values[at] = log.action[i];
            samples.values[at + (Losses.SQUARED_ROWS - 1) * Lanes.TILE] = 1;
        }
    }

    /** Returns how many passes a fit should take: enough for costs to travel the longest episode, and to settle. */
    static int passes(EpisodeLog log) {
        return log.longest() + settling(log);
    }

    private static int settling(EpisodeLog log) {
        return Math.clamp(SETTLING_STEPS / log.steps(), FEWEST_SETTLING_PASSES, MOST_SETTLING_PASSES);
    }

    private void fillResiduals() {
        for (int e = 0; e < log.episodes(); e++) {
            for (int i = log.start[e]; i < log.start[e + 1]; i++) {
                double next = i + 1 < log.start[e + 1] ? values[i + 1] : 0;
                residuals[i] = log.cost[i] + next - base[i * actions + log.action[i]];
            }
        }
    }

    /** Says whether all passes are done; none is needed where the linear part leaves nothing. */
    boolean finished() {
        return done >= passes;
    }

    /**
     * Makes a pass over the steps and takes the new values for the next.
     *
     * @throws ArithmeticException if parameters stopped being finite
     */
    void pass() {
        fit();
        evaluate(q);
    }

    /**
     * Makes a pass over the steps; the values of the states stay as they are.
     *
     * @throws ArithmeticException if parameters stopped being finite
     */
    void fit() {
        fillResiduals();
        int row = samples.features + 1;
        for (int i = 0; i < residuals.length; i++) {
            samples.values[samples.at(i / Lanes.TILE, row) + i % Lanes.TILE] = (float) (residuals[i] / scale);
        }
        gradientNorm = network.pass(learningRate * (1 - (double) done / passes));
        int settled = done - (passes - settling);
        float weight = (float) Math.max(AVERAGING, 1.0 / Math.max(1, settled + 1));
        float[] parameters = network.parameters();
        for (int p = 0; p < average.length; p++) {
            average[p] = Math.fma(weight, parameters[p] - average[p], average[p]);
        }
        done++;
        outputs(samples, log.steps(), base, q);
    }

    /** Takes the values of the states from (N, K) values of the actions. */
    void evaluate(float[] of) {
        choice.values(of, values);
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.clamp(values[i], 0, greatest);
        }
    }

    /** Adds the network's part to the linear part. */
    private void outputs(SampleSet of, int steps, float[] from, float[] to) {
        mlp.load(average);
        for (int first = 0; first < steps; first += Lanes.TILE) {
            mlp.forward(of.values, of.at(first / Lanes.TILE, 0), outputs, 0, Lanes.TILE);
            int columns = Math.min(Lanes.TILE, steps - first);
            for (int n = 0; n < columns; n++) {
                for (int k = 0; k < actions; k++) {
                    int at = (first + n) * actions + k;
                    to[at] = Math.fma((float) scale, outputs[k * Lanes.TILE + n], from[at]);
                }
            }
        }
    }

    /** Returns Q(s, k) of the fitted steps, (N, K), not copied. */
    float[] q() {
        return q;
    }

    /** Returns the mean value of the states that episodes start from; one that starts done costs nothing. */
    double startValue() {
        double sum = 0;
        for (int e = 0; e < log.episodes(); e++) {
            sum += log.steps(e) > 0 ? values[log.start[e]] : 0;
        }
        return sum / log.episodes();
    }

    /** Returns the mean norm of the last pass's gradients. */
    double gradientNorm() {
        return gradientNorm;
    }

    /** Returns Q(s, k) of other states of the same environment, (N, K). */
    float[] q(SampleSet of, int steps) {
        float[] all = new float[steps * actions];
        linear.outputs(of, steps, all);
        if (passes > 0) {
            outputs(of, steps, all, all);
        }
        return all;
    }
}
