package dev.baton.bench.ops;

import dev.baton.Activation;
import dev.baton.bench.Checksum;
import dev.baton.bench.Inputs;
import dev.baton.bench.KernelBenchmark;
import dev.baton.bench.Work;
import dev.baton.ops.BatchOps;
import dev.baton.ops.Lanes;
import dev.baton.run.Rollout;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** One affine layer alone, on the layout and in the tiles of a rollout. */
@SuppressWarnings("NullAway.Init") // setup makes the arrays
public class AffineForwardBenchmark extends KernelBenchmark {

    /** The layers of a network 11-64-64-5. */
    @Param({"FIRST", "HIDDEN", "LAST"})
    public Layer layer = Layer.FIRST;

    // 1 = latency floor; 255/256/257 = lane tail, none, lane tail and a prime; 4096 = production. A rollout hands over
    // tiles, so larger batches are more calls of the same kind and are left out.
    /** Columns. */
    @Param({"1", "255", "256", "257", "4096"})
    public int batch;

    private BatchOps ops;
    private float[] packed;
    private float[] in;
    private float[] out;

    /** Inputs, outputs and rectifier of a layer. */
    public enum Layer {
        /** 11 → 64 with rectifier: few multiply-adds per output, so the loads and stores show. */
        FIRST(11, 64, true),
        /** 64 → 64 with rectifier. */
        HIDDEN(64, 64, true),
        /** 64 → 5. */
        LAST(64, 5, false);

        final int inputs;
        final int outputs;
        final boolean hidden;

        Layer(int inputs, int outputs, boolean hidden) {
            this.inputs = inputs;
            this.outputs = outputs;
            this.hidden = hidden;
        }
    }

    @Override
    public void setup(long seed) {
        Inputs inputs = new Inputs(seed);
        ops = BatchOps.of(implementation);
        float[] parameters = inputs.floats(layer.outputs * (layer.inputs + 1), -0.5f, 0.5f);
        packed = new float[BatchOps.rows(layer.outputs) * (layer.inputs + 1)];
        BatchOps.pack(parameters, 0, layer.outputs * layer.inputs, layer.outputs, layer.inputs, packed, 0);
        in = inputs.floats(layer.inputs * Lanes.TILE, -1, 1);
        out = new float[BatchOps.rows(layer.outputs) * Lanes.TILE];
    }

    /** Applies the layer to the batch, tile after tile in the same memory, as a rollout does. */
    @Benchmark
    public void affineForward(Work work) {
        for (int done = 0; done < batch; done += Rollout.BLOCK) {
            int columns = Math.min(Rollout.BLOCK, batch - done);
            for (int from = 0; from < columns; from += Lanes.TILE) {
                int tile = Math.min(Lanes.TILE, columns - from);
                if (layer.hidden) {
                    ops.hiddenForward(
                            Activation.RELU, packed, 0, in, 0, Lanes.TILE, out, 0, Lanes.TILE, layer.outputs,
                            layer.inputs, tile);
                } else {
                    ops.affineForward(
                            packed, 0, in, 0, Lanes.TILE, out, 0, Lanes.TILE, layer.outputs, layer.inputs, tile);
                }
            }
        }
        work.samples += batch;
    }

    @Override
    public long result() {
        // The last tile's columns; those behind them are unspecified.
        int columns = (batch - 1) % Rollout.BLOCK % Lanes.TILE + 1;
        return new Checksum().add(out, 0, Lanes.TILE, layer.outputs, columns).value();
    }
}
