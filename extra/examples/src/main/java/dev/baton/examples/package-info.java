/**
 * Problems of the literature as {@link dev.baton.dynamics.BatchDynamics}: examples of an environment of one's own, with
 * a setting of {@link dev.baton.learn.PpoTrainer} each that solves it.
 */
@NullMarked
package dev.baton.examples;

import org.jspecify.annotations.NullMarked;
