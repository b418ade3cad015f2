package dev.baton.cli.print;

import dev.baton.env.Action;
import dev.baton.env.EnvSpec;
import dev.baton.files.BatonException;
import dev.baton.files.text.NearestWord;
import dev.baton.files.text.Quoted;
import dev.baton.policy.PlanPolicy;
import dev.baton.policy.Policy;
import dev.baton.policy.Rule;
import java.util.List;

/** The words on the command line that mean a policy which is not in a file. */
public final class RuleWords {
    private static final String PLANS = ", always:NAME, plan:NAME,NAME,…";
    /** What they are, for the descriptions of help pages. */
    public static final String LISTED = "${bundle:rules}" + PLANS;

    private static final String ALWAYS = "always:";
    private static final String PLAN = "plan:";

    private RuleWords() {}

    /** Returns what they are, for messages. */
    public static String listed() {
        return String.join(", ", Rule.keys()) + PLANS;
    }

    /** Says whether a word means a rule. */
    public static boolean contain(String word) {
        return Rule.of(word).isPresent() || word.startsWith(ALWAYS) || word.startsWith(PLAN);
    }

    /** Returns what to ask who wrote something that is no rule. */
    public static String hint(String word) {
        return NearestWord.of(word, Rule.keys())
                .map(rule -> "; did you mean " + Quoted.of(rule) + "?")
                .orElse("");
    }

    /** Returns the rule of a word; refuses actions that the environment has not. */
    public static Policy policy(String word, EnvSpec environment) {
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
        return Rule.of(word)
                .orElseThrow(() -> new IllegalArgumentException("expected " + listed() + ", found " + word))
                .policy(environment);
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
                + " of the environment " + Quoted.of(environment.name()) + " ("
                + Quoted.plain(String.join(", ", names), 500) + "), found " + found + meant);
    }
}
