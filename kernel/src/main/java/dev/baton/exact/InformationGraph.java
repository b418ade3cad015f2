package dev.baton.exact;

import dev.baton.env.Price;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The information states that an episode can reach, step by step: task vector, accumulated latency and money where
 * there is a limit, context where prices grow with it, calls of limited actions, and the belief (model, section 10.4).
 * Numbers that are equal to 10⁻¹² of their scale are one; the first that was found stands for them. A node's children
 * are one per signal: what the policy sees is where it goes.
 *
 * <p>Where effects add and start states differ, task vectors are offsets from the start, so one graph serves all of
 * them.
 */
final class InformationGraph {
    /** In place of a child: the signal ends the episode. */
    static final int END = -1;
    /** In place of a child: the signal cannot come, or the action is not available. */
    static final int NONE = -2;

    private static final double SAME = 1e-12;
    /** Beliefs below this share of the largest are taken for impossible. */
    private static final double LEAST_BELIEF = 1e-30;

    final InformationTables tables;
    /** Whether who acts sees the phase: a node's belief is then certain, and there is a child per signal and phase. */
    final boolean revealed;
    /** Whether nodes hold task vectors, not offsets. */
    final boolean absolute;
    /** Numbers of a node: task vector, latency, money, context, calls, belief. */
    final int width;

    final int latencyAt;
    final int monetaryAt;
    final int contextAt;
    final int callsAt;
    final int beliefAt;
    /** Children of a node. */
    final int fan;
    /** (H) nodes of a step. */
    final int[] size;
    /** (H) (nodes, width). */
    final double[][] state;
    /** (H) (nodes, fan) index of a node of the next step, {@link #END} or {@link #NONE}; signal by signal. */
    final int[][] child;

    private final double[] scaleOf;
    private final long maxBytes;

    // The step that is being found.
    private double[] found;
    private long[] hash;
    private int[] slots;
    private int count;
    /** States of the steps before it. */
    private long before;
    private int step;

    private final double[] next;
    private final double[] belief;

    /**
     * Finds the states.
     *
     * @param tables the environment
     * @param start (d) the task vector at the start; null for offsets from any
     * @param revealed whether who acts sees the phase
     * @param maxBytes bound of the memory for nodes
     * @throws NotSolvableException if they would take more
     */
    InformationGraph(InformationTables tables, double @Nullable [] start, boolean revealed, long maxBytes) {
        this.tables = tables;
        this.revealed = revealed && tables.phases > 1;
        this.maxBytes = maxBytes;
        absolute = start != null;
        latencyAt = tables.dimension;
        monetaryAt = latencyAt + (tables.tracksLatency ? 1 : 0);
        contextAt = monetaryAt + (tables.tracksMonetary ? 1 : 0);
        callsAt = contextAt + (tables.tracksContext ? 1 : 0);
        beliefAt = callsAt + tables.maxCalls.length;
        width = beliefAt + (tables.phases > 1 ? tables.phases : 0);
        fan = tables.signals * (this.revealed ? tables.phases : 1);
        size = new int[tables.horizon];
        state = new double[tables.horizon][];
        child = new int[tables.horizon][];
        next = new double[width];
        belief = new double[tables.phases];
        scaleOf = scales();
        find(start);
    }

    /** What a number is compared by. */
    private double[] scales() {
        double[] scales = new double[width];
        Arrays.fill(scales, 1);
        for (int i = 0; i < tables.dimension; i++) {
            // τ is 10⁻⁵ of what a dimension is compared by.
            scales[i] = tables.slack[i] * 1e5;
        }
        if (tables.tracksLatency) {
            scales[latencyAt] = Math.max(1, tables.latencyLimit);
        }
        if (tables.tracksMonetary) {
            scales[monetaryAt] = Math.max(1, tables.monetaryLimit);
        }
        if (tables.tracksContext) {
            scales[contextAt] = tables.spec.observation().context();
        }
        return scales;
    }

    private void find(double @Nullable [] start) {
        begin(16);
        start(start);
        for (int t = 0; t < tables.horizon; t++) {
            size[t] = count;
            before += count;
            step = t + 1;
            state[t] = Arrays.copyOf(found, count * width);
            requireMemory(t);
            child[t] = new int[count * fan];
            begin(Math.max(16, count));
            for (int node = 0; node < size[t]; node++) {
                lead(t, node);
            }
        }
        found = new double[0];
        hash = new long[0];
        slots = new int[0];
    }

    private void start(double @Nullable [] start) {
        Arrays.fill(next, 0);
        for (int i = 0; i < tables.dimension; i++) {
            next[i] = start == null ? 0 : start[i];
        }
        if (tables.tracksContext) {
            next[contextAt] = tables.spec.context();
        }
        for (int x = 0; x < tables.phases && tables.phases > 1; x++) {
            next[beliefAt + x] = tables.spec.startBelief().get(x);
        }
        if (!revealed) {
            place();
            return;
        }
        for (int x = 0; x < tables.phases; x++) {
            certain(x);
            place();
        }
    }

