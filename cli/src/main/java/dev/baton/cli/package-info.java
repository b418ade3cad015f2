/**
 * The command line: reads files, calls the kernel, prints results.
 *
 * <p>{@link dev.baton.cli.Main} is the only class that ends the process. Each command is one class, {@code
 * CheckCommand}, {@code EvaluateCommand}, {@code TrainCommand} and {@code ReproduceCommand}; every failure a user can
 * cause is a {@code BatonException} or a usage error of picocli and becomes one line on standard error.
 *
 * <p>Rooms, each knowing those before it: {@code process}, {@code print}, {@code option}, {@code remark},
 * {@code folder}, {@code log}, {@code study}, {@code sweep}, {@code report}, {@code command}; {@code RoomsTest} holds
 * the arrows. What is computed is the kernel's. A new command is a class in {@code command} and one line in
 * {@code BatonCommand}.
 */
@NullMarked
package dev.baton.cli;

import org.jspecify.annotations.NullMarked;
