package dev.baton.bench.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.util.ListStatistics;

/**
 * One result of JMH, or several of the same benchmark with the same parameters and threads in one suite, whose forks
 * are then taken together.
 *
 * @param suite the command that gave it, by its name
 * @param benchmark the class without its package
 * @param method the measured method
 * @param throughput whether the scores are work per time; else time per work
 * @param threads JMH's threads
 * @param params the parameters
 * @param score per invocation, in JMH's unit
 * @param error half the 99.9 % confidence interval of the score, NaN if unknown
 * @param sampleScore per sample, NaN if samples are not counted
 * @param sampleError half its confidence interval
 * @param unit JMH's unit, ops/ns, ops/us or ns/op
 * @param allocated bytes per iteration, the median, NaN if not measured
 * @param iterationMicros how long an iteration takes
 * @param peak of multiply-adds, GFLOP/s of one core, before and after the iterations; NaN if it was not measured
 * @param perPeak median over the iterations of samples per microsecond of all cores, for every GFLOP/s of one core's
 *     peak beside the iteration; NaN if it was not measured
 * @param rates samples per microsecond of all cores in every fork, the mean of its iterations, in the order of the
 *     forks; empty if samples are not counted
 * @param forks score of every fork: of its iterations, as if the peak had been the same beside each of them, the one
 *     that a fifth surpass
 * @param flags of the JVM
 */
