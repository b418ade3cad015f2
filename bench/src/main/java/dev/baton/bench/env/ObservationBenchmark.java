package dev.baton.bench.env;

import dev.baton.EpisodeKind;
import dev.baton.bench.Checksum;
import dev.baton.bench.Environments;
import dev.baton.bench.Inputs;
import dev.baton.bench.KernelBenchmark;
import dev.baton.bench.Work;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Stepper;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Writing the observations of a batch: scaling the state into rows of features. Bound by memory traffic. */
@SuppressWarnings("NullAway.Init") // setup makes the batch
public class ObservationBenchmark extends KernelBenchmark {
    private static final int WARM_STEPS = 3;

    /** Which environment. */
    @Param({"PAPER", "FIVE_KINDS"})
    public Environments environment = Environments.PAPER;

    // 1 = latency floor; 255/256/257 = lane tail, none, lane tail and a prime; 4096 = leaves the first-level cache;
    // 65536 = leaves the second; 1M = memory.
    /** Episodes. */
    @Param({"1", "255", "256", "257", "4096", "65536", "1048576"})
    public int batch;

    private Stepper stepper;
    private EpisodeBatch episodes;
    private float[] observations;

    @Override
    public void setup(long seed) {
        EnvSpec spec = environment.spec();
        stepper = Stepper.of(implementation, new EnvTables(spec));
        episodes = new EpisodeBatch(new EnvTables(spec), batch, false);
        episodes.assign(seed, EpisodeKind.EVALUATION, 0, batch);
        stepper.start(episodes, 0, batch);
        // A few steps with random actions, so that latency, money and step index are not all 0.
        int[] actions = new Inputs(seed).below(batch, spec.actionCount());
        for (int t = 0; t < WARM_STEPS; t++) {
            System.arraycopy(actions, 0, episodes.action, 0, batch);
            stepper.draw(episodes, 0, batch);
            stepper.step(episodes, 0, batch);
        }
        observations = new float[spec.observationSize() * episodes.stride];
    }

    /** Writes the features of all episodes. */
    @Benchmark
    public void observe(Work work) {
        stepper.observe(episodes, 0, batch, observations, 0, episodes.stride);
        work.samples += batch;
    }

    @Override
    public long result() {
        return new Checksum()
                .add(observations, 0, episodes.stride, environment.spec().observationSize(), batch)
                .value();
    }
}
