package dev.baton.bench.report;

import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;

/** What the project asks of its own speed: a floor that every release keeps and a goal. */
enum Target {
    /** The environment with the random policy. */
    ENVIRONMENT("environment only, paper, slowest of 4,096 to 65,536 episodes", "M steps/s", 200, 350) {
        @Override
        OptionalDouble measured(List<Row> rows, Limits limits) {
            return rows.stream()
                    .filter(row -> single(row, "EnvironmentRolloutBenchmark")
                            && row.param("environment").equals("PAPER")
                            && row.param("batch", 0) >= 4096
                            && row.param("batch", 0) <= 65_536)
                    .mapToDouble(row -> atPeak(row, limits))
                    .min();
        }
    },
    /** The environment where something is hidden. */
    HIDDEN("environment only, cascade with its belief, 4,096 episodes", "M steps/s", 60, 60) {
        @Override
        OptionalDouble measured(List<Row> rows, Limits limits) {
            return rows.stream()
                    .filter(row -> single(row, "EnvironmentRolloutBenchmark")
                            && row.param("environment").equals("CASCADE")
                            && row.param("batch", 0) == 4096)
                    .mapToDouble(row -> atPeak(row, limits))
                    .findFirst();
        }
    },
    /** What the public interface costs. */
    HOST(
            "environment for a host, paper, 4,096 environments, rate over that of the kernel's own classes",
            "%",
            95,
            100) {
        @Override
        OptionalDouble measured(List<Row> rows, Limits limits) {
            return rows.stream()
                    .filter(row -> inProduction(row, "EnvironmentStepBenchmark"))
                    .flatMapToDouble(host -> rows.stream()
                            .filter(row -> inProduction(row, "KernelStepBenchmark"))
                            .mapToDouble(kernel -> 100 * limits.perPeak(host) / limits.perPeak(kernel))
                            .limit(1))
                    .findFirst();
        }
    },
    /** The rate at which a host gets single actions. */
    ACT("one action for one observation, 11-64-5, the slower activation", "M actions/s", 2.5, 5) {
        @Override
        OptionalDouble measured(List<Row> rows, Limits limits) {
            return rows.stream()
                    .filter(row -> single(row, "PolicyRunnerBenchmark"))
                    .mapToDouble(row -> 1000 / row.nanosPerSample().value())
                    .min();
        }
    },
    /** Rollout with the rectifier. */
    ROLLOUT_RELU("rollout, 11-64-5, ReLU, 4,096 episodes", "M steps/s", 40, 55) {
        @Override
        OptionalDouble measured(List<Row> rows, Limits limits) {
            return rate(rows, limits, "RolloutBenchmark", "RELU");
        }
    },
    /** Rollout with tanh. */
    ROLLOUT_TANH("rollout, 11-64-5, tanh, 4,096 episodes", "M steps/s", 25, 35) {
        @Override
        OptionalDouble measured(List<Row> rows, Limits limits) {
            return rate(rows, limits, "RolloutBenchmark", "TANH");
        }
    },
    /** Training with the rectifier. */
    TRAINING_RELU("policy-gradient training, 11-64-5, ReLU, 4,096 episodes", "M steps/s", 12, 18) {
        @Override
        OptionalDouble measured(List<Row> rows, Limits limits) {
            return rate(rows, limits, "PolicyGradientBenchmark", "RELU");
        }
    },
    /** PPO with the rectifier. */
    PPO_RELU("PPO, 11-64-5 and 11-32-1, ReLU, 4 epochs, 4,096 episodes, two cores", "M steps/s", 3, 8) {
        @Override
        OptionalDouble measured(List<Row> rows, Limits limits) {
            return rows.stream()
                    .filter(row -> row.benchmark().equals("PpoBenchmark")
                            && row.param("implementation").equals("SIMD")
                            && row.param("activation").equals("RELU")
                            && row.param("batch", 0) == 4096
                            && row.cores() == 2)
                    .mapToDouble(row -> atPeak(row, limits))
                    .findFirst();
        }
    },
    /** The first layer. */
    FIRST_LAYER("first layer 11→64, share of the FMA peak", "%", 60, 73) {
        @Override
        OptionalDouble measured(List<Row> rows, Limits limits) {
            return layer(rows, limits, List.of("FIRST"));
        }
    },
    /** The layers that read 64 values. */
    WIDE_LAYERS("layers 64 wide, share of the FMA peak, the lesser", "%", 85, 94) {
        @Override
        OptionalDouble measured(List<Row> rows, Limits limits) {
            return layer(rows, limits, List.of("HIDDEN", "LAST"));
        }
    },
    /** Scaling of rollouts. */
    TWO_CORES_ROLLOUT("two cores over one (the mean of both alone), rollout, the lesser", "×", 1.85, 1.95) {
        @Override
        OptionalDouble measured(List<Row> rows, Limits limits) {
            return twoOverOne(rows, "RolloutBenchmark");
        }
    },
    /** Scaling of training. */
    TWO_CORES_TRAINING("two cores over one (the mean of both alone), training, the lesser", "×", 1.85, 1.95) {
        @Override
        OptionalDouble measured(List<Row> rows, Limits limits) {
            return twoOverOne(rows, "PolicyGradientBenchmark");
        }
    },
    /** Time per step over the batch. */
    FLATNESS("widest spread of ns/step from 256 to 65,536 episodes", "%", 25, 10) {
        @Override
        OptionalDouble measured(List<Row> rows, Limits limits) {
            double widest = 0;
            int series = 0;
            for (String benchmark : LOOPS) {
                for (String activation : List.of("", "TANH", "RELU")) {
                    OptionalDouble spread = spread(rows.stream()
                            .filter(row -> single(row, benchmark)
                                    && row.param("activation").equals(activation)
                                    && List.of("", "PAPER").contains(row.param("environment")))
                            .toList());
                    if (spread.isPresent()) {
                        widest = Math.max(widest, spread.getAsDouble());
                        series++;
                    }
                }
            }
            return series == 0 ? OptionalDouble.empty() : OptionalDouble.of(100 * widest);
        }
    },
    /** The rival stack at inference. */
    PEER_FORWARD("forward pass, time of DJL/PyTorch over ours, batch 32 to 4,096, the least", "×", 5, 20) {
        @Override
        OptionalDouble measured(List<Row> rows, Limits limits) {
            return overOurs(rows, "PeerForwardBenchmark");
        }
    },
    /** The rival stack at learning. */
    PEER_STEP("policy-gradient step, time of DJL/PyTorch over ours, batch 32 to 4,096, the least", "×", 5, 20) {
        @Override
        OptionalDouble measured(List<Row> rows, Limits limits) {
            return overOurs(rows, "PeerPolicyGradientBenchmark");
        }
    },
    /** Allocation. */
    ALLOCATION("most bytes allocated per step in environment, rollout, training and PPO", "B", 0, 0) {
        @Override
        OptionalDouble measured(List<Row> rows, Limits limits) {
            return rows.stream()
                    .filter(row ->
                            LOOPS.contains(row.benchmark())
                                    || row.benchmark().equals("EnvironmentStepBenchmark")
                                    || row.benchmark().startsWith("CartPole")
                                    || row.benchmark().equals("PpoBenchmark"))
                    .mapToDouble(limits::allocated)
                    .filter(Double::isFinite)
                    .max();
        }

        @Override
        String verdict(double measured, double floor, double goal) {
            return measured < 1e-3 ? "goal" : "**below floor**";
        }
    };

