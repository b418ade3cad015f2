package dev.baton.bench.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;

/** The network of a problem as PyTorch tensors. */
final class DjlNetwork implements AutoCloseable {
    private final Problem problem;
    final NDManager manager;
    final NDArray inputs;
    final NDArray[] parameters;

    DjlNetwork(Problem problem) {
        this.problem = problem;
        manager = NDManager.newBaseManager("PyTorch");
        inputs = manager.create(problem.inputsBySample(), new Shape(problem.batch(), Problem.FEATURES));
        parameters = new NDArray[] {
            manager.create(problem.weights(0), new Shape(Problem.HIDDEN, Problem.FEATURES)),
            manager.create(problem.biases(0)),
            manager.create(problem.weights(1), new Shape(Problem.ACTIONS, Problem.HIDDEN)),
            manager.create(problem.biases(1))
        };
    }

    /** Returns the logits (N, 5); every tensor on the way belongs to the manager of {@code x}. */
    NDArray logits(NDArray x) {
        NDArray hidden = Linear.linear(x, parameters[0], parameters[1]).singletonOrThrow();
        NDArray active = problem.spec().activation() == dev.baton.Activation.RELU
                ? Activation.relu(hidden)
                : Activation.tanh(hidden);
        return Linear.linear(active, parameters[2], parameters[3]).singletonOrThrow();
    }

    @Override
    public void close() {
        manager.close();
    }
}
