package dev.baton.bench.train;

import dev.baton.EpisodeKind;
import dev.baton.bench.Checksum;
import dev.baton.bench.KernelBenchmark;
import dev.baton.bench.Work;
import dev.baton.dynamics.DynamicsBatch;
import dev.baton.dynamics.DynamicsSimulation;
import dev.baton.examples.CartPole;
import dev.baton.learn.PpoTrainer;
import dev.baton.policy.ColumnActor;
import dev.baton.run.EpisodeTotals;
import dev.baton.run.Execution;
import dev.baton.run.Rollout;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

/**
 * An environment of a host's own, the cart and the pole of {@code extra/examples}: whole episodes on the calling
 * thread, pushed by chance (some 22 steps each) or by the network 4-32-2 of {@link CartPole#ppo}, fresh, which samples.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // setup makes the rollouts
public class CartPoleBenchmark extends KernelBenchmark {
    /** Episodes of an invocation. */
    @Param({"4096"})
    public int batch;

    private Rollout<DynamicsBatch> random;
    private Rollout<DynamicsBatch> network;
    private EpisodeTotals results;
    private long seed;
    private int first;
    private long steps;

    @Override
    public void setup(long seed) {
        this.seed = seed;
        DynamicsSimulation simulation = new DynamicsSimulation(new CartPole(implementation), implementation);
        random = rollout(simulation, (episodes, from, to) -> {
            for (int n = from; n < to; n++) {
                episodes.action[n] = episodes.actionWord[n] >>> 31;
            }
        });
        Execution execution = new Execution(implementation, 1, Execution.DEFAULT_TILE);
        try (PpoTrainer trainer = new PpoTrainer(new CartPole(implementation), CartPole.ppo(seed), execution)) {
            network = rollout(simulation, trainer.policy().actor(simulation, implementation, true));
        }
        results = new EpisodeTotals(Rollout.EPISODES);
        first = 0;
    }

    private static Rollout<DynamicsBatch> rollout(
            DynamicsSimulation simulation, ColumnActor<? super DynamicsBatch> actor) {
        return new Rollout<>(simulation, actor, Execution.DEFAULT_TILE, Rollout.EPISODES, null);
    }

    /** Environment only: pushes by chance. */
    @Benchmark
    public void environment(Work work) {
        run(random, work);
    }

    /** Rollout: pushes by the network. */
    @Benchmark
    public void rollout(Work work) {
        run(network, work);
    }

    private void run(Rollout<DynamicsBatch> rollout, Work work) {
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
        return new Checksum()
                .add(steps)
                .add(results.steps, 0, results.steps.length)
                .add(results.cost, 0, 0, 1, results.cost.length)
                .value();
    }
}