    /** The peak that rates were set for, GFLOP/s of one core. */
    static final double PEAK = 192;

    private static final List<String> LOOPS =
            List.of("EnvironmentRolloutBenchmark", "RolloutBenchmark", "PolicyGradientBenchmark");

    private final String title;
    private final String unit;
    private final double floor;
    private final double goal;

    Target(String title, String unit, double floor, double goal) {
        this.title = title;
        this.unit = unit;
        this.floor = floor;
        this.goal = goal;
    }

    /** Looks the measured value up, rates at {@link #PEAK}; empty if its rows are missing. */
    abstract OptionalDouble measured(List<Row> rows, Limits limits);

    String verdict(double measured, double floor, double goal) {
        boolean lessIsBetter = goal < floor;
        if (lessIsBetter ? measured <= goal : measured >= goal) {
            return "goal";
        }
        return (lessIsBetter ? measured <= floor : measured >= floor) ? "floor" : "**below floor**";
    }

    String title() {
        return title;
    }

    String unit() {
        return unit;
    }

    double floor() {
        return floor;
    }

    double goal() {
        return goal;
    }

    /**
     * Returns the slowest over the fastest of the batches 256 to 65,536, less one, at an even peak where that was
     * measured beside all of them; empty with fewer than two.
     */
    static OptionalDouble spread(Collection<Row> rows) {
        boolean even = rows.stream().noneMatch(row -> Double.isNaN(row.perPeak()));
        double[] nanos = rows.stream()
                .filter(row -> row.param("batch", 0) >= 256 && row.param("batch", 0) <= 65_536)
                .mapToDouble(row -> even ? 1 / row.perPeak() : row.nanosPerSample().value())
                .sorted()
                .toArray();
        return nanos.length < 2 ? OptionalDouble.empty() : OptionalDouble.of(nanos[nanos.length - 1] / nanos[0] - 1);
    }

