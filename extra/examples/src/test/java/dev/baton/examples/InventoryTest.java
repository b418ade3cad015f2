package dev.baton.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.dynamics.DynamicsBatch;
import dev.baton.dynamics.EnvironmentChecker;
import dev.baton.learn.PpoTrainer;
import dev.baton.policy.ColumnActor;
import dev.baton.policy.PolicyRunner;
import dev.baton.run.EpisodeTotals;
import dev.baton.run.Evaluation;
import dev.baton.run.Execution;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class InventoryTest {
    private static final int ROOM = Inventory.ROOM;
    private static final int PERIODS = Inventory.PERIODS;
    private static final int START = ROOM / 2;

    /** Chooses an order. */
    private interface Rule {
        int order(int period, int stock);
    }

    /**
     * Returns what is expected to be paid from a period on with some stock, if {@code order} is ordered and
     * {@code after} paid after.
     */
    private static double expected(int stock, int order, double[] after) {
        int there = stock + order;
        double cost = order > 0 ? 3 + order : 0;
        for (int demand = 0; demand < Inventory.DEMAND.length; demand++) {
            int left = Math.max(0, there - demand);
            int lost = Math.max(0, demand - there);
            cost += Inventory.DEMAND[demand] * (0.3 * left + 5 * lost + after[left]);
        }
        return cost;
    }

    /** The least expected cost from the start, by backward induction; writes the order of each period and stock. */
    private static double optimum(int[][] orders) {
        double[] value = new double[ROOM + 1];
        for (int t = PERIODS - 1; t >= 0; t--) {
            double[] after = value;
            value = new double[ROOM + 1];
            for (int stock = 0; stock <= ROOM; stock++) {
                value[stock] = Double.POSITIVE_INFINITY;
                for (int order = 0; order <= Math.min(6, ROOM - stock); order++) {
                    double cost = expected(stock, order, after);
                    if (cost < value[stock]) {
                        value[stock] = cost;
                        orders[t][stock] = order;
                    }
                }
            }
        }
        return value[START];
    }

    private static double costOf(Rule rule) {
        double[] value = new double[ROOM + 1];
        for (int t = PERIODS - 1; t >= 0; t--) {
            double[] after = value;
            value = new double[ROOM + 1];
            for (int stock = 0; stock <= ROOM; stock++) {
                value[stock] = expected(stock, rule.order(t, stock), after);
            }
        }
        return value[START];
    }

    /** 5 standard errors: a false alarm in less than one of a million seeds. */
    @Test
    void episodesCostWhatTheInductionSays() {
        int[][] orders = new int[PERIODS][ROOM + 1];
        double optimum = optimum(orders);
        assertThat(costOf((t, stock) -> orders[t][stock])).isCloseTo(optimum, within(1e-12));
        ColumnActor<DynamicsBatch> best = (batch, from, to) -> {
            for (int n = from; n < to; n++) {
                batch.action[n] = orders[batch.step[n]][batch.ints[n]];
            }
        };
        int episodes = 20_000;
        EpisodeTotals totals = Evaluation.episodes(new Inventory(), best, 4, 0, episodes, Execution.of(1));
        double mean = totals.meanCost();
        double variance = Arrays.stream(totals.cost).map(c -> (c - mean) * (c - mean)).sum() / episodes;
        assertThat(mean).isCloseTo(optimum, within(5 * Math.sqrt(variance / episodes)));
        assertThat(totals.steps).containsOnly(PERIODS);
        assertThat(totals.truncated).containsOnly(false);
    }

    @Test
    void theCheckerFindsNothing() {
        assertThat(EnvironmentChecker.check(new Inventory(), 2, 40)).isEmpty();
    }

    /** The learned policy's expected cost is computed, not sampled. */
    @Test
    void ppoLearnsToOrderWithinTwoPercentOfTheOptimum() {
        PolicyRunner runner;
        try (PpoTrainer trainer = new PpoTrainer(new Inventory(), Inventory.ppo(1), Execution.of(2))) {
            runner = trainer.train(update -> {}).runner();
        }
        double learned = costOf((t, stock) -> {
            float[] seen = new float[ROOM + 2];
            seen[stock] = 1;
            seen[ROOM + 1] = t / (float) PERIODS;
            return runner.act(seen, (1L << (ROOM - stock + 1)) - 1);
        });
        double optimum = optimum(new int[PERIODS][ROOM + 1]);
        assertThat(learned).isBetween(optimum, 1.02 * optimum);
        assertThat(costOf((t, stock) -> 0)).as("nobody who never orders").isGreaterThan(1.5 * optimum);
    }
}
