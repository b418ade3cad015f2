/**
 * Sweeps on Apache Spark: the same cells, lines and folder as those of {@code baton sweep}, computed by executors.
 *
 * <p>Depends on the command line, whose sweep it carries out, and on Spark, which is there where it runs. Nothing
 * depends on it.
 */
@NullMarked
package dev.baton.spark;

import org.jspecify.annotations.NullMarked;
