package dev.baton.learn;

import dev.baton.descent.SampleSet;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.exact.ExactSolver;
import dev.baton.nn.MlpSpec;
import dev.baton.ops.Lanes;
import dev.baton.run.Execution;
import java.util.Arrays;

/**
 * Labels from the exact optimum: every state that is met gives a sample, whose costs are the regrets Q*(s, a) − V*(s)
 * of the actions. Chunk (block / 3, t) holds the columns of step t of three blocks.
 */
final class OptimumWorker extends SupervisedWorker {
    private final ExactSolver solver;
    private final int horizon;
    private final int[] columns = new int[BLOCK];
    private final int[] lane = new int[BLOCK];
    private final int[] point = new int[BLOCK];
    private final double[] q;
    private int found;

    OptimumWorker(EnvTables tables, MlpSpec spec, float[] parameters, SampleSet samples, Execution execution) {
        super(tables, spec, parameters, samples, execution);
        solver = ExactSolver.of(tables.spec(), execution.backend());
        horizon = tables.spec().horizon();
        q = new double[actions];
    }

    /** Returns where a row of the block's columns of a step starts. */
    private int at(int t, int row) {
        int chunk = block / BLOCKS_PER_CHUNK * horizon + t;
        return samples.at(chunk, row) + block % BLOCKS_PER_CHUNK * BLOCK;
    }

    @Override
    void begin(int first, int count) {
        found = 0;
        for (int t = 0; t < horizon; t++) {
            int weights = at(t, samples.features + weight);
            Arrays.fill(samples.values, weights, weights + BLOCK, 0);
        }
    }

    @Override
    int end() {
        return found;
    }

    @Override
    void label(EpisodeBatch batch, int to, float[] features) {
        int t = batch.step[0];
        if (t == 0) {
            for (int n = 0; n < to; n++) {
                columns[n] = n;
                lane[batch.slot[n]] = n;
                point[batch.slot[n]] = ExactSolver.START;
            }
            solver.solve(batch, columns, to);
        }
        int at = at(t, 0);
        for (int f = 0; f < samples.features; f++) {
            System.arraycopy(features, f * Lanes.TILE, samples.values, at + f * Lanes.TILE, BLOCK);
        }
        int costs = at(t, samples.features);
        for (int n = 0; n < to; n++) {
            int slot = batch.slot[n];
            int best = solver.action(lane[slot], t, point[slot]);
            // The simulator's task vector is a float; where rounding alone keeps it above ε, nothing is to be learned.
            if (best < 0) {
                continue;
            }
            solver.actionValues(lane[slot], t, point[slot], q);
            for (int k = 0; k < actions; k++) {
                boolean may = q[k] < Double.POSITIVE_INFINITY;
                samples.values[costs + k * Lanes.TILE + n] = may ? (float) (q[k] - q[best]) : 0;
                if (masked) {
                    samples.values[costs + (actions + k) * Lanes.TILE + n] = may ? 1 : 0;
                }
            }
            samples.values[costs + weight * Lanes.TILE + n] = 1;
            found++;
            if (guided[slot]) {
                batch.action[n] = best;
            }
        }
    }

    @Override
    public void stepped(EpisodeBatch batch, int from, int to) {
        for (int n = from; n < to; n++) {
            int slot = batch.slot[n];
            point[slot] = solver.next(batch.step[n] - 1, point[slot], batch.outcome[n]);
        }
    }
}
