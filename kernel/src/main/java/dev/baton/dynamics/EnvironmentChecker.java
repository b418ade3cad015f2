package dev.baton.dynamics;

import com.sun.management.ThreadMXBean;
import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.env.Columns;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.Simulation;
import dev.baton.env.Stepper;
import dev.baton.ops.Lanes;
import dev.baton.rng.Threefry;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what would break an environment's numbers or its same bits: runs some episodes with actions chosen by
 * chance, in batches of several sizes, at several places in them, alone, on several threads, cold and warm, and
 * compares.
 *
 * <p>What is found is a fault; what is not found may still be one, as in states that chance does not reach.
 */
public final class EnvironmentChecker {
    // Two vectors of 16 lanes and a part of one.
    private static final int EPISODES = 37;
    private static final int THREADS = 4;
    private static final int TILE = 16;
    private static final int WIDE = 3 * TILE;
    private static final int ROUND = 500;
    private static final int CLEAN_ROUNDS = 2;
    private static final long MOST_NANOS = 60_000_000_000L;
    private static final float MARK = -0x1.8p100f;
    private static final float OTHER_MARK = 0x1.8p101f;

    private EnvironmentChecker() {}

    /**
     * Checks an environment of one's own.
     *
     * @param dynamics the environment
     * @param seed of the episodes, 0 … 2³² − 1
     * @param steps how many steps of each episode are looked at, ≥ 1; the horizon is the most
     * @return every violation, a sentence each; empty if none was found
     * @throws IllegalArgumentException if the dynamics say something impossible of themselves, the seed is out of range
     *     or steps are not positive
     */
    public static List<String> check(BatchDynamics dynamics, long seed, int steps) {
        return check(dynamics, seed, steps, MOST_NANOS);
    }

    /** Checks with another limit of the time that steps have to stop allocating in; 0 if they may allocate. */
    static List<String> check(BatchDynamics dynamics, long seed, int steps, long mostNanos) {
        return new Check<>(new DynamicsSimulation(dynamics, Backend.preferred()), seed, steps, mostNanos).run();
    }

    /**
     * Checks an environment of the model.
     *
     * @param spec the environment
     * @param seed of the episodes, 0 … 2³² − 1
     * @param steps how many steps of each episode are looked at, ≥ 1; the horizon is the most
     * @return every violation, a sentence each; empty if none was found
     * @throws IllegalArgumentException if the seed is out of range or steps are not positive
     */
    public static List<String> check(EnvSpec spec, long seed, int steps) {
        return check(spec, seed, steps, MOST_NANOS);
    }

    /** Checks with another limit of the time that steps have to stop allocating in; 0 if they may allocate. */
    static List<String> check(EnvSpec spec, long seed, int steps, long mostNanos) {
        Stepper stepper = Stepper.of(Backend.preferred(), new EnvTables(spec));
        return new Check<>(stepper, seed, steps, mostNanos).run();
    }

    /** What was seen of some episodes. */
    private static final class Trace {
        /** (episodes, steps + 1, F). */
        final float[][][] observation;
        /** (episodes, steps + 1). */
        final long[][] mask;
        /** (episodes, steps). */
        final float[][] cost;
        /** (episodes, steps). */
        final int[][] ended;

        Trace(int episodes, int steps) {
            observation = new float[episodes][steps + 1][];
            mask = new long[episodes][steps + 1];
            cost = new float[episodes][steps];
            ended = new int[episodes][steps];
        }
    }

    private static final class Check<C extends Columns> {
        private final Simulation<C> simulation;
        private final long seed;
        private final int steps;
        private final long mostNanos;
        private final int features;
        private final int actions;
        /** By kind, so that each is told once. */
        private final Map<String, String> violations = new LinkedHashMap<>();

        Check(Simulation<C> simulation, long seed, int steps, long mostNanos) {
            if (steps < 1) {
                throw new IllegalArgumentException("steps: expected 1 or more, found " + steps);
            }
            this.simulation = simulation;
            this.seed = seed;
            this.steps = Math.min(steps, simulation.horizon());
            this.mostNanos = mostNanos;
            features = simulation.observationSize();
            actions = simulation.actionCount();
        }

        private void violation(String kind, String sentence) {
            violations.putIfAbsent(kind, sentence);
        }

