package dev.baton.cli;

import dev.baton.env.Action;
import dev.baton.env.EnvSpec;
import dev.baton.env.Memory;
import dev.baton.env.ObservationScales;
import java.util.List;

/**
 * The environment that a policy was trained in, as far as its file remembers it.
 *
 * @param name of the environment
 * @param fingerprint {@link EnvSpec#fingerprint}
 * @param dimension d
 * @param horizon H
 * @param actions the names of its actions
 * @param scales what observations were divided by
 * @param memory what of the history they held
 */
record TrainedIn(
        String name, String fingerprint, int dimension, int horizon, List<String> actions, ObservationScales scales,
        Memory memory) {
    TrainedIn {
        actions = List.copyOf(actions);
    }

    /** Returns an environment as a policy that was trained in this one sees it. */
    EnvSpec seen(EnvSpec spec) {
        return spec.observation().equals(scales) && spec.memory().equals(memory)
                ? spec
                : spec.edit().observation(scales).memory(memory).build();
    }

    static TrainedIn of(EnvSpec spec) {
        return new TrainedIn(
                spec.name(),
                spec.fingerprint(),
                spec.dimension(),
                spec.horizon(),
                spec.actions().stream().map(Action::name).toList(),
                spec.observation(),
                spec.memory());
    }
}
