package dev.baton.bench.nn;

import dev.baton.bench.Inputs;
import dev.baton.bench.KernelBenchmark;
import dev.baton.nn.Activation;
import dev.baton.nn.MlpSpec;
import dev.baton.nn.pass.Initialization;
import dev.baton.nn.pass.Mlp;
import dev.baton.ops.BatchOps;
import dev.baton.run.Rollout;
import java.util.List;
import org.openjdk.jmh.annotations.Param;

/** A network 11-hidden-5, the shape for the paper's environment, and memory for one block of columns in tiles. */
@SuppressWarnings("NullAway.Init") // setup makes the network
public abstract class NetworkBenchmark extends KernelBenchmark {
    static final int INPUTS = 11;
    static final int OUTPUTS = 5;
    static final int COLUMNS = BatchOps.COLUMNS;
    static final int TILES = (Rollout.BLOCK + COLUMNS - 1) / COLUMNS;

    /** Width of the hidden layer; 64 is the paper's. */
    @Param({"32", "64", "128"})
    public int hidden;

    /** Activation of the hidden layer; tanh is the paper's. */
    @Param({"TANH", "RELU"})
    public Activation activation = Activation.TANH;

    // 1 = latency floor; 255/256/257 = lane tail, none, lane tail and a prime; 4096 = production; 65536 = to show that
    // the time per column stays. 1M would be more of the same calls and is left out.
    /** Columns. */
    @Param({"1", "255", "256", "257", "4096", "65536"})
    public int batch;

    Mlp mlp;
    float[] parameters;
    /** (tiles, inputs, columns) of one block. */
    float[] observations;
    /** (tiles, outputs, columns) of one block. */
    float[] outputs;

    /** Makes a fresh network as training starts with, and random inputs. */
    void setupNetwork(Inputs inputs, long seed) {
        MlpSpec spec = new MlpSpec(INPUTS, List.of(hidden), OUTPUTS, activation);
        parameters = Initialization.glorotUniform(spec, seed);
        mlp = new Mlp(spec, implementation);
        mlp.load(parameters);
        observations = inputs.floats(TILES * INPUTS * COLUMNS, -1, 1);
        outputs = new float[TILES * BatchOps.rows(OUTPUTS) * COLUMNS];
    }

    /** Computes the outputs of the first columns of the block. */
    void forwardBlock(int columns) {
        for (int from = 0; from < columns; from += COLUMNS) {
            int tile = from / COLUMNS;
            mlp.forward(
                    observations,
                    tile * INPUTS * COLUMNS,
                    outputs,
                    tile * BatchOps.rows(OUTPUTS) * COLUMNS,
                    Math.min(COLUMNS, columns - from));
        }
    }
}
