package dev.baton.bench.env;

import dev.baton.EpisodeKind;
import dev.baton.bench.Checksum;
import dev.baton.bench.Environments;
import dev.baton.bench.Inputs;
import dev.baton.bench.KernelBenchmark;
import dev.baton.bench.Work;
import dev.baton.dynamics.VectorEnv;
import dev.baton.dynamics.VectorStep;
import dev.baton.env.EnvSpec;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

/**
 * The environment as a host sees it: it hands over random actions, the environment steps, restarts what has ended and
 * writes observations, final observations, costs, where asked for their components, and flags.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // setup makes the environment
public class EnvironmentStepBenchmark extends KernelBenchmark {
    // Drawn beforehand and used in turn, so that an environment does not repeat one action for ever.
    static final int ACTION_ROWS = 8;

    /** Which environment. */
    @Param({"PAPER", "FIVE_KINDS"})
    public Environments environment = Environments.PAPER;

    // 1 = latency floor; 255/256/257 = lane tail, none, lane tail and a prime; 4096 = state and buffers leave the
    // first-level cache; 65536 = the second; 1M = memory: a host's buffers grow with its batch, unlike a rollout's.
    /** Environments. */
    @Param({"1", "255", "256", "257", "4096", "65536", "1048576"})
    public int batch;

    /** Whether costs are reported by component, too. */
    @Param({"WITHOUT", "WITH"})
    public Components components = Components.WITHOUT;

    /** Two ways to be told of costs. */
    public enum Components {
        /** The total alone. */
        WITHOUT,
        /** By component, too. */
        WITH
    }

    VectorStep buffers;
    private VectorEnv environments;
    private int[][] actions;
    private int next;

    @Override
    public void setup(long seed) {
        EnvSpec spec = environment.spec();
        Inputs inputs = new Inputs(seed);
        actions = new int[ACTION_ROWS][];
        for (int row = 0; row < ACTION_ROWS; row++) {
            actions[row] = inputs.below(batch, spec.actionCount());
        }
        environments = new VectorEnv(spec, batch, implementation);
        buffers = environments.newStep(components == Components.WITH);
        environments.reset(seed, EpisodeKind.EVALUATION, 0, buffers);
        // Episodes start together; after two horizons their ages are mixed and every step restarts some.
        Work ignored = new Work();
        for (int t = 0; t < 2 * spec.horizon(); t++) {
            step(ignored);
        }
    }

    /** Takes one step in every environment. */
    @Benchmark
    public void step(Work work) {
        environments.step(actions[next], buffers);
        next = (next + 1) % ACTION_ROWS;
        work.samples += batch;
    }

    @Override
    public long result() {
        Checksum sum = new Checksum()
                .add(buffers.observations, 0, buffers.stride, environment.spec().observationSize(), batch)
                .add(buffers.costs, 0, batch)
                .add(buffers.components, 0, buffers.stride, buffers.components.length / buffers.stride, batch);
        for (int n = 0; n < batch; n++) {
            sum.add((buffers.terminated[n] ? 2 : 0) + (buffers.terminated[n] && buffers.succeeded[n] ? 1 : 0));
            if (buffers.terminated[n]) {
                sum.add(buffers.finalObservations, n, buffers.stride, environment.spec().observationSize(), 1);
            }
        }
        return sum.value();
    }
}
