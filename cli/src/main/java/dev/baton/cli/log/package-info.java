/** Logs of episodes as files: writing, reading as a stream, and estimates from them. */
@NullMarked
package dev.baton.cli.log;

import org.jspecify.annotations.NullMarked;
