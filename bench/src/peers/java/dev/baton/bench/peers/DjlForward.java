package dev.baton.bench.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** PyTorch through DJL, without gradients. */
final class DjlForward implements PeerForward {
    private final Problem problem;
    private final DjlNetwork network;

    DjlForward(Problem problem) {
        this.problem = problem;
        network = new DjlNetwork(problem);
    }

    @Override
    public void forward() {
        // Tensors of a pass are freed at its end, as a loop of any length has to.
        try (NDManager scope = network.manager.newSubManager()) {
            network.inputs.tempAttach(scope);
            network.logits(network.inputs);
        }
    }

    @Override
    public float[] logits() {
        try (NDManager scope = network.manager.newSubManager()) {
            network.inputs.tempAttach(scope);
            NDArray logits = network.logits(network.inputs);
            return problem.byAction(logits.toFloatArray());
        }
    }

    @Override
    public void close() {
        network.close();
    }
}
