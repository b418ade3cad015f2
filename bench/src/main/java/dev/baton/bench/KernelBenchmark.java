package dev.baton.bench;

import dev.baton.Backend;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What all benchmarks share. The annotations stand here because JMH inherits them from a superclass but does not look
 * into annotations of annotations.
 */
// Every thread works on arrays of its own, so -t 2 measures two cores that share nothing but caches and memory.
@State(Scope.Thread)
// A kernel's time per call; the rollouts say steps per microsecond instead.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
// Three forks: what the compiler inlines differs from JVM to JVM, which iterations of one JVM never show.
// Flags, those of ./baton (docs/decisions/005), and the module of the Vector API from the start: a collector without
// threads of its own, and only the pages in use are touched, because a kernel that looks for cold pages takes a core's
// time for all others too; Tier3DelayOn keeps big kernels from waiting in tier 2 and staying there for ever when
// tier 3 gives them up; objects aligned to cache lines, so that the network's vectors do not straddle two
// (BatchOps.START).
@Fork(
        value = 3,
        jvmArgsPrepend = {
            "--add-modules",
            "jdk.incubator.vector",
            "-XX:+UseSerialGC",
            "-Xmx2g",
            "-XX:Tier3DelayOn=1000",
            "-XX:ObjectAlignmentInBytes=64"
        })
// Big kernels spend 0.3 to 1 s each in the optimising compiler.
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public abstract class KernelBenchmark {
    /** The seed of every measurement. */
    public static final long SEED = 1;

    /** Which implementation runs. Each fork meets one only, so neither spoils the other's inlining. */
    @Param({"SCALAR", "SIMD"})
    public Backend implementation = Backend.SCALAR;

    private double peakBefore;
    private long allocatedBefore;

    /** Prepares the inputs once per fork and thread. */
    @Setup(Level.Trial)
    public final void setup() {
        RunInfo.printOnce();
        setup(SEED);
    }

    /**
     * Makes all inputs and outputs for the present parameters.
     *
     * @param seed what every input is drawn from, 0 … 2³² − 1; the same inputs for every implementation
     */
    public abstract void setup(long seed);

    /** Measures the machine before an iteration. */
    @Setup(Level.Iteration)
    public final void measurePeakBefore() {
        peakBefore = PeakBeside.measure();
        allocatedBefore = PeakBeside.allocated();
    }

    /**
     * Measures the machine after an iteration.
     *
     * @param beside where the mean of both goes, and what was allocated between them
     */
    @TearDown(Level.Iteration)
    public final void measurePeakAfter(PeakBeside beside) {
        beside.allocatedBytesSum = PeakBeside.allocated() - allocatedBefore;
        beside.fmaGflopsSum = (peakBefore + PeakBeside.measure()) / 2;
    }

    /** Ends what the setup started, such as threads. */
    @TearDown(Level.Trial)
    public void close() {}

    /**
     * Returns a checksum of everything that the measured methods have written, and of nothing else.
     *
     * @return equal for equal bits
     */
    public abstract long result();
}
