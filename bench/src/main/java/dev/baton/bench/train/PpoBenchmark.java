package dev.baton.bench.train;

import dev.baton.Activation;
import dev.baton.bench.Checksum;
import dev.baton.bench.Environments;
import dev.baton.bench.KernelBenchmark;
import dev.baton.bench.Work;
import dev.baton.learn.PpoConfig;
import dev.baton.learn.PpoTrainer;
import dev.baton.learn.TrainConfig;
import dev.baton.run.Execution;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

/**
 * One whole update of PPO on the paper's environment, networks 11-64-5 and, with the rectifier, 11-32-1: rollout,
 * advantages, and 4 epochs of 4 minibatches through both networks. Steps of the environment are counted, once each, not
 * their passes.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // setup makes the trainer
public class PpoBenchmark extends KernelBenchmark {
    // So small that the policy stays the fresh one it starts as and every update does the same work.
    private static final double LEARNING_RATE = 1e-7;

    /** Activation of the policy's hidden layer; tanh is the preset's. */
    @Param({"TANH", "RELU"})
    public Activation activation = Activation.TANH;

    // 120 = the preset; 257 = a prime and a lane tail; 4096 = production; 65536 = to show that the time per step stays.
    /** Episodes of an update. */
    @Param({"120", "257", "4096", "65536"})
    public int batch;

    /** Threads of the trainer. */
    @Param({"1", "2"})
    public int threads;

    private PpoTrainer trainer;

    @Override
    public void setup(long seed) {
        PpoConfig paper = PpoConfig.paper(seed);
        TrainConfig train = paper.train()
                .withEpisodes(Integer.MAX_VALUE)
                .withEpisodesPerUpdate(batch)
                .withActivation(activation)
                .withLearningRate(LEARNING_RATE);
        PpoConfig config = new PpoConfig(
                train, 4, 4, paper.clip(), paper.lambda(), paper.valueHidden(), LEARNING_RATE);
        Execution execution = new Execution(implementation, threads, Execution.DEFAULT_TILE);
        trainer = new PpoTrainer(Environments.PAPER.spec(), config, execution);
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
                .add(Double.doubleToRawLongBits(trainer.metrics().gradientNorm()))
                .add(Double.doubleToRawLongBits(trainer.metrics().totalCost()))
                .value();
    }
}
