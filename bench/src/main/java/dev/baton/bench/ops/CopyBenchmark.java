package dev.baton.bench.ops;

import dev.baton.Backend;
import dev.baton.bench.Checksum;
import dev.baton.bench.Inputs;
import dev.baton.bench.KernelBenchmark;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

/**
 * Yardstick: the most memory traffic a core can do, one load for one store. The score, operations per nanosecond, is
 * GB/s, where a byte read and a byte written count as two.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // setup makes the arrays
public class CopyBenchmark extends KernelBenchmark {
    // Objects start at cache lines, an array's elements 16 bytes into it.
    private static final int START = 12;
    private static final int BYTES = 1 << 20;

    /** Where both arrays lie. */
    @Param({"L1", "L2"})
    public Level level = Level.L1;

    private float[] in;
    private float[] out;

    /** A level of cache. */
    public enum Level {
        /** Two arrays of 8 KiB: half of a first-level cache of 32 KiB. */
        L1(8 << 10),
        /** Two arrays of 256 KiB: half of a second-level cache of 1 MiB. */
        L2(256 << 10);

        private final int bytes;

        Level(int bytes) {
            this.bytes = bytes;
        }
    }

    @Override
    public void setup(long seed) {
        int length = START + level.bytes / Float.BYTES;
        in = new Inputs(seed).floats(length, -1, 1);
        out = new float[length];
    }

    /** Copies again and again until 1 MiB has been read and as much written. */
    @Benchmark
    @OperationsPerInvocation(2 * BYTES)
    public void copy() {
        int length = level.bytes / Float.BYTES;
        for (int done = 0; done < BYTES; done += level.bytes) {
            if (implementation == Backend.SIMD) {
                SimdCopy.run(in, out, START, length);
            } else {
                System.arraycopy(in, START, out, START, length);
            }
        }
    }

    @Override
    public long result() {
        return new Checksum().add(out, START, out.length).value();
    }
}
