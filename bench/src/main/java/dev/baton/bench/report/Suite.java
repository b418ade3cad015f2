package dev.baton.bench.report;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * One command of {@code scripts/bench-run}: what it was, where and when it ran, and its results.
 *
 * @param id its name, which the rows of the tables refer to
 * @param facts what {@code scripts/bench-run} wrote down: command, date, commit, load, cpu, cores, lanes, jdk, os
 * @param rows the results
 */
record Suite(String id, Properties facts, List<Row> rows) {
    private static final List<String> SAME_ON_ONE_MACHINE = List.of("cpu", "cores", "lanes", "jdk", "os");

    /**
     * Reads all results of a folder.
     *
     * @param folder holds {@code <id>.json} and {@code <id>.properties}
     * @return the suites by date
     * @throws IOException if a file cannot be read
     * @throws IllegalArgumentException if a file is not what it should be, or two suites ran on different machines
     */
    static List<Suite> read(Path folder) throws IOException {
        List<Suite> suites = new ArrayList<>();
        List<Path> files = List.of();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.list(folder)) {
                files = all.filter(file -> file.toString().endsWith(".json")).sorted().toList();
            }
        }
        for (Path file : files) {
            String id = file.getFileName().toString().replace(".json", "");
            Properties facts = new Properties();
            Path properties = folder.resolve(id + ".properties");
            if (!Files.exists(properties)) {
                throw new IllegalArgumentException(file + ": expected " + properties.getFileName()
                        + " beside it, found none; run scripts/bench-run --only " + id + " again");
            }
            try (Reader reader = Files.newBufferedReader(properties)) {
                facts.load(reader);
            }
            try {
                suites.add(new Suite(id, facts, Row.parse(id, Files.readString(file))));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
            }
        }
        if (suites.isEmpty()) {
            throw new IllegalArgumentException(folder + ": expected results, found none; run scripts/bench-run first");
        }
        requireOneMachine(suites);
        suites.sort(Comparator.comparing(suite -> suite.fact("date")));
        return List.copyOf(suites);
    }

    private static void requireOneMachine(List<Suite> suites) {
        Suite first = suites.getFirst();
        for (Suite suite : suites) {
            for (String name : SAME_ON_ONE_MACHINE) {
                if (!suite.fact(name).equals(first.fact(name))) {
                    throw new IllegalArgumentException("results of different machines: " + name + " is \""
                            + first.fact(name) + "\" in " + first.id + " and \"" + suite.fact(name) + "\" in "
                            + suite.id + "; remove one of them");
                }
            }
        }
    }

    /** Returns a fact, or "unknown". */
    String fact(String name) {
        return facts.getProperty(name, "unknown");
    }
}
