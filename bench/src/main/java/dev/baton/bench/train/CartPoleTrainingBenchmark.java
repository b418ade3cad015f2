package dev.baton.bench.train;

import dev.baton.bench.Checksum;
import dev.baton.bench.KernelBenchmark;
import dev.baton.bench.Work;
import dev.baton.examples.CartPole;
import dev.baton.learn.PpoConfig;
import dev.baton.learn.PpoTrainer;
import dev.baton.run.Execution;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

/**
 * One whole update of PPO on an environment of a host's own, the cart and the pole, with the networks 4-32-2 and 4-32-1
 * of {@link CartPole#ppo}: rollout, advantages, and 4 epochs of 8 minibatches. The policy stays the fresh one, whose
 * episodes have some 22 steps; each counts once.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // setup makes the trainer
public class CartPoleTrainingBenchmark extends KernelBenchmark {
    // So small that the policy stays the fresh one it starts as and every update does the same work.
    private static final double LEARNING_RATE = 1e-7;

    // 32 = the setting that learns to balance; 1024 = one that fills the lanes.
    /** Episodes of an update. */
    @Param({"32", "1024"})
    public int batch;

    /** Threads of the trainer. */
    @Param({"1", "2"})
    public int threads;

    private PpoTrainer trainer;

    @Override
    public void setup(long seed) {
        PpoConfig balance = CartPole.ppo(seed);
        PpoConfig config = new PpoConfig(
                balance.train()
                        .withEpisodes(Integer.MAX_VALUE)
                        .withEpisodesPerUpdate(batch)
                        .withLearningRate(LEARNING_RATE),
                balance.epochs(),
                balance.minibatches(),
                balance.clip(),
                balance.lambda(),
                balance.valueHidden(),
                LEARNING_RATE);
        Execution execution = new Execution(implementation, threads, Execution.DEFAULT_TILE);
        trainer = new PpoTrainer(new CartPole(implementation), config, execution);
        // The first update is done here, because it alone sets the value's scale.
        trainer.update();
    }

    @Override
    public void close() {
        trainer.close();
    }

    /** Runs the next episodes and makes all passes over their samples. */
    @Benchmark
    public void update(Work work) {
        work.samples += trainer.update();
    }

    @Override
    public long result() {
        float[] parameters = trainer.policy().parameters();
        return new Checksum()
                .add(parameters, 0, parameters.length)
                .add(Double.doubleToRawLongBits(trainer.metrics().totalCost()))
                .value();
    }
}
