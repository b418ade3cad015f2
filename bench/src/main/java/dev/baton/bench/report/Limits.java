package dev.baton.bench.report;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * What a core could do at most, from the yardsticks of the same run, and what each kernel needs of it.
 *
 * @param flops the measured peak of multiply-adds, GFLOP/s; NaN if it was not measured
 * @param firstLevel copy within the first-level cache, GB/s
 * @param secondLevel copy within the second-level cache, GB/s
 * @param harness bytes allocated in an iteration of the yardstick, which allocates nothing itself; 0 if they were not
 *     measured
 */
record Limits(double flops, double firstLevel, double secondLevel, double harness) {
    private static final int INPUTS = 11;
    private static final int OUTPUTS = 5;
    // PpoBenchmark's value network 11-32-1, and its passes over the samples.
    private static final long VALUE_HIDDEN = 32;
    private static final long PPO_EPOCHS = 4;
    // Bytes that fit with room to spare; CopyBenchmark's arrays have the same sizes.
    private static final double FIRST_LEVEL_BYTES = 32 << 10;
    private static final double SECOND_LEVEL_BYTES = 1 << 20;
    private static final Map<String, Integer> DIMENSION =
            Map.of("PAPER", 4, "FIVE_KINDS", 3, "CASCADE", 0, "AGENT_LOOP", 1);
    // Belief and phase of cascade; belief, phase, context and one action's calls of agent-loop.
    private static final Map<String, Integer> HIDDEN_ROWS = Map.of("CASCADE", 4 + 1, "AGENT_LOOP", 2 + 3);
    // Threefry-2x32-20: 2 additions, 20 rounds of addition, rotation, exclusive or, 5 times 2 additions of the key.
    private static final double THREEFRY_INSTRUCTIONS = 2 + 20 * 3 + 5 * 2;

    /** Looks the yardsticks up. */
    static Limits of(List<Row> rows) {
        return new Limits(
                best(rows, "FmaPeakBenchmark", "", Row::score).orElse(Double.NaN),
                best(rows, "CopyBenchmark", "L1", Row::score).orElse(Double.NaN),
                best(rows, "CopyBenchmark", "L2", Row::score).orElse(Double.NaN),
                best(rows, "FmaPeakBenchmark", "", Row::allocated).orElse(0));
    }

    /** Returns the greatest of a figure of a yardstick on one thread; empty where it was not measured. */
    private static OptionalDouble best(List<Row> rows, String benchmark, String level, ToDoubleFunction<Row> figure) {
        return rows.stream()
                .filter(row -> row.benchmark().equals(benchmark)
                        && row.param("level").equals(level)
                        && row.threads() == 1)
                .mapToDouble(figure)
                .filter(Double::isFinite)
                .max();
    }

    /**
     * Returns the floating-point operations of a sample, a multiply-add counting two; 0 if they are not what counts.
     */
    static long flops(Row row) {
        int hidden = row.param("hidden", 64);
        long weights = (long) hidden * (INPUTS + OUTPUTS);
        long forward = 2 * weights;
        // By the parameters of both layers, and by the hidden values.
        long backward = 2 * weights + 2L * hidden * OUTPUTS;
        return switch (row.benchmark()) {
            case "AffineForwardBenchmark" -> switch (row.param("layer")) {
                case "FIRST" -> 2 * 11 * 64;
                case "HIDDEN" -> 2 * 64 * 64;
                default -> 2 * 64 * 5;
            };
            case "GradientOpsBenchmark" -> switch (row.param("part")) {
                case "FIRST_WEIGHTS" -> 2 * 11 * 64;
                case "BACK_RELU", "BACK_TANH", "LAST_WEIGHTS" -> 2 * 64 * 5;
                case "FOLDED_PRODUCTS" -> 2 * 64 * (11 + 5);
                default -> 0;
            };
            case "MlpForwardBenchmark", "RolloutBenchmark", "EvaluationBenchmark", "PeerForwardBenchmark" -> forward;
            case "MlpBackwardBenchmark" -> backward;
            case "PolicyGradientBenchmark", "PeerPolicyGradientBenchmark" -> forward + backward;
            case "PpoBenchmark" -> {
                long valueWeights = VALUE_HIDDEN * (INPUTS + 1);
                long forwards = forward + 2 * valueWeights;
                long backwards = backward + 2 * valueWeights + 2 * VALUE_HIDDEN;
                yield forwards + PPO_EPOCHS * (forwards + backwards);
            }
            default -> 0;
        };
    }

