package dev.baton.policy;

import dev.baton.env.EpisodeBatch;
import java.util.Arrays;

/** An actor that is a policy's, and can therefore say how probable its choices are. */
public interface PolicyActor extends Actor {
    /**
     * Writes π(k | s), the probability with which {@link #act} takes each action in the columns' present states: 1 and
     * 0 where it always takes the same one, 0 for what is not available.
     *
     * @param batch state is read; action and what {@link #act} may overwrite is overwritten
     * @param from first column, a multiple of 16
     * @param to column after the last; at most the actor's capacity of columns
     * @param out (K,N) overwritten; columns from {@code to} up to the next multiple of 16 are unspecified
     * @param start index of action 0 of column 0; negative if column {@code from} is not the array's first
     * @param stride from action to action
     */
    void probabilities(EpisodeBatch batch, int from, int to, float[] out, int start, int stride);

    /**
     * Says whether choices depend on more than the present information state (model, section 10.4): on what was done
     * before, or on something drawn for the whole episode.
     *
     * @return false for a function of task vector, what was spent, context, calls, belief, signals seen and step
     */
    default boolean remembers() {
        return false;
    }

    /**
     * Writes the probabilities of actions that are certain.
     *
     * @param action (N) what is taken
     * @param actions K
     * @param from first column
     * @param to column after the last
     * @param out (K,N) overwritten
     * @param start index of action 0 of column 0
     * @param stride from action to action
     */
    static void certain(int[] action, int actions, int from, int to, float[] out, int start, int stride) {
        for (int k = 0; k < actions; k++) {
            Arrays.fill(out, start + k * stride + from, start + k * stride + to, 0);
        }
        for (int n = from; n < to; n++) {
            out[start + action[n] * stride + n] = 1;
        }
    }
}