        List<String> run() {
            simulation.newBatch(1, false).assign(seed, EpisodeKind.TRAINING, 0, 1);
            try {
                Trace together = trace(0, EPISODES, WIDE, false);
                look(together);
                compare(together, trace(0, EPISODES, WIDE, false), "the second time");
                compare(together, trace(0, EPISODES, TILE, true), "in tiles of 16 columns, the last first");
                compare(together, trace(5, EPISODES, WIDE, false), "5 columns farther on");
                Trace alone = new Trace(EPISODES, steps);
                for (int e = 0; e < EPISODES; e++) {
                    run(EPISODES + e, 1, TILE, false, EPISODES + e, e, alone);
                }
                compare(together, alone, "in a batch of its own");
                onThreads(together);
                reach();
                allocation();
                compare(together, trace(0, EPISODES, WIDE, false), "after many steps");
            } catch (RuntimeException e) {
                violation("exception", "an exception is thrown: " + e);
            }
            return List.copyOf(violations.values());
        }

        /** Runs the episodes in a batch in which others stand before them. */
        private Trace trace(int before, int count, int tile, boolean lastFirst) {
            Trace trace = new Trace(EPISODES, steps);
            run(EPISODES - before, before + count, tile, lastFirst, EPISODES, 0, trace);
            return trace;
        }

        /**
         * Runs episodes first … and writes what is seen of those from {@code shown} on to the trace, from {@code at}
         * on.
         */
        private void run(int first, int count, int tile, boolean lastFirst, int shown, int at, Trace trace) {
            C batch = simulation.newBatch(count, false);
            batch.assign(seed, EpisodeKind.TRAINING, first, count);
            int stride = batch.stride;
            float[] seen = new float[features * stride];
            int[] list = new int[batch.capacity + Lanes.WIDEST];
            simulation.start(batch, 0, count);
            retire(batch, list);
            for (int t = 0; t < steps && batch.count > 0; t++) {
                int live = batch.count;
                observe(batch, live, seen, shown, at, t, trace);
                for (int n = 0; n < live; n++) {
                    batch.action[n] = action(batch, n, t);
                }
                int tiles = (live + tile - 1) / tile;
                for (int i = 0; i < tiles; i++) {
                    int from = (lastFirst ? tiles - 1 - i : i) * tile;
                    int to = Math.min(live, from + tile);
                    simulation.draw(batch, from, to);
                    simulation.step(batch, from, to);
                }
                for (int n = 0; n < live; n++) {
                    int e = batch.episode[n] - shown + at;
                    if (batch.episode[n] >= shown) {
                        trace.cost[e][t] = batch.cost[n];
                        trace.ended[e][t] = batch.ended[n];
                    }
                }
                observe(batch, live, seen, shown, at, t + 1, trace);
                retire(batch, list);
            }
        }

        private void retire(C batch, int[] list) {
            batch.remove(list, simulation.listEnded(batch, list));
        }

        private void observe(C batch, int live, float[] seen, int shown, int at, int t, Trace trace) {
            simulation.observe(batch, 0, live, seen, 0, batch.stride);
            for (int n = 0; n < live; n++) {
                if (batch.episode[n] >= shown) {
                    int e = batch.episode[n] - shown + at;
                    float[] x = new float[features];
                    for (int i = 0; i < features; i++) {
                        x[i] = seen[i * batch.stride + n];
                    }
                    trace.observation[e][t] = x;
                    trace.mask[e][t] = mask(batch, n);
                }
            }
        }

        private long mask(C batch, int n) {
            long all = -1L >>> (Long.SIZE - actions);
            return batch.available == null ? all : batch.available[n] & all;
        }

        /** One of the available actions, by episode and step. */
        private int action(C batch, int n, int t) {
            long mask = mask(batch, n);
            int among = Math.max(1, Long.bitCount(mask));
            long word = Threefry.block(seed, batch.episode[n], t) & 0xFFFFFFFFL;
            int skip = (int) (word * among >>> 32);
            for (int k = 0; k < actions; k++) {
                if ((mask >>> k & 1) != 0 && skip-- == 0) {
                    return k;
                }
            }
            return 0;
        }

        /** Looks for numbers that no environment may give. */
        private void look(Trace trace) {
            for (int e = 0; e < EPISODES; e++) {
                for (int t = 0; t <= steps; t++) {
                    float[] x = trace.observation[e][t];
                    if (x == null) {
                        continue;
                    }
                    boolean running = t == 0 || trace.ended[e][t - 1] == 0;
                    String where = (running ? "" : "after its end, ") + at(e, t);
                    for (int i = 0; i < features; i++) {
                        if (!Float.isFinite(x[i])) {
                            violation(
                                    running ? "observation" : "final observation",
                                    "observation " + where + ", feature " + i + ": expected a finite number, found "
                                            + x[i]);
                        }
                    }
                    if (running && trace.mask[e][t] == 0) {
                        violation("mask", "availability " + where + ": expected at least one of " + actions
                                + " actions, found none");
                    }
                    if (t < steps && !Float.isFinite(trace.cost[e][t])) {
                        violation(
                                "cost",
                                "cost of the step " + where + ": expected a finite number, found " + trace.cost[e][t]);
                    }
                    if (t < steps && (trace.ended[e][t] < 0 || trace.ended[e][t] > DynamicsBatch.TRUNCATED)) {
                        violation("end", "end of the step " + where + ": expected 0 (running), 1 (terminated), 2"
                                + " (succeeded) or 3 (truncated), found " + trace.ended[e][t]);
                    }
                }
            }
        }

