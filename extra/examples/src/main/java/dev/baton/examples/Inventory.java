package dev.baton.examples;

import dev.baton.Activation;
import dev.baton.dynamics.BatchDynamics;
import dev.baton.dynamics.Draws;
import dev.baton.dynamics.DynamicsBatch;
import dev.baton.learn.PpoConfig;
import dev.baton.learn.TrainConfig;
import java.util.Arrays;
import java.util.List;

/**
 * Periodic review of a stock with a fixed cost of ordering, random demand and lost sales (Scarf, <i>The optimality of
 * (S, s) policies in the dynamic inventory problem</i>, 1960, has the theory of such problems): every period one orders
 * k units, action k, which arrive at once, as many as the store has room for at most; then demand comes, what is there
 * is sold, what is not is lost. A period costs {@value #ORDER} if anything is ordered, {@value #UNIT} for each unit
 * ordered, {@value #HOLDING} for each unit left and {@value #LOST} for each unit of demand that is lost. After
 * {@value #PERIODS} periods the season is over, which is an end, not a truncation: the observation holds the time, and
 * what is left is worth nothing.
 *
 * <p>The state is one whole number, so the optimum is known by backward induction.
 */
public final class Inventory implements BatchDynamics {
    /** Units that the store holds. */
    static final int ROOM = 10;
    /** The most units of an order. */
    static final int MOST_ORDERED = 6;
    /** Periods of a season. */
    static final int PERIODS = 12;

    static final float ORDER = 3;
    static final float UNIT = 1;
    static final float HOLDING = 0.3f;
    static final float LOST = 5;

    /** Probability of each demand, 0 to 6 units. */
    static final double[] DEMAND = {0.05, 0.15, 0.25, 0.25, 0.15, 0.1, 0.05};

    private static final float[] CUMULATIVE = cumulative();
    private static final int STOCK = 0;

    /** Makes the problem. */
    public Inventory() {}

    private static float[] cumulative() {
        float[] sums = new float[DEMAND.length];
        double sum = 0;
        for (int d = 0; d < sums.length; d++) {
            sum += DEMAND[d];
            sums[d] = (float) sum;
        }
        // A uniform number is below 1, whatever the sum was rounded to.
        sums[sums.length - 1] = 1;
        return sums;
    }

    /**
     * Returns a setting that learns to order: mean cost within 2 % of the optimum.
     *
     * @param seed of the training episodes, the initial parameters and the minibatches
     * @return the configuration
     */
    public static PpoConfig ppo(long seed) {
        TrainConfig train = new TrainConfig(seed, 12_000, 240, List.of(32), Activation.RELU, 0.03, 0.03, 0, 1.0);
        return new PpoConfig(train, 4, 12, 0.2, 0.7, List.of(32), 0.03);
    }

    @Override
    public String name() {
        return "inventory";
    }

    /** The stock, one feature for each number of units, and the share of the season that is over. */
    @Override
    public int observationSize() {
        return ROOM + 2;
    }

    @Override
    public int actionCount() {
        return MOST_ORDERED + 1;
    }

    @Override
    public int horizon() {
        return PERIODS;
    }

    @Override
    public int intRows() {
        return 1;
    }

    /** Orders that the store has no room for are not available. */
    @Override
    public boolean masked() {
        return true;
    }

    /** The store is half full. */
    @Override
    public void start(DynamicsBatch batch, Draws draws, int from, int to) {
        int stock = batch.row(STOCK);
        Arrays.fill(batch.ints, stock + from, stock + to, ROOM / 2);
    }

    @Override
    public void step(DynamicsBatch batch, Draws draws, int from, int to) {
        int stock = batch.row(STOCK);
        for (int n = from; n < to; n++) {
            int ordered = batch.action[n];
            float u = draws.uniform(0, n);
            int demand = 0;
            while (u >= CUMULATIVE[demand]) {
                demand++;
            }
            int there = batch.ints[stock + n] + ordered;
            int left = Math.max(0, there - demand);
            int lost = Math.max(0, demand - there);
            batch.ints[stock + n] = left;
            batch.cost[n] = (ordered > 0 ? ORDER : 0) + ordered * UNIT + left * HOLDING + lost * LOST;
            if (batch.step[n] == PERIODS - 1) {
                batch.ended[n] = DynamicsBatch.TERMINATED;
            }
        }
    }

    @Override
    public void observe(DynamicsBatch batch, int from, int to, float[] out, int start, int stride) {
        int stock = batch.row(STOCK);
        for (int units = 0; units <= ROOM; units++) {
            for (int n = from; n < to; n++) {
                out[start + units * stride + n] = batch.ints[stock + n] == units ? 1 : 0;
            }
        }
        for (int n = from; n < to; n++) {
            out[start + (ROOM + 1) * stride + n] = batch.step[n] / (float) PERIODS;
        }
    }

    @Override
    public void available(DynamicsBatch batch, int from, int to, long[] mask) {
        int stock = batch.row(STOCK);
        for (int n = from; n < to; n++) {
            mask[n] = (1L << (ROOM - batch.ints[stock + n] + 1)) - 1;
        }
    }
}
