package dev.baton.policy;

import dev.baton.Backend;
import dev.baton.nn.pass.ForwardPass;
import dev.baton.nn.pass.OnePass;
import dev.baton.ops.Lanes;
import dev.baton.policy.choice.Categorical;

/**
 * A learned policy at run time: chooses for one observation at a time, such as that of a live system. It chooses what
 * {@link MlpPolicy} chooses for a batch, from the same bits, in plain Java: one column has nothing to fill lanes with.
 *
 * <p>Owned by one thread; a policy can have any number of runners. Allocates nothing after construction.
 */
public final class PolicyRunner {
    private static final long ALL = -1L;

    private final OnePass network;
    private final Categorical categorical = Categorical.of(Backend.SCALAR);
    private final int inputs;
    private final int actions;
    private final float[] observation;
    private final long[] available = new long[Lanes.WIDEST];
    private final int[] word = new int[Lanes.WIDEST];
    private final int[] action = new int[Lanes.WIDEST];

    PolicyRunner(MlpPolicy policy) {
        network = new OnePass(policy.spec(), policy.parameters());
        inputs = policy.spec().inputs();
        actions = policy.spec().outputs();
        observation = network.inputs();
    }

    /**
     * Chooses an action.
     *
     * @param observation (F) as the policy's environment observes, divided by its scales; not modified
     * @return the action of the greatest logit, 0 … K − 1, the lowest of equals
     * @throws IllegalArgumentException if there are not F numbers, or one is not finite
     */
    public int act(float[] observation) {
        return act(observation, ALL);
    }

    /**
     * Chooses one of the actions that are available.
     *
     * @param observation (F) as for {@link #act(float[])}
     * @param mask bit k says that action k may be chosen
     * @return the available action of the greatest logit, the lowest of equals
     * @throws IllegalArgumentException if no action is available, there are not F numbers, or one is not finite
     */
    public int act(float[] observation, long mask) {
        float[] logits = run(observation, mask);
        categorical.argmax(logits, 0, 1, actions, available, action, 0, 1);
        return action[0];
    }

    /**
     * Computes how probable the policy makes each action where it samples, as it does in training.
     *
     * @param observation (F) as for {@link #act(float[])}
     * @param mask bit k says that action k may be chosen
     * @param probabilities (K) overwritten; 0 for what is not available
     * @throws IllegalArgumentException if no action is available, an array is of another length, or a number is not
     *     finite
     */
    public void probabilities(float[] observation, long mask, float[] probabilities) {
        if (probabilities.length != actions) {
            throw new IllegalArgumentException(
                    "probabilities: expected " + actions + ", one for each action, found " + probabilities.length);
        }
        float[] logits = run(observation, mask);
        categorical.sample(logits, 0, 1, actions, available, word, action, 0, 1);
        System.arraycopy(logits, 0, probabilities, 0, actions);
    }

    private float[] run(float[] seen, long mask) {
        if (seen.length != inputs) {
            throw new IllegalArgumentException(
                    "observation: expected " + inputs + " features, found " + seen.length);
        }
        if ((mask & ALL >>> (Long.SIZE - actions)) == 0) {
            throw new IllegalArgumentException(
                    "available: expected at least one of " + actions + " actions, found none");
        }
        for (int i = 0; i < inputs; i++) {
            float x = seen[i];
            if (!Float.isFinite(x)) {
                throw new IllegalArgumentException("observation[" + i + "]: expected a finite number, found " + x);
            }
            observation[i] = x;
        }
        available[0] = mask;
        return network.run();
    }
}
