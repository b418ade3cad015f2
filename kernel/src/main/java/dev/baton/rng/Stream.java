package dev.baton.rng;

/**
 * The independent random streams of one seed. A stream's key is (seed, number of the stream), so no two streams of any
 * two seeds share a key.
 *
 * <p>The order of the constants is part of every published result: new streams go to the end.
 */
public enum Stream {
    /** Start states of evaluation episodes; counter (episode, draw). */
    EVALUATION_START,
    /** Steps of evaluation episodes; counter (episode, step); word 0 samples the action, word 1 is ξ_t. */
    EVALUATION_STEP,
    /** Start states of training episodes; counter (episode, draw). */
    TRAINING_START,
    /** Steps of training episodes; counter (episode, step); word 0 samples the action, word 1 is ξ_t. */
    TRAINING_STEP,
    /** Initial parameters; counter (parameter, layer). */
    PARAMETERS,
    /** Initial parameters of a value network; counter (parameter, layer). */
    VALUE_PARAMETERS,
    /** Order of stored samples in minibatches; counter (position, pass). */
    MINIBATCH,
    /** Which steps of an episode explore, and how; counter (episode, step). */
    EXPLORATION,
    /**
     * Hidden phases of evaluation episodes; counter (episode, step); word 0 draws the transition, word 1 of step 0 the
     * start.
     */
    EVALUATION_PHASE,
    /**
     * Hidden phases of training episodes; counter (episode, step); word 0 draws the transition, word 1 of step 0 the
     * start.
     */
    TRAINING_PHASE,
    /**
     * Chance of evaluation episodes of a host's own environment; counter (episode, draw · 2²⁰ + 0 at the start, else
     * 1 + step).
     */
    EVALUATION_DYNAMICS,
    /**
     * Chance of training episodes of a host's own environment; counter (episode, draw · 2²⁰ + 0 at the start, else 1 +
     * step).
     */
    TRAINING_DYNAMICS;

    private static final int STREAM_BITS = 8;
    private static final int MAX_EPOCH = (1 << 23) - 1;

    /** The largest seed, 2³² − 1: a seed is one word of the key. */
    public static final long MAX_SEED = 0xFFFFFFFFL;

    /**
     * Returns this stream's key under a seed.
     *
     * @param seed 0 … {@link #MAX_SEED}
     * @return the key for {@link Threefry#block}
     * @throws IllegalArgumentException if the seed is out of range
     */
    public long key(long seed) {
        if (seed < 0 || seed > MAX_SEED) {
            throw new IllegalArgumentException("seed: expected 0 to " + MAX_SEED + ", found " + seed);
        }
        return Threefry.pack((int) seed, ordinal());
    }

    /**
     * Returns this stream's key for one of the spans of 2³¹ episodes of a seed: an episode's index is one word of the
     * counter, so episode e has the counter e mod 2³¹ under the key of epoch ⌊e / 2³¹⌋.
     *
     * @param seed 0 … {@link #MAX_SEED}
     * @param epoch 0 … 2²³ − 1; 0 is {@link #key(long)}
     * @return the key for {@link Threefry#block}, another for every epoch
     * @throws IllegalArgumentException if seed or epoch is out of range
     */
    public long key(long seed, int epoch) {
        if (epoch < 0 || epoch > MAX_EPOCH) {
            throw new IllegalArgumentException("epoch: expected 0 to " + MAX_EPOCH + ", found " + epoch);
        }
        return Threefry.pack((int) (key(seed) & MAX_SEED), ordinal() + (epoch << STREAM_BITS));
    }
}
