package dev.baton.learn;

import dev.baton.EpisodeKind;
import dev.baton.env.Columns;
import dev.baton.env.Simulation;
import dev.baton.nn.MlpSpec;
import dev.baton.nn.pass.ForwardPass;
import dev.baton.ops.BatchOps;
import dev.baton.ops.Lanes;
import dev.baton.policy.ColumnActor;
import dev.baton.policy.choice.Categorical;
import dev.baton.policy.choice.Losses;
import dev.baton.run.EpisodeTotals;
import dev.baton.run.Execution;
import dev.baton.run.Rollout;
import java.util.Arrays;

/**
 * One worker's part of the episodes of a PPO update: runs blocks with the sampled policy into the record, then
 * estimates their advantages. Everything is allocated at construction.
 *
 * @param <C> the batches of the environment
 */
final class PpoWorker<C extends Columns> implements ColumnActor<C> {
    private static final int ACTION = 0;
    private static final int PROBABILITY = 1;
    private static final int ADVANTAGE = 2;

    /** Sums of {@link #diagnose}. */
    static final int DIAGNOSTICS = 6;

    private final Simulation<C> simulation;
    private final Categorical categorical;
    private final ForwardPass policy;
    private final ForwardPass value;
    private final float[] policyParameters;
    private final float[] valueParameters;
    private final PpoRecord record;
    private final MissPrice missPrice;
    private final int features;
    private final int actions;
    /** Rows of the value's target and of the weight, the last two, among the extra rows. */
    private final int target;

    private final int weight;
    private final Rollout<C> rollout;
    private final EpisodeTotals results;
    /** (K, 48). */
    private final float[] probabilities;
    /** (48). */
    private final float[] values;
    /** (F, 48) observations of last states. */
    private final float[] last;
    private final float[] nextAdvantage;
    private final float[] nextValue;
    private int block;

    PpoWorker(
            Simulation<C> simulation,
            MlpSpec spec,
            float[] parameters,
            MlpSpec valueSpec,
            float[] valueParameters,
            PpoRecord record,
            MissPrice missPrice,
            Execution execution) {
        this.missPrice = missPrice;
        this.record = record;
        this.policyParameters = parameters;
        this.valueParameters = valueParameters;
        this.simulation = simulation;
        categorical = Categorical.of(execution.backend());
        policy = ForwardPass.of(spec, execution.backend());
        value = ForwardPass.of(valueSpec, execution.backend());
        // No tile reaches into the next chunk.
        int tile = execution.tile() < Lanes.TILE ? Lanes.WIDEST : Lanes.TILE;
        features = record.features;
        actions = spec.outputs();
        target = record.samples.extras - 2;
        weight = record.samples.extras - 1;
        rollout = new Rollout<>(simulation, this, tile, record.stride, null);
        results = new EpisodeTotals(record.stride);
        probabilities = new float[BatchOps.rows(actions) * Lanes.TILE];
        values = new float[BatchOps.rows(1) * Lanes.TILE];
        last = new float[features * Lanes.TILE];
        nextAdvantage = new float[record.stride];
        nextValue = new float[record.stride];
    }

    /** Runs a block of training episodes into the record and writes its sums over episodes. */
    void run(long seed, int first, int count, int b, double[] sums) {
        block = b;
        policy.load(policyParameters);
        value.load(valueParameters);
        Arrays.fill(record.live, b * record.horizon, (b + 1) * record.horizon, 0);
        Arrays.fill(record.truncated, b * record.stride, (b + 1) * record.stride, false);
        rollout.run(seed, EpisodeKind.TRAINING, first, count, results, 0);
        int at = b * PpoRecord.SUMS;
        Arrays.fill(sums, at, at + PpoRecord.SUMS, 0);
        for (int n = 0; n < count; n++) {
            sums[at + PpoRecord.COST] += results.cost[n];
            sums[at + PpoRecord.SUCCESSES] += results.succeeded[n] ? 1 : 0;
        }
        for (int t = 0; t < record.horizon; t++) {
            sums[at + PpoRecord.SAMPLES] += record.live[b * record.horizon + t];
        }
    }

