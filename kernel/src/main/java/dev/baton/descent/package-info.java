/**
 * Descending a loss over stored samples in minibatches, what PPO, classification and learning from logs share; of the
 * kernel alone.
 */
@NullMarked
package dev.baton.descent;

import org.jspecify.annotations.NullMarked;
