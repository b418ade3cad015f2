package dev.baton.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Reads the output of benchmarks that ran with {@code -XX:+PrintCompilation}, and their results. Fails if the compiler
 * gave up a method of ours, or if the forks of a benchmark differ in speed: either means that what is fast today may be
 * slow in the next JVM.
 */
public final class CompiledCheck {
    private static final double LARGEST_RATIO = 1.2;
    private static final String TRIED_AGAIN = "concurrent class loading";

    private CompiledCheck() {}

    /**
     * Checks and reports; the exit status is 1 if something is wrong.
     *
     * @param args the output and the JSON file of the run, and a file to write: JMH's arguments, a line each, for
     *     benchmarks whose forks differ, which then are no problem yet
     * @throws IOException if a file cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        if (args.length < 2 || args.length > 3) {
            System.err.println("usage: CompiledCheck OUTPUT_FILE JSON_FILE [AGAIN_FILE]");
            System.exit(2);
        }
        List<String> output;
        try (var lines = Files.lines(Path.of(args[0]))) {
            output = lines.toList();
        }
        List<Row> rows = Row.parse("check", Files.readString(Path.of(args[1])));
        List<String> problems = new ArrayList<>(skipped(output));
        if (args.length == 3) {
            Files.write(Path.of(args[2]), again(rows));
        } else {
            problems.addAll(differingForks(rows));
        }
        problems.forEach(System.err::println);
        System.out.println(rows.size() + " benchmarks, " + problems.size() + " problems");
        System.exit(problems.isEmpty() ? 0 : 1);
    }

    /** Returns a message for every method of ours whose compilation was given up. */
    static List<String> skipped(List<String> output) {
        List<String> problems = new ArrayList<>();
        boolean printed = false;
        for (String line : output) {
            printed |= line.contains("dev.baton.");
            if (line.contains("COMPILE SKIPPED") && line.contains("dev.baton.") && !line.contains(TRIED_AGAIN)) {
                problems.add("left uncompiled: " + line.strip());
            }
        }
        if (!printed) {
            problems.add("no method of dev.baton in the output: was it made with -XX:+PrintCompilation?");
        }
        return problems;
    }

    /** Returns the arguments of JMH for every benchmark that {@link #differingForks} reports. */
    static List<String> again(List<Row> rows) {
        return rows.stream()
                .filter(row -> row.forks().size() < 2 || differ(row.forks()))
                .map(row -> "\\." + row.benchmark() + "." + row.method() + "$"
                        + row.params().entrySet().stream()
                                .map(param -> " -p " + param.getKey() + "=" + param.getValue())
                                .collect(Collectors.joining()))
                .toList();
    }

    private static boolean differ(List<Double> forks) {
        return !(Collections.max(forks) <= Collections.min(forks) * LARGEST_RATIO);
    }

    /**
     * Returns a message for every benchmark whose slowest fork is more than a fifth slower than its fastest, at an even
     * peak.
     */
    static List<String> differingForks(List<Row> rows) {
        List<String> problems = new ArrayList<>();
        for (Row row : rows) {
            String name = row.benchmark() + "." + row.method() + " " + row.params();
            if (row.forks().size() < 2) {
                problems.add(name + ": expected 2 forks or more, found " + row.forks().size());
            } else if (differ(row.forks())) {
                problems.add(name + ": forks differ by more than 20 %: "
                        + row.forks().stream()
                                .map(fork -> String.format(Locale.ROOT, "%.4g", fork))
                                .collect(Collectors.joining(", "))
                        + " " + row.unit());
            }
        }
        return problems;
    }
}
