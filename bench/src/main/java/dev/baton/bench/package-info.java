/**
 * Measurements of the kernel with JMH. The packages below mirror those of {@code dev.baton.kernel}; {@code report}
 * turns JMH's results into tables.
 *
 * <p>A benchmark extends {@link dev.baton.bench.KernelBenchmark}, makes its inputs in {@code setup(long seed)}, keeps
 * allocation, copies and resets out of its measured methods or says so in their names, counts what it works on in
 * {@link dev.baton.bench.Work}, and returns from {@code result()} a checksum of everything its methods write.
 * {@code BenchmarkAgreementTest} then runs it for all its parameters.
 */
@NullMarked
package dev.baton.bench;

import org.jspecify.annotations.NullMarked;
