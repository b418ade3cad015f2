/**
 * Threads that share tasks, spinning and then parking, without allocating (decision 005); of the kernel alone.
 */
@NullMarked
package dev.baton.parallel;

import org.jspecify.annotations.NullMarked;
