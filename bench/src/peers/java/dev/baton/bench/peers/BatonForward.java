package dev.baton.bench.peers;

import dev.baton.nn.Mlp;
import dev.baton.ops.Backend;
import dev.baton.ops.BatchOps;

/**
 * The kernel. Inputs and logits are matrices over the whole batch like those of the others; the network runs in tiles,
 * so rows are copied in and out of the tile's memory, which is part of the time.
 */
final class BatonForward implements ForwardPass {
    private static final int TILE = BatchOps.COLUMNS;

    private final Problem problem;
    private final Mlp mlp;
    private final float[] observations = new float[Problem.FEATURES * TILE];
    private final float[] outputs = new float[BatchOps.rows(Problem.ACTIONS) * TILE];
    private final float[] logits;

    BatonForward(Problem problem) {
        this.problem = problem;
        mlp = new Mlp(problem.spec(), Backend.SIMD);
        mlp.load(problem.parameters());
        logits = new float[Problem.ACTIONS * problem.batch()];
    }

    @Override
    public void forward() {
        int batch = problem.batch();
        for (int done = 0; done < batch; done += TILE) {
            int columns = Math.min(TILE, batch - done);
            for (int f = 0; f < Problem.FEATURES; f++) {
                System.arraycopy(problem.inputs(), f * batch + done, observations, f * TILE, columns);
            }
            mlp.forward(observations, 0, outputs, 0, columns);
            for (int k = 0; k < Problem.ACTIONS; k++) {
                System.arraycopy(outputs, k * TILE, logits, k * batch + done, columns);
            }
        }
    }

    @Override
    public float[] logits() {
        return logits;
    }
}
