package dev.baton.dynamics;

import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.ops.Lanes;
import dev.baton.rng.CounterRng;
import dev.baton.rng.Normals;
import dev.baton.rng.Stream;
import dev.baton.rng.Threefry;
import dev.baton.rng.Uniforms;

/**
 * The random numbers of {@link BatchDynamics}: every one is a pure function of seed, kind of episode (training or
 * evaluation), episode, step (or start) and the number of the draw, from Baton's counter-based generator
 * (Threefry-2x32-20). So they do not depend on column, batch, thread, or on what was drawn before, and two runs with
 * other actions meet the same chance.
 *
 * <p>A draw has a number of one's own choice, 0 … {@value #MAX_DRAW}; the same number gives the same random bits again,
 * so each purpose within a step takes a number of its own. The methods for one column and for many give the same bits.
 * The numbers by which policies choose their actions are others.
 */
public final class Draws {
    /** The greatest number of a draw. */
    public static final int MAX_DRAW = 4095;

    /** Bits of a counter that hold 0 for the start, else 1 + t. */
    private static final int STEP_BITS = 20;

    private final int[] episode;
    private final int[] step;
    private final CounterRng rng;
    private final int[] counter;
    private final int[] word0;
    private final int[] word1;
    private long key;
    private long actionKey;
    private boolean starting;

    Draws(Backend backend, int[] episode, int[] step) {
        this.episode = episode;
        this.step = step;
        rng = CounterRng.of(backend);
        counter = new int[step.length];
        word0 = new int[step.length];
        word1 = new int[step.length];
    }

    void use(long seed, EpisodeKind kind, int epoch) {
        key = (kind == EpisodeKind.TRAINING ? Stream.TRAINING_DYNAMICS : Stream.EVALUATION_DYNAMICS).key(seed, epoch);
        actionKey = (kind == EpisodeKind.TRAINING ? Stream.TRAINING_STEP : Stream.EVALUATION_STEP).key(seed, epoch);
    }

    /** Says whether the columns start or step. */
    void starting(boolean value) {
        starting = value;
    }

    /** Writes the words that policies sample actions by. */
    void drawActions(int from, int to, int[] actionWord) {
        rng.fill(actionKey, episode, step, from, to, actionWord, word1);
    }

    private long block(int draw, int n) {
        return Threefry.block(key, episode[n], counter(draw, n));
    }

    private int counter(int draw, int n) {
        return draw << STEP_BITS | (starting ? 0 : 1 + step[n]);
    }

    private static void require(int draw) {
        if (draw < 0 || draw > MAX_DRAW) {
            throw new IllegalArgumentException("draw: expected a number from 0 to " + MAX_DRAW + ", found " + draw);
        }
    }

    /**
     * Returns 32 random bits.
     *
     * @param draw 0 … {@value #MAX_DRAW}
     * @param n column
     * @return any int
     * @throws IllegalArgumentException if the draw's number is out of range
     */
    public int word(int draw, int n) {
        require(draw);
        return Threefry.word0(block(draw, n));
    }

    /**
     * Returns a uniform number.
     *
     * @param draw 0 … {@value #MAX_DRAW}
     * @param n column
     * @return a multiple of 2⁻²⁴ in [0, 1)
     * @throws IllegalArgumentException if the draw's number is out of range
     */
    public float uniform(int draw, int n) {
        return Uniforms.of(word(draw, n));
    }

    /**
     * Returns a standard normal number, by the Box–Muller transform.
     *
     * @param draw 0 … {@value #MAX_DRAW}
     * @param n column
     * @return a number of magnitude at most 5.8
     * @throws IllegalArgumentException if the draw's number is out of range
     */
    public float normal(int draw, int n) {
        require(draw);
        long block = block(draw, n);
        return Normals.of(Threefry.word0(block), Threefry.word1(block));
    }

    /**
     * Writes the uniform numbers of many columns, with vectors where the backend has them.
     *
     * @param draw 0 … {@value #MAX_DRAW}
     * @param from first column, a multiple of 16
     * @param to column after the last
     * @param out the number of column n goes to {@code out[row + n]}
     * @param row index of column 0
     * @throws IllegalArgumentException if the draw's number is out of range
     */
    public void uniforms(int draw, int from, int to, float[] out, int row) {
        fill(draw, from, to);
        for (int n = from; n < to; n++) {
            out[row + n] = Uniforms.of(word0[n]);
        }
    }

    /**
     * Writes the standard normal numbers of many columns.
     *
     * @param draw 0 … {@value #MAX_DRAW}
     * @param from first column, a multiple of 16
     * @param to column after the last
     * @param out the number of column n goes to {@code out[row + n]}
     * @param row index of column 0
     * @throws IllegalArgumentException if the draw's number is out of range
     */
    public void normals(int draw, int from, int to, float[] out, int row) {
        fill(draw, from, to);
        for (int n = from; n < to; n++) {
            out[row + n] = Normals.of(word0[n], word1[n]);
        }
    }

    private void fill(int draw, int from, int to) {
        require(draw);
        int end = Lanes.roundUp(to);
        for (int n = from; n < end; n++) {
            counter[n] = counter(draw, n);
        }
        rng.fill(key, episode, counter, from, to, word0, word1);
    }
}
