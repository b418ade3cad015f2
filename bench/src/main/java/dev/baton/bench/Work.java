package dev.baton.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Counts what an invocation works on, so that JMH itself reports time per sample (or samples per time) beside time per
 * invocation: the number of live steps of a rollout is only known afterwards.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class Work {
    /** Samples done in this iteration; a sample is one step of one episode, or one column of a batch. */
    public long samples;

    /** Starts at nothing; JMH clears the counter before every iteration. */
    public Work() {}
}