record Row(
        String suite,
        String benchmark,
        String method,
        boolean throughput,
        int threads,
        Map<String, String> params,
        double score,
        double error,
        double sampleScore,
        double sampleError,
        String unit,
        double allocated,
        double iterationMicros,
        double peak,
        double perPeak,
        List<Double> rates,
        List<Double> forks,
        List<String> flags) {
    private static final double JMH_CONFIDENCE = 0.999;

    /** What the benchmarks count beside time. */
    private static final List<String> COUNTERS = List.of("samples", "fmaGflopsSum", "allocatedBytesSum");

    /** A number and half its confidence interval. */
    record Measured(double value, double error) {
        /** Returns factor / this. */
        Measured inverse(double factor) {
            return new Measured(factor / value, factor * error / (value * value));
        }

        Measured times(double factor) {
            return new Measured(value * factor, error * factor);
        }
    }

    /**
     * Reads the results of one file.
     *
     * @param suite its name
     * @param text JSON as JMH writes it
     * @return one row per benchmark, parameters and threads
     */
    static List<Row> parse(String suite, String text) {
        Map<List<@Nullable Object>, List<Map<String, @Nullable Object>>> rounds = new LinkedHashMap<>();
        for (Object element : list(Json.parse(text))) {
            Map<String, @Nullable Object> result = map(element);
            // Null where there are no parameters.
            List<@Nullable Object> same =
                    Arrays.asList(result.get("benchmark"), result.get("params"), result.get("threads"));
            rounds.computeIfAbsent(same, key -> new ArrayList<>()).add(result);
        }
        return rounds.values().stream().map(results -> of(suite, joined(results))).toList();
    }

    /** Returns the only result, or one with the forks of all. */
    private static Map<String, @Nullable Object> joined(List<Map<String, @Nullable Object>> results) {
        Map<String, @Nullable Object> first = results.getFirst();
        if (results.size() == 1) {
            return first;
        }
        Map<String, @Nullable Object> secondary = new LinkedHashMap<>();
        for (String name : map(first.get("secondaryMetrics")).keySet()) {
            secondary.put(name, joinedMetric(results.stream()
                    .map(result -> map(map(result.get("secondaryMetrics")).get(name)))
                    .toList()));
        }
        Map<String, @Nullable Object> joined = new LinkedHashMap<>(first);
        joined.put("primaryMetric", joinedMetric(results.stream()
                .map(result -> map(result.get("primaryMetric")))
                .toList()));
        joined.put("secondaryMetrics", secondary);
        return joined;
    }

    private static Map<String, @Nullable Object> joinedMetric(List<Map<String, @Nullable Object>> metrics) {
        List<List<Double>> raw =
                metrics.stream().flatMap(metric -> raw(metric).stream()).toList();
        // The mean and error that JMH gives when it makes all forks itself.
        ListStatistics statistics = new ListStatistics(
                raw.stream().flatMap(List::stream).mapToDouble(Double::doubleValue).toArray());
        Map<String, @Nullable Object> joined = new LinkedHashMap<>(metrics.getFirst());
        joined.put("score", statistics.getMean());
        joined.put("scoreError", statistics.getMeanErrorAt(JMH_CONFIDENCE));
        joined.put("rawData", raw);
        return joined;
    }

    private static Row of(String suite, Map<String, @Nullable Object> result) {
        String name = string(result.get("benchmark"));
        int method = name.lastIndexOf('.');
        int type = name.lastIndexOf('.', method - 1);
        Map<String, String> params = new LinkedHashMap<>();
        if (result.get("params") != null) {
            map(result.get("params")).forEach((key, value) -> params.put(key, string(value)));
        }
        Map<String, @Nullable Object> primary = map(result.get("primaryMetric"));
        Map<String, @Nullable Object> secondary = map(result.get("secondaryMetrics"));
        for (String counter : secondary.keySet()) {
            // Those of JMH's profilers have a dot.
            if (!COUNTERS.contains(counter) && !counter.contains(".")) {
                throw new IllegalArgumentException("expected the counters " + String.join(", ", COUNTERS) + ", found "
                        + counter + "; another build has measured this: run scripts/bench-run --only " + suite);
            }
        }
        String unit = string(primary.get("scoreUnit"));
        Object samples = secondary.get("samples");
        double[] allocated = raw(secondary.get("allocatedBytesSum")).stream()
                .flatMap(List::stream)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        boolean throughput = unit.startsWith("ops/");
        int threads = (int) number(result.get("threads"));
        List<List<Double>> scores = raw(primary);
        List<List<Double>> peaks = raw(secondary.get("fmaGflopsSum"));
        double peak =
                peaks.stream().flatMap(List::stream).mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
        List<Double> forks = new ArrayList<>();
        for (int fork = 0; fork < scores.size(); fork++) {
            List<Double> beside = peaks.isEmpty() ? List.of() : peaks.get(fork);
            forks.add(fast(scores.get(fork), beside, peak, throughput));
        }
        List<String> flags = list(result.get("jvmArgs")).stream().map(Row::string).toList();
        return new Row(
                suite,
                name.substring(type + 1, method),
                name.substring(method + 1),
                throughput,
                threads,
                params,
                number(primary.get("score")),
                number(primary.get("scoreError")),
                samples == null ? Double.NaN : number(map(samples).get("score")),
                samples == null ? Double.NaN : number(map(samples).get("scoreError")),
                unit,
                median(allocated),
                micros(string(result.get("measurementTime"))),
                peak / threads,
                perPeak(raw(samples), peaks, unit, threads),
                raw(samples).stream().map(fork -> meanRate(fork, unit, threads)).toList(),
                forks,
                flags);
    }

    /** Returns the scores of a metric by fork and iteration; nothing if they are not there. */
    private static List<List<Double>> raw(@Nullable Object metric) {
        List<List<Double>> raw = new ArrayList<>();
        Object data = metric == null ? null : map(metric).get("rawData");
        if (data != null) {
            for (Object fork : list(data)) {
                raw.add(list(fork).stream().map(Row::number).toList());
            }
        }
        return raw;
    }

    private static double perPeak(List<List<Double>> samples, List<List<Double>> peaks, String unit, int threads) {
        if (samples.isEmpty() || peaks.isEmpty()) {
            return Double.NaN;
        }
        List<Double> ratios = new ArrayList<>();
        for (int fork = 0; fork < samples.size(); fork++) {
            for (int i = 0; i < samples.get(fork).size(); i++) {
                double rate = rate(samples.get(fork).get(i), unit, threads);
                ratios.add(rate * threads / peaks.get(fork).get(i));
            }
        }
        return median(ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray());
    }

    /** Returns samples per microsecond of all threads together. */
    private static double rate(double score, String unit, int threads) {
        return unit.startsWith("ops/") ? score * 1000 / unitNanos(unit) : 1000 * threads / (score * unitNanos(unit));
    }

    private static double meanRate(List<Double> fork, String unit, int threads) {
        return fork.stream()
                .mapToDouble(score -> rate(score, unit, threads))
                .average()
                .orElse(Double.NaN);
    }

    /**
     * Returns this row's rate over another's. Where the other has as many forks or a multiple: the median of each of
     * our forks over the mean of its share of the other's, in their order; where they ran in turn, a neighbour who
     * comes and goes counts for both or spoils few of the ratios. Else the ratio of the means.
     *
     * @param other does the same on another number of cores
     */
    double over(Row other) {
        if (rates.isEmpty() || other.rates.isEmpty() || other.rates.size() % rates.size() != 0) {
            return perMicrosecond().value() / other.perMicrosecond().value();
        }
        int each = other.rates.size() / rates.size();
        double[] ratios = new double[rates.size()];
        for (int fork = 0; fork < ratios.length; fork++) {
            double mean = other.rates.subList(fork * each, (fork + 1) * each).stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElseThrow();
            ratios[fork] = rates.get(fork) / mean;
        }
        Arrays.sort(ratios);
        return median(ratios);
    }

    private static double median(double[] sorted) {
        int n = sorted.length;
        return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }

    /**
     * Returns the score that a fifth of the iterations surpass: a neighbour that takes loads, stores and branches slows
     * some iterations by a third without showing in the peak of multiply-adds, but what the compiler has made of a
     * kernel lasts.
     */
    private static double fast(List<Double> scores, List<Double> beside, double peak, boolean throughput) {
        double[] even = new double[scores.size()];
        for (int i = 0; i < even.length; i++) {
            double speed = beside.isEmpty() ? 1 : beside.get(i) / peak;
            even[i] = throughput ? scores.get(i) / speed : scores.get(i) * speed;
        }
        Arrays.sort(even);
        int fifth = (even.length - 1) / 5;
        return even[throughput ? even.length - 1 - fifth : fifth];
    }

    /** Returns nanoseconds per sample, summed over the cores that work at the same time. */
    Measured nanosPerSample() {
        if (throughput) {
            return perMicrosecond().inverse(1000.0 * cores());
        }
        return new Measured(sampleScore, sampleError).times(unitNanos());
    }

    /** Returns samples per microsecond of all cores together. */
    Measured perMicrosecond() {
        if (throughput) {
            return new Measured(sampleScore, sampleError).times(1000 / unitNanos());
        }
        return nanosPerSample().inverse(1000.0 * cores());
    }

    /** Returns the score as it stands, per invocation. */
    Measured scored() {
        return new Measured(score, error);
    }

    /**
     * Returns bytes allocated per sample.
     *
     * @param harness bytes that the harness itself allocates in an iteration with one thread. Each of T threads counts
     *     those of all of them, and they are added up.
     */
    double allocatedPerSample(double harness) {
        return Math.max(0, allocated - harness * threads * threads) / (perMicrosecond().value() * iterationMicros);
    }

    /** Returns the microseconds of a time as JMH writes it, such as "120 ms". */
    private static double micros(String time) {
        String[] parts = time.split(" ", 2);
        double unit =
                switch (parts[parts.length - 1]) {
                    case "us" -> 1;
                    case "ms" -> 1e3;
                    case "s" -> 1e6;
                    case "min" -> 6e7;
                    default -> throw new IllegalArgumentException(
                            "measurementTime: expected \"120 ms\", found \"" + time + '"');
                };
        return Double.parseDouble(parts[0]) * unit;
    }

    /** Returns a parameter, or "" if there is none of that name. */
    String param(String name) {
        return params.getOrDefault(name, "");
    }

    /** Returns a parameter that is a number, or {@code otherwise} if there is none. */
    int param(String name, int otherwise) {
        String value = params.get(name);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    /** Returns how many cores it kept busy: JMH's threads or the kernel's own. */
    int cores() {
        return threads * param("threads", 1);
    }

    private double unitNanos() {
        return unitNanos(unit);
    }

    private static double unitNanos(String unit) {
        return unit.toLowerCase(Locale.ROOT).contains("us") ? 1000 : 1;
    }

    @SuppressWarnings("unchecked") // what the parser makes of an object
    private static Map<String, @Nullable Object> map(@Nullable Object value) {
        return (Map<String, @Nullable Object>) Objects.requireNonNull(value, "expected an object, found nothing");
    }

    @SuppressWarnings("unchecked") // what the parser makes of an array
    private static List<@Nullable Object> list(@Nullable Object value) {
        return (List<@Nullable Object>) Objects.requireNonNull(value, "expected an array, found nothing");
    }

    private static String string(@Nullable Object value) {
        return String.valueOf(value);
    }

    /** JMH writes what is not a number as a string. */
    private static double number(@Nullable Object value) {
        return Double.parseDouble(String.valueOf(value));
    }
}
