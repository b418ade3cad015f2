package dev.baton.cli.command;

import dev.baton.cli.option.EnvFile;
import dev.baton.cli.process.Session;
import dev.baton.cli.remark.EnvironmentText;
import dev.baton.env.EnvSpec;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "check",
        description = "Check an environment file and say in words what it describes.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton check environments/paper.yaml",
            "  baton check runs/first/environment.yaml    # where a policy was trained, every default spelled out"
        })
public final class CheckCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "FILE", description = "The environment file, YAML or JSON; - for standard input.")
    private Path file = Path.of("");

    public CheckCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        EnvSpec spec = EnvFile.read(file);
        session.out().print(EnvFile.name(file) + " is valid.\n\n" + new EnvironmentText(spec).text());
        return 0;
    }
}
