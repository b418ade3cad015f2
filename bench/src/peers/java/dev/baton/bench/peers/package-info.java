/**
 * The kernel beside other libraries in the same JMH run: the same network, the same numbers, one thread each. Built
 * only by the Maven profile {@code peers}.
 */
@NullMarked
package dev.baton.bench.peers;

import org.jspecify.annotations.NullMarked;
