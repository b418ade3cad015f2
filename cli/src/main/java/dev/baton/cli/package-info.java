/**
 * The command line: reads files, calls the kernel, prints results.
 *
 * <p>{@link dev.baton.cli.Main} is the only class that ends the process. Each command is one class, {@code
 * CheckCommand}, {@code EvaluateCommand}, {@code TrainCommand} and {@code ReproduceCommand}; every failure a user can
 * cause is a {@code BatonException} or a usage error of picocli and becomes one line on standard error.
 *
 * <p>Depends on the kernel and on {@code dev.baton.files}, and does no maths beyond a mean and a standard deviation over seeds. A new command is a
 * class here and one line in {@code BatonCommand}.
 */
@NullMarked
package dev.baton.cli;

import dev.baton.cli.command.CheckCommand;
import dev.baton.cli.command.EvaluateCommand;
import dev.baton.cli.command.ReproduceCommand;
import dev.baton.cli.command.TrainCommand;
import org.jspecify.annotations.NullMarked;
