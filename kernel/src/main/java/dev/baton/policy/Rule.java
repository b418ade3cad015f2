package dev.baton.policy;

import dev.baton.env.EnvSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The rules that every environment has, the baselines that learned policies are measured with (model, section 6). A
 * further one is a class and a line here: options, help pages and the rows of the paper's tables list these, in this
 * order.
 */
public enum Rule {
    /** {@link LatencyPolicy}. */
    LATENCY("latency", LatencyPolicy::new),
    /** {@link CostAwarePolicy}. */
    COST_AWARE("cost-aware", CostAwarePolicy::new),
    /** {@link RandomPolicy}. */
    RANDOM("random", RandomPolicy::new);

    private final String key;
    // A reference to a constructor has no state.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Function<EnvSpec, Policy> maker;

    Rule(String key, Function<EnvSpec, Policy> maker) {
        this.key = key;
        this.maker = maker;
    }

    /**
     * Returns the name that options and tables know it by.
     *
     * @return the name
     */
    public String key() {
        return key;
    }

    /**
     * Makes the policy of an environment.
     *
     * @param spec the environment
     * @return a new policy
     */
    public Policy policy(EnvSpec spec) {
        return maker.apply(spec);
    }

    /**
     * Returns the rule of a name.
     *
     * @param key a name
     * @return the rule; empty if none has the name
     */
    public static Optional<Rule> of(String key) {
        return List.of(values()).stream().filter(rule -> rule.key.equals(key)).findFirst();
    }

    /**
     * Returns all names.
     *
     * @return the keys, in order
     */
    public static List<String> keys() {
        return List.of(values()).stream().map(Rule::key).toList();
    }
}
