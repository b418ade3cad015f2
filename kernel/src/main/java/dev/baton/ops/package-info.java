/**
 * Float-array primitives with the batch in the lanes, and the float functions they are made of.
 *
 * <p>Every operation exists twice: {@link dev.baton.ops.ScalarBatchOps}, plain loops that say what is computed, and
 * {@code SimdBatchOps}, the same arithmetic with the Vector API. Both give the same bits on any lane width, because
 * only operations with one correct result are used (fused multiply-add, add, multiply, divide, square root) and every
 * sum has one order: over inputs ascending, over the batch into {@value dev.baton.ops.Lanes#WIDEST} partial sums
 * that are folded in order.
 *
 * <p>Letters: N columns (episodes), I inputs, O outputs, P parameters. A matrix {@code (R, N)} is R rows of N columns,
 * {@code stride} floats from row to row.
 *
 * <p>Depends on the JDK. A new operation comes with its scalar form first, a line in {@code BatchOpsTest}, a benchmark
 * and the benchmark's test.
 */
@NullMarked
package dev.baton.ops;

import org.jspecify.annotations.NullMarked;