    /** Returns the bytes that a sample must at least read and write; 0 if they are not what counts. */
    static long bytes(Row row) {
        int d = DIMENSION.getOrDefault(row.param("environment"), 4);
        // Task vector, latency, money, five sums and step read and written; episode read; action, both random words,
        // outcome and end written and read; cost and constraint written.
        int hidden = HIDDEN_ROWS.getOrDefault(row.param("environment"), 0);
        long step = Float.BYTES * (2L * (d + hidden + 2 + 5 + 1) + 1 + 2 * (1 + 2 + 1 + 1) + 2);
        long observation = Float.BYTES * ((d + 3L) + (2L * d + 3));
        return switch (row.benchmark()) {
            case "EnvironmentRolloutBenchmark" -> step;
            case "EnvironmentStepBenchmark" -> step + observation;
            case "ObservationBenchmark" -> observation;
            default -> 0;
        };
    }

    /**
     * Returns samples per microsecond of all cores together for every GFLOP/s of a core's peak: by the peak beside each
     * iteration of the row, or by the yardstick's if it was not measured there.
     */
    double perPeak(Row row) {
        return Double.isNaN(row.perPeak()) ? row.perMicrosecond().value() / flops : row.perPeak();
    }

    /** Returns the share of its limit that a kernel reaches, per core; empty if there is none or it is not measured. */
    OptionalDouble share(Row row) {
        double nanos = row.nanosPerSample().value();
        if (flops(row) > 0) {
            return finite(flops(row) * perPeak(row) / (1000.0 * row.cores()));
        }
        if (bytes(row) > 0) {
            return finite(bytes(row) / nanos / bandwidth(row));
        }
        if (row.benchmark().equals("RandomNumbersBenchmark")) {
            // A multiply-add is one instruction and two operations; integer instructions go to the same two units.
            return finite(2 * THREEFRY_INSTRUCTIONS * perPeak(row) / (1000.0 * row.cores()));
        }
        return OptionalDouble.empty();
    }

    /** Returns bytes allocated per sample, without the harness's own. */
    double allocated(Row row) {
        return row.allocatedPerSample(harness);
    }

    /** Says what the limit of a kernel is. */
    static String name(Row row) {
        if (flops(row) > 0) {
            return flops(row) + " flop: FMA peak";
        }
        if (bytes(row) > 0) {
            return bytes(row) + " B: copy in " + (level(row).isEmpty() ? "memory, not measured" : level(row));
        }
        return row.benchmark().equals("RandomNumbersBenchmark")
                ? (int) THREEFRY_INSTRUCTIONS + " instructions: half the FMA peak"
                : "none known";
    }

    private double bandwidth(Row row) {
        return switch (level(row)) {
            case "L1" -> firstLevel;
            case "L2" -> secondLevel;
            default -> Double.NaN;
        };
    }

    private static String level(Row row) {
        // A rollout works through its batch in blocks that stay in the first-level cache.
        double bytes = (double) bytes(row)
                * (row.benchmark().equals("EnvironmentRolloutBenchmark") ? 1 : row.param("batch", 1));
        if (bytes <= FIRST_LEVEL_BYTES) {
            return "L1";
        }
        return bytes <= SECOND_LEVEL_BYTES ? "L2" : "";
    }

    private static OptionalDouble finite(double share) {
        return Double.isFinite(share) ? OptionalDouble.of(share) : OptionalDouble.empty();
    }
}
