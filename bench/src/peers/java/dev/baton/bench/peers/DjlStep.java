package dev.baton.bench.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;

/** PyTorch through DJL with automatic differentiation and DJL's Adam. */
final class DjlStep implements PolicyGradientStep {
    private final Problem problem;
    private final DjlNetwork network;
    private final NDArray actions;
    private final NDArray weights;
    private final Optimizer adam;

    DjlStep(Problem problem, double learningRate) {
        this.problem = problem;
        network = new DjlNetwork(problem);
        for (NDArray parameter : network.parameters) {
            parameter.setRequiresGradient(true);
        }
        long[] indices = new long[problem.batch()];
        for (int n = 0; n < indices.length; n++) {
            indices[n] = problem.actions()[n];
        }
        actions = network.manager.create(indices, new Shape(problem.batch(), 1));
        weights = network.manager.create(problem.weights(), new Shape(problem.batch(), 1));
        adam = Optimizer.adam()
                .optLearningRateTracker(Tracker.fixed((float) learningRate))
                .build();
    }

    @Override
    public void step() {
        try (NDManager scope = network.manager.newSubManager()) {
            network.inputs.tempAttach(scope);
            backward();
            for (int p = 0; p < network.parameters.length; p++) {
                // The update clears the gradient it has used.
                try (NDArray gradient = network.parameters[p].getGradient()) {
                    adam.update("p" + p, network.parameters[p], gradient);
                }
            }
        }
    }

    private void backward() {
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray logProbabilities = network.logits(network.inputs).logSoftmax(1);
            NDArray taken = logProbabilities.gather(actions, 1);
            collector.backward(taken.mul(weights).mean());
        }
    }

    @Override
    public float[] gradient() {
        // That of the last step is gone, so it is computed again.
        try (NDManager scope = network.manager.newSubManager()) {
            network.inputs.tempAttach(scope);
            backward();
        }
        float[] all = new float[problem.parameters().length];
        int at = 0;
        for (NDArray parameter : network.parameters) {
            try (NDArray gradient = parameter.getGradient()) {
                float[] part = gradient.toFloatArray();
                gradient.subi(gradient);
                System.arraycopy(part, 0, all, at, part.length);
                at += part.length;
            }
        }
        return all;
    }

    @Override
    public float[] parameters() {
        float[] all = new float[problem.parameters().length];
        int at = 0;
        for (NDArray parameter : network.parameters) {
            float[] part = parameter.toFloatArray();
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    @Override
    public void close() {
        network.close();
    }
}
