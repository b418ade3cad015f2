/**
 * The exact optimum by dynamic programming: J*, its components and the optimal action in every reachable state, per
 * start state, without sampling.
 *
 * <p>The effect of an action that goes on is z ← a ⊙ z + b + δ, and nothing in the model bounds z (clips bound costs
 * only). Such maps commute for every z where all of them have a = 1; then z after t steps is z_0 + Σ_e n_e s_e, where
 * n_e counts how often the distinct effect s_e = b + δ happened and Σ_e n_e = t. A state is (z_0, n, t), and backward
 * induction runs over the {@link dev.baton.exact.Lattice} of counts. Actions that end the episode may have any effect,
 * because nothing follows them. {@link dev.baton.exact.NotSolvableException} says where this does not hold, or where
 * the lattice is too large; nothing is approximated.
 *
 * <p>{@link dev.baton.exact.ExactSolver} solves blocks of start states, one per lane; {@link
 * dev.baton.exact.OptimalPolicy} acts by it. Depends on {@code env}, {@code policy}, {@code rng}, {@code ops} and
 * {@code simd}. A cost term that depends on the state has its formula in {@code ExactTables} and both backups.
 */
@NullMarked
package dev.baton.exact;

import org.jspecify.annotations.NullMarked;
