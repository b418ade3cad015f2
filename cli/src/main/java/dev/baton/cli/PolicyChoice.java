package dev.baton.cli;

import dev.baton.env.EnvSpec;
import dev.baton.policy.CostAwarePolicy;
import dev.baton.policy.LatencyPolicy;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.Policy;
import dev.baton.policy.RandomPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The policy that a word on the command line means.
 *
 * @param policy the policy
 * @param multiplyAdds of one decision
 */
record PolicyChoice(Policy policy, long multiplyAdds) {
    /** The words that mean a policy which is not in a file. */
    static final List<String> RULES = List.of("latency", "cost-aware", "random");

    /** Returns a rule by its name, or the policy in a file or folder; refuses what does not fit the environment. */
    static PolicyChoice of(String policy, EnvSpec environment, Session session) {
        return switch (policy) {
            case "latency" -> new PolicyChoice(new LatencyPolicy(environment), 0);
            case "cost-aware" -> new PolicyChoice(new CostAwarePolicy(environment), 0);
            case "random" -> new PolicyChoice(new RandomPolicy(environment), 0);
            default -> fromFile(policy, environment, session);
        };
    }

    /** Returns the policy as it acts in training; refuses a rule, which has no probabilities of its own. */
    Policy sampled(String name) {
        if (policy instanceof MlpPolicy network) {
            return network.sampled();
        }
        throw new BatonException("--sample: expected a learned policy, found " + Quoted.of(name)
                + "; --explore makes a rule try other actions");
    }

    private static PolicyChoice fromFile(String policy, EnvSpec environment, Session session) {
        Path path = Path.of(policy);
        if (Files.notExists(path)) {
            String hint = NearestWord.of(policy, RULES)
                    .map(rule -> "; did you mean " + Quoted.of(rule) + "?")
                    .orElse("");
            throw new BatonException(InputFile.name(path)
                    + ": no such file; expected latency, cost-aware, random, or the path of a policy" + hint);
        }
        Path file = PolicyFile.locate(path);
        LearnedPolicy learned = PolicyFile.read(file);
        learned.requireFits(environment, InputFile.name(file));
        if (!learned.knowsActionsOf(environment)) {
            session.note(InputFile.name(file) + " was trained with actions of other names ("
                    + Quoted.plain(String.join(", ", learned.actions())) + "); they are matched by position");
        }
        return new PolicyChoice(learned.network(), learned.network().spec().multiplyAdds());
    }
}