    private void certain(int x) {
        Arrays.fill(next, beliefAt, width, 0);
        next[beliefAt + x] = 1;
    }

    private void begin(int expected) {
        count = 0;
        found = new double[expected * width];
        hash = new long[expected];
        slots = new int[Integer.highestOneBit(2 * expected) * 2];
        Arrays.fill(slots, -1);
    }

    /** Finds the children of a node. */
    private void lead(int t, int node) {
        double[] from = state[t];
        int at = node * width;
        boolean last = t + 1 == tables.horizon;
        for (int k = 0; k < tables.actions; k++) {
            boolean exhausted = exhausted(from, at, k);
            for (int s = tables.firstSignal[k]; s < tables.firstSignal[k + 1]; s++) {
                int out = node * fan + s * (fan / tables.signals);
                boolean possible = !exhausted && probability(from, at, s) > 0;
                if (!possible || last || tables.ends[k] || !goesOn(from, at, k, s)) {
                    Arrays.fill(child[t], out, out + fan / tables.signals, possible ? END : NONE);
                } else if (revealed) {
                    reveal(t, from, at, s, out);
                } else {
                    believe(from, at, s);
                    child[t][out] = place();
                }
            }
        }
    }

    boolean exhausted(double[] from, int at, int k) {
        int c = tables.countOfAction[k];
        return c >= 0 && from[at + callsAt + c] >= tables.maxCalls[c];
    }

    /** P(s) = Σ_x b(x) Σ_{j: signal s} q_kj(x). */
    double probability(double[] from, int at, int s) {
        return expected(tables.probability, from, at, s);
    }

    /** P(s and not solved after it). */
    double unsolved(double[] from, int at, int s) {
        return expected(tables.unsolved, from, at, s);
    }

    private double expected(double[] table, double[] from, int at, int s) {
        if (tables.phases == 1) {
            return table[s];
        }
        double sum = 0;
        for (int x = 0; x < tables.phases; x++) {
            sum += from[at + beliefAt + x] * table[s * tables.phases + x];
        }
        return sum;
    }

    private double price(Price price, double[] from, int at, int k, int s) {
        double context = tables.tracksContext ? from[at + contextAt] : 0;
        return tables.price[price.ordinal()][s] + tables.perContext[price.ordinal()][k] * context;
    }

    /** Writes what a step is charged of each component, but for the constraint and a divergence that depends on z. */
    void pay(double[] from, int at, int k, int s, double[] charged) {
        System.arraycopy(tables.fixed, s * charged.length, charged, 0, charged.length);
        for (int i = 0; i < Price.ALL.size() && tables.tracksContext; i++) {
            Price price = Price.ALL.get(i);
            charged[price.component().index()] =
                    tables.cost.charged(price.component(), price(price, from, at, k, s));
        }
    }

    /** v, how many limits a step passes. */
    int passed(double[] from, int at, int k, int s) {
        int passed = 0;
        if (tables.tracksLatency) {
            passed += from[at + latencyAt] + price(Price.LATENCY, from, at, k, s) > tables.latencyLimit ? 1 : 0;
        }
        if (tables.tracksMonetary) {
            passed += from[at + monetaryAt] + price(Price.MONETARY, from, at, k, s) > tables.monetaryLimit ? 1 : 0;
        }
        return passed;
    }

    /** Writes the state after a signal but for the belief to {@link #next}; says whether the episode goes on there. */
    private boolean goesOn(double[] from, int at, int k, int s) {
        int d = tables.dimension;
        boolean done = absolute && !tables.solvedByPhase;
        for (int i = 0; i < d; i++) {
            next[i] = tables.scale[s * d + i] * from[at + i] + tables.shift[s * d + i];
            done &= next[i] <= tables.doneThreshold[i];
        }
        if (done || passed(from, at, k, s) > 0) {
            return false;
        }
        if (tables.tracksLatency) {
            next[latencyAt] = from[at + latencyAt] + price(Price.LATENCY, from, at, k, s);
        }
        if (tables.tracksMonetary) {
            next[monetaryAt] = from[at + monetaryAt] + price(Price.MONETARY, from, at, k, s);
        }
        if (tables.tracksContext) {
            next[contextAt] = tables.contextKeep[s] * from[at + contextAt] + tables.contextAdd[s];
        }
        for (int c = callsAt; c < beliefAt; c++) {
            next[c] = from[at + c];
        }
        if (tables.countOfAction[k] >= 0) {
            next[callsAt + tables.countOfAction[k]]++;
        }
        return true;
    }

