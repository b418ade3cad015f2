package dev.baton.exact;

import dev.baton.env.CostComponent;
import dev.baton.env.StepCost;
import java.util.Arrays;

/**
 * Backward induction over an {@link InformationGraph} for a block of start states, one per lane:
 *
 * <pre>
 *   U_t(I) = 0 where the task is done, else min_k Q_t(I, k)
 *   Q_t(I, k) = Σ_s P(s | I, k) [λ · C(s) + U_{t+1}(I_s)]
 * </pre>
 *
 * where a signal s that ends the episode, or any where the constraint is charged at every step, costs λ_3 E[min(g,
 * clip) | s] of the phase after the outcome's move. With a multiplier μ in place of λ_3 the constraint is not charged,
 * and an episode that ends without success costs μ (model, section 10.5). Plain Java; among equal actions the lowest
 * index.
 */
final class InformationValues {
    /** Costs and probabilities that are closer than this are equal where one breaks ties of the other. */
    private static final double TIE = 1e-12;

    final InformationGraph graph;
    final InformationTables tables;
    /** B. */
    final int lanes;
    /** (d, B) task vectors of the start states; of no account where nodes hold task vectors. */
    final double[][] start;
    /** (B) bit k says that action k may be chosen. */
    final long[] available;
    /** (H) (nodes, B) U. */
    private final double[][] values;
    /** (H) (nodes, B) probability of success; empty without a multiplier. */
    private final double[][] success;

    private final double[] q;
    /** (q) what a step is charged. */
    private final double[] paid = new double[CostComponent.COUNT];

    private final StepCost.Charged byComponent = (component, n) -> paid[component.index()];
    private final double[] exceeding;
    private final double[] best;
    private final double[] succeeds;
    private final double[] bestSuccess;
    private final int[] chosen;
    /** What is minimised. */
    private enum Objective {
        /** λ · C. */
        COST,
        /** The cost without the constraint, and μ for an episode that ends without success; ties by success. */
        LAGRANGIAN,
        /** Failure, ties by the cost without the constraint. */
        FAILURE
    }

    private Objective objective = Objective.COST;
    private double multiplier;

    InformationValues(InformationGraph graph, int lanes) {
        this.graph = graph;
        this.lanes = lanes;
        tables = graph.tables;
        start = new double[tables.dimension][lanes];
        available = new long[lanes];
        Arrays.fill(available, -1L);
        values = new double[tables.horizon][];
        success = new double[tables.horizon][];
        for (int t = 0; t < tables.horizon; t++) {
            values[t] = new double[graph.size[t] * lanes];
        }
        q = new double[lanes];
        exceeding = new double[lanes];
        best = new double[lanes];
        succeeds = new double[lanes];
        bestSuccess = new double[lanes];
        chosen = new int[lanes];
    }

    /** Computes U of every node with the environment's own charge. */
    void run() {
        objective = Objective.COST;
        sweep();
    }

    /** Computes U of every node with the multiplier of an episode that ends without success in place of λ_3 C_3. */
    void run(double failurePrice) {
        objective = Objective.LAGRANGIAN;
        multiplier = failurePrice;
        sweepWithSuccess();
    }

    /**
     * Computes the greatest probability of success of every node, and as U the least cost without the constraint at it.
     */
    void runForSuccess() {
        objective = Objective.FAILURE;
        multiplier = 0;
        sweepWithSuccess();
    }

    private void sweepWithSuccess() {
        for (int t = 0; t < tables.horizon && success[t] == null; t++) {
            success[t] = new double[values[t].length];
        }
        sweep();
    }

    private void sweep() {
        for (int t = tables.horizon - 1; t >= 0; t--) {
            for (int node = 0; node < graph.size[t]; node++) {
                improve(t, node);
            }
        }
    }

    private void improve(int t, int node) {
        choose(t, node, 0, lanes);
        int at = node * lanes;
        System.arraycopy(best, 0, values[t], at, lanes);
        if (objective != Objective.COST) {
            System.arraycopy(bestSuccess, 0, success[t], at, lanes);
        }
    }

