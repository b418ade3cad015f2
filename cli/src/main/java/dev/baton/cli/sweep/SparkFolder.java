package dev.baton.cli.sweep;

import dev.baton.cli.process.Inputs;
import dev.baton.files.BatonException;
import dev.baton.files.text.InputFile;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** Finds Spark: beside this program where 'spark-submit' runs both, else in the folder that SPARK_HOME names. */
public final class SparkFolder {
    private static final String VARIABLE = "SPARK_HOME";

    private SparkFolder() {}

    /** Returns what computes cells on Spark, and makes its classes known to the calling thread. */
    public static SweepEngine engine(String home) {
        ClassLoader here = Thread.currentThread().getContextClassLoader();
        return ServiceLoader.load(SweepEngine.class, here)
                .findFirst()
                .orElseGet(() -> inFolder(home));
    }

    private static SweepEngine inFolder(String home) {
        List<Path> classPath = new ArrayList<>();
        classPath.add(ours());
        classPath.addAll(jars(home));
        // Spark looks for its own classes, and for ours, in the loader of the thread that starts it, as long as it
        // runs.
        URLClassLoader loader = new URLClassLoader(
                "spark", classPath.stream().map(SparkFolder::url).toArray(URL[]::new),
                ClassLoader.getSystemClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        return ServiceLoader.load(SweepEngine.class, loader)
                .findFirst()
                .orElseThrow(() -> new BatonException("--spark: " + InputFile.name(ours()) + ": holds no engine for"
                        + " sweeps; build it anew: mvn -pl extra/spark -am -DskipTests package"));
    }

    private static Path ours() {
        Path jar = Inputs.home().resolve(Path.of("extra", "spark", "target", "baton-spark.jar"));
        if (!Files.isRegularFile(jar)) {
            throw new BatonException("--spark: " + InputFile.name(jar)
                    + ": no such file; build it first: mvn -pl extra/spark -am -DskipTests package");
        }
        return jar;
    }

    private static List<Path> jars(String home) {
        if (home.isEmpty()) {
            throw new BatonException("--spark: expected " + VARIABLE + " to name the folder of a Spark 4 for Scala"
                    + " 2.13, found it unset; unpack Spark and set " + VARIABLE + ", or leave --spark out");
        }
        Path folder = Path.of(home, "jars");
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> jars =
                    entries.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
            if (jars.stream().noneMatch(file -> file.getFileName().toString().startsWith("spark-core_2.13-4."))) {
                throw new BatonException("--spark: " + InputFile.name(folder)
                        + ": holds no spark-core_2.13-4.*.jar; set " + VARIABLE
                        + " to the folder of a Spark 4 for Scala 2.13");
            }
            return jars;
        } catch (IOException e) {
            throw InputFile.failure(folder, "cannot be read (" + VARIABLE + " is " + home + ")", e);
        }
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException("a file has a URL", e);
        }
    }
}
