package dev.baton.cli;

/**
 * How a policy came about.
 *
 * @param method of learning
 * @param seed of the training
 * @param episodes trained on
 * @param config the method's configuration, a line of YAML for each setting
 * @param program what trained it: name and version
 */
record Provenance(Method method, long seed, long episodes, String config, String program) {
    /** Returns the provenance of what this program trains. */
    static Provenance of(Method method, long seed, long episodes, String config) {
        return new Provenance(method, seed, episodes, config, "baton " + Build.version());
    }
}