    /** Writes the belief after a signal to {@link #next}. */
    private void believe(double[] from, int at, int s) {
        int phases = tables.phases;
        if (phases == 1) {
            return;
        }
        double total = 0;
        double most = 0;
        for (int y = 0; y < phases; y++) {
            double sum = 0;
            for (int x = 0; x < phases; x++) {
                sum += from[at + beliefAt + x] * tables.update[(s * phases + x) * phases + y];
            }
            belief[y] = sum;
            total += sum;
            most = Math.max(most, sum);
        }
        double least = LEAST_BELIEF * most;
        for (int y = 0; y < phases; y++) {
            next[beliefAt + y] = belief[y] < least ? 0 : belief[y] / total;
        }
    }

    /** A child per phase that may follow. */
    private void reveal(int t, double[] from, int at, int s, int out) {
        int phases = tables.phases;
        for (int y = 0; y < phases; y++) {
            double p = 0;
            for (int x = 0; x < phases; x++) {
                p += from[at + beliefAt + x] * tables.update[(s * phases + x) * phases + y];
            }
            if (p > 0) {
                certain(y);
                child[t][out + y] = place();
            } else {
                child[t][out + y] = NONE;
            }
        }
    }

    /** P(s and phase y afterwards) where the phase is revealed. */
    double probability(double[] from, int at, int s, int y) {
        int phases = tables.phases;
        double p = 0;
        for (int x = 0; x < phases; x++) {
            p += from[at + beliefAt + x] * tables.update[(s * phases + x) * phases + y];
        }
        return p;
    }

    /** Returns the node of the state in {@link #next}, a new one if none is the same. */
    private int place() {
        long h = hash();
        int mask = slots.length - 1;
        int slot = (int) (h >>> 32) & mask;
        while (slots[slot] >= 0) {
            if (hash[slots[slot]] == h && same(slots[slot] * width)) {
                return slots[slot];
            }
            slot = slot + 1 & mask;
        }
        if (count == hash.length) {
            grow();
            return place();
        }
        hash[count] = h;
        System.arraycopy(next, 0, found, count * width, width);
        slots[slot] = count;
        if (2 * count > slots.length) {
            rehash();
        }
        return count++;
    }

    private long hash() {
        long h = 0x9e3779b97f4a7c15L;
        for (int i = 0; i < width; i++) {
            // + 0 turns −0 into 0.
            long bits = Double.doubleToRawLongBits(Math.rint(next[i] / (SAME * scaleOf[i])) + 0.0);
            h = (h ^ bits) * 0xbf58476d1ce4e5b9L;
            h ^= h >>> 29;
        }
        return h;
    }

    private boolean same(int at) {
        for (int i = 0; i < width; i++) {
            if (!(Math.abs(found[at + i] - next[i]) <= SAME * scaleOf[i])) {
                return false;
            }
        }
        return true;
    }

    private void grow() {
        long larger = count + (long) (count >> 1) + 16;
        // Both the old and the new numbers are there while they are copied.
        boolean fits = bytes(before + larger) + larger * ((long) width * Double.BYTES + Long.BYTES) <= maxBytes;
        if (!fits || larger * width > Integer.MAX_VALUE - 16) {
            throw tooLarge(before + count, step);
        }
        found = Arrays.copyOf(found, (int) larger * width);
        hash = Arrays.copyOf(hash, (int) larger);
    }

    private void rehash() {
        int[] larger = new int[2 * slots.length];
        Arrays.fill(larger, -1);
        int mask = larger.length - 1;
        for (int n = 0; n <= count; n++) {
            int slot = (int) (hash[n] >>> 32) & mask;
            while (larger[slot] >= 0) {
                slot = slot + 1 & mask;
            }
            larger[slot] = n;
        }
        slots = larger;
    }

    private void requireMemory(int t) {
        long states = 0;
        for (int n : size) {
            states += n;
        }
        if (bytes(states) > maxBytes || (long) count * fan > Integer.MAX_VALUE - 16) {
            throw tooLarge(states, t);
        }
    }

    /**
     * A node with its children and its value; what is being found has a hash and two slots besides, and is copied once.
     */
    private long bytes(long states) {
        return states * ((long) width * Double.BYTES + (long) fan * Integer.BYTES + 2 * Double.BYTES)
                + count * ((long) width * Double.BYTES + Long.BYTES + 4L * Integer.BYTES);
    }

    private NotSolvableException tooLarge(long states, int t) {
        return new NotSolvableException(String.format(
                Locale.ROOT,
                "information states: expected at most %d MiB of them, found %.3g states within %d of %d steps; a"
                        + " shorter horizon, fewer signals or rounder numbers would do",
                maxBytes >> 20,
                (double) states,
                t,
                tables.horizon));
    }

    /** The probability of a node of step 0. */
    double startProbability(int node) {
        if (!revealed) {
            return 1;
        }
        for (int x = 0; x < tables.phases; x++) {
            if (state[0][node * width + beliefAt + x] == 1) {
                return tables.spec.startBelief().get(x);
            }
        }
        throw new IllegalStateException("a node of one who sees the phase has one");
    }

    /** Returns the number of nodes of all steps. */
    long nodes() {
        long sum = 0;
        for (int n : size) {
            sum += n;
        }
        return sum;
    }
}