    /** Writes min_k Q_t, 0 where the task is done, to {@link #best} for lanes from ≤ l &lt; to, and which k it is. */
    private void choose(int t, int node, int from, int to) {
        Arrays.fill(best, from, to, Double.POSITIVE_INFINITY);
        Arrays.fill(bestSuccess, from, to, 0);
        for (int k = 0; k < tables.actions; k++) {
            if (graph.exhausted(graph.state[t], node * graph.width, k)) {
                continue;
            }
            evaluate(t, node, k, from, to);
            for (int l = from; l < to; l++) {
                if ((available[l] >>> k & 1) != 0 && better(l)) {
                    best[l] = q[l];
                    bestSuccess[l] = succeeds[l];
                    chosen[l] = k;
                }
            }
        }
        for (int l = from; l < to; l++) {
            if (done(t, node, l)) {
                best[l] = 0;
                bestSuccess[l] = 1;
                chosen[l] = ExactResults.NO_ACTION;
            }
        }
    }

    private boolean better(int l) {
        if (best[l] == Double.POSITIVE_INFINITY) {
            return true;
        }
        double tie = TIE * Math.max(1, Math.abs(best[l]));
        double less = best[l] - q[l];
        double more = succeeds[l] - bestSuccess[l];
        return switch (objective) {
            case COST -> less > 0;
            case LAGRANGIAN -> less > tie || less >= -tie && more > TIE;
            case FAILURE -> more > TIE || more >= -TIE && less > tie;
        };
    }

    /** Whether the episode has ended by itself in a node that another start state reaches unfinished. */
    boolean done(int t, int node, int l) {
        if (tables.solvedByPhase || graph.absolute && t > 0) {
            return false;
        }
        for (int i = 0; i < tables.dimension; i++) {
            if (task(t, node, i, l) > tables.doneThreshold[i]) {
                return false;
            }
        }
        return true;
    }

    private double task(int t, int node, int i, int l) {
        double z = graph.state[t][node * graph.width + i];
        return graph.absolute ? z : z + start[i][l];
    }

    /**
     * Writes Q_t(I, k) to {@link #q} for lanes from ≤ l &lt; to, and the probability of success to {@link #succeeds}.
     */
    private void evaluate(int t, int node, int k, int from, int to) {
        double[] state = graph.state[t];
        int at = node * graph.width;
        Arrays.fill(q, from, to, 0);
        Arrays.fill(succeeds, from, to, 0);
        int stride = graph.fan / tables.signals;
        for (int s = tables.firstSignal[k]; s < tables.firstSignal[k + 1]; s++) {
            int out = node * graph.fan + s * stride;
            int child = graph.child[t][out];
            double p = child == InformationGraph.NONE && stride == 1 ? 0 : graph.probability(state, at, s);
            if (p > 0) {
                pay(t, node, k, s, p, from, to);
                boolean ended = child == InformationGraph.END;
                if (ended || tables.chargedEveryStep && objective == Objective.COST) {
                    charge(t, node, k, s, p, ended, from, to);
                }
                if (!ended) {
                    follow(t, node, s, p, out, from, to);
                }
            }
        }
    }

    /** Adds what a signal costs at once but for the constraint. */
    private void pay(int t, int node, int k, int s, double p, int from, int to) {
        graph.pay(graph.state[t], node * graph.width, k, s, paid);
        double cost = StepCost.weighted(tables.weights, byComponent, 0);
        for (int l = from; l < to; l++) {
            q[l] += p * cost;
        }
        if (tables.divergenceVaries[s]) {
            for (int l = from; l < to; l++) {
                q[l] += p * tables.weights.divergence() * divergence(t, node, s, l);
            }
        }
    }

    double divergence(int t, int node, int s, int l) {
        double squares = 0;
        for (int i = 0; i < tables.dimension; i++) {
            int at = s * tables.dimension + i;
            double difference = tables.divergenceScale[at] * task(t, node, i, l) + tables.divergenceShift[at];
            squares += difference * difference;
        }
        return tables.cost.charged(CostComponent.DIVERGENCE, Math.sqrt(squares));
    }

