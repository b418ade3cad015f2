package dev.baton.exact;

import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.env.Action;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Outcome;
import dev.baton.env.Signals;
import dev.baton.env.StartDistribution;
import dev.baton.env.Stepper;
import dev.baton.ops.Lanes;
import dev.baton.policy.Actor;
import dev.baton.policy.Policy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A policy as a tree: what it does from a start on after every signal, how probable it is to get there, what remains to
 * be paid, and what is believed then. Probabilities and costs are exact over outcomes and phases. The optimum and the
 * random policy are functions of information states; of any other policy every history is followed to its end, because
 * it may remember more.
 */
public final class Playbook {
    /** The most histories of a policy that are followed. */
    public static final int MOST_HISTORIES = 300_000;

    private static final int COLUMNS = 1024;
    private static final int WORD_BITS = 24;

    private final EnvSpec spec;
    private final Signals signals;
    private final InformationGraph graph;
    private final InformationValues values;
    private final InformationTables tables;
    private final int depth;
    private final double least;

    /**
     * A place in the tree.
     *
     * @param signal what was seen to get here; empty at the start
     * @param probability of getting here
     * @param belief (P) the probability of each phase; empty where there are no phases, or the episode has ended
     * @param remaining the expected cost from here on; 0 where the episode has ended
     * @param success where the episode has ended the probability that it was a success; NaN where it goes on
     * @param choices what is done; none where the episode has ended
     */
    public record Node(
            String signal,
            double probability,
            List<Double> belief,
            double remaining,
            double success,
            List<Choice> choices) {
        /** Copies the lists. */
        public Node {
            belief = List.copyOf(belief);
            choices = List.copyOf(choices);
        }

        /**
         * Says whether the episode has ended.
         *
         * @return whether nothing is done any more
         */
        public boolean ended() {
            return choices.isEmpty();
        }
    }

    /**
     * An action that is taken.
     *
     * @param action its name
     * @param share the probability with which the policy takes it
     * @param next what may be seen then, the most probable first; what is rarer than asked for, or deeper, is left out
     * @param leftOut the probability of everything that is left out
     */
    public record Choice(String action, double share, List<Node> next, double leftOut) {
        /** Copies the list. */
        public Choice {
            next = List.copyOf(next);
        }
    }

    /** A history. */
    private static final class History {
        final @Nullable History parent;
        final int step;
        final int node;
        final int signal;
        final double probability;
        double remaining;
        int[] actions = new int[0];
        /** One list per action. */
        final List<List<History>> next = new ArrayList<>();
        double success = Double.NaN;

        History(@Nullable History parent, int step, int node, int signal, double probability) {
            this.parent = parent;
            this.step = step;
            this.node = node;
            this.signal = signal;
            this.probability = probability;
        }
    }

    private Playbook(EnvSpec spec, double[] start, int depth, double least) {
        this.spec = StartStates.alike(spec) && Arrays.equals(start, StartStates.typical(spec))
                ? spec
                : from(spec, start);
        signals = new Signals(spec);
        tables = new InformationTables(this.spec);
        graph = new InformationGraph(tables, start, false, InformationSolver.mostBytes());
        values = new InformationValues(graph, 1);
        this.depth = depth;
        this.least = least;
    }

    /** Returns an environment all of whose episodes start with one task vector. */
    private static EnvSpec from(EnvSpec spec, double[] start) {
        StartDistribution here = new StartDistribution(
                Arrays.stream(start).boxed().toList(), Collections.nCopies(start.length, 0.0), 0, 0);
        return spec.edit().task(here, spec.drift(), spec.tolerance()).build();
    }

    /**
     * Writes the optimal policy down.
     *
     * @param spec the environment
     * @param start (d) the task vector at the start
     * @param depth how many actions deep
     * @param least probability below which a place is left out
     * @return the start
     * @throws NotSolvableException if the states would not fit the memory
     */
    public static Node optimum(EnvSpec spec, double[] start, int depth, double least) {
        Playbook book = new Playbook(spec, start, depth, least);
        book.values.run();
        History root = book.root();
        book.expand(root, history -> {
            history.remaining = book.values.value(0, history.step, history.node);
            return new int[] {book.values.action(0, history.step, history.node)};
        });
        return book.node(root, 0);
    }

