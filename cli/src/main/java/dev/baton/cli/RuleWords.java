package dev.baton.cli;

import dev.baton.env.Action;
import dev.baton.env.EnvSpec;
import dev.baton.policy.CostAwarePolicy;
import dev.baton.policy.LatencyPolicy;
import dev.baton.policy.PlanPolicy;
import dev.baton.policy.Policy;
import dev.baton.policy.RandomPolicy;
import java.util.List;

/** The words on the command line that mean a policy which is not in a file. */
final class RuleWords {
    /** What they are, for help pages and messages. */
    static final String LISTED = "latency, cost-aware, random, always:NAME, plan:NAME,NAME,…";

    private static final List<String> WORDS = List.of("latency", "cost-aware", "random");
    private static final String ALWAYS = "always:";
    private static final String PLAN = "plan:";

    private RuleWords() {}

    /** Says whether a word means a rule. */
    static boolean contain(String word) {
        return WORDS.contains(word) || word.startsWith(ALWAYS) || word.startsWith(PLAN);
    }

    /** Returns what to ask who wrote something that is no rule. */
    static String hint(String word) {
        return NearestWord.of(word, WORDS)
                .map(rule -> "; did you mean " + Quoted.of(rule) + "?")
                .orElse("");
    }

    /** Returns the rule of a word; refuses actions that the environment has not. */
    static Policy policy(String word, EnvSpec environment) {
        if (word.startsWith(ALWAYS)) {
            return new PlanPolicy(environment, List.of(action(ALWAYS, word.substring(ALWAYS.length()), environment)));
        }
        if (word.startsWith(PLAN)) {
            String plan = word.substring(PLAN.length());
            return new PlanPolicy(
                    environment,
                    List.of(plan.split(",", -1)).stream()
                            .map(name -> action(PLAN, name, environment))
                            .toList());
        }
        return switch (word) {
            case "latency" -> new LatencyPolicy(environment);
            case "cost-aware" -> new CostAwarePolicy(environment);
            case "random" -> new RandomPolicy(environment);
            default -> throw new IllegalArgumentException("expected " + LISTED + ", found " + word);
        };
    }

    private static String action(String rule, String name, EnvSpec environment) {
        List<String> names = environment.actions().stream().map(Action::name).toList();
        if (names.contains(name)) {
            return name;
        }
        String found = name.isEmpty() ? "nothing" : Quoted.of(name);
        String meant = NearestWord.of(name, names)
                .map(near -> "; did you mean " + Quoted.of(near) + "?")
                .orElse("");
        throw new BatonException("--policy " + rule + " expected " + (rule.equals(PLAN) ? "actions" : "an action")
                + " of the environment " + Quoted.of(environment.name()) + " (" + Quoted.plain(String.join(", ", names), 500)
                + "), found " + found + meant);
    }
}
