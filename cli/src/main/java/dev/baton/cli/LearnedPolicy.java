package dev.baton.cli;

import dev.baton.env.Action;
import dev.baton.env.EnvSpec;
import dev.baton.nn.MlpSpec;
import dev.baton.policy.MlpPolicy;
import java.util.List;

/**
 * A trained policy and where it comes from, as a policy file holds it.
 *
 * @param network the policy
 * @param environment the name of the environment it was trained in
 * @param dimension d of that environment
 * @param actions the names of its actions
 * @param seed of the training
 * @param episodes trained on
 */
record LearnedPolicy(
        MlpPolicy network, String environment, int dimension, List<String> actions, long seed, long episodes) {
    LearnedPolicy {
        actions = List.copyOf(actions);
    }

    static LearnedPolicy of(MlpPolicy network, EnvSpec spec, long seed, long episodes) {
        return new LearnedPolicy(network, spec.name(), spec.dimension(), actionNames(spec), seed, episodes);
    }

    /** Refuses an environment whose observations or actions the network was not made for. */
    void requireFits(EnvSpec spec, String file) {
        MlpSpec shape = network.spec();
        if (shape.inputs() != spec.observationSize() || shape.outputs() != spec.actionCount()) {
            throw new BatonException(file + ": does not fit the environment " + Quoted.of(spec.name()) + ": expected "
                    + shape(spec.dimension(), spec.actionCount(), spec.observationSize()) + ", found a policy for "
                    + shape(dimension, shape.outputs(), shape.inputs()));
        }
    }

    /** Says whether the actions have the same names in the same order. */
    boolean knowsActionsOf(EnvSpec spec) {
        return actions.equals(actionNames(spec));
    }

    private static List<String> actionNames(EnvSpec spec) {
        return spec.actions().stream().map(Action::name).toList();
    }

    private static String shape(int dimension, int actions, int features) {
        return "dimension " + dimension + " with " + actions + (actions == 1 ? " action (" : " actions (") + features
                + " features)";
    }
}
