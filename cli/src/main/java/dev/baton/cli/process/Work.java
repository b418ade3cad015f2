package dev.baton.cli.process;

import dev.baton.env.EnvSpec;
import dev.baton.nn.MlpSpec;

/**
 * How much a command has to compute at most.
 *
 * @param steps environment steps
 * @param multiplyAdds of networks
 */
public record Work(double steps, double multiplyAdds) {
    /** More than any other: for a command whose only purpose is to be fast. */
    public static final Work UNBOUNDED = new Work(Double.POSITIVE_INFINITY, 0);

    // Speed of the scalar kernels on one thread of a common server; only the order of magnitude matters.
    private static final double SECONDS_PER_STEP = 0.3e-6;
    private static final double SECONDS_PER_MULTIPLY_ADD = 1e-9;
    /** A forward pass, and a backward pass that costs about two. */
    private static final int TRAINING_PASSES = 3;

    public static Work training(EnvSpec spec, MlpSpec network, double episodes) {
        double steps = episodes * spec.horizon();
        return new Work(steps, TRAINING_PASSES * steps * network.multiplyAdds());
    }

    public static Work evaluation(EnvSpec spec, long multiplyAdds, double episodes) {
        double steps = episodes * spec.horizon();
        return new Work(steps, steps * multiplyAdds);
    }

    /** Estimates from a log: fits of small networks, whose passes over the logged steps are many. */
    public static Work estimate(EnvSpec spec, double bytes) {
        double steps = bytes / (Float.BYTES * (spec.dimension() + 6.0));
        return new Work(steps, 200 * steps * TRAINING_PASSES * 32 * (spec.observationSize() + 32 + spec.actionCount()));
    }

    /** Dynamic programming over a lattice; an action's value takes about as long as seven multiplications. */
    public static Work exact(EnvSpec spec, long states, double startStates) {
        return new Work(0, 7 * startStates * states * spec.actionCount());
    }

    public Work plus(Work other) {
        return new Work(steps + other.steps, multiplyAdds + other.multiplyAdds);
    }

    public Work times(int count) {
        return new Work(steps * count, multiplyAdds * count);
    }

    /** Returns the seconds this takes in plain Java on one thread. */
    public double scalarSeconds() {
        return steps * SECONDS_PER_STEP + multiplyAdds * SECONDS_PER_MULTIPLY_ADD;
    }
}
