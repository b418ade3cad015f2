/** What a process of the command line is: its streams, its Java, what it may compute with, and how it ends. */
@NullMarked
package dev.baton.cli.process;

import org.jspecify.annotations.NullMarked;
