package dev.baton.dynamics;

/**
 * A walk on a line with everything that dynamics can have: floats and ints, chance at the start and in steps, a mask, a
 * success, a failure and, at the horizon, a truncation. Action 0 goes left, 1 stays, 2 goes right; nobody stays twice
 * in a row.
 */
public class Walk implements BatchDynamics {
    private static final int PLACE = 0;
    private static final int NOISE = 1;
    private static final int STAYED = 0;
    private static final float GOAL = 3;

    @Override
    public String name() {
        return "walk";
    }

    @Override
    public int observationSize() {
        return 2;
    }

    @Override
    public int actionCount() {
        return 3;
    }

    @Override
    public int horizon() {
        return 9;
    }

    @Override
    public double discount() {
        return 0.9;
    }

    @Override
    public int floatRows() {
        return 2;
    }

    @Override
    public int intRows() {
        return 1;
    }

    @Override
    public boolean masked() {
        return true;
    }

    @Override
    public void start(DynamicsBatch batch, Draws draws, int from, int to) {
        draws.uniforms(0, from, to, batch.floats, batch.row(PLACE));
    }

    @Override
    public void step(DynamicsBatch batch, Draws draws, int from, int to) {
        int place = batch.row(PLACE);
        int noise = batch.row(NOISE);
        int stayed = batch.row(STAYED);
        draws.normals(7, from, to, batch.floats, noise);
        for (int n = from; n < to; n++) {
            int action = batch.action[n];
            float next = batch.floats[place + n] + (action - 1) + 0.5f * batch.floats[noise + n];
            batch.floats[place + n] = next;
            batch.ints[stayed + n] = action == 1 ? 1 : 0;
            batch.cost[n] = 0.25f + (draws.uniform(8, n) < 0.5f ? 0.125f : 0);
            if (next >= GOAL) {
                batch.ended[n] = DynamicsBatch.SUCCEEDED;
            } else if (next <= -GOAL) {
                batch.ended[n] = DynamicsBatch.TERMINATED;
                batch.cost[n] += 2;
            }
        }
    }

    @Override
    public void observe(DynamicsBatch batch, int from, int to, float[] out, int start, int stride) {
        for (int n = from; n < to; n++) {
            out[start + n] = batch.floats[batch.row(PLACE) + n] / GOAL;
            out[start + stride + n] = batch.ints[batch.row(STAYED) + n];
        }
    }

    @Override
    public void available(DynamicsBatch batch, int from, int to, long[] mask) {
        for (int n = from; n < to; n++) {
            mask[n] = batch.ints[batch.row(STAYED) + n] == 0 ? 0b111 : 0b101;
        }
    }
}