    @Override
    public void act(C batch, int from, int to) {
        int columns = to - from;
        int column = record.column(block, batch.step[from]) + from;
        float[] out = record.samples.values;
        int features = record.samples.at(column / Lanes.TILE, 0) + column % Lanes.TILE;
        simulation.observe(batch, from, to, out, features - from, Lanes.TILE);
        policy.forward(out, features, Lanes.TILE, probabilities, 0, Lanes.TILE, columns);
        value.forward(out, features, Lanes.TILE, values, 0, Lanes.TILE, columns);
        categorical.sample(
                probabilities, -from, Lanes.TILE, actions, batch.available, batch.actionWord, batch.action, from, to);
        System.arraycopy(values, 0, record.value, column, columns);
        System.arraycopy(batch.slot, from, record.slot, column, columns);
        int extras = features + this.features * Lanes.TILE;
        int padded = Lanes.roundUp(columns);
        for (int n = 0; n < padded; n++) {
            // A column without an episode weighs nothing, but what it says must be finite.
            boolean present = n < columns;
            int action = present ? batch.action[from + n] : 0;
            out[extras + ACTION * Lanes.TILE + n] = action;
            out[extras + PROBABILITY * Lanes.TILE + n] = present ? probabilities[action * Lanes.TILE + n] : 1;
            out[extras + weight * Lanes.TILE + n] = present ? 1 : 0;
        }
        if (record.masked && batch.available != null) {
            allow(batch.available, from, columns, out, extras + Losses.SURROGATE_ALLOWED * Lanes.TILE);
        }
    }

    /** Writes rows (K,48) that are 1 where an action may be chosen, else 0; in a column without an episode all may. */
    private void allow(long[] available, int from, int columns, float[] out, int start) {
        int padded = Lanes.roundUp(columns);
        for (int n = 0; n < padded; n++) {
            long mask = n < columns ? available[from + n] : -1L;
            for (int k = 0; k < actions; k++) {
                out[start + k * Lanes.TILE + n] = mask >>> k & 1;
            }
        }
    }

    @Override
    public void stepped(C batch, int from, int to) {
        int t = batch.step[from] - 1;
        System.arraycopy(batch.cost, from, record.cost, record.column(block, t) + from, to - from);
        missPrice.charge(batch, from, to, record.cost, record.column(block, t) + from);
        record.live[block * record.horizon + t] = to;
        for (int n = from; n < to; n++) {
            if (batch.ended[n] != 0 && batch.truncated(n)) {
                estimateLast(batch, from, to);
                return;
            }
        }
    }

    /** Keeps V of the last states of episodes that have just been truncated. */
    private void estimateLast(C batch, int from, int to) {
        simulation.observe(batch, from, to, last, -from, Lanes.TILE);
        value.forward(last, 0, Lanes.TILE, values, 0, Lanes.TILE, to - from);
        for (int n = from; n < to; n++) {
            if (batch.ended[n] != 0 && batch.truncated(n)) {
                int s = block * record.stride + batch.slot[n];
                record.truncated[s] = true;
                record.finalValue[s] = values[n - from];
            }
        }
    }

    /** Writes the sums of the costs-to-go of a block and of their squares. */
    void costsToGo(int b, double[] sums) {
        float gamma = (float) simulation.discount();
        Arrays.fill(nextValue, 0);
        double sum = 0;
        double squares = 0;
        for (int t = record.horizon - 1; t >= 0; t--) {
            int column = record.column(b, t);
            int end = column + record.live[b * record.horizon + t];
            for (int n = column; n < end; n++) {
                float g = Math.fma(gamma, nextValue[record.slot[n]], record.cost[n]);
                nextValue[record.slot[n]] = g;
                sum += g;
                squares += (double) g * g;
            }
        }
        sums[b * PpoRecord.SUMS + PpoRecord.SUM] = sum;
        sums[b * PpoRecord.SUMS + PpoRecord.SQUARES] = squares;
    }

