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

/**
 * Yardstick: the most multiply-adds a core can do. Sixteen independent chains x ← m x + a in registers hide the latency
 * of the unit (eight would be enough for two units of latency four) and touch no memory. The score, operations per
 * nanosecond, is GFLOP/s; a multiply-add counts as two.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // setup makes the arrays
public class FmaPeakBenchmark extends KernelBenchmark {
    static final int CHAINS = 16;
    // Per chain, over all lanes: a multiple of any vector's length, long enough to forget the call.
    static final int MULTIPLY_ADDS = 1 << 14;

    private float[] start;
    private float[] out;
    private float factor;
    private float summand;

    @Override
    public void setup(long seed) {
        Inputs inputs = new Inputs(seed);
        start = inputs.floats(CHAINS, 1, 2);
        // A contraction: the chains stay normal numbers and reach their fixed point, where all implementations agree
        // although a scalar chain takes more steps than a lane.
        factor = inputs.floats(1, 0.4f, 0.6f)[0];
        summand = inputs.floats(1, 1, 2)[0];
        out = new float[2 * CHAINS];
    }

    /** Runs the chains. */
    @Benchmark
    @OperationsPerInvocation(2 * CHAINS * MULTIPLY_ADDS)
    public void peak() {
        if (implementation == Backend.SIMD) {
            SimdFmaPeak.run(start, factor, summand, out, MULTIPLY_ADDS);
        } else {
            scalar(start, factor, summand, out);
        }
    }

    private static void scalar(float[] start, float m, float a, float[] out) {
        float x0 = start[0];
        float x1 = start[1];
        float x2 = start[2];
        float x3 = start[3];
        float x4 = start[4];
        float x5 = start[5];
        float x6 = start[6];
        float x7 = start[7];
        float x8 = start[8];
        float x9 = start[9];
        float x10 = start[10];
        float x11 = start[11];
        float x12 = start[12];
        float x13 = start[13];
        float x14 = start[14];
        float x15 = start[15];
        for (int i = 0; i < MULTIPLY_ADDS; i++) {
            x0 = Math.fma(x0, m, a);
            x1 = Math.fma(x1, m, a);
            x2 = Math.fma(x2, m, a);
            x3 = Math.fma(x3, m, a);
            x4 = Math.fma(x4, m, a);
            x5 = Math.fma(x5, m, a);
            x6 = Math.fma(x6, m, a);
            x7 = Math.fma(x7, m, a);
            x8 = Math.fma(x8, m, a);
            x9 = Math.fma(x9, m, a);
            x10 = Math.fma(x10, m, a);
            x11 = Math.fma(x11, m, a);
            x12 = Math.fma(x12, m, a);
            x13 = Math.fma(x13, m, a);
            x14 = Math.fma(x14, m, a);
            x15 = Math.fma(x15, m, a);
        }
        out[0] = x0;
        out[1] = x1;
        out[2] = x2;
        out[3] = x3;
        out[4] = x4;
        out[5] = x5;
        out[6] = x6;
        out[7] = x7;
        out[8] = x8;
        out[9] = x9;
        out[10] = x10;
        out[11] = x11;
        out[12] = x12;
        out[13] = x13;
        out[14] = x14;
        out[15] = x15;
    }

    @Override
    public long result() {
        return new Checksum().add(out, 0, CHAINS).value();
    }
}
