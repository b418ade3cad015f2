/**
 * Counter-based random numbers: every number is a pure function of (seed, stream, episode, step or draw), so no result
 * depends on batch size, tile, thread, lane width or on what a policy did (model, section 5).
 *
 * <p>The generator is Threefry-2x32-20 (Salmon, Moraes, Dror and Shaw, <i>Parallel random numbers: as easy as 1, 2,
 * 3</i>, SC 2011). A {@link dev.baton.rng.Stream} turns a seed into a key; the counter is (episode, step) for steps and
 * (episode, draw) for start states.
 *
 * <p>{@link dev.baton.rng.Uniforms} and {@link dev.baton.rng.Normals} make floats of the words.
 *
 * <p>Depends on {@code ops}. Another generator comes with its published known-answer vectors as a test.
 */
@NullMarked
package dev.baton.rng;

import org.jspecify.annotations.NullMarked;