    /**
     * Generalised advantage estimation of a block: writes advantages, value targets in the value network's units, and
     * the sums of the advantages and of their squares. V = mean + scale · output; after the end V = 0, after a
     * truncation that of the last state.
     */
    void advantages(int b, float mean, float scale, double lambda, double[] sums) {
        float gamma = (float) simulation.discount();
        float decay = (float) (simulation.discount() * lambda);
        Arrays.fill(nextAdvantage, 0);
        for (int s = 0; s < record.stride; s++) {
            int at = b * record.stride + s;
            nextValue[s] = record.truncated[at] ? Math.fma(scale, record.finalValue[at], mean) : 0;
        }
        float inverse = 1f / scale;
        float[] out = record.samples.values;
        double sum = 0;
        double squares = 0;
        for (int t = record.horizon - 1; t >= 0; t--) {
            int column = record.column(b, t);
            int live = record.live[b * record.horizon + t];
            for (int n = 0; n < live; n++) {
                int i = column + n;
                int s = record.slot[i];
                float v = Math.fma(scale, record.value[i], mean);
                float delta = Math.fma(gamma, nextValue[s], record.cost[i]) - v;
                float advantage = Math.fma(decay, nextAdvantage[s], delta);
                nextAdvantage[s] = advantage;
                nextValue[s] = v;
                int at = record.samples.at(i / Lanes.TILE, features) + n % Lanes.TILE;
                out[at + ADVANTAGE * Lanes.TILE] = advantage;
                out[at + target * Lanes.TILE] = Math.fma(advantage, inverse, record.value[i]);
                sum += advantage;
                squares += (double) advantage * advantage;
            }
        }
        sums[b * PpoRecord.SUMS + PpoRecord.SUM] = sum;
        sums[b * PpoRecord.SUMS + PpoRecord.SQUARES] = squares;
    }

    /**
     * Measures the policy as it is now on a chunk of samples and writes the chunk's sums of {@link PpoDiagnostics}: Σ
     * (ρ − 1) − log ρ, samples whose ρ is farther from 1 than {@code clip}, Σ target, Σ target², Σ (target − V), Σ
     * (target − V)², in the value network's units.
     */
    void diagnose(int chunk, float clip, double[] sums, int at) {
        policy.load(policyParameters);
        float[] in = record.samples.values;
        int start = record.samples.at(chunk, 0);
        int columns = record.samples.columns[chunk];
        policy.forward(in, start, Lanes.TILE, probabilities, 0, Lanes.TILE, columns);
        Arrays.fill(sums, at, at + DIAGNOSTICS, 0);
        int extras = start + features * Lanes.TILE;
        for (int n = 0; n < columns; n++) {
            double greatest = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < actions; k++) {
                if (allowed(in, extras, k, n)) {
                    greatest = Math.max(greatest, probabilities[k * Lanes.TILE + n]);
                }
            }
            double sum = 0;
            for (int k = 0; k < actions; k++) {
                if (allowed(in, extras, k, n)) {
                    sum += StrictMath.exp(probabilities[k * Lanes.TILE + n] - greatest);
                }
            }
            int action = (int) in[extras + ACTION * Lanes.TILE + n];
            double logRatio = probabilities[action * Lanes.TILE + n]
                    - greatest
                    - StrictMath.log(sum)
                    - StrictMath.log(in[extras + PROBABILITY * Lanes.TILE + n]);
            double ratio = StrictMath.exp(logRatio);
            double estimate = in[extras + target * Lanes.TILE + n];
            double error = estimate - record.value[chunk * Lanes.TILE + n];
            sums[at] += ratio - 1 - logRatio;
            sums[at + 1] += Math.abs(ratio - 1) > clip ? 1 : 0;
            sums[at + 2] += estimate;
            sums[at + 3] += estimate * estimate;
            sums[at + 4] += error;
            sums[at + 5] += error * error;
        }
    }

    private boolean allowed(float[] in, int extras, int k, int n) {
        return !record.masked || in[extras + (Losses.SURROGATE_ALLOWED + k) * Lanes.TILE + n] != 0;
    }
}
