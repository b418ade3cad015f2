package dev.baton.spark;

import dev.baton.cli.sweep.SweepCells;
import dev.baton.cli.sweep.SweepEngine;
import dev.baton.files.BatonException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * Computes cells on Spark, a few to a task; what a task has computed is handed over by the driver as soon as it is
 * done.
 */
public final class SparkEngine implements SweepEngine {
    // A task costs milliseconds beside its cells; what is lost with a driver that is killed are the tasks that run.
    private static final int TASKS_PER_CORE = 32;
    private static final int MOST_CELLS = 64;

    private static final String MASTER = "spark.master";
    private static final String LOG_SETTINGS = "log4j2.configurationFile";

    /** Makes an engine; {@link java.util.ServiceLoader} does. */
    public SparkEngine() {}

    @Override
    public void run(String master, SweepCells cells, int[] numbers, BiConsumer<int[], List<String>> finished) {
        try (JavaSparkContext context = new JavaSparkContext(settings(master))) {
            List<int[]> tasks = tasks(numbers, context.defaultParallelism());
            context.sc()
                    .runJob(
                            context.parallelize(tasks, tasks.size()).rdd(),
                            new Task(cells),
                            new Handover(tasks, finished),
                            ClassTag$.MODULE$.apply(String[].class));
        } catch (LinkageError | Exception e) { // Scala's methods declare nothing that they throw; a jar may be missing
            throw failure(master, e);
        }
    }

    /** Returns what 'spark-submit' was told; without it, what suits a single machine. */
    private static SparkConf settings(String master) {
        boolean submitted = System.getProperty(MASTER) != null;
        if (!submitted && System.getProperty(LOG_SETTINGS) == null) {
            System.setProperty(LOG_SETTINGS, "classpath:dev/baton/spark/log4j2.properties");
        }
        SparkConf settings = new SparkConf().setIfMissing(MASTER, master).setIfMissing("spark.app.name", "baton sweep");
        if (!submitted) {
            settings.setIfMissing("spark.ui.enabled", "false");
        }
        if (!submitted && master.startsWith("local")) {
            // Names of machines are not always known to themselves.
            settings.setIfMissing("spark.driver.host", "127.0.0.1")
                    .setIfMissing("spark.driver.bindAddress", "127.0.0.1");
        }
        return settings;
    }

    /** Returns the cells of each task. */
    private static List<int[]> tasks(int[] numbers, int cores) {
        int size = Math.clamp(numbers.length / (TASKS_PER_CORE * cores), 1, MOST_CELLS);
        List<int[]> tasks = new ArrayList<>();
        for (int start = 0; start < numbers.length; start += size) {
            tasks.add(Arrays.copyOfRange(numbers, start, Math.min(start + size, numbers.length)));
        }
        return tasks;
    }

    /** Returns what was thrown while lines were written as it is, and what Spark says as one line. */
    private static BatonException failure(String master, Throwable e) {
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BatonException ours) {
                return ours;
            }
        }
        String reason = e.toString().lines().findFirst().orElse("");
        return new BatonException("--spark " + master + ": " + reason + "; what is finished is kept, and the same"
                + " command goes on from there", e);
    }

    /** What an executor does. */
    private static final class Task extends AbstractFunction2<TaskContext, Iterator<int[]>, String[]>
            implements Serializable {
        private static final long serialVersionUID = 1;

        private final SweepCells cells;

        Task(SweepCells cells) {
            this.cells = cells;
        }

        @Override
        public String[] apply(TaskContext context, Iterator<int[]> numbers) {
            return cells.lines(numbers.next()).toArray(String[]::new);
        }
    }

    /**
     * What the driver does with it. Spark calls it for one task after the other, and once for a task that ran twice.
     */
    private static final class Handover extends AbstractFunction2<Object, String[], BoxedUnit> {
        private final List<int[]> tasks;
        private final BiConsumer<int[], List<String>> finished;

        Handover(List<int[]> tasks, BiConsumer<int[], List<String>> finished) {
            this.tasks = tasks;
            this.finished = finished;
        }

        @Override
        public BoxedUnit apply(Object task, String[] lines) {
            finished.accept(tasks.get((Integer) task), List.of(lines));
            return BoxedUnit.UNIT;
        }
    }
}
