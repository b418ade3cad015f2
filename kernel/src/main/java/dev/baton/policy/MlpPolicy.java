package dev.baton.policy;

import dev.baton.Backend;
import dev.baton.env.Columns;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Simulation;
import dev.baton.env.Stepper;
import dev.baton.nn.MlpSpec;
import dev.baton.nn.pass.ForwardPass;
import dev.baton.ops.BatchOps;
import dev.baton.policy.choice.Categorical;

/**
 * The learned policy [4.3]: a feed-forward network from the observation to logits over actions. This is the policy as
 * it is evaluated: it takes the available action with the greatest logit, ties to the lowest index.
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
     * @throws IllegalArgumentException if the number of parameters is not that of the shape, one is not finite, or
     *     outputs could overflow for observations of magnitudes up to 1e9: nothing could be chosen by them
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
            throw new IllegalArgumentException("parameters: expected a network whose outputs are finite, found outputs"
                    + " of up to " + (float) Math.min(bound, Double.MAX_VALUE) + " for observations of up to "
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
        return new EpisodeActor(tables, backend, this, false);
    }

    /**
     * Returns this policy as it acts in training: it samples an action from the softmax of the logits.
     *
     * @return a policy that shares these parameters
     */
    public Policy sampled() {
        return (tables, backend, capacity) -> new EpisodeActor(tables, backend, this, true);
    }

    /**
     * Makes an actor for one worker in any environment.
     *
     * @param simulation the environment
     * @param backend scalar or SIMD; the choices are the same
     * @param sampled whether it samples, as in training, rather than taking the action of the greatest logit
     * @return a new actor
     * @param <C> the environment's batches
     * @throws IllegalArgumentException if the network has other inputs or outputs than the environment
     */
    public <C extends Columns> ColumnActor<C> actor(Simulation<C> simulation, Backend backend, boolean sampled) {
        return new NetworkActor<>(simulation, backend, this, sampled);
    }

    /**
     * Returns this policy for one observation at a time.
     *
     * @return a new runner with a copy of these parameters
     */
    public PolicyRunner runner() {
        return new PolicyRunner(this);
    }

    /**
     * Checks that a network fits an environment.
     *
     * @param tables the environment
     * @param spec the network
     * @throws IllegalArgumentException if inputs or outputs disagree; names both shapes
     */
    public static void requireShape(EnvTables tables, MlpSpec spec) {
        requireShape(
                tables.spec().name(), tables.spec().observationSize(), tables.spec().actionCount(), spec);
    }

    private static void requireShape(String environment, int features, int actions, MlpSpec spec) {
        if (spec.inputs() != features || spec.outputs() != actions) {
            throw new IllegalArgumentException("policy: expected " + features + " inputs and " + actions
                    + " outputs for environment " + environment + ", found " + spec.inputs() + " and "
                    + spec.outputs());
        }
    }

    private static final class EpisodeActor extends NetworkActor<EpisodeBatch> implements PolicyActor {
        EpisodeActor(EnvTables tables, Backend backend, MlpPolicy policy, boolean sampled) {
            super(Stepper.of(backend, tables), backend, policy, sampled);
        }

        @Override
        public void probabilities(EpisodeBatch batch, int from, int to, float[] out, int start, int stride) {
            writeProbabilities(batch, from, to, out, start, stride);
        }
    }

    private static class NetworkActor<C extends Columns> implements ColumnActor<C> {
        private final Simulation<C> simulation;
        private final ForwardPass network;
        private final Categorical categorical;
        private final int actions;
        private final int columns;
        private final float[] observations;
        private final float[] logits;
        private final boolean sampled;

        NetworkActor(Simulation<C> simulation, Backend backend, MlpPolicy policy, boolean sampled) {
            requireShape(simulation.name(), simulation.observationSize(), simulation.actionCount(), policy.spec);
            this.simulation = simulation;
            network = ForwardPass.of(policy.spec, backend);
            network.load(policy.parameters);
            categorical = Categorical.of(backend);
            actions = policy.spec.outputs();
            columns = network.columns();
            observations = new float[BatchOps.START + policy.spec.inputs() * columns];
            logits = new float[BatchOps.START + BatchOps.rows(actions) * columns];
            this.sampled = sampled;
        }

        @Override
        public final void act(C batch, int from, int to) {
            for (int n = from; n < to; n += columns) {
                choose(batch, n, Math.min(to, n + columns));
            }
        }

        final void writeProbabilities(C batch, int from, int to, float[] out, int start, int stride) {
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
        private void choose(C batch, int from, int to) {
            // Column from of the batch is column 0 of the network's, so that its values stay in the first-level cache.
            int start = BatchOps.START;
            simulation.observe(batch, from, to, observations, start - from, columns);
            network.forward(observations, start, logits, start, to - from);
            if (sampled) {
                categorical.sample(
                        logits, start - from, columns, actions, batch.available, batch.actionWord, batch.action, from,
                        to);
            } else {
                categorical.argmax(logits, start - from, columns, actions, batch.available, batch.action, from, to);
            }
        }
    }
}
