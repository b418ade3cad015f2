package dev.baton.cli.study;

import dev.baton.cli.folder.RunFiles;
import dev.baton.cli.print.RuleWords;
import dev.baton.cli.process.Session;
import dev.baton.env.EnvSpec;
import dev.baton.files.BatonException;
import dev.baton.files.text.Quoted;
import dev.baton.policy.Policy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is compared: one policy, or a method, which is one policy per training seed.
 *
 * @param name as people read it
 * @param seeds of the training, in the order of the policies; none for a single policy
 * @param policies at least one
 * @param multiplyAdds of one decision
 */
public record Contender(String name, List<Long> seeds, List<Policy> policies, long multiplyAdds) {
    public Contender {
        seeds = List.copyOf(seeds);
        policies = List.copyOf(policies);
    }

    /** Makes a contender of one policy. */
    public static Contender of(String name, PolicyChoice choice) {
        return new Contender(name, List.of(), List.of(choice.policy()), choice.multiplyAdds());
    }

    /**
     * Reads what a word on the command line means: a rule, a policy, or a folder with the policies of several seeds.
     */
    public static Contender of(String name, EnvSpec environment, Session session) {
        List<Path> folders = RuleWords.contain(name) ? List.of() : seedFolders(Path.of(name));
        if (folders.isEmpty()) {
            return of(name, PolicyChoice.of(name, environment, session));
        }
        List<PolicyChoice> choices = new ArrayList<>();
        folders.forEach(folder -> choices.add(PolicyChoice.of(folder.toString(), environment, session)));
        return new Contender(
                name,
                folders.size() == 1 ? List.of() : folders.stream().map(RunFiles::seed).toList(),
                choices.stream().map(PolicyChoice::policy).toList(),
                choices.get(0).multiplyAdds());
    }

    /** Reads two contenders whose policies can be paired. */
    public static List<Contender> pair(String one, String other, EnvSpec environment, Session session) {
        Contender first = of(one, environment, session);
        Contender second = of(other, environment, session);
        if (first.isMethod() && second.isMethod() && !first.seeds.equals(second.seeds)) {
            throw new BatonException("compare: expected policies of the same training seeds, so that they can be"
                    + " paired; found " + first.seeds + " in " + Quoted.of(one) + " and " + second.seeds + " in "
                    + Quoted.of(other) + "; name one policy, or train both with the same --seeds");
        }
        return List.of(first, second);
    }

    /** The folders of a run of several seeds, by seed; none if the path is something else. */
    private static List<Path> seedFolders(Path path) {
        if (!Files.isDirectory(path) || Files.exists(path.resolve(RunFiles.POLICY))) {
            return List.of();
        }
        return RunFiles.seedFolders(path);
    }

    /** Says whether there are several policies, so that something can be said about their method. */
    public boolean isMethod() {
        return policies.size() > 1;
    }

    /** Returns the name with what it stands for. */
    public String title() {
        return Quoted.plain(name) + (isMethod() ? " (" + policies.size() + " training seeds)" : "");
    }
}
