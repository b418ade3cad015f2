package dev.baton.bench.peers;

import dev.baton.Backend;
import dev.baton.nn.pass.ForwardPass;
import dev.baton.ops.BatchOps;

/** The kernel, with inputs and logits in the tiles in which the network runs. */
final class BatonForward implements PeerForward {
    private final ForwardPass network;
    private final Tiles inputs;
    private final Tiles logits;

    BatonForward(Problem problem) {
        network = ForwardPass.of(problem.spec(), Backend.SIMD);
        network.load(problem.parameters());
        inputs = new Tiles(Problem.FEATURES, problem.batch(), network.columns());
        inputs.fill(problem.inputs());
        logits = new Tiles(BatchOps.rows(Problem.ACTIONS), problem.batch(), network.columns());
    }

    @Override
    public void forward() {
        for (int tile = 0; tile < inputs.count; tile++) {
            network.forward(inputs.values, inputs.start(tile), logits.values, logits.start(tile), inputs.columns(tile));
        }
    }

    @Override
    public float[] logits() {
        return logits.matrix(Problem.ACTIONS);
    }
}
