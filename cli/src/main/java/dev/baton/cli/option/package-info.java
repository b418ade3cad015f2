/** The words of the command line that several commands share, read into values and refused with what was expected. */
@NullMarked
package dev.baton.cli.option;

import org.jspecify.annotations.NullMarked;
