package dev.baton.bench.peers;

import dev.baton.Activation;
import dev.baton.bench.KernelBenchmark;
import dev.baton.bench.RunInfo;
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

/** What the comparisons share: see {@link KernelBenchmark} for the reasons, and native libraries kept to one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 3,
        jvmArgsPrepend = {
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseParallelGC",
            "-Xms2g",
            "-Xmx2g",
            "-XX:+AlwaysPreTouch",
            "-XX:Tier3DelayOn=1000",
            "-XX:ObjectAlignmentInBytes=64",
            "-Dai.djl.offline=true",
            "-Dai.djl.pytorch.num_threads=1",
            "-Dai.djl.pytorch.num_interop_threads=1"
        })
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public abstract class PeerBenchmark {
    /** Width of the hidden layer, the paper's. */
    @Param("64")
    public int hidden;

    /** Activation of the hidden layer; tanh is the paper's. */
    @Param({"TANH", "RELU"})
    public Activation activation = Activation.TANH;

    // 1 = one agent asking; 32 = the paper's update; 256 = a block; 4096 = production.
    /** Samples. */
    @Param({"1", "32", "256", "4096"})
    public int batch;

    /** Prepares network and batch, and checks the library's result before anything is timed. */
    @Setup(Level.Trial)
    public final void setup() {
        RunInfo.printOnce();
        setup(KernelBenchmark.SEED);
    }

    /**
     * Makes network and batch, runs the library once and checks what it computed.
     *
     * @param seed what parameters and inputs are drawn from
     * @throws IllegalStateException if the library's numbers are not those of the definition
     */
    abstract void setup(long seed);

    /** Frees what the library holds. */
    @TearDown(Level.Trial)
    public abstract void close();

    /**
     * Returns what the last invocation computed.
     *
     * @return in the kernel's order
     */
    abstract float[] result();
}
