package dev.baton.run;

import dev.baton.Backend;
import dev.baton.ops.BatchOps;

/**
 * How work is carried out; never changes a result.
 *
 * @param backend scalar or SIMD kernels
 * @param threads workers, including the calling thread, 1 … {@value #MAX_THREADS}
 * @param tile episodes that are drawn, acted on and stepped together, a multiple of 16
 */
public record Execution(Backend backend, int threads, int tile) {
    /** The largest number of threads. */
    public static final int MAX_THREADS = 1024;
    /** Large enough that the calls for a tile cost nothing beside its work, small enough for a second-level cache. */
    public static final int DEFAULT_TILE = 1152;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the value that is out of range
     */
    public Execution {
        backend.requireAvailable();
        if (threads < 1 || threads > MAX_THREADS) {
            throw new IllegalArgumentException("threads: expected 1 to " + MAX_THREADS + ", found " + threads);
        }
        if (tile < BatchOps.PARTIALS || tile % BatchOps.PARTIALS != 0) {
            throw new IllegalArgumentException("tile: expected a positive multiple of 16, found " + tile);
        }
    }

    /**
     * Returns a copy on another number of threads.
     *
     * @param value workers, including the calling thread
     * @return the copy
     */
    public Execution withThreads(int value) {
        return new Execution(backend, value, tile);
    }

    /**
     * Returns the usual way on a number of threads.
     *
     * @param threads workers, including the calling thread
     * @return the preferred backend and the default tile
     */
    public static Execution of(int threads) {
        return new Execution(Backend.preferred(), threads, DEFAULT_TILE);
    }
}
