package dev.baton.exact;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The best sequence of actions fixed in advance (model, section 10.4), by branch and bound: what a sequence leads to is
 * a distribution over the states of one who sees the phase, and the least that such a one could still pay from there is
 * a bound of what any continuation costs.
 */
final class BestPlan {
    /** The most distributions that are looked at. */
    static final long MOST_VISITED = 20_000_000;
    /** Bounds that promise less than this, relative, promise nothing. */
    private static final double SAME = 1e-13;

    private final InformationValues informed;
    private final InformationGraph graph;
    private final InformationTables tables;
    private final int lane;
    private final int[] prefix;
    private final int[] best;
    /** The nodes that the step under way has reached, in order. */
    private final int[] reached;

    private int reachedCount;
    private double bestCost = Double.POSITIVE_INFINITY;
    private int bestLength;
    private long visited;

    private BestPlan(InformationValues informed, int lane) {
        this.informed = informed;
        this.lane = lane;
        graph = informed.graph;
        tables = informed.tables;
        prefix = new int[tables.horizon];
        best = new int[tables.horizon];
        reached = new int[Arrays.stream(graph.size).max().orElseThrow()];
    }

    /**
     * The plan and what it costs.
     *
     * @param actions until every episode has ended
     * @param totalCost its expected cost
     */
    record Plan(List<Integer> actions, double totalCost) {}

    /** What a prefix leads to: nodes of a step with their probabilities. */
    private record Distribution(int[] nodes, double[] probability) {}

    /**
     * Searches.
     *
     * @param informed of one who sees the phase, solved
     * @param lane of the start state
     * @throws NotSolvableException if too much would have to be looked at
     */
    static Plan of(InformationValues informed, int lane) {
        BestPlan search = new BestPlan(informed, lane);
        search.extend(0, 0, search.start());
        List<Integer> actions =
                IntStream.range(0, search.bestLength).mapToObj(t -> search.best[t]).toList();
        return new Plan(actions, search.bestCost);
    }

    private Distribution start() {
        double[] probability = new double[graph.size[0]];
        reachedCount = 0;
        for (int node = 0; node < probability.length; node++) {
            probability[node] = graph.startProbability(node);
            if (probability[node] > 0 && !informed.done(0, node, lane)) {
                reached[reachedCount++] = node;
            }
        }
        return reached(probability);
    }

    private Distribution reached(double[] probability) {
        return new Distribution(Arrays.copyOf(reached, reachedCount), probability);
    }

    private void extend(int t, double paid, Distribution here) {
        if (here.nodes.length == 0) {
            if (paid < bestCost) {
                bestCost = paid;
                bestLength = t;
                System.arraycopy(prefix, 0, best, 0, t);
            }
            return;
        }
        int actions = tables.actions;
        double[] cost = new double[actions];
        double[] bound = new double[actions];
        Distribution[] next = new Distribution[actions];
        for (int k = 0; k < actions; k++) {
            bound[k] = Double.POSITIVE_INFINITY;
            boolean may = (informed.available[lane] >>> k & 1) != 0
                    && !graph.exhausted(graph.state[t], here.nodes[0] * graph.width, k);
            if (may) {
                cost[k] = paid;
                next[k] = step(t, k, here, cost);
                bound[k] = cost[k] + least(t + 1, next[k]);
            }
        }
        for (int tried = 0; tried < actions; tried++) {
            int k = 0;
            for (int other = 1; other < actions; other++) {
                k = bound[other] < bound[k] ? other : k;
            }
            if (!promises(bound[k])) {
                return;
            }
            bound[k] = Double.POSITIVE_INFINITY;
            prefix[t] = k;
            extend(t + 1, cost[k], next[k]);
            next[k] = null;
        }
    }

    private boolean promises(double bound) {
        return bound < Double.POSITIVE_INFINITY
                && (bestCost == Double.POSITIVE_INFINITY || bound < bestCost - SAME * Math.max(1, Math.abs(bestCost)));
    }

    private Distribution step(int t, int k, Distribution here, double[] cost) {
        if (++visited > MOST_VISITED) {
            throw new NotSolvableException(String.format(
                    Locale.ROOT,
                    "plan: expected to find the best of %.3g sequences of actions after at most %,d steps, found it"
                            + " not; a shorter horizon or fewer actions would do",
                    Math.pow(tables.actions, tables.horizon),
                    MOST_VISITED));
        }
        double[] probability = new double[t + 1 < tables.horizon ? graph.size[t + 1] : 0];
        reachedCount = 0;
        for (int node : here.nodes) {
            double p = here.probability[node];
            cost[k] += p * informed.immediate(lane, t, node, k);
            for (int s = tables.firstSignal[k]; s < tables.firstSignal[k + 1]; s++) {
                lead(t, node, s, p, probability);
            }
        }
        return reached(probability);
    }

    private void lead(int t, int node, int s, double p, double[] probability) {
        int stride = graph.fan / tables.signals;
        for (int y = 0; y < stride; y++) {
            int child = graph.child[t][node * graph.fan + s * stride + y];
            if (child < 0 || informed.done(t + 1, child, lane)) {
                continue;
            }
            double share = graph.revealed
                    ? graph.probability(graph.state[t], node * graph.width, s, y)
                    : graph.probability(graph.state[t], node * graph.width, s);
            if (probability[child] == 0) {
                reached[reachedCount++] = child;
            }
            probability[child] += p * share;
        }
    }

    private double least(int t, Distribution distribution) {
        double sum = 0;
        for (int node : distribution.nodes) {
            sum += distribution.probability[node] * informed.value(lane, t, node);
        }
        return sum;
    }
}
