/** Sweeps: design, cells, folder, results as lines, and who computes them. */
@NullMarked
package dev.baton.cli.sweep;

import org.jspecify.annotations.NullMarked;