        private static String at(int e, int t) {
            return "in episode " + (EPISODES + e) + ", step " + t;
        }

        private void compare(Trace expected, Trace found, String how) {
            for (int e = 0; e < EPISODES; e++) {
                for (int t = 0; t <= steps; t++) {
                    String difference = difference(expected, found, e, t);
                    if (difference != null) {
                        violation(how, at(e, t) + ": expected the same bits " + how + ", found " + difference);
                        return;
                    }
                }
            }
        }

        private @Nullable String difference(Trace expected, Trace found, int e, int t) {
            float[] x = expected.observation[e][t];
            float[] y = found.observation[e][t];
            if (x == null || y == null) {
                return x == null && y == null ? null : "another length of the episode";
            }
            for (int i = 0; i < features; i++) {
                if (different(x[i], y[i])) {
                    return "feature " + i + " " + y[i] + " instead of " + x[i];
                }
            }
            if (expected.mask[e][t] != found.mask[e][t]) {
                return "other available actions";
            }
            if (t == steps) {
                return null;
            }
            if (different(expected.cost[e][t], found.cost[e][t])) {
                return "a cost of " + found.cost[e][t] + " instead of " + expected.cost[e][t];
            }
            return expected.ended[e][t] == found.ended[e][t]
                    ? null
                    : "the end " + found.ended[e][t] + " instead of " + expected.ended[e][t];
        }

        private static boolean different(float x, float y) {
            return Float.floatToRawIntBits(x) != Float.floatToRawIntBits(y);
        }