    /**
     * Writes a policy down.
     *
     * @param spec the environment
     * @param policy the policy
     * @param start (d) the task vector at the start
     * @param depth how many actions deep
     * @param least probability below which a place is left out
     * @return the start
     * @throws NotSolvableException if the states would not fit the memory, or there are too many histories
     */
    public static Node of(EnvSpec spec, Policy policy, double[] start, int depth, double least) {
        Playbook book = new Playbook(spec, start, depth, least);
        History root = book.root();
        if (policy.uniform()) {
            double[][] remaining = book.randomValues();
            book.expand(root, history -> {
                history.remaining = remaining[history.step][history.node];
                return book.available(history.step, history.node);
            });
        } else {
            book.follow(root, policy);
        }
        return book.node(root, 0);
    }

    private History root() {
        History root = new History(null, 0, ExactSolver.START, -1, 1);
        root.success = values.done(0, ExactSolver.START, 0) ? 1 : Double.NaN;
        return root;
    }

    /** What a function of information states does; also notes what remains to be paid. */
    private interface Rule {
        int[] actions(History history);
    }

    /** Expands what is shown, from information state to information state. */
    private void expand(History history, Rule rule) {
        if (!Double.isNaN(history.success)) {
            return;
        }
        history.actions = rule.actions(history);
        boolean deeper = history.step < depth;
        for (int k : history.actions) {
            List<History> next = deeper ? children(history, k, 1.0 / history.actions.length) : List.of();
            history.next.add(next);
            for (History child : next) {
                if (child.probability >= least) {
                    expand(child, rule);
                }
            }
        }
    }

    /** Returns what may be seen after an action. */
    private List<History> children(History history, int k, double share) {
        int t = history.step;
        double[] state = graph.state[t];
        int at = history.node * graph.width;
        List<History> children = new ArrayList<>();
        for (int s = tables.firstSignal[k]; s < tables.firstSignal[k + 1]; s++) {
            int child = graph.child[t][history.node * graph.fan + s];
            double p = child == InformationGraph.NONE ? 0 : graph.probability(state, at, s);
            if (p > 0) {
                History next = new History(history, t + 1, child, s, history.probability * share * p);
                if (child == InformationGraph.END) {
                    boolean failed = values.excess(t, history.node, s, 0) > 0 || graph.passed(state, at, k, s) > 0;
                    next.success = failed ? 0 : 1 - graph.unsolved(state, at, s) / p;
                }
                children.add(next);
            }
        }
        return children;
    }

    private int[] available(int t, int node) {
        return IntStream.range(0, tables.actions)
                .filter(k -> !graph.exhausted(graph.state[t], node * graph.width, k))
                .toArray();
    }

    /** Returns what a uniformly random policy pays from every state on. */
    private double[][] randomValues() {
        double[][] remaining = new double[tables.horizon][];
        for (int t = tables.horizon - 1; t >= 0; t--) {
            remaining[t] = new double[graph.size[t]];
            for (int node = 0; node < graph.size[t]; node++) {
                int[] actions = available(t, node);
                double sum = 0;
                for (int k : actions) {
                    sum += values.immediate(0, t, node, k);
                    for (int s = tables.firstSignal[k]; s < tables.firstSignal[k + 1]; s++) {
                        int child = graph.child[t][node * graph.fan + s];
                        if (child >= 0) {
                            sum += graph.probability(graph.state[t], node * graph.width, s) * remaining[t + 1][child];
                        }
                    }
                }
                remaining[t][node] = sum / actions.length;
            }
        }
        return remaining;
    }

    /**
     * Follows every history of a deterministic policy to its end, step by step, then adds up what is paid backwards.
     */
    private void follow(History root, Policy policy) {
        EnvTables world = new EnvTables(spec);
        List<List<History>> levels = new ArrayList<>();
        List<History> level = Double.isNaN(root.success) ? List.of(root) : List.of();
        long histories = 1;
        while (!level.isEmpty()) {
            levels.add(level);
            for (int from = 0; from < level.size(); from += COLUMNS) {
                decide(world, policy, level.subList(from, Math.min(level.size(), from + COLUMNS)));
            }
            List<History> following = new ArrayList<>();
            for (History history : level) {
                List<History> next = children(history, history.actions[0], 1);
                history.next.add(next);
                next.stream().filter(child -> Double.isNaN(child.success)).forEach(following::add);
                histories += next.size();
            }
            if (histories > MOST_HISTORIES) {
                throw new NotSolvableException(String.format(
                        Locale.ROOT,
                        "playbook: expected at most %,d histories of the policy, found more within %d of %d steps; a"
                                + " shorter horizon or fewer signals would do",
                        MOST_HISTORIES,
                        levels.size(),
                        tables.horizon));
            }
            level = following;
        }
        for (List<History> done : levels.reversed()) {
            for (History history : done) {
                int k = history.actions[0];
                history.remaining = values.immediate(0, history.step, history.node, k);
                for (History child : history.next.get(0)) {
                    history.remaining += child.probability / history.probability * child.remaining;
                }
            }
        }
    }

