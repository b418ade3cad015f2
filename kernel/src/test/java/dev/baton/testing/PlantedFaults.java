package dev.baton.testing;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Plants faults in the kernel's sources, one at a time, and asks the tests. Started by {@code scripts/mutate}, in the
 * kernel's folder with the class path of its tests.
 *
 * <p>A fault is a block of lines: {@code fault: NAME}, {@code in: FILE.java}, {@code tests: CLASS…} (asked first), one
 * {@code -} line with what stands in the file exactly once, whatever its white space, and one {@code +} line with what
 * is put in its place.
 */
public final class PlantedFaults {
    private static final int MINUTES = 10;
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path CLASSES = Path.of("target/classes");
    private static final Path TESTS = Path.of("target/test-classes");
    /** Measure or read files, so they have no word on behaviour. */
    private static final List<String> LEFT_OUT = List.of("AllocationTest", "ArchitectureTest", "TileSourceTest");

    private PlantedFaults() {}

    private record Fault(String name, String file, List<String> tests, String found, String planted) {}

    /**
     * Runs the faults of a list.
     *
     * @param args the list's file, then {@code --list} or some texts, one of which a fault's name must contain
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args[0].equals("--tests")) {
            runTests(Arrays.asList(args).subList(1, args.length));
            return;
        }
        List<String> options = Arrays.asList(args).subList(1, args.length);
        List<String> only = options.stream().filter(option -> !option.equals("--list")).toList();
        List<Fault> faults = read(Path.of(args[0])).stream()
                .filter(fault -> only.isEmpty() || only.stream().anyMatch(fault.name::contains))
                .toList();
        int survived = 0;
        for (Fault fault : faults) {
            if (options.contains("--list")) {
                System.out.println(fault.name);
                plant(fault);
            } else {
                String killer = killer(fault);
                survived += killer.isEmpty() ? 1 : 0;
                System.out.printf("%-8s %s%s%n", killer.isEmpty() ? "SURVIVED" : "killed", fault.name, killer);
            }
        }
        if (!options.contains("--list")) {
            System.out.printf(Locale.ROOT, "%d planted faults, %d survived%n", faults.size(), survived);
        }
        System.exit(survived == 0 && !faults.isEmpty() ? 0 : 1);
    }

    /**
     * Returns the names of a list's faults, each of which can still be planted.
     *
     * @param file the list
     * @throws IllegalArgumentException naming the first fault whose line is not in its file exactly once
     */
    static List<String> plantable(Path file) throws IOException {
        List<Fault> faults = read(file);
        for (Fault fault : faults) {
            plant(fault);
        }
        return faults.stream().map(Fault::name).toList();
    }

    private static List<Fault> read(Path file) throws IOException {
        List<Fault> faults = new ArrayList<>();
        Pattern.compile("\\R(?=fault: )").splitAsStream(Files.readString(file)).forEach(block -> {
            if (block.startsWith("fault: ")) {
                faults.add(new Fault(
                        line(block, "fault:"), line(block, "in:"), List.of(line(block, "tests:").split(" ", -1)),
                        line(block, "-"), line(block, "+")));
            }
        });
        return faults;
    }

    private static String line(String block, String start) {
        List<String> lines = block.lines().filter(line -> line.startsWith(start)).toList();
        if (lines.size() != 1) {
            throw new IllegalArgumentException(
                    "expected one line \"" + start + "…\", found " + lines.size() + " in:\n" + block);
        }
        return lines.getFirst().substring(start.length()).trim();
    }

    /** Returns the path of the fault's file and its text with the fault in it. */
    private static List<String> plant(Fault fault) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(SOURCES)) {
            files = all.filter(path -> path.endsWith(fault.file)).toList();
        }
        if (files.size() != 1) {
            throw new IllegalArgumentException(fault.name + ": expected one file " + fault.file + ", found " + files);
        }
        String text = Files.readString(files.getFirst());
        String pattern = Pattern.compile("\\s+")
                .splitAsStream(fault.found)
                .map(Pattern::quote)
                .collect(Collectors.joining("\\s+"));
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        long count = matcher.results().count();
        if (count != 1) {
            throw new IllegalArgumentException(
                    fault.name + ": expected \"" + fault.found + "\" once in " + fault.file + ", found it " + count
                            + " times");
        }
        return List.of(
                files.getFirst().toString(), matcher.replaceFirst(Matcher.quoteReplacement(fault.planted)));
    }

    /** Returns who noticed the fault, with a comma before it, or nothing. */
    private static String killer(Fault fault) throws IOException, InterruptedException {
        List<String> planted = plant(fault);
        Path folder = Files.createTempDirectory("planted");
        try {
            Path source = Files.writeString(folder.resolve(fault.file), planted.get(1));
            Path classes = Files.createDirectory(folder.resolve("classes"));
            String path = classes + System.getProperty("path.separator") + System.getProperty("java.class.path");
            int failed = ToolProvider.getSystemJavaCompiler().run(
                    null, null, null, "-nowarn", "-proc:none", "-Xlint:-incubating", "--add-modules",
                    "jdk.incubator.vector", "-cp",
                    CLASSES + path.substring(path.indexOf(System.getProperty("path.separator"))),
                    "-d", classes.toString(), source.toString());
            if (failed != 0) {
                throw new IllegalArgumentException(fault.name + ": does not compile");
            }
            return ask(fault, path);
        } finally {
            delete(folder);
        }
    }

    private static String ask(Fault fault, String classPath) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--add-modules",
                "jdk.incubator.vector", "-Ddev.baton.backend=simd", "-cp", classPath, PlantedFaults.class.getName(),
                "--tests"));
        command.addAll(fault.tests);
        Path output = Files.createTempFile("planted", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                return ", by a test that did not end";
            }
            if (process.exitValue() == 0) {
                return "";
            }
            List<String> lines = Files.readAllLines(output);
            return lines.stream()
                    .filter(line -> line.startsWith("failed: "))
                    .findFirst()
                    .map(line -> ", by " + line.substring("failed: ".length()))
                    .orElseThrow(() -> new IllegalStateException(fault.name + ": no test failed, but:\n" + lines));
        } finally {
            process.destroyForcibly().waitFor();
            Files.delete(output);
        }
    }

    /** Runs all test classes, the named ones first, up to the first failure; its name is printed. */
    private static void runTests(List<String> first) throws IOException {
        List<String> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(TESTS)) {
            files.map(file -> TESTS.relativize(file).toString())
                    .filter(file -> file.endsWith("Test.class"))
                    .map(file -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                    .filter(name -> LEFT_OUT.stream().noneMatch(name::endsWith))
                    .sorted()
                    .forEach(classes::add);
        }
        classes.sort((a, b) -> Boolean.compare(named(first, b), named(first, a)));
        for (String name : classes) {
            LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                    .selectors(DiscoverySelectors.selectClass(name))
                    .filters(TagFilter.excludeTags("stored-hashes", "slow"))
                    .build();
            LauncherFactory.create().execute(request, new TestExecutionListener() {
                @Override
                public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                    if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                        System.out.println("failed: " + name + ", " + test.getDisplayName());
                        System.out.flush();
                        Runtime.getRuntime().halt(1);
                    }
                }
            });
        }
        System.exit(0);
    }

    private static boolean named(List<String> first, String name) {
        return first.stream().anyMatch(test -> name.endsWith("." + test));
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
