package dev.baton.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.env.ActionKind;
import dev.baton.env.Charge;
import dev.baton.env.EnvSpec;
import dev.baton.env.Predictor;
import dev.baton.env.TestEnvironments;
import dev.baton.learn.PolicyGradientTrainer;
import dev.baton.learn.PpoConfig;
import dev.baton.learn.PpoTrainer;
import dev.baton.learn.SupervisedConfig;
import dev.baton.learn.SupervisedTrainer;
import dev.baton.learn.Teacher;
import dev.baton.learn.TrainConfig;
import dev.baton.policy.LatencyPolicy;
import dev.baton.run.Execution;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class WorkersTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void everyTaskRunsOnce(int size) {
        try (Workers workers = new Workers(size)) {
            for (int count : new int[] {0, 1, 2, 3, 5, 64, 10_000, 0, 4}) {
                AtomicIntegerArray runs = new AtomicIntegerArray(Math.max(1, count));
                AtomicInteger outside = new AtomicInteger();
                workers.run(count, (worker, task) -> {
                    runs.incrementAndGet(task);
                    if (worker < 0 || worker >= size) {
                        outside.incrementAndGet();
                    }
                });
                for (int t = 0; t < count; t++) {
                    assertThat(runs.get(t)).as("runs of task %d", t).isEqualTo(1);
                }
                assertThat(outside.get()).as("unknown workers").isZero();
            }
        }
    }

    @Test
    void aWorkerRunsOneTaskAtATime() {
        try (Workers workers = new Workers(3)) {
            AtomicIntegerArray running = new AtomicIntegerArray(3);
            AtomicInteger overlaps = new AtomicInteger();
            workers.run(300, (worker, task) -> {
                if (running.incrementAndGet(worker) > 1) {
                    overlaps.incrementAndGet();
                }
                Thread.onSpinWait();
                running.decrementAndGet(worker);
            });
            assertThat(overlaps.get()).isZero();
        }
    }

    @Test
    void writesOfTasksAreSeenByTheCallerAndByTheNextRun() {
        try (Workers workers = new Workers(3)) {
            int[] values = new int[100];
            for (int round = 0; round < 2_000; round++) {
                int expected = round;
                workers.run(100, (worker, task) -> {
                    if (values[task] != expected) {
                        throw new IllegalStateException("task " + task + " saw " + values[task]);
                    }
                    values[task]++;
                });
            }
            assertThat(values).containsOnly(2_000);
        }
    }

    @Test
    void parkedWorkersWakeUp() throws InterruptedException {
        try (Workers workers = new Workers(3)) {
            AtomicInteger runs = new AtomicInteger();
            for (int round = 1; round <= 5; round++) {
                Thread.sleep(20);
                workers.run(50, (worker, task) -> runs.incrementAndGet());
                assertThat(runs.get()).isEqualTo(50 * round);
            }
        }
    }

    /**
     * Calls come at every moment around the one at which workers stop spinning and park. A lost wake-up waits for ever.
     */
    @Test
    @SuppressWarnings("ThreadPriorityCheck") // the other worker may need this one's core
    void whoIsJustParkingWakesUp() {
        try (Workers workers = new Workers(2)) {
            AtomicInteger begun = new AtomicInteger();
            for (int round = 1; round <= 3_000; round++) {
                long until = System.nanoTime() + round * 500L;
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                begun.set(0);
                // Both must come, or neither ends.
                workers.run(2, (worker, task) -> {
                    begun.incrementAndGet();
                    while (begun.get() < 2) {
                        // Where there are fewer cores than workers, the other one needs this one's.
                        LockSupport.parkNanos(1);
                    }
                });
                assertThat(begun.get()).isEqualTo(2);
            }
        }
    }

    @Test
    void theCallerParksUntilTheSlowestWorkerEnds() {
        Thread caller = Thread.currentThread();
        try (Workers workers = new Workers(2)) {
            AtomicInteger ended = new AtomicInteger();
            for (int round = 1; round <= 20; round++) {
                AtomicInteger begun = new AtomicInteger();
                workers.run(2, (worker, task) -> {
                    begun.incrementAndGet();
                    while (begun.get() < 2 || worker == 1 && caller.getState() != Thread.State.WAITING) {
                        Thread.onSpinWait();
                    }
                    ended.incrementAndGet();
                });
                assertThat(ended.get()).isEqualTo(2 * round);
            }
        }
    }

    @Test
    void anInterruptedCallerStillWaitsAndStaysInterrupted() {
        try (Workers workers = new Workers(2)) {
            AtomicInteger begun = new AtomicInteger();
            AtomicInteger ended = new AtomicInteger();
            Thread.currentThread().interrupt();
            workers.run(2, (worker, task) -> {
                begun.incrementAndGet();
                while (begun.get() < 2) {
                    Thread.onSpinWait();
                }
                if (worker == 1) {
                    LockSupport.parkNanos(20_000_000);
                }
                ended.incrementAndGet();
            });
            assertThat(ended.get()).isEqualTo(2);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void exceptionsReachTheCallerAndTheTeamStaysUsable(int size) {
        try (Workers workers = new Workers(size)) {
            AtomicInteger runs = new AtomicInteger();
            for (int bad : new int[] {0, 17, 99}) {
                assertThatThrownBy(() -> workers.run(100, (worker, task) -> {
                            if (task == bad) {
                                throw new IllegalStateException("task " + task);
                            }
                        }))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("task " + bad);
                assertThatThrownBy(() -> workers.run(100, (worker, task) -> {
                            if (task == bad) {
                                throw new AssertionError("error " + task);
                            }
                        }))
                        .isInstanceOf(AssertionError.class)
                        .hasMessage("error " + bad);
                runs.set(0);
                workers.run(100, (worker, task) -> runs.incrementAndGet());
                assertThat(runs.get()).isEqualTo(100);
            }
        }
    }

    @Test
    void whenEveryTaskFailsOneExceptionArrives() {
        try (Workers workers = new Workers(3)) {
            for (int round = 0; round < 200; round++) {
                assertThatThrownBy(() -> workers.run(8, (worker, task) -> {
                            throw new IllegalStateException("all");
                        }))
                        .hasMessage("all");
            }
            AtomicInteger runs = new AtomicInteger();
            workers.run(8, (worker, task) -> runs.incrementAndGet());
            assertThat(runs.get()).isEqualTo(8);
        }
    }

    @Test
    void closeEndsTheThreads() throws InterruptedException {
        Thread[] seen = new Thread[1_000];
        try (Workers workers = new Workers(4)) {
            workers.run(1_000, (worker, task) -> seen[task] = Thread.currentThread());
        }
        for (Thread thread : seen) {
            if (thread != Thread.currentThread()) {
                thread.join(5_000);
                assertThat(thread.isAlive()).isFalse();
            }
        }
    }

    /** Who trains in a host that lives on leaves no threads behind. */
    @Test
    void trainersEndTheirThreads() throws Exception {
        EnvSpec env = TestEnvironments.tiny(
                3, 3, Charge.TERMINAL, Predictor.NONE, TestEnvironments.sure("a", ActionKind.TOOL, 1, 1, -1));
        TrainConfig config = new TrainConfig(1, 640, 640, List.of(), Activation.TANH, 0.01, 0, 0.9, 1);
        Execution execution = new Execution(Backend.SCALAR, 3, 64);
        List<Supplier<AutoCloseable>> trainers = List.of(
                () -> new PolicyGradientTrainer(env, config, execution),
                () -> new PpoTrainer(env, new PpoConfig(config, 1, 1, 0.2, 1, List.of(), 0.1), execution),
                () -> new SupervisedTrainer(
                        env, new Teacher.Sampled(new LatencyPolicy(env)), new SupervisedConfig(config, 1, 1),
                        execution));
        for (Supplier<AutoCloseable> trainer : trainers) {
            Set<Thread> team = new HashSet<>();
            Set<Thread> before = teams();
            try (AutoCloseable open = trainer.get()) {
                team.addAll(teams());
                team.removeAll(before);
                assertThat(team).as("threads of %s", open).hasSize(2);
            }
            for (Thread thread : team) {
                thread.join(5_000);
                assertThat(thread.isAlive()).isFalse();
            }
        }
    }

    private static Set<Thread> teams() {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(thread -> !thread.getName().startsWith("baton-"));
        return threads;
    }
}
