/**
 * The files of Baton: environments as YAML, trained policies as safetensors. What the command line writes, a host
 * reads.
 *
 * <p>{@link dev.baton.files.Environments} and {@link dev.baton.files.TrainedPolicy} are where to start. Every failure
 * is a {@link dev.baton.files.BatonException} of one line. Depends on the kernel and on a YAML parser.
 */
@NullMarked
package dev.baton.files;

import org.jspecify.annotations.NullMarked;
