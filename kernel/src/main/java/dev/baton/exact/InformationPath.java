package dev.baton.exact;

import dev.baton.env.CostComponent;
import java.util.Arrays;

/**
 * Follows a policy over information states from a start state through every signal, with the probability of each state:
 * what it leads to is expected exactly. Only states that the policy can meet are visited.
 */
final class InformationPath {
    private final InformationValues values;
    private final InformationGraph graph;
    private final InformationTables tables;

    /** The nodes that the step under way has reached, in order. */
    private int[] reached;

    private int reachedCount;

    private double success;
    private double steps;
    private final double[] component = new double[CostComponent.COUNT];
    private final double[] paid = new double[CostComponent.COUNT];

    InformationPath(InformationValues values) {
        this.values = values;
        graph = values.graph;
        tables = values.tables;
        reached = new int[Arrays.stream(graph.size).max().orElseThrow()];
    }

    /** Is told of every state that the optimal policy can meet. */
    interface Visitor {
        void visit(int t, int node, int action);
    }

    /** Follows the optimal policy and writes what it leads to. */
    void follow(int lane, ExactResults results, int n) {
        follow(lane, (t, node, action) -> {
            if (t == 0) {
                results.firstAction[n] = action;
            }
        });
        results.totalCost[n] = values.value(lane, 0, ExactSolver.START);
        results.successRate[n] = success;
        results.steps[n] = steps;
        for (int c = 0; c < CostComponent.COUNT; c++) {
            results.components[c * results.startStates() + n] = component[c];
        }
    }

    /** Visits the states in which the optimal policy acts. */
    void collect(int lane, Visitor visitor) {
        follow(lane, (t, node, action) -> {
            if (action >= 0) {
                visitor.visit(t, node, action);
            }
        });
    }

    private void follow(int lane, Visitor visitor) {
        success = 0;
        steps = 0;
        Arrays.fill(component, 0);
        double[] present = {1};
        int[] nodes = new int[reached.length];
        nodes[0] = ExactSolver.START;
        int count = 1;
        for (int t = 0; t < tables.horizon && count > 0; t++) {
            double[] following = new double[t + 1 < tables.horizon ? graph.size[t + 1] : 0];
            reachedCount = 0;
            for (int i = 0; i < count; i++) {
                int node = nodes[i];
                int action = values.action(lane, t, node);
                visitor.visit(t, node, action);
                if (action < 0) {
                    success += present[node];
                } else {
                    steps += present[node];
                    step(lane, t, node, action, present[node], following);
                }
            }
            present = following;
            int[] done = nodes;
            nodes = reached;
            count = reachedCount;
            reached = done;
        }
    }

    private void step(int lane, int t, int node, int k, double probability, double[] following) {
        double[] state = graph.state[t];
        int at = node * graph.width;
        for (int s = tables.firstSignal[k]; s < tables.firstSignal[k + 1]; s++) {
            int child = graph.child[t][node * graph.fan + s];
            if (child == InformationGraph.NONE) {
                continue;
            }
            double p = probability * graph.probability(state, at, s);
            graph.pay(state, at, k, s, paid);
            for (int c = 0; c < component.length; c++) {
                component[c] += p * paid[c];
            }
            if (tables.divergenceVaries[s]) {
                component[CostComponent.DIVERGENCE.index()] += p * values.divergence(t, node, s, lane);
            }
            boolean ended = child == InformationGraph.END;
            double g = values.excess(t, node, s, lane) + graph.passed(state, at, k, s);
            double unsolved = probability * graph.unsolved(state, at, s);
            if (ended || tables.chargedEveryStep) {
                double clip = tables.constraintClip;
                component[CostComponent.CONSTRAINT.index()] +=
                        (p - unsolved) * Math.min(g, clip) + unsolved * Math.min(g + 1, clip);
            }
            if (ended) {
                success += g == 0 ? p - unsolved : 0;
            } else {
                if (following[child] == 0) {
                    reached[reachedCount++] = child;
                }
                following[child] += p;
            }
        }
    }
}
