package dev.baton.cli.command;

import dev.baton.cli.option.Compute;
import dev.baton.cli.option.EnvFile;
import dev.baton.cli.process.Session;
import dev.baton.cli.process.Work;
import dev.baton.cli.study.PolicyInputs;
import dev.baton.env.EnvSpec;
import dev.baton.files.text.JsonWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * A command that asks something of an environment and prints the answer, as text or JSON; what it asks and how the
 * answer looks is what a subclass adds.
 *
 * @param <R> the answer
 */
abstract class StudyCommand<R> implements Callable<Integer> {
    final Session session;

    @Mixin
    PolicyInputs inputs = new PolicyInputs();

    @Mixin
    Compute compute = new Compute();

    @Option(names = "--json", order = Compute.LAST, description = "Print JSON and nothing else.")
    private boolean json;

    StudyCommand(Session session) {
        this.session = session;
    }

    /** Returns the policy whose run says which environment is meant where none is named. */
    abstract String policy();

    /** Returns the environment's file. */
    final Path file() {
        return inputs.environment(policy());
    }

    /** Refuses what cannot be computed, before anything is computed, and returns how much there is to compute. */
    abstract Work prepare(EnvSpec environment);

    /** Computes the answer. */
    abstract R study(EnvSpec environment);

    /** Returns the answer for people. */
    abstract String text(EnvSpec environment, R answer);

    /** Writes the answer into an open JSON object that has the environment's name. */
    abstract void write(JsonWriter json, EnvSpec environment, R answer);

    @Override
    public Integer call() {
        EnvSpec environment = EnvFile.read(file());
        compute.choose(session, prepare(environment));
        answer(environment);
        return 0;
    }

    /** Computes the answer and prints it. */
    void answer(EnvSpec environment) {
        print(environment, study(environment));
    }

    /** Prints an answer as it was asked for. */
    final void print(EnvSpec environment, R answer) {
        session.out().print(json ? json(environment, answer) : text(environment, answer));
    }

    /** Returns an answer for machines. */
    final String json(EnvSpec environment, R answer) {
        JsonWriter writer = new JsonWriter().begin();
        writer.key("environment").value(environment.name());
        write(writer, environment, answer);
        return writer.end().finish();
    }
}
