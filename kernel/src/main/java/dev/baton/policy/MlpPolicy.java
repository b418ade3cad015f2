package dev.baton.policy;

import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Stepper;
import dev.baton.nn.Mlp;
import dev.baton.nn.MlpSpec;
import dev.baton.ops.Backend;
import dev.baton.ops.BatchOps;

/**
 * The learned policy [4.3]: a feed-forward network from the observation to logits over actions. This is the policy as it
 * is evaluated: it takes the available action with the greatest logit, ties to the lowest index.
 */
public final class MlpPolicy implements Policy {
    private final MlpSpec spec;
    private final float[] parameters;

    /**
     * Makes a policy.
     *
     * @param spec the network's shape
     * @param parameters (P) copied
     * @throws IllegalArgumentException if the number of parameters is not that of the shape
     */
    public MlpPolicy(MlpSpec spec, float[] parameters) {
        if (parameters.length != spec.parameterCount()) {
            throw new IllegalArgumentException(
                    "parameters: expected " + spec.parameterCount() + ", found " + parameters.length);
        }
        this.spec = spec;
        this.parameters = parameters.clone();
    }

    /**
     * Returns the network's shape.
     *
     * @return the shape
     */
    public MlpSpec spec() {
        return spec;
    }

    /**
     * Returns the parameters.
     *
     * @return (P) a copy
     */
    public float[] parameters() {
        return parameters.clone();
    }

    @Override
    public Actor actor(EnvTables tables, Backend backend, int capacity) {
        requireShape(tables, spec);
        return new GreedyActor(
                Stepper.of(backend, tables),
                new Mlp(spec, BatchOps.of(backend)),
                Categorical.of(backend),
                parameters,
                new float[spec.rows() * capacity],
                capacity);
    }

    /**
     * Checks that a network fits an environment.
     *
     * @param tables the environment
     * @param spec the network
     * @throws IllegalArgumentException if inputs or outputs disagree; names both shapes
     */
    public static void requireShape(EnvTables tables, MlpSpec spec) {
        int features = tables.spec().observationSize();
        int actions = tables.spec().actionCount();
        if (spec.inputs() != features || spec.outputs() != actions) {
            throw new IllegalArgumentException("policy: expected " + features + " inputs and " + actions
                    + " outputs for environment " + tables.spec().name() + ", found " + spec.inputs() + " and "
                    + spec.outputs());
        }
    }

    private record GreedyActor(
            Stepper stepper, Mlp mlp, Categorical categorical, float[] parameters, float[] values, int stride)
            implements Actor {
        @Override
        public void act(EpisodeBatch batch, int from, int to) {
            stepper.observe(batch, from, to, values, 0, stride);
            mlp.forward(parameters, values, from, stride, to - from);
            int logits = mlp.spec().rowOf(mlp.spec().layers()) * stride;
            categorical.argmax(
                    values, logits, stride, mlp.spec().outputs(), batch.available, batch.action, from, to);
        }
    }
}
