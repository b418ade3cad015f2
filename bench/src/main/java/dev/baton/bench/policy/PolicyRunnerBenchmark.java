package dev.baton.bench.policy;

import dev.baton.Activation;
import dev.baton.bench.Checksum;
import dev.baton.bench.Inputs;
import dev.baton.bench.KernelBenchmark;
import dev.baton.bench.Work;
import dev.baton.nn.MlpSpec;
import dev.baton.policy.MlpPolicy;
import dev.baton.policy.PolicyRunner;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/**
 * A host asks for one action at a time: one observation of 11 features through a network 11-hidden-5. The runner is
 * plain Java, so both implementations are the same code.
 */
@SuppressWarnings("NullAway.Init") // setup makes the runner
public class PolicyRunnerBenchmark extends KernelBenchmark {
    private static final int FEATURES = 11;
    private static final int ACTIONS = 5;
    // A power of two; so many that no branch is learned by heart, so few that they stay in the first-level cache.
    private static final int OBSERVATIONS = 256;

    /** Width of the hidden layer; 64 is the paper's. */
    @Param({"64"})
    public int hidden;

    /** Activation of the hidden layer; tanh is the paper's. */
    @Param({"TANH", "RELU"})
    public Activation activation = Activation.TANH;

    private PolicyRunner runner;
    private float[][] observations;
    private int[] chosen;
    private int next;

    @Override
    public void setup(long seed) {
        Inputs inputs = new Inputs(seed);
        MlpSpec spec = new MlpSpec(FEATURES, List.of(hidden), ACTIONS, activation);
        runner = new MlpPolicy(spec, inputs.floats(spec.parameterCount(), -0.5f, 0.5f)).runner();
        observations = new float[OBSERVATIONS][];
        chosen = new int[OBSERVATIONS];
        Work ignored = new Work();
        for (int i = 0; i < OBSERVATIONS; i++) {
            observations[i] = inputs.floats(FEATURES, -1, 1);
        }
        for (int i = 0; i < OBSERVATIONS; i++) {
            act(ignored);
        }
    }

    /** Chooses one action. */
    @Benchmark
    public void act(Work work) {
        chosen[next] = runner.act(observations[next]);
        next = (next + 1) & (OBSERVATIONS - 1);
        work.samples++;
    }

    @Override
    public long result() {
        return new Checksum().add(chosen, 0, OBSERVATIONS).value();
    }
}
