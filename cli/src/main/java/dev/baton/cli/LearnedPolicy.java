package dev.baton.cli;

import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.nn.MlpSpec;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.Policy;

/**
 * A trained policy and where it comes from, as a policy file holds it.
 *
 * @param network the policy
 * @param environment where it was trained
 * @param provenance how
 */
record LearnedPolicy(MlpPolicy network, TrainedIn environment, Provenance provenance) {
    static LearnedPolicy of(MlpPolicy network, EnvSpec spec, Provenance provenance) {
        return new LearnedPolicy(network, TrainedIn.of(spec), provenance);
    }

    long seed() {
        return provenance.seed();
    }

    /**
     * Returns the policy as it was trained: wherever it acts, its observations are divided by the scales that its network
     * learned with, and hold of the history what they held then.
     */
    Policy asTrained() {
        return (tables, backend, capacity) -> network.actor(seen(tables), backend, capacity);
    }

    /** Returns the policy as it acts in training, where actions are drawn from its probabilities. */
    Policy sampled() {
        Policy drawn = network.sampled();
        return (tables, backend, capacity) -> drawn.actor(seen(tables), backend, capacity);
    }

    /** An actor only observes through its tables; the episodes are stepped with those of the environment. */
    private EnvTables seen(EnvTables tables) {
        EnvSpec spec = environment.seen(tables.spec());
        return spec.equals(tables.spec()) ? tables : new EnvTables(spec);
    }

    /** Refuses an environment whose observations or actions mean something else to the network. */
    void requireFits(EnvSpec spec, String file) {
        MlpSpec shape = network.spec();
        TrainedIn here = TrainedIn.of(spec);
        int features = environment.seen(spec).observationSize();
        if (shape.inputs() != features || shape.outputs() != spec.actionCount()) {
            throw unfit(
                    spec,
                    file,
                    shape(spec.dimension(), spec.actionCount(), features),
                    "a policy for " + shape(environment.dimension(), shape.outputs(), shape.inputs()));
        }
        if (environment.horizon() != spec.horizon()) {
            throw unfit(
                    spec,
                    file,
                    "horizon " + spec.horizon() + ", because the step over the horizon is observed",
                    "a policy for horizon " + environment.horizon());
        }
        // The same simulator under other names needs no names to tell which action is which.
        if (!environment.actions().equals(here.actions()) && !environment.fingerprint().equals(here.fingerprint())) {
            throw unfit(
                    spec,
                    file,
                    "the actions " + Quoted.plain(String.join(", ", here.actions())),
                    "a policy for " + Quoted.plain(String.join(", ", environment.actions())));
        }
    }

    private static BatonException unfit(EnvSpec spec, String file, String expected, String found) {
        return new BatonException(file + ": does not fit the environment " + Quoted.of(spec.name()) + ": expected "
                + expected + ", found " + found);
    }

    private static String shape(int dimension, int actions, int features) {
        return "dimension " + dimension + " with " + actions + (actions == 1 ? " action (" : " actions (") + features
                + " features)";
    }
}
