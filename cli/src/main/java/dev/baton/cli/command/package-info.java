/** The commands, one class each: options in, a result out. Nothing but {@code BatonCommand} knows them. */
@NullMarked
package dev.baton.cli.command;

import org.jspecify.annotations.NullMarked;
