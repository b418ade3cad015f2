package dev.baton.bench.exact;

import dev.baton.bench.Checksum;
import dev.baton.bench.Environments;
import dev.baton.bench.KernelBenchmark;
import dev.baton.bench.Work;
import dev.baton.exact.ExactResults;
import dev.baton.exact.ExactSolver;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

/**
 * The exact optimum of evaluation start states of the paper's environment: 8,008 states and 5 actions each, and what
 * the optimal policy leads to. Start states are drawn as part of it. A sample is a start state.
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@SuppressWarnings("NullAway.Init") // setup makes the solver
public class ExactSolverBenchmark extends KernelBenchmark {
    // 1 = latency floor, a block that is nearly empty; 15/16/17 = lane tail, full block, a second block; 1000 =
    // production, one evaluation seed; 100000 = a table of start states, seconds per call with SCALAR, which
    // scripts/bench-run leaves out.
    /** Start states. */
    @Param({"1", "15", "16", "17", "1000", "100000"})
    public int batch;

    private long seed;
    private ExactSolver solver;
    private ExactResults results;

    @Override
    public void setup(long seed) {
        this.seed = seed;
        solver = ExactSolver.of(Environments.PAPER.spec(), implementation);
        results = new ExactResults(batch);
    }

    /** Solves the start states. */
    @Benchmark
    public void solve(Work work) {
        solver.solveEpisodes(seed, 0, batch, results, 0);
        work.samples += batch;
    }

    @Override
    public long result() {
        Checksum checksum = new Checksum();
        for (int n = 0; n < batch; n++) {
            checksum.add(Double.doubleToRawLongBits(results.totalCost[n]))
                    .add(Double.doubleToRawLongBits(results.successRate[n]))
                    .add(Double.doubleToRawLongBits(results.steps[n]));
        }
        return checksum.value();
    }
}
