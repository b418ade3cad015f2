/** Pages, plots and event files of runs, sweeps and comparisons. */
@NullMarked
package dev.baton.cli.report;

import org.jspecify.annotations.NullMarked;
