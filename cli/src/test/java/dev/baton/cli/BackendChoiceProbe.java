package dev.baton.cli;

import dev.baton.cli.process.BackendChoice;
import dev.baton.cli.process.Session;
import dev.baton.cli.process.Work;
import dev.baton.files.BatonException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What a process chooses: prints the kernels for an amount of work; the notes go to standard error. */
final class BackendChoiceProbe {
    private BackendChoiceProbe() {}

    /**
     * Chooses.
     *
     * @param args the wish, then the seconds of work in plain Java
     */
    public static void main(String[] args) {
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        Session session = new Session(System.out, err, false);
        double seconds = Double.parseDouble(args[1]);
        Work work = new Work(seconds / new Work(1, 0).scalarSeconds(), 0);
        try {
            System.out.print(BackendChoice.valueOf(args[0]).choose(session, work));
        } catch (BatonException e) {
            System.out.print(e.getMessage());
        }
    }
}
