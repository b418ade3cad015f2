package dev.baton.bench.rng;

import dev.baton.bench.Checksum;
import dev.baton.bench.Inputs;
import dev.baton.bench.KernelBenchmark;
import dev.baton.bench.Work;
import dev.baton.ops.Lanes;
import dev.baton.rng.CounterRng;
import dev.baton.rng.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Random words by counter: one block, two words, per sample, which is what a step of an episode uses. */
@SuppressWarnings("NullAway.Init") // setup makes the arrays
public class RandomNumbersBenchmark extends KernelBenchmark {
    // 1 = latency floor; 255/256/257 = lane tail, none, lane tail and a prime; 4096 = leaves the first-level cache;
    // 65536 = leaves the second; 1M = memory. A rollout fills a tile of some tens at once.
    /** Counters. */
    @Param({"1", "255", "256", "257", "4096", "65536", "1048576"})
    public int batch;

    private CounterRng rng;
    private long key;
    private int[] counter0;
    private int[] counter1;
    private int[] word0;
    private int[] word1;

    @Override
    public void setup(long seed) {
        Inputs inputs = new Inputs(seed);
        int padded = Lanes.roundUp(batch);
        rng = CounterRng.of(implementation);
        key = Stream.EVALUATION_STEP.key(seed);
        counter0 = inputs.words(padded);
        counter1 = inputs.below(padded, 1024);
        word0 = new int[padded];
        word1 = new int[padded];
    }

    /** Fills both arrays of words. */
    @Benchmark
    public void fill(Work work) {
        rng.fill(key, counter0, counter1, 0, batch, word0, word1);
        work.samples += batch;
    }

    @Override
    public long result() {
        return new Checksum().add(word0, 0, batch).add(word1, 0, batch).value();
    }
}
