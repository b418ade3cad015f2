package dev.baton.bench.train;

import dev.baton.EpisodeKind;
import dev.baton.bench.Checksum;
import dev.baton.bench.KernelBenchmark;
import dev.baton.bench.Work;
import dev.baton.env.CostComponent;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Stepper;
import dev.baton.policy.Policy;
import dev.baton.run.EpisodeResults;
import dev.baton.run.Execution;
import dev.baton.run.Rollout;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

/** Runs whole episodes with one actor on the calling thread, block after block. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // setup makes the rollout
public abstract class EpisodesBenchmark extends KernelBenchmark {
    // 1 = latency floor; 255/256/257 = lane tail, none, lane tail and a prime; 4096 = production; 65536 and 1M = to
    // show that the time per step stays. SCALAR at 1M takes seconds per call; scripts/bench-run leaves that out.
    /** Episodes of an invocation. */
    @Param({"1", "255", "256", "257", "4096", "65536", "1048576"})
    public int batch;

    private Rollout<EpisodeBatch> rollout;
    private EpisodeResults results;
    private long seed;
    private int first;
    private long steps;

    abstract EnvSpec environment();

    /** Makes the policy to act with, on the implementation that is measured. */
    abstract Policy policy(long seed);

    @Override
    public void setup(long seed) {
        this.seed = seed;
        EnvTables tables = new EnvTables(environment());
        rollout = new Rollout<>(
                Stepper.of(implementation, tables),
                policy(seed).actor(tables, implementation, Execution.DEFAULT_TILE),
                Execution.DEFAULT_TILE,
                Rollout.EPISODES,
                null);
        results = new EpisodeResults(Rollout.EPISODES);
        first = 0;
    }

    /** Runs the next episodes to their ends: every invocation meets new ones. */
    @Benchmark
    public void rollout(Work work) {
        steps = 0;
        for (int done = 0; done < batch; done += Rollout.EPISODES) {
            int count = Math.min(Rollout.EPISODES, batch - done);
            steps += rollout.run(seed, EpisodeKind.EVALUATION, first + done, count, results, 0);
        }
        first = first > Integer.MAX_VALUE - 2 * batch ? 0 : first + batch;
        work.samples += steps;
    }

    @Override
    public long result() {
        int last = batch % Rollout.EPISODES == 0 ? Rollout.EPISODES : batch % Rollout.EPISODES;
        return new Checksum()
                .add(steps)
                .add(results.components, 0, Rollout.EPISODES, CostComponent.COUNT, last)
                .add(results.steps, 0, last)
                .add(results.constraint, 0, last)
                .value();
    }
}
