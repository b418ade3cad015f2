package dev.baton.cli;

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
final class CheckCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "FILE", description = "The environment file, YAML or JSON.")
    private Path file = Path.of("");

    CheckCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        EnvSpec spec = EnvFile.read(file);
        session.out().print(InputFile.name(file) + " is valid.\n\n" + new EnvironmentText(spec).text());
        return 0;
    }
}