    /** Asks the policy what it does after histories of one length: they are run again, their signals given. */
    private void decide(EnvTables world, Policy policy, List<History> histories) {
        int count = histories.size();
        int capacity = Lanes.roundUp(count);
        EpisodeBatch batch = new EpisodeBatch(world, capacity, !noneLimited());
        Stepper stepper = Stepper.of(Backend.SCALAR, world);
        Actor actor = policy.actor(world, Backend.SCALAR, capacity);
        batch.assign(0, EpisodeKind.EVALUATION, 0, count);
        stepper.start(batch, 0, count);
        int steps = histories.get(0).step;
        History[][] path = new History[count][steps + 1];
        for (int n = 0; n < count; n++) {
            History history = histories.get(n);
            for (int t = steps; t >= 0 && history != null; t--) {
                path[n][t] = history;
                history = history.parent;
            }
        }
        for (int t = 0; t < steps; t++) {
            stepper.draw(batch, 0, count);
            actor.act(batch, 0, count);
            for (int n = 0; n < count; n++) {
                force(batch, n, path[n][t + 1].signal);
            }
            stepper.step(batch, 0, count);
            for (int n = 0; n < count; n++) {
                requireSeen(batch, n, path[n][t + 1].signal);
            }
            actor.stepped(batch, 0, count);
        }
        stepper.draw(batch, 0, count);
        actor.act(batch, 0, count);
        for (int n = 0; n < count; n++) {
            histories.get(n).actions = new int[] {batch.action[n]};
        }
    }

    private boolean noneLimited() {
        return spec.actions().stream().noneMatch(Action::limited);
    }

    /**
     * Makes a column see a signal: the phase in which one of its outcomes is most probable, and a number that draws it.
     */
    private void force(EpisodeBatch batch, int n, int signal) {
        int k = tables.actionOfSignal[signal];
        List<Outcome> outcomes = spec.actions().get(k).outcomes();
        double most = 0;
        double u = 0;
        for (int x = 0; x < tables.phases; x++) {
            double below = 0;
            for (int j = 0; j < outcomes.size(); j++) {
                double q = outcomes.get(j).probability(x);
                if (signals.of(k, j) == signal && q > most) {
                    most = q;
                    u = below + q / 2;
                    if (tables.phases > 1) {
                        batch.phase[n] = x;
                    }
                }
                below += q;
            }
        }
        batch.action[n] = k;
        batch.outcomeWord[n] = (int) (long) (u * (1L << WORD_BITS)) << (Integer.SIZE - WORD_BITS);
    }

    private void requireSeen(EpisodeBatch batch, int n, int signal) {
        int outcome = batch.outcome[n];
        int k = outcome % tables.actions;
        if (signals.of(k, outcome / tables.actions) != signal) {
            throw new NotSolvableException("playbook: expected signals that are more probable than 2⁻²³ in some phase,"
                    + " found " + name(signal) + " of " + spec.actions().get(tables.actionOfSignal[signal]).name());
        }
    }

    private String name(int signal) {
        int k = tables.actionOfSignal[signal];
        return signals.names(k).get(signal - tables.firstSignal[k]);
    }

    private Node node(History history, int level) {
        String signal = history.signal < 0 ? "" : name(history.signal);
        if (!Double.isNaN(history.success)) {
            return new Node(signal, history.probability, List.of(), 0, history.success, List.of());
        }
        List<Choice> choices = new ArrayList<>();
        for (int c = 0; c < history.actions.length; c++) {
            List<Node> shown = new ArrayList<>();
            double share = 1.0 / history.actions.length;
            double leftOut = history.probability * share;
            for (History child : history.next.get(c)) {
                if (level < depth && child.probability >= least) {
                    shown.add(node(child, level + 1));
                    leftOut -= child.probability;
                }
            }
            shown.sort((one, other) -> Double.compare(other.probability, one.probability));
            String action = spec.actions().get(history.actions[c]).name();
            choices.add(new Choice(action, share, shown, level >= depth ? 0 : Math.max(0, leftOut)));
        }
        return new Node(signal, history.probability, belief(history), history.remaining, Double.NaN, choices);
    }

    private List<Double> belief(History history) {
        if (tables.phases == 1) {
            return List.of();
        }
        List<Double> belief = new ArrayList<>();
        for (int x = 0; x < tables.phases; x++) {
            belief.add(graph.state[history.step][history.node * graph.width + graph.beliefAt + x]);
        }
        return belief;
    }
}
