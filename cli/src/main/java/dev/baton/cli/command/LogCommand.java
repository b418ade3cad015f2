package dev.baton.cli.command;

import dev.baton.cli.log.LogWriter;
import dev.baton.cli.option.Compute;
import dev.baton.cli.option.EnvFile;
import dev.baton.cli.option.Seeds;
import dev.baton.cli.option.Values;
import dev.baton.cli.print.Numbers;
import dev.baton.cli.print.Progress;
import dev.baton.cli.print.RuleWords;
import dev.baton.cli.process.Session;
import dev.baton.cli.process.Work;
import dev.baton.cli.study.PolicyChoice;
import dev.baton.cli.study.PolicyInputs;
import dev.baton.cli.study.Training;
import dev.baton.env.EnvSpec;
import dev.baton.files.BatonException;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.JsonWriter;
import dev.baton.offline.EpisodeLogger;
import dev.baton.offline.EpisodeRange;
import dev.baton.policy.Policy;
import dev.baton.study.Moments;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "log",
        description = {
            "Run a policy and write its episodes to a file, for 'train --method offline' and 'evaluate --log'.",
            "",
            "It holds states, actions, outcomes, costs and the probabilities of the actions. What follows from these,"
                    + " calls, context, signals and belief, is made again when it is read; hidden phases are not in it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton log --policy random --episodes 20000 --output random.log",
            "  baton log --policy cost-aware --explore 0.5 --episodes 5000 --output mixed.log",
            "  baton log --policy random --episodes 5000 --output mixed.log --append --seed 1",
            "  baton log --policy runs/first --sample --episodes 5000 --output sampled.log"
        })
public final class LogCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private PolicyInputs inputs = new PolicyInputs();

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            required = true,
            description = RuleWords.LISTED + ", or the path of a policy file or of a folder that"
                    + " 'baton train' left.")
    private String policy = "";

    @Option(
            names = "--explore",
            paramLabel = "NUMBER",
            converter = Values.Lambda.class,
            description = "The share of steps that take a random one of the available actions instead. Off-policy"
                    + " estimates need some where the policy always takes the same action. Default: ${DEFAULT-VALUE}.")
    private double explore;

    @Option(
            names = "--sample",
            description = "Draw actions from a learned policy's probabilities, as in training, instead of always taking"
                    + " the most probable one. Such a log shows more than one action in a state.")
    private boolean sample;

    @Option(
            names = "--episodes",
            paramLabel = "N",
            converter = Values.Episodes.class,
            description = "Episodes to log. Default: ${DEFAULT-VALUE}.")
    private int episodes = 20_000;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            converter = Seeds.One.class,
            description = "The seed of the episodes; they are training episodes, never those of an evaluation. Default:"
                    + " 0.")
    private long seed;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            required = true,
            description = "The file to write; it must not exist, unless --append is given.")
    private Path output = Path.of("");

    @Option(
            names = "--append",
            description = "Add to a log of the same environment, in which the episodes must not be yet: choose another"
                    + " --seed.")
    private boolean append;

    @Mixin
    private Compute compute = new Compute();

    @Option(names = "--json", description = "Print JSON and nothing else.")
    private boolean json;

    public LogCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        EnvSpec environment = EnvFile.read(inputs.environment(policy));
        PolicyChoice choice = PolicyChoice.of(policy, environment, session);
        Policy acting = sample ? choice.sampled(policy) : choice.policy();
        if (output.toString().isEmpty()) {
            throw new BatonException("the output file: expected a name, found nothing");
        }
        EpisodeRange range = new EpisodeRange(seed, 0, episodes);
        try (LogWriter writer = new LogWriter(output, environment, range, append, session)) {
            compute.choose(session, Work.evaluation(environment, choice.multiplyAdds(), episodes));
            Moments costs = write(environment, acting, writer);
            long inFile = writer.publish(session);
            session.out().print(json ? json(environment, inFile, costs) : text(inFile, costs));
        }
        return 0;
    }

    /** Writes the episodes and returns the moments of their costs. */
    private Moments write(EnvSpec environment, Policy acting, LogWriter writer) {
        Moments[] costs = {Moments.NONE};
        try (Progress progress = new Progress(session, "logging", episodes)) {
            EpisodeLogger logger = new EpisodeLogger(environment, acting, explore, compute.execution(1));
            logger.run(seed, 0, episodes, episode -> {
                costs[0] = costs[0].plus(new Moments(1, episode.totalCost(), 0));
                progress.add(1);
                writer.write(episode);
            });
        } catch (ArithmeticException e) {
            throw Training.failed("logging under seed " + seed, environment, e);
        }
        return costs[0];
    }

    private String json(EnvSpec environment, long inFile, Moments costs) {
        JsonWriter writer = new JsonWriter().begin();
        writer.key("environment").value(environment.name());
        writer.key("policy").value(policy);
        writer.key("explore").value(explore);
        writer.key("sample").value(sample);
        writer.key("seed").value(seed);
        writer.key("episodes").value(episodes);
        writer.key("episodesInFile").value(inFile);
        writer.key("totalCost").value(costs.mean());
        // The spread of one episode is unknown.
        writer.key("standardError").valueOrNothing(episodes < 2 ? Double.NaN : costs.standardError());
        return writer.end().finish();
    }

    private String text(long inFile, Moments costs) {
        return "Logged " + Numbers.count(episodes) + " episodes of mean cost " + Numbers.fixed(costs.mean()) + "; "
                + InputFile.name(output) + " holds " + Numbers.count(inFile) + ".\n";
    }
}
