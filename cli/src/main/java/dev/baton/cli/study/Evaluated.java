package dev.baton.cli.study;

import dev.baton.cli.option.Compute;
import dev.baton.cli.option.Episodes;
import dev.baton.cli.option.Seeds;
import dev.baton.cli.print.Progress;
import dev.baton.cli.print.RuleWords;
import dev.baton.cli.process.Jobs;
import dev.baton.env.EnvSpec;
import dev.baton.policy.Policy;
import dev.baton.run.EvaluationResult;
import dev.baton.run.Execution;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which policy is evaluated, and on what. */
public final class Evaluated {
    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            required = true,
            description = RuleWords.LISTED + ", or the path of a policy file or of a folder that"
                    + " 'baton train' left.")
    private String policy = "";

    @Mixin
    private Episodes on = new Episodes();

    public String policy() {
        return policy;
    }

    public int episodes() {
        return on.count();
    }

    public Seeds seeds() {
        return on.seeds();
    }

    /** Returns the episodes in words. */
    public String describe() {
        return on.describe();
    }

    /** Runs a policy on the episodes of every seed. */
    public PolicyResult run(EnvSpec environment, Policy chosen, Compute compute, Progress progress) {
        // Many seeds keep the threads busy by themselves; one seed gets them all.
        Execution execution = compute.execution(seeds().count() == 1 ? compute.threads() : 1);
        List<Callable<EvaluationResult>> tasks = new ArrayList<>();
        for (long seed : seeds().list()) {
            tasks.add(() -> Training.evaluate(environment, chosen, seed, episodes(), execution, progress));
        }
        return new PolicyResult(Jobs.run(compute.threads(), tasks));
    }
}
