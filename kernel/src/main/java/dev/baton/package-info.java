/**
 * Root of the kernel: simulation of agents that choose between tools, and training of the policies that choose.
 *
 * <p>This package holds the choice between the two implementations of every kernel, the kinds of episodes and the
 * activations. The others, each depending only on those before it: {@code simd} (the machine's vectors, below this
 * one), {@code ops} (float-array primitives), {@code rng} (counter-based randomness), {@code env} (environments),
 * {@code nn} (networks and optimisers), {@code policy} (action distributions), {@code exact} (optimal costs),
 * {@code train} (rollouts and policy gradients), {@code offline} (logs) and {@code study} (comparisons). A host sees
 * {@code env}, {@code nn}, {@code policy}, {@code exact}, {@code train} and this one.
 *
 * <p>Letters, the same everywhere: N environments (the batch), T horizon, I inputs, O outputs, A actions. A shape is
 * written in the order of the memory: {@code weights (O,I)} is row-major, {@code observations (I,N)} has the N values
 * of one feature next to each other.
 *
 * <p>Words: an <em>episode</em> runs from reset to termination or truncation; a <em>rollout</em> is a fixed horizon of
 * T steps in N environments and may cut episodes; an <em>update</em> is one gradient step.
 */
@NullMarked
package dev.baton;

import org.jspecify.annotations.NullMarked;
