package dev.baton.bench.train;

import dev.baton.Activation;
import dev.baton.bench.Checksum;
import dev.baton.bench.Environments;
import dev.baton.bench.KernelBenchmark;
import dev.baton.bench.Work;
import dev.baton.learn.PolicyGradientTrainer;
import dev.baton.learn.TrainConfig;
import dev.baton.run.Execution;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

/**
 * Training: one whole update of policy gradient on the paper's environment with a network 11-hidden-5, that is rollout
 * with sampled actions, rewards to go, backward pass, sums, Adam.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // setup makes the trainer
public class PolicyGradientBenchmark extends KernelBenchmark {
    // So small that the policy stays the fresh one it starts as and every update does the same work; the arithmetic
    // of a step does not depend on it.
    private static final double LEARNING_RATE = 1e-7;

    /** Width of the hidden layer; 64 is the paper's. */
    @Param({"32", "64", "128"})
    public int hidden;

    /** Activation of the hidden layer; tanh is the paper's. */
    @Param({"TANH", "RELU"})
    public Activation activation = Activation.TANH;

    // 1 = latency floor; 255/256/257 = lane tail, none, lane tail and a prime; 4096 = production; 65536 and 1M = to
    // show that the time per step stays. A batch of one block has no work for a second thread. SCALAR at 1M takes
    // tens of seconds per update; scripts/bench-run leaves that out.
    /** Episodes of an update. */
    @Param({"1", "255", "256", "257", "4096", "65536", "1048576"})
    public int batch;

    /** Threads of the trainer. */
    @Param({"1", "2"})
    public int threads;

    private PolicyGradientTrainer trainer;

    @Override
    public void setup(long seed) {
        TrainConfig config = TrainConfig.paper(seed)
                .withEpisodes(Integer.MAX_VALUE)
                .withEpisodesPerUpdate(batch)
                .withHidden(List.of(hidden))
                .withActivation(activation)
                .withLearningRate(LEARNING_RATE);
        Execution execution = new Execution(implementation, threads, Execution.DEFAULT_TILE);
        trainer = new PolicyGradientTrainer(Environments.PAPER.spec(), config, execution);
        // The first update is done here, because it alone runs its episodes three times.
        trainer.update();
    }

    @Override
    public void close() {
        trainer.close();
    }

    /** Runs the next episodes and takes one gradient step. */
    @Benchmark
    public void update(Work work) {
        work.samples += trainer.update();
    }

    @Override
    public long result() {
        float[] parameters = trainer.policy().parameters();
        return new Checksum()
                .add(parameters, 0, parameters.length)
                .add(Double.doubleToRawLongBits(trainer.metrics().gradientNorm()))
                .add(Double.doubleToRawLongBits(trainer.metrics().totalCost()))
                .value();
    }
}
