package dev.baton.dynamics;

import dev.baton.Backend;
import dev.baton.env.Simulation;
import dev.baton.ops.Lanes;
import java.util.Arrays;

/** Runs {@link BatchDynamics}: counts steps and costs, truncates at the horizon, keeps the masks. */
public final class DynamicsSimulation implements Simulation<DynamicsBatch> {
    private static final int MAX_ACTIONS = Long.SIZE;
    private static final int MOST_ROWS = 1 << 16;

    private final BatchDynamics dynamics;
    private final Backend backend;
    private final String name;
    private final int observationSize;
    private final int actionCount;
    private final int horizon;
    private final double discount;
    private final int floatRows;
    private final int intRows;
    private final boolean masked;

    /**
     * Takes over what the dynamics say of themselves.
     *
     * @param dynamics the environment
     * @param backend how random numbers are drawn for many columns; never changes them
     * @throws IllegalArgumentException naming what is out of range
     */
    public DynamicsSimulation(BatchDynamics dynamics, Backend backend) {
        this.dynamics = dynamics;
        this.backend = backend.requireAvailable();
        name = dynamics.name();
        observationSize = dynamics.observationSize();
        actionCount = dynamics.actionCount();
        horizon = dynamics.horizon();
        discount = dynamics.discount();
        floatRows = dynamics.floatRows();
        intRows = dynamics.intRows();
        masked = dynamics.masked();
        if (name.isBlank()) {
            throw new IllegalArgumentException("name: expected a text, found \"" + name + "\"");
        }
        requireRange("observationSize", observationSize, 1, MOST_ROWS);
        requireRange("actionCount", actionCount, 1, MAX_ACTIONS);
        requireRange("horizon", horizon, 1, BatchDynamics.MAX_HORIZON);
        requireRange("floatRows", floatRows, 0, MOST_ROWS);
        requireRange("intRows", intRows, 0, MOST_ROWS);
        if (!(discount > 0 && discount <= 1)) {
            throw new IllegalArgumentException(
                    "discount of " + name + ": expected a number above 0, at most 1, found " + discount);
        }
    }

    private void requireRange(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    what + " of " + name + ": expected " + least + " to " + most + ", found " + value);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int observationSize() {
        return observationSize;
    }

    @Override
    public int actionCount() {
        return actionCount;
    }

    @Override
    public int horizon() {
        return horizon;
    }

    @Override
    public double discount() {
        return discount;
    }

    @Override
    public boolean masked() {
        return masked;
    }

    @Override
    public DynamicsBatch newBatch(int capacity, boolean mask) {
        int most = (1 << 30) / Math.max(1, Math.max(floatRows, intRows));
        if (capacity < 1 || capacity > most) {
            throw new IllegalArgumentException("capacity: expected 1 to " + most + " episodes, found " + capacity);
        }
        return new DynamicsBatch(capacity, masked || mask, floatRows, intRows, backend);
    }

    @Override
    public void start(DynamicsBatch batch, int from, int to) {
        batch.clear(from, to);
        batch.draws.starting(true);
        dynamics.start(batch, batch.draws, from, to);
        showAvailable(batch, from, to);
    }

    @Override
    public void draw(DynamicsBatch batch, int from, int to) {
        batch.draws.drawActions(from, to, batch.actionWord);
    }

    @Override
    public void observe(DynamicsBatch batch, int from, int to, float[] out, int start, int stride) {
        dynamics.observe(batch, from, to, out, start, stride);
        int end = Lanes.roundUp(to);
        if (to < end) {
            for (int i = 0; i < observationSize; i++) {
                int row = start + i * stride;
                Arrays.fill(out, row + to, row + end, 0);
            }
        }
    }

    @Override
    public void step(DynamicsBatch batch, int from, int to) {
        int end = Lanes.roundUp(to);
        Arrays.fill(batch.cost, from, end, 0);
        Arrays.fill(batch.ended, from, end, DynamicsBatch.RUNNING);
        batch.draws.starting(false);
        dynamics.step(batch, batch.draws, from, to);
        for (int n = from; n < to; n++) {
            int taken = batch.step[n] + 1;
            batch.step[n] = taken;
            batch.paid[n] += batch.cost[n];
            if (taken >= horizon && batch.ended[n] == DynamicsBatch.RUNNING) {
                batch.ended[n] = DynamicsBatch.TRUNCATED;
            }
        }
        showAvailable(batch, from, to);
    }

    private void showAvailable(DynamicsBatch batch, int from, int to) {
        long[] available = batch.available;
        if (masked && available != null) {
            dynamics.available(batch, from, to, available);
        }
    }

    @Override
    public int listEnded(DynamicsBatch batch, int[] list) {
        int length = 0;
        for (int n = 0; n < batch.count; n++) {
            if (batch.ended[n] != DynamicsBatch.RUNNING) {
                list[length++] = n;
            }
        }
        return length;
    }

    /** Costs have no components. */
    @Override
    public void growth(DynamicsBatch batch, float[] sums, int start, int stride, float[] rests) {}

    @Override
    public void copy(DynamicsBatch to, int n, DynamicsBatch from, int c) {
        to.copy(n, from, c);
    }
}
