package dev.baton.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Backend;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Every benchmark method, for all values of its parameters: the implementations compute the same bits, and the result
 * changes with the seed, so it depends on what was computed.
 */
class BenchmarkAgreementTest {
    // For time only: above this a batch is more blocks of the same kind. All other values are run in full.
    private static final int LARGEST_BATCH = 4096;
    // Small batches have few possible results (an argmax has five), so several seeds must agree to fail.
    private static final long[] OTHER_SEEDS = {2, 3, 4, 5, 6, 7};

    @TestFactory
    Stream<DynamicTest> implementationsAgreeAndSeedsDiffer() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Class<? extends KernelBenchmark> type : BenchmarkMethods.classes()) {
            for (Method method : BenchmarkMethods.of(type)) {
                tests.add(DynamicTest.dynamicTest(
                        type.getSimpleName() + "." + method.getName(), () -> check(type, method)));
            }
        }
        return tests.stream();
    }

    @Test
    void everyBenchmarkOfTheJarIsTested() {
        TreeSet<String> tested = new TreeSet<>();
        for (Class<? extends KernelBenchmark> type : BenchmarkMethods.classes()) {
            BenchmarkMethods.of(type).forEach(m -> tested.add(type.getName() + "." + m.getName()));
        }
        TreeSet<String> measured = BenchmarkList.defaultList()
                .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())
                .stream()
                .map(BenchmarkListEntry::getUsername)
                // Those have a test of their own, in the profile that builds them.
                .filter(name -> !name.startsWith("dev.baton.bench.peers."))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(tested).isEqualTo(measured).isNotEmpty();
    }

    private static void check(Class<? extends KernelBenchmark> type, Method method) {
        List<Map<Field, Object>> combinations = BenchmarkMethods.combinations(type, LARGEST_BATCH);
        assertThat(combinations).isNotEmpty();
        for (Map<Field, Object> combination : combinations) {
            Map<String, Object> names = new TreeMap<>();
            combination.forEach((field, value) -> names.put(field.getName(), value));
            long scalar = run(type, method, combination, Backend.SCALAR, KernelBenchmark.SEED);
            long simd = run(type, method, combination, Backend.SIMD, KernelBenchmark.SEED);
            assertThat(simd).as("SCALAR and SIMD at %s", names).isEqualTo(scalar);
            boolean differs = false;
            for (int i = 0; i < OTHER_SEEDS.length && !differs; i++) {
                differs = run(type, method, combination, Backend.SIMD, OTHER_SEEDS[i]) != simd;
            }
            assertThat(differs).as("another seed gives another result at %s", names).isTrue();
        }
    }

    private static long run(
            Class<? extends KernelBenchmark> type,
            Method method,
            Map<Field, Object> parameters,
            Backend implementation,
            long seed) {
        KernelBenchmark benchmark = BenchmarkMethods.create(type, parameters);
        benchmark.implementation = implementation;
        benchmark.setup(seed);
        try {
            if (method.getParameterCount() == 0) {
                method.invoke(benchmark);
            } else {
                Work work = new Work();
                method.invoke(benchmark, work);
                assertThat(work.samples).as("samples counted").isPositive();
            }
            return benchmark.result();
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(method.toString(), e);
        } finally {
            benchmark.close();
        }
    }
}
