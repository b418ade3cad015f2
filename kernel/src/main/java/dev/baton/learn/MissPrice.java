package dev.baton.learn;

import dev.baton.env.Columns;

/**
 * What a learner is charged for an episode that ends without success, beside its cost; changed between updates only.
 */
final class MissPrice {
    private float price;

    /** Sets the price, ≥ 0; 0 until then. */
    void set(double value) {
        price = (float) value;
    }

    /** Returns the price. */
    float get() {
        return price;
    }

    /**
     * Adds the price to the step costs of columns whose episodes have just ended without success; {@code cost[at]} is
     * column from.
     */
    void charge(Columns batch, int from, int to, float[] cost, int at) {
        if (price == 0) {
            return;
        }
        for (int n = from; n < to; n++) {
            if (batch.ended[n] != 0 && !batch.succeeded(n)) {
                cost[at + n - from] += price;
            }
        }
    }
}