    private static boolean single(Row row, String benchmark) {
        return row.benchmark().equals(benchmark)
                && row.param("implementation").equals("SIMD")
                && row.cores() == 1
                && row.param("hidden", 64) == 64;
    }

    /** Whether a row is one of 4,096 environments of the paper on one core. */
    private static boolean inProduction(Row row, String benchmark) {
        return single(row, benchmark)
                && row.param("environment").equals("PAPER")
                && !row.param("components").equals("WITH")
                && row.param("batch", 0) == 4096;
    }

    /** Returns the rate that a core of {@link #PEAK} would reach, by the peak measured beside the row. */
    private static double atPeak(Row row, Limits limits) {
        return PEAK * limits.perPeak(row);
    }

    private static OptionalDouble rate(List<Row> rows, Limits limits, String benchmark, String activation) {
        return rows.stream()
                .filter(row -> single(row, benchmark)
                        && row.param("activation").equals(activation)
                        && row.param("batch", 0) == 4096)
                .mapToDouble(row -> atPeak(row, limits))
                .findFirst();
    }

    private static OptionalDouble layer(List<Row> rows, Limits limits, List<String> layers) {
        return rows.stream()
                .filter(row -> single(row, "AffineForwardBenchmark")
                        && layers.contains(row.param("layer"))
                        && row.param("batch", 0) == 4096)
                .map(limits::share)
                .flatMapToDouble(OptionalDouble::stream)
                .map(share -> 100 * share)
                .min();
    }

    private static OptionalDouble twoOverOne(List<Row> rows, String benchmark) {
        return rows.stream()
                .filter(two -> two.benchmark().equals(benchmark) && two.cores() == 2)
                .flatMapToDouble(two -> rows.stream()
                        .filter(one -> single(one, benchmark)
                                && one.param("activation").equals(two.param("activation"))
                                && one.param("batch").equals(two.param("batch")))
                        .mapToDouble(two::over)
                        .limit(1))
                .min();
    }

    private static OptionalDouble overOurs(List<Row> rows, String benchmark) {
        return rows.stream()
                .filter(peer -> peer.benchmark().equals(benchmark)
                        && peer.param("peer").equals("DJL")
                        && peer.param("batch", 0) >= 32)
                .flatMapToDouble(peer -> rows.stream()
                        .filter(ours -> ours.benchmark().equals(benchmark)
                                && ours.param("peer").equals("BATON")
                                && ours.param("activation").equals(peer.param("activation"))
                                && ours.param("batch").equals(peer.param("batch")))
                        .mapToDouble(ours -> peer.nanosPerSample().value()
                                / ours.nanosPerSample().value())
                        .limit(1))
                .min();
    }
}
