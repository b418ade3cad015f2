package dev.baton.policy;

import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Stepper;
import dev.baton.nn.MlpSpec;
import dev.baton.nn.OutputPass;
import dev.baton.ops.Backend;
import dev.baton.ops.BatchOps;

/**
 * The learned policy [4.3]: a feed-forward network from the observation to logits over actions. This is the policy as it
 * is evaluated: it takes the available action with the greatest logit, ties to the lowest index.
 */
public final class MlpPolicy implements Policy {
    /** The greatest magnitude of an observation for which outputs have to be finite. */
    private static final double MOST_OBSERVED = 1e9;

    private final MlpSpec spec;
    private final float[] parameters;

    /**
     * Makes a policy.
     *
     * @param spec the network's shape
     * @param parameters (P) copied
     * @throws IllegalArgumentException if the number of parameters is not that of the shape, one is not finite, or outputs
     *     could overflow for observations of magnitudes up to 1e9: nothing could be chosen by them
     */
    public MlpPolicy(MlpSpec spec, float[] parameters) {
        if (parameters.length != spec.parameterCount()) {
            throw new IllegalArgumentException(
                    "parameters: expected " + spec.parameterCount() + ", found " + parameters.length);
        }
        this.spec = spec;
        this.parameters = parameters.clone();
        for (int i = 0; i < parameters.length; i++) {
            if (!Float.isFinite(parameters[i])) {
                throw new IllegalArgumentException(
                        "parameters[" + i + "]: expected a finite number, found " + parameters[i]);
            }
        }
        double bound = spec.outputBound(this.parameters, MOST_OBSERVED);
        if (!(bound <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("parameters: expected a network whose outputs are finite, found outputs of"
                    + " up to " + (float) Math.min(bound, Double.MAX_VALUE) + " for observations of up to "
                    + (float) MOST_OBSERVED + "; its parameters are too large");
        }
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
    public PolicyActor actor(EnvTables tables, Backend backend, int capacity) {
        return new NetworkActor(tables, backend, this, false);
    }

    /**
     * Returns this policy as it acts in training: it samples an action from the softmax of the logits.
     *
     * @return a policy that shares these parameters
     */
    public Policy sampled() {
        return (tables, backend, capacity) -> new NetworkActor(tables, backend, this, true);
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

    private static final class NetworkActor implements PolicyActor {
        private final Stepper stepper;
        private final OutputPass network;
        private final Categorical categorical;
        private final int actions;
        private final int columns;
        private final float[] observations;
        private final float[] logits;
        private final boolean sampled;

        NetworkActor(EnvTables tables, Backend backend, MlpPolicy policy, boolean sampled) {
            requireShape(tables, policy.spec);
            stepper = Stepper.of(backend, tables);
            network = new OutputPass(policy.spec, backend);
            network.load(policy.parameters);
            categorical = Categorical.of(backend);
            actions = policy.spec.outputs();
            columns = network.columns();
            observations = new float[BatchOps.START + policy.spec.inputs() * columns];
            logits = new float[BatchOps.START + BatchOps.rows(actions) * columns];
            this.sampled = sampled;
        }

        @Override
        public void act(EpisodeBatch batch, int from, int to) {
            for (int n = from; n < to; n += columns) {
                choose(batch, n, Math.min(to, n + columns));
            }
        }

        @Override
        public void probabilities(EpisodeBatch batch, int from, int to, float[] out, int start, int stride) {
            for (int n = from; n < to; n += columns) {
                int end = Math.min(to, n + columns);
                choose(batch, n, end);
                if (sampled) {
                    for (int k = 0; k < actions; k++) {
                        System.arraycopy(
                                logits, BatchOps.START + k * columns, out, start + k * stride + n, end - n);
                    }
                } else {
                    PolicyActor.certain(batch.action, actions, n, end, out, start, stride);
                }
            }
        }

        /** Overwrites the actions and, where they are sampled, leaves their probabilities in place of the logits. */
        private void choose(EpisodeBatch batch, int from, int to) {
            // Column from of the batch is column 0 of the network's, so that its values stay in the first-level cache.
            int start = BatchOps.START;
            stepper.observe(batch, from, to, observations, start - from, columns);
            network.run(observations, start, logits, start, to - from);
            if (sampled) {
                categorical.sample(
                        logits, start - from, columns, actions, batch.available, batch.actionWord, batch.action, from, to);
            } else {
                categorical.argmax(logits, start - from, columns, actions, batch.available, batch.action, from, to);
            }
        }
    }
}
