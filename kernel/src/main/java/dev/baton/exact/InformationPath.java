package dev.baton.exact;

import dev.baton.env.CostVector;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Arrays;

/**
 * Follows a policy over information states from a start state through every signal, with the probability of each state: what
 * it leads to is expected exactly. Only states that the policy can meet are visited.
 */
final class InformationPath {
    private final InformationValues values;
    private final InformationGraph graph;
    private final InformationTables tables;

    private double success;
    private double steps;
    private final double[] component = new double[CostVector.SIZE];

    InformationPath(InformationValues values) {
        this.values = values;
        graph = values.graph;
        tables = values.tables;
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
        for (int c = 0; c < CostVector.SIZE; c++) {
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
        IntArrayList nodes = IntArrayList.of(ExactSolver.START);
        for (int t = 0; t < tables.horizon && !nodes.isEmpty(); t++) {
            double[] following = new double[t + 1 < tables.horizon ? graph.size[t + 1] : 0];
            IntArrayList reached = new IntArrayList();
            for (int i = 0; i < nodes.size(); i++) {
                int node = nodes.getInt(i);
                int action = values.action(lane, t, node);
                visitor.visit(t, node, action);
                if (action < 0) {
                    success += present[node];
                } else {
                    steps += present[node];
                    step(lane, t, node, action, present[node], following, reached);
                }
            }
            present = following;
            nodes = reached;
        }
    }

    private void step(
            int lane, int t, int node, int k, double probability, double[] following, IntArrayList reached) {
        double[] state = graph.state[t];
        int at = node * graph.width;
        for (int s = tables.firstSignal[k]; s < tables.firstSignal[k + 1]; s++) {
            int child = graph.child[t][node * graph.fan + s];
            if (child == InformationGraph.NONE) {
                continue;
            }
            double p = probability * graph.probability(state, at, s);
            component[0] += p * Math.min(graph.latency(state, at, k, s), tables.clip.latency());
            component[1] += p * Math.min(graph.monetary(state, at, k, s), tables.clip.monetary());
            component[3] += p * tables.failure[s];
            component[4] += p
                    * (tables.divergenceVaries[s] ? values.divergence(t, node, s, lane) : tables.divergence[s]);
            boolean ended = child == InformationGraph.END;
            double g = values.excess(t, node, s, lane) + graph.passed(state, at, k, s);
            double unsolved = probability * graph.unsolved(state, at, s);
            if (ended || tables.chargedEveryStep) {
                double clip = tables.clip.constraint();
                component[2] += (p - unsolved) * Math.min(g, clip) + unsolved * Math.min(g + 1, clip);
            }
            if (ended) {
                success += g == 0 ? p - unsolved : 0;
            } else {
                if (following[child] == 0) {
                    reached.add(child);
                }
                following[child] += p;
            }
        }
    }
}
