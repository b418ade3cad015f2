/**
 * The one place that knows the machine's vectors: species, lane width and whether the Vector API can be used at all.
 * Not exported. Only files named {@code Simd*.java} may import {@code jdk.incubator.vector}; {@code ArchitectureTest}
 * enforces it.
 */
@NullMarked
package dev.baton.simd;

import org.jspecify.annotations.NullMarked;
