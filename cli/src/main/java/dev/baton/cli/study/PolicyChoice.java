package dev.baton.cli.study;

import dev.baton.cli.folder.RunFiles;
import dev.baton.cli.folder.StoredLog;
import dev.baton.cli.print.Numbers;
import dev.baton.cli.print.RuleWords;
import dev.baton.cli.process.Session;
import dev.baton.env.EnvSpec;
import dev.baton.files.BatonException;
import dev.baton.files.TrainedIn;
import dev.baton.files.TrainedPolicy;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.Quoted;
import dev.baton.offline.EpisodeRanges;
import dev.baton.policy.Policy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The policy that a word on the command line means.
 *
 * @param policy the policy
 * @param learned what the file says of it; null where the word means a rule
 */
public record PolicyChoice(Policy policy, @Nullable TrainedPolicy learned) {
    /** Returns a rule by its name, or the policy in a file or folder; refuses what does not fit the environment. */
    public static PolicyChoice of(String policy, EnvSpec environment, Session session) {
        return RuleWords.contain(policy)
                ? new PolicyChoice(RuleWords.policy(policy, environment), null)
                : fromFile(policy, environment, session);
    }

    /** Returns the multiplications of one decision. */
    public long multiplyAdds() {
        return learned == null ? 0 : learned.network().spec().multiplyAdds();
    }

    /** Says whether the policy was learned from episodes of a log. */
    public boolean learnedFrom(StoredLog log, EnvSpec environment) {
        return learned != null
                && learned.environment().fingerprint().equals(TrainedIn.of(environment).fingerprint())
                && !learned.provenance().loggedEpisodes().isEmpty()
                && EpisodeRanges.parse(learned.provenance().loggedEpisodes()).overlaps(log.ranges());
    }

    /** Returns the policy as it acts in training; refuses a rule, which has no probabilities of its own. */
    public Policy sampled(String name) {
        if (learned != null) {
            return learned.sampled();
        }
        throw new BatonException("--sample: expected a learned policy, found " + Quoted.of(name)
                + "; --explore makes a rule try other actions");
    }

    private static PolicyChoice fromFile(String policy, EnvSpec environment, Session session) {
        Path path = InputFile.path(policy);
        if (Files.notExists(path)) {
            throw new BatonException(InputFile.name(path) + ": no such file; expected " + RuleWords.listed()
                    + ", or the path of a policy" + RuleWords.hint(policy));
        }
        Path file = RunFiles.policy(path);
        TrainedPolicy learned = TrainedPolicy.read(file);
        learned.requireFits(environment, InputFile.name(file));
        noteDifferences(InputFile.name(file), learned.environment(), environment, session);
        return new PolicyChoice(learned.asTrained(), learned);
    }

    private static void noteDifferences(String file, TrainedIn trained, EnvSpec environment, Session session) {
        TrainedIn here = TrainedIn.of(environment);
        if (!trained.fingerprint().equals(here.fingerprint())) {
            session.note(file + " was trained in another environment: " + name(trained) + "; it runs in " + name(here)
                    + ", its observations divided by its own scales");
            return;
        }
        if (!trained.actions().equals(here.actions())) {
            session.note(file + " was trained with actions of other names ("
                    + Quoted.plain(String.join(", ", trained.actions()))
                    + ") in an environment that is otherwise the same; they are matched by position");
        }
        if (!trained.memory().equals(here.memory())) {
            session.note(file + " was trained with " + memory(trained) + " in its observations, and so it runs here;"
                    + " the environment file has " + memory(here));
        }
        if (!trained.scales().equals(here.scales())) {
            session.note(file + " was trained with observations divided by " + scales(trained)
                    + ", and so they are here; the environment file has " + scales(here));
        }
    }

    private static String name(TrainedIn environment) {
        return Quoted.of(environment.name()) + " (fingerprint " + environment.fingerprint().substring(0, 8) + ")";
    }

    private static String context(TrainedIn environment) {
        double scale = environment.scales().context();
        return scale == 1 ? "" : ", context " + Numbers.brief(scale);
    }

    private static String memory(TrainedIn environment) {
        String counts = environment.memory().counts() ? "the counts of signals" : "";
        if (!environment.memory().belief()) {
            return counts.isEmpty() ? "neither belief nor counts" : counts;
        }
        return counts.isEmpty() ? "the belief" : "the belief and " + counts;
    }

    private static String scales(TrainedIn environment) {
        return "task " + Numbers.brief(environment.scales().task()) + ", latency "
                + Numbers.brief(environment.scales().latency()) + ", money "
                + Numbers.brief(environment.scales().monetary()) + context(environment);
    }
}
