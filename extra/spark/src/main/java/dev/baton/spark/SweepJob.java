package dev.baton.spark;

import dev.baton.cli.Main;
import java.util.stream.Stream;

/** {@code baton sweep} for {@code spark-submit}, with the same words: {@code SweepJob sweep.yaml --output runs/one}. */
public final class SweepJob {
    /** Where 'spark-submit' leaves what it was told. */
    private static final String MASTER = "spark.master";

    private SweepJob() {}

    /**
     * Runs a sweep on the master that {@code spark-submit} was given. A failure ends the process with exit code 1,
     * wrong usage with 2.
     *
     * @param args the words after {@code baton sweep}
     */
    public static void main(String[] args) {
        String master = System.getProperty(MASTER, "");
        if (master.isEmpty()) {
            System.err.println(
                    "baton: SweepJob: expected a master in " + MASTER + ", found none; start it with spark-submit");
            System.exit(2);
        }
        int code = Main.execute(words(master, args));
        // A cluster that runs the driver takes the end of this method, and not the process's, for success.
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Returns the words of the command. */
    static String[] words(String master, String... args) {
        return Stream.concat(Stream.of("sweep", "--spark", master), Stream.of(args)).toArray(String[]::new);
    }
}
