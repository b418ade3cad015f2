package dev.baton.cli;

import dev.baton.env.EnvSpec;
import dev.baton.train.EpisodeLogger;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "log",
        description = {
            "Run a policy and write its episodes to a file, for 'train --method offline' and 'evaluate --log'.",
            "",
            "It holds states, actions, outcomes, costs and the probabilities of the actions."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton log --policy random --episodes 20000 --output random.log",
            "  baton log --policy runs/first --explore 0.2 --episodes 5000 --output mixed.log",
            "  baton log --policy cost-aware --explore 0.5 --episodes 5000 --output mixed.log --append --seed 1"
        })
final class LogCommand implements Callable<Integer> {
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
            description = "The share of steps that take a random action instead. Off-policy estimates need some where the"
                    + " policy is not random. Default: ${DEFAULT-VALUE}.")
    private double explore;

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
            description = "The seed of the episodes; they are training episodes, never those of an evaluation. Default: 0.")
    private long seed;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            required = true,
            description = "The file to write; it must not exist, unless --append is given.")
    private Path output = Path.of("");

    @Option(names = "--append", description = "Add to the log, which is checked first.")
    private boolean append;

    @Mixin
    private Compute compute = new Compute();

    @Option(names = "--json", description = "Print JSON and nothing else.")
    private boolean json;

    LogCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        EnvSpec environment = EnvFile.read(inputs.environment(policy));
        PolicyChoice choice = PolicyChoice.of(policy, environment, session);
        if (output.toString().isEmpty()) {
            throw new BatonException("the output file: expected a name, found nothing");
        }
        if (!append && Files.exists(output)) {
            throw new BatonException(
                    InputFile.name(output) + ": exists already; choose another name, or add to it with --append");
        }
        compute.choose(session, Work.evaluation(environment, choice.multiplyAdds(), episodes));
        int before = append ? LogFile.read(output, environment).size() : 0;
        double cost = write(environment, choice);
        session.out().print(json ? json(environment, before, cost) : text(before, cost));
        return 0;
    }

    /** Writes beside the file and moves into place; returns the mean cost of the new episodes. */
    private double write(EnvSpec environment, PolicyChoice choice) {
        Path absolute = output.toAbsolutePath().normalize();
        Path folder = absolute.getParent() == null ? absolute : absolute.getParent();
        double[] sum = {0};
        try {
            Files.createDirectories(folder);
            Path partial = Files.createTempFile(folder, absolute.getFileName() + ".partial-", "");
            try {
                if (append) {
                    Files.copy(absolute, partial, StandardCopyOption.REPLACE_EXISTING);
                }
                try (OutputStream out = new BufferedOutputStream(
                                Files.newOutputStream(partial, StandardOpenOption.APPEND), 1 << 16);
                        Progress progress = new Progress(session, "logging", episodes)) {
                    if (!append) {
                        out.write(LogFile.header(environment));
                    }
                    out.write(LogFile.announce(episodes));
                    EpisodeLogger logger =
                            new EpisodeLogger(environment, choice.policy(), explore, compute.execution(1));
                    logger.run(seed, 0, episodes, episode -> {
                        sum[0] += episode.totalCost();
                        progress.add(1);
                        write(out, LogFile.encode(episode, environment.dimension()));
                    });
                }
                Files.move(partial, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (IOException e) {
            throw InputFile.failure(output, "cannot be written", e);
        }
        return sum[0] / episodes;
    }

    private void write(OutputStream out, byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw InputFile.failure(output, "cannot be written", e);
        }
    }

    private String json(EnvSpec environment, int before, double cost) {
        JsonWriter writer = new JsonWriter().begin();
        writer.key("environment").value(environment.name());
        writer.key("policy").value(policy);
        writer.key("explore").value(explore);
        writer.key("seed").value(seed);
        writer.key("episodes").value(episodes);
        writer.key("episodesInFile").value(before + episodes);
        writer.key("totalCost").value(cost);
        return writer.end().finish();
    }

    private String text(int before, double cost) {
        return "Logged " + Numbers.count(episodes) + " episodes of mean cost " + Numbers.fixed(cost) + "; "
                + InputFile.name(output) + " holds " + Numbers.count(before + (long) episodes) + ".\n";
    }
}