        /** Runs the same episodes on several threads at the same time. */
        private void onThreads(Trace expected) {
            List<Trace> traces = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            List<RuntimeException> thrown = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Trace trace = new Trace(EPISODES, steps);
                traces.add(trace);
                threads.add(Thread.ofPlatform().daemon(true).unstarted(() -> {
                    try {
                        run(EPISODES, EPISODES, TILE, false, EPISODES, 0, trace);
                    } catch (RuntimeException e) {
                        synchronized (thrown) {
                            thrown.add(e);
                        }
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                join(thread);
            }
            for (RuntimeException e : thrown) {
                violation("threads", "an exception is thrown on " + THREADS + " threads: " + e);
            }
            if (thrown.isEmpty()) {
                traces.forEach(trace -> compare(expected, trace, "on " + THREADS + " threads"));
            }
        }

        private static void join(Thread thread) {
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        /** What start, step and observe may write, from the columns that they are told. */
        private void reach() {
            C batch = simulation.newBatch(WIDE, false);
            batch.assign(seed, EpisodeKind.TRAINING, 0, WIDE);
            simulation.start(batch, 0, WIDE);
            for (int n = 0; n < batch.count; n++) {
                batch.action[n] = action(batch, n, 0);
                if (batch instanceof DynamicsBatch && batch.ended[n] != DynamicsBatch.RUNNING) {
                    violation("start ended", "start in column " + n + ": expected an episode that runs, found the end "
                            + batch.ended[n]);
                }
            }
            simulation.draw(batch, 0, WIDE);
            keeps("start", batch, () -> simulation.start(batch, TILE, 2 * TILE - 5), false);
            Arrays.fill(batch.cost, MARK);
            keeps("step", batch, () -> simulation.step(batch, TILE, 2 * TILE - 5), true);
            float[] seen = new float[(features + 2) * batch.stride];
            float[] again = seen.clone();
            Arrays.fill(seen, MARK);
            Arrays.fill(again, OTHER_MARK);
            keeps(
                    "observe", batch,
                    () -> simulation.observe(batch, TILE, 2 * TILE - 5, seen, batch.stride, batch.stride), true);
            simulation.observe(batch, TILE, 2 * TILE - 5, again, batch.stride, batch.stride);
            written(seen, again, batch.stride);
        }

        private void written(float[] seen, float[] again, int stride) {
            for (int at = 0; at < seen.length; at++) {
                int i = at / stride - 1;
                int n = at % stride;
                boolean kept = seen[at] == MARK && again[at] == OTHER_MARK;
                boolean asked = i >= 0 && i < features && n >= TILE && n < 2 * TILE - 5;
                boolean allowed = i >= 0 && i < features && n >= TILE && n < 2 * TILE;
                if (asked && kept) {
                    violation("not observed", "observe: expected feature " + i + " of column " + n + " to be written,"
                            + " found it as it was");
                } else if (!allowed && !kept) {
                    violation("observed too much", "observe of columns 16 to 26: expected nothing to be written outside"
                            + " them, found row " + i + ", column " + n + " changed");
                }
            }
        }

        /** Runs something that works on columns 16 to 26 and says what it changed that it may not. */
        private void keeps(String what, C batch, Runnable action, boolean everywhere) {
            Map<String, Object> before = contents(batch);
            action.run();
            Map<String, Object> after = contents(batch);
            before.forEach((name, array) -> {
                int from = TILE;
                int to = 2 * TILE;
                boolean fixed = what.equals("observe") || name.equals("action") || name.equals("episode")
                        || name.equals("slot");
                int n = changed(array, after.get(name), batch.stride, everywhere && fixed ? to : from, to);
                if (n >= 0) {
                    violation(what + name, what + " of columns 16 to 26: expected " + name + " of column " + n
                            + " to be kept, found it changed");
                }
            });
            if (what.equals("step")) {
                for (int n = TILE; n < 2 * TILE - 5; n++) {
                    if (batch.step[n] != 1) {
                        violation("steps", "step: expected the number of steps to be kept, found that of column " + n
                                + " at " + batch.step[n] + " after the first");
                    }
                }
            }
        }

        private Map<String, Object> contents(C batch) {
            Map<String, Object> contents = new LinkedHashMap<>();
            contents.put("action", batch.action.clone());
            contents.put("episode", batch.episode.clone());
            contents.put("slot", batch.slot.clone());
            contents.put("step", batch.step.clone());
            contents.put("ended", batch.ended.clone());
            contents.put("cost", batch.cost.clone());
            if (batch.available != null) {
                contents.put("available", batch.available.clone());
            }
            if (batch instanceof DynamicsBatch own) {
                contents.put("floats", own.floats.clone());
                contents.put("ints", own.ints.clone());
            }
            return contents;
        }

        /** Returns the first column outside from … to − 1 in which a matrix has changed, or −1. */
        private static int changed(Object before, @Nullable Object after, int stride, int from, int to) {
            int length = java.lang.reflect.Array.getLength(before);
            for (int at = 0; at < length; at++) {
                int n = at % stride;
                boolean same = switch (before) {
                    case float[] x when after instanceof float[] y -> !different(x[at], y[at]);
                    case int[] x when after instanceof int[] y -> x[at] == y[at];
                    case long[] x when after instanceof long[] y -> x[at] == y[at];
                    default -> false;
                };
                if (!same && (n < from || n >= to)) {
                    return n;
                }
            }
            return -1;
        }

        /** Steps until nothing is allocated any more. */
        private void allocation() {
            ThreadMXBean beans = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            C batch = simulation.newBatch(4 * TILE, false);
            float[] seen = new float[features * batch.stride];
            int[] list = new int[batch.capacity + Lanes.WIDEST];
            int[] first = {0};
            BooleanSupplier restart = () -> {
                if (batch.count == 0) {
                    batch.assign(seed, EpisodeKind.TRAINING, first[0], 4 * TILE - 3);
                    first[0] = (first[0] + 4 * TILE) & 0xFFFF;
                    simulation.start(batch, 0, batch.count);
                    retire(batch, list);
                }
                return batch.count > 0;
            };
            long bytes = 0;
            int clean = 0;
            long begun = System.nanoTime();
            do {
                long before = beans.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < ROUND; i++) {
                    if (restart.getAsBoolean()) {
                        for (int n = 0; n < batch.count; n++) {
                            batch.action[n] = action(batch, n, batch.step[n]);
                        }
                        simulation.observe(batch, 0, batch.count, seen, 0, batch.stride);
                        simulation.draw(batch, 0, batch.count);
                        simulation.step(batch, 0, batch.count);
                        retire(batch, list);
                    }
                }
                bytes = beans.getCurrentThreadAllocatedBytes() - before;
                clean = bytes == 0 ? clean + 1 : 0;
            } while (clean < CLEAN_ROUNDS && System.nanoTime() - begun < mostNanos);
            if (clean < CLEAN_ROUNDS && mostNanos > 0) {
                violation("allocation", "steps: expected none of them to allocate once they are warm, found "
                        + Math.ceilDiv(bytes, ROUND) + " bytes in each after " + (System.nanoTime() - begun) / 1_000_000
                        + " ms");
            }
        }
    }
}
