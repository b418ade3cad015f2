package dev.baton.bench.env;

import dev.baton.EpisodeKind;
import dev.baton.bench.Checksum;
import dev.baton.bench.Environments;
import dev.baton.bench.Inputs;
import dev.baton.bench.KernelBenchmark;
import dev.baton.bench.Work;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Stepper;
import dev.baton.ops.Lanes;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

/**
 * What {@link EnvironmentStepBenchmark} asks of the kernel, by the kernel's own classes: the same actions, episodes and
 * tiles are stepped, observed, asked for their costs where they have ended, restarted and observed again. Nothing is
 * checked, and nobody is told which have ended.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // setup makes the batches
public class KernelStepBenchmark extends KernelBenchmark {
    private static final int ACTION_ROWS = EnvironmentStepBenchmark.ACTION_ROWS;
    // That of VectorEnv.
    private static final int TILE = 512;

    /** Which environment. */
    @Param({"PAPER", "FIVE_KINDS"})
    public Environments environment = Environments.PAPER;

    // 257 = a prime and a lane tail; 4096 = production.
    /** Environments. */
    @Param({"257", "4096"})
    public int batch;

    float[] observations;
    float[] finalObservations;
    float[] costs;
    double[] episodeCosts;
    int stride;
    private Stepper stepper;
    private EpisodeBatch[] tiles;
    private EpisodeBatch started;
    private final int[] ended = new int[TILE + Lanes.WIDEST];
    private int[][] actions;
    private int next;

    @Override
    public void setup(long seed) {
        EnvSpec spec = environment.spec();
        EnvTables tables = new EnvTables(spec);
        Inputs inputs = new Inputs(seed);
        actions = new int[ACTION_ROWS][];
        for (int row = 0; row < ACTION_ROWS; row++) {
            actions[row] = inputs.below(batch, spec.actionCount());
        }
        stepper = Stepper.of(implementation, tables);
        stride = Lanes.roundUp(batch);
        observations = new float[spec.observationSize() * stride];
        finalObservations = new float[spec.observationSize() * stride];
        costs = new float[stride];
        episodeCosts = new double[stride];
        started = new EpisodeBatch(tables, TILE, false);
        started.assign(seed, EpisodeKind.EVALUATION, 0, TILE);
        tiles = new EpisodeBatch[(batch + TILE - 1) / TILE];
        for (int i = 0; i < tiles.length; i++) {
            int count = Math.min(TILE, batch - i * TILE);
            EpisodeBatch tile = new EpisodeBatch(tables, count, false);
            tile.assign(seed, EpisodeKind.EVALUATION, i * TILE, count);
            stepper.start(tile, 0, count);
            restart(tile, stepper.listEnded(tile, ended));
            tiles[i] = tile;
        }
        Work ignored = new Work();
        for (int t = 0; t < 2 * spec.horizon(); t++) {
            step(ignored);
        }
    }

    /** Takes one step in every episode. */
    @Benchmark
    public void step(Work work) {
        for (int i = 0; i < tiles.length; i++) {
            EpisodeBatch tile = tiles[i];
            int first = i * TILE;
            int count = tile.count;
            System.arraycopy(actions[next], first, tile.action, 0, count);
            stepper.draw(tile, 0, count);
            stepper.step(tile, 0, count);
            System.arraycopy(tile.cost, 0, costs, first, count);
            int left = stepper.listEnded(tile, ended);
            for (int r = 0; r < left; r++) {
                episodeCosts[first + ended[r]] = tile.totalCost(ended[r]);
            }
            if (left > 0) {
                stepper.observe(tile, 0, count, finalObservations, first, stride);
                restart(tile, left);
            }
            stepper.observe(tile, 0, count, observations, first, stride);
        }
        next = (next + 1) % ACTION_ROWS;
        work.samples += batch;
    }

    /** Starts the next episode in the columns that are listed, until none is done at its start. */
    private void restart(EpisodeBatch tile, int length) {
        int left = length;
        while (left > 0) {
            for (int r = 0; r < left; r++) {
                started.episode[r] = tile.episode[ended[r]] + batch;
            }
            started.count = left;
            stepper.start(started, 0, left);
            int done = 0;
            for (int r = 0; r < left; r++) {
                stepper.copy(tile, ended[r], started, r);
                if (started.ended[r] != 0) {
                    ended[done++] = ended[r];
                }
            }
            left = done;
        }
    }

    @Override
    public long result() {
        int features = environment.spec().observationSize();
        return new Checksum()
                .add(observations, 0, stride, features, batch)
                .add(finalObservations, 0, stride, features, batch)
                .add(costs, 0, batch)
                .add(episodeCosts, 0, 0, 1, batch)
                .value();
    }
}
