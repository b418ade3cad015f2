package dev.baton.bench;

import com.sun.management.ThreadMXBean;
import dev.baton.Backend;
import dev.baton.ops.FmaPeak;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What is measured beside an iteration. The peak of multiply-adds right before and after it, on the thread that
 * measures: on a machine whose speed changes from second to second because of its neighbours, a score means something
 * beside this figure only. And what was allocated in between.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class PeakBeside {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 5;
    private static final int ITERATIONS = 20_000;
    private static final double FLOPS =
            (double) ITERATIONS * FmaPeak.FLOPS_PER_LANE * Backend.SIMD.lanes();

    /**
     * GFLOP/s; the mean of what was measured before and after the iteration, the sum over JMH's threads. In JMH's
     * table it is summed over the iterations, too.
     */
    public double fmaGflopsSum;

    /**
     * Bytes that all threads together allocated in the iteration, the harness's own among them; the sum over JMH's
     * threads, and in its table over the iterations.
     */
    public double allocatedBytesSum;

    /** Returns the bytes that all threads together have allocated so far. */
    static long allocated() {
        return THREADS.getTotalThreadAllocatedBytes();
    }

    /** Returns GFLOP/s of the calling thread, now; takes less than a millisecond. */
    static double measure() {
        double[] gflops = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            float sink = FmaPeak.run(Backend.SIMD, ITERATIONS);
            // Never NaN; keeps the chains from being optimised away.
            gflops[round] = Float.isNaN(sink) ? 0 : FLOPS / (System.nanoTime() - start);
        }
        Arrays.sort(gflops);
        return gflops[ROUNDS / 2];
    }
}
