package dev.baton.files;

import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.files.text.Quoted;
import dev.baton.nn.MlpSpec;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.Policy;
import dev.baton.policy.PolicyRunner;
import java.nio.file.Path;

/**
 * A trained policy and where it comes from, as a policy file holds it: a safetensors file with float32 tensors {@code
 * layerN.weight} (out × in, row-major) and {@code layerN.bias}, and what the network is for in its metadata.
 *
 * @param network the policy
 * @param environment where it was trained
 * @param provenance how
 */
public record TrainedPolicy(MlpPolicy network, TrainedIn environment, Provenance provenance) {
    /** The largest network, so that every policy that is written can be read. */
    public static final int MAX_PARAMETERS = 1 << 26;

    /**
     * Returns a policy that was trained in an environment.
     *
     * @param network the policy
     * @param spec where it was trained
     * @param provenance how
     * @return the three together
     * @throws IllegalArgumentException if the network has more than {@link #MAX_PARAMETERS} parameters, or inputs and
     *     outputs that are not the environment's features and actions
     */
    public static TrainedPolicy of(MlpPolicy network, EnvSpec spec, Provenance provenance) {
        if (network.spec().parameterCount() > MAX_PARAMETERS) {
            throw new IllegalArgumentException("network: expected at most " + MAX_PARAMETERS + " parameters, found "
                    + network.spec().parameterCount());
        }
        MlpPolicy.requireShape(new EnvTables(spec), network.spec());
        return new TrainedPolicy(network, TrainedIn.of(spec), provenance);
    }

    /**
     * Reads a policy file, such as the {@code policy.safetensors} that {@code baton train} leaves, or a pipe.
     *
     * @param file the file
     * @return the policy
     * @throws BatonException if it cannot be read or is not a policy file
     */
    public static TrainedPolicy read(Path file) {
        return PolicyFile.read(file);
    }

    /**
     * Writes a policy file: beside the name first, then moved into place, so that nobody ever sees a part of it.
     *
     * @param file the file; replaced if it is there
     * @throws BatonException if it cannot be written; what was there before is untouched
     */
    public void write(Path file) {
        NamedFile.write(file, "a policy file", bytes());
    }

    /**
     * Returns the contents of a policy file.
     *
     * @return new bytes; the same for the same policy
     */
    public byte[] bytes() {
        return PolicyFile.encode(this);
    }

    /**
     * Returns the seed of the training.
     *
     * @return that of the provenance
     */
    public long seed() {
        return provenance.seed();
    }

    /**
     * Returns the policy for one observation at a time, as an environment gives it.
     *
     * @param spec the environment whose observations it gets
     * @return a new runner; it allocates nothing when it acts, and belongs to one thread
     * @throws BatonException if observations or actions of the environment mean something else to the network; {@code
     *     environment().seen(spec)} observes as the network learned to
     */
    public PolicyRunner runner(EnvSpec spec) {
        String policy = "policy trained in " + Quoted.of(environment.name());
        requireFits(spec, policy);
        if (!environment.seen(spec).equals(spec)) {
            throw new BatonException(policy + ": does not see what the environment " + Quoted.of(spec.name())
                    + " shows: expected observations divided by " + environment.scales() + " with "
                    + environment.memory() + ", found " + spec.observation() + " with " + spec.memory()
                    + "; use environment().seen(spec)");
        }
        return network.runner();
    }

    /**
     * Returns the policy as it was trained: wherever it acts, its observations are divided by the scales that its
     * network learned with, and hold of the history what they held then.
     *
     * @return a policy that takes the action of the greatest logit
     */
    public Policy asTrained() {
        return (tables, backend, capacity) -> network.actor(seen(tables), backend, capacity);
    }

    /**
     * Returns the policy as it acts in training, where actions are drawn from its probabilities.
     *
     * @return a policy that draws
     */
    public Policy sampled() {
        Policy drawn = network.sampled();
        return (tables, backend, capacity) -> drawn.actor(seen(tables), backend, capacity);
    }

    /** An actor only observes through its tables; the episodes are stepped with those of the environment. */
    private EnvTables seen(EnvTables tables) {
        EnvSpec spec = environment.seen(tables.spec());
        return spec.equals(tables.spec()) ? tables : new EnvTables(spec);
    }

    /**
     * Refuses an environment whose observations or actions mean something else to the network.
     *
     * @param spec the environment
     * @param file what a message calls the policy
     * @throws BatonException if it does not fit; says how
     */
    public void requireFits(EnvSpec spec, String file) {
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
        if (environment.memory().counts() && !spec.memory().counts()) {
            throw unfit(
                    spec,
                    file,
                    "observations without the counts of signals, which it keeps with observation: {counts: true} only",
                    "a policy that sees them");
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
