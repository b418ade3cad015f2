package dev.baton.offline;

import dev.baton.nn.MlpSpec;
import dev.baton.policy.MlpPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which actions a log shows at all; what it never shows must not be chosen, however a network generalises. */
final class TriedActions {
    /** A logit that no other undercuts. */
    private static final float NEVER = -1e6f;

    private final long[] taken;
    private final List<String> neverTried = new ArrayList<>();

    TriedActions(EpisodeLog log) {
        taken = log.taken();
        for (int k = 0; k < taken.length; k++) {
            if (taken[k] == 0) {
                neverTried.add(log.env.actions().get(k).name());
            }
        }
    }

    /** Says whether the log shows an action. */
    boolean has(int k) {
        return taken[k] > 0;
    }

    /** Returns the names of the actions that it never shows. */
    List<String> neverTried() {
        return List.copyOf(neverTried);
    }

    /**
     * Returns the policy of a network, without any way to choose what was never tried.
     *
     * @param spec its shape
     * @param parameters overwritten
     */
    MlpPolicy policy(MlpSpec spec, float[] parameters) {
        int last = spec.layers() - 1;
        int inputs = spec.inputsOf(last);
        for (int k = 0; k < taken.length; k++) {
            if (!has(k)) {
                int row = spec.weightsOf(last) + k * inputs;
                Arrays.fill(parameters, row, row + inputs, 0);
                parameters[spec.biasOf(last) + k] = NEVER;
            }
        }
        return new MlpPolicy(spec, parameters);
    }
}
