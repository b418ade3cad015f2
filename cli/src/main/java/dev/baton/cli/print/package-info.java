/** Numbers, tables, plots and pages, of whatever they are. Knows no command, no folder and no environment file. */
@NullMarked
package dev.baton.cli.print;

import org.jspecify.annotations.NullMarked;
