package dev.baton.bench.train;

import dev.baton.Activation;
import dev.baton.bench.Checksum;
import dev.baton.bench.Environments;
import dev.baton.bench.KernelBenchmark;
import dev.baton.bench.Work;
import dev.baton.policy.MlpPolicy;
import dev.baton.run.Evaluation;
import dev.baton.run.EvaluationResult;
import dev.baton.run.Execution;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

/**
 * Evaluation: the mean cost of a network 11-hidden-5 that takes its best action, over whole episodes of the paper's
 * environment. A call makes its workers and their memory, so it allocates and starts threads; both are part of it.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // setup makes the policy
public class EvaluationBenchmark extends KernelBenchmark {
    /** Width of the hidden layer; 64 is the paper's. */
    @Param({"32", "64", "128"})
    public int hidden;

    /** Activation of the hidden layer; tanh is the paper's. */
    @Param({"TANH", "RELU"})
    public Activation activation = Activation.TANH;

    // 1 = latency floor, all of it preparation; 255/256/257 = lane tail, none, lane tail and a prime; 4096 =
    // production; 65536 and 1M = what a table of results takes. SCALAR at 1M takes seconds per call;
    // scripts/bench-run leaves that out.
    /** Episodes of an evaluation. */
    @Param({"1", "255", "256", "257", "4096", "65536", "1048576"})
    public int batch;

    /** Threads of the evaluation. */
    @Param({"1", "2"})
    public int threads;

    private long seed;
    private MlpPolicy policy;
    private Execution execution;
    private EvaluationResult evaluation;

    @Override
    public void setup(long seed) {
        this.seed = seed;
        policy = new Trained(seed, hidden, activation).policy(implementation);
        execution = new Execution(implementation, threads, Execution.DEFAULT_TILE);
    }

    /** Evaluates the policy. */
    @Benchmark
    public void evaluate(Work work) {
        evaluation = Evaluation.run(Environments.PAPER.spec(), policy, seed, batch, execution);
        work.samples += Math.round(evaluation.steps() * batch);
    }

    @Override
    public long result() {
        return new Checksum()
                .add(Double.doubleToRawLongBits(evaluation.totalCost()))
                .add(Double.doubleToRawLongBits(evaluation.successRate()))
                .add(Double.doubleToRawLongBits(evaluation.steps()))
                .value();
    }
}