    /** Adds the constraint, or the price of failure. */
    private void charge(int t, int node, int k, int s, double p, boolean ended, int from, int to) {
        double[] state = graph.state[t];
        int at = node * graph.width;
        int passed = graph.passed(state, at, k, s);
        double unsolved = graph.unsolved(state, at, s);
        exceed(t, node, s, from, to);
        for (int l = from; l < to; l++) {
            double g = exceeding[l] + passed;
            if (objective != Objective.COST) {
                double solved = ended && g == 0 ? p - unsolved : 0;
                q[l] += multiplier * (p - solved);
                succeeds[l] += solved;
            } else {
                double clip = tables.constraintClip;
                q[l] += tables.weights.constraint()
                        * ((p - unsolved) * Math.min(g, clip) + unsolved * Math.min(g + 1, clip));
            }
        }
    }

    /**
     * Writes g_z after a signal to {@link #exceeding} for lanes from ≤ l &lt; to: {@link #excess}, lane by lane in the
     * inner loop.
     */
    private void exceed(int t, int node, int s, int from, int to) {
        Arrays.fill(exceeding, from, to, 0);
        for (int i = 0; i < tables.dimension; i++) {
            int at = s * tables.dimension + i;
            double scale = tables.scale[at];
            double shift = tables.shift[at];
            double threshold = tables.doneThreshold[i];
            double slack = tables.slack[i];
            double z = graph.state[t][node * graph.width + i];
            double[] origin = start[i];
            boolean absolute = graph.absolute;
            for (int l = from; l < to; l++) {
                double above = scale * (absolute ? z : z + origin[l]) + shift - threshold;
                exceeding[l] += above > 0 ? above + slack : 0;
            }
        }
    }

    /** g_z after a signal. */
    double excess(int t, int node, int s, int l) {
        double g = 0;
        for (int i = 0; i < tables.dimension; i++) {
            int at = s * tables.dimension + i;
            double z = tables.scale[at] * task(t, node, i, l) + tables.shift[at];
            g += ExactTables.exceeding(z - tables.doneThreshold[i], tables.slack[i]);
        }
        return g;
    }

    /** Adds U of the child, or of the children where the phase is revealed. */
    private void follow(int t, int node, int s, double p, int out, int from, int to) {
        if (!graph.revealed) {
            follow(t + 1, graph.child[t][out], p, from, to);
            return;
        }
        for (int y = 0; y < tables.phases; y++) {
            int child = graph.child[t][out + y];
            if (child >= 0) {
                double share = graph.probability(graph.state[t], node * graph.width, s, y);
                follow(t + 1, child, share, from, to);
            }
        }
    }

    private void follow(int t, int child, double p, int from, int to) {
        double[] u = values[t];
        int at = child * lanes;
        for (int l = from; l < to; l++) {
            q[l] += p * u[at + l];
        }
        if (objective != Objective.COST) {
            double[] succeeding = success[t];
            for (int l = from; l < to; l++) {
                succeeds[l] += p * succeeding[at + l];
            }
        }
    }

    /** U of a node. */
    double value(int lane, int t, int node) {
        return values[t][node * lanes + lane];
    }

    /** The probability of success from a node on, where a multiplier was given. */
    double success(int lane, int t, int node) {
        return success[t][node * lanes + lane];
    }

    /** Q_t(I, k) of one lane; +∞ for an action that is not available. */
    double actionValue(int lane, int t, int node, int k) {
        boolean chosen = (available[lane] >>> k & 1) != 0 && !graph.exhausted(graph.state[t], node * graph.width, k);
        if (!chosen) {
            return Double.POSITIVE_INFINITY;
        }
        evaluate(t, node, k, lane, lane + 1);
        return q[lane];
    }

    /** What an action costs at once, expected over signals, with what is charged where the episode ends. */
    double immediate(int lane, int t, int node, int k) {
        double[] state = graph.state[t];
        int stride = graph.fan / tables.signals;
        q[lane] = 0;
        for (int s = tables.firstSignal[k]; s < tables.firstSignal[k + 1]; s++) {
            int child = graph.child[t][node * graph.fan + s * stride];
            double p = graph.probability(state, node * graph.width, s);
            if (p > 0) {
                pay(t, node, k, s, p, lane, lane + 1);
                if (child == InformationGraph.END || tables.chargedEveryStep) {
                    charge(t, node, k, s, p, true, lane, lane + 1);
                }
            }
        }
        return q[lane];
    }

    /** The optimal action in a node, {@link ExactResults#NO_ACTION} where the task is done. */
    int action(int lane, int t, int node) {
        choose(t, node, lane, lane + 1);
        return chosen[lane];
    }
}
