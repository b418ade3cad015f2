package dev.baton.env;

import dev.baton.rng.Stream;
import dev.baton.rng.Threefry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The model's sections 2 to 6 and 10 once more, in double, one episode after another, straight from the text. Only the
 * random words and their counters are shared with the kernels.
 *
 * <p>Beside every number it carries a bound of the error that float arithmetic may make, so that comparisons need no
 * guessed tolerance, and it marks an episode as <em>ambiguous</em> where such an error could change a decision: ξ next
 * to a cumulative probability, z next to ε, two expected costs next to each other.
 */
public final class EnvironmentOracle {
    /** Half the distance of 1 to the next float: the relative error of one rounding. */
    private static final double EPS = 0x1p-24;
    /** Bound of the error of a float normal number: the errors of log and cosine at radius 5.8, and roundings. */
    private static final double NORMAL_ERROR = 5e-6;
    /** Bound of the relative error of the float exponential, in roundings. */
    private static final double EXP_ROUNDINGS = 6;
    /** Above the model's comparison tolerance and any float error of the small environments that are trained in. */
    private static final double NEAR = 1e-4;

    /** The error of the kernels' beliefs that decisions allow for. */
    private static final double BELIEF_ERROR = 1e-5;
    /** The relative error of a sum of two floats, with room for the operations that keep it. */
    private static final double TWOFOLD = 0x1p-45;

    private final EnvSpec spec;
    private final int d;
    /** The relative error of a step of the kernels' task vector. */
    private final double rounding;
    /**
     * The relative error of one addition to the kernels' component sums. Of two floats the second sums up what the
     * first rounds away, at most H roundings of the sum, and is rounded itself.
     */
    private final double sumRounding;
    /** Whether ‖ẑ − z'‖ depends on the outcome alone: kernels then look it up. */
    private final boolean constantDistance;
    private final double[][] predictedScale;
    private final double[][] predictedShift;

    /** An action rule of the model's section 6. */
    public enum Rule {
        /** The least latency, with its retry. */
        LATENCY,
        /** The least expected instantaneous cost. */
        COST_AWARE,
        /** Uniform. */
        RANDOM
    }

    /** Chooses the actions of a training episode. */
    @FunctionalInterface
    public interface Chooser {
        /**
         * Returns an action.
         *
         * @param observation (F) what a policy sees, section 2
         * @param task (d) z
         * @param t the step
         * @param u uniform, for a policy that samples
         */
        int choose(double[] observation, double[] task, int t, double u);
    }

    /** One step of a training episode. */
    public record Step(double[] observation, double[] task, int action, double cost) {}

    /** What one episode came to. */
    public static final class Episode {
        /** Steps taken. */
        public int steps;
        /** Whether g = 0 at the end. */
        public boolean success;
        /** Whether a rounding error could have changed a decision. */
        public boolean ambiguous;
        /** Sums of the charged components. */
        public final double[] components = new double[CostComponent.COUNT];
        /** Bounds of the float errors of the sums. */
        public final double[] error = new double[CostComponent.COUNT];
        /** The steps; of training episodes only. */
        public final List<Step> trajectory = new ArrayList<>();
    }

    /** State of section 2; {@code zError} bounds the float error of z. */
    private static final class State {
        final double[] z;
        final double[] zError;
        double latency;
        double latencyError;
        double monetary;
        double monetaryError;
        double context;
        double contextError;
        int phase;
        double[] belief;
        int[] calls;
        int t;
        int lastAction = -1;
        boolean lastFailed;
        boolean retried;

        State(int d, EnvSpec spec) {
            z = new double[d];
            zError = new double[d];
            context = spec.context();
            contextError = EPS * context;
            belief = spec.startBelief().stream().mapToDouble(p -> p).toArray();
            calls = new int[spec.actions().size()];
        }
    }

    /** Keeps the environment. */
    public EnvironmentOracle(EnvSpec spec) {
        this.spec = spec;
        d = spec.start().offset().size();
        boolean single = Precision.floatSuffices(spec);
        rounding = single ? EPS : TWOFOLD;
        sumRounding = single ? EPS : EPS * EPS * (spec.horizon() + 8);
        predictedScale = new double[spec.actions().size()][d];
        predictedShift = new double[spec.actions().size()][d];
        boolean constant = true;
        for (int k = 0; k < spec.actions().size(); k++) {
            predict(k);
            for (Outcome outcome : spec.actions().get(k).outcomes()) {
                for (int i = 0; i < d && outcome.possible(); i++) {
                    constant &= outcome.scale().get(i) == predictedScale[k][i];
                }
            }
        }
        constantDistance = constant;
    }

    /** Runs one evaluation episode; bit k of {@code available} says that action k may be chosen. */
    public Episode run(Rule rule, long seed, int index, long available) {
        Episode episode = new Episode();
        State state = start(Stream.EVALUATION_START, seed, index);
        // An episode whose g is already 0 at the start has length 0, costs nothing and is a success.
        if (spec.phases() != null) {
            long words = Threefry.block(Stream.EVALUATION_PHASE.key(seed), index, 0);
            state.phase = pick(spec.startBelief(), uniform(Threefry.word1(words)), episode);
        }
        // Where phases say what is solved, nothing ends by itself.
        if (!bySolvedPhase() && solved(state, episode)) {
            episode.success = true;
            return episode;
        }
        while (true) {
            long words = Threefry.block(Stream.EVALUATION_STEP.key(seed), index, state.t);
            long left = available;
            for (int k = 0; k < state.calls.length; k++) {
                int most = spec.actions().get(k).maxCalls();
                left &= most != Action.UNLIMITED && state.calls[k] >= most ? ~(1L << k) : -1L;
            }
            int k = choose(rule, state, left, uniform(Threefry.word0(words)), episode);
            int t = state.t;
            if (step(state, k, uniform(Threefry.word1(words)), episode)) {
                episode.steps = state.t;
                return episode;
            }
            if (spec.phases() != null) {
                long phaseWords = Threefry.block(Stream.EVALUATION_PHASE.key(seed), index, t);
                List<List<Double>> transition = transition(k);
                if (!transition.isEmpty()) {
                    state.phase = pick(transition.get(state.phase), uniform(Threefry.word0(phaseWords)), episode);
                }
            }
        }
    }

    private boolean bySolvedPhase() {
        return spec.phases() != null && !spec.phases().solved().isEmpty();
    }

    private List<List<Double>> transition(int k) {
        List<List<Double>> own = spec.actions().get(k).transition();
        return own.isEmpty() ? spec.phases().transition() : own;
    }

    // "The first phase whose cumulative probability exceeds the uniform number (the last of positive probability if
    // none does)."
    private static int pick(List<Double> probabilities, double u, Episode episode) {
        int last = 0;
        for (int x = 0; x < probabilities.size(); x++) {
            last = probabilities.get(x) > 0 ? x : last;
        }
        double cumulative = 0;
        for (int x = 0; x < last; x++) {
            cumulative += probabilities.get(x);
            episode.ambiguous |= Math.abs(u - cumulative) <= 2 * EPS && probabilities.get(x) > 0;
            if (u < cumulative) {
                return x;
            }
        }
        return last;
    }

    /** Returns the start task vector of an evaluation episode. */
    public double[] startTask(long seed, int index) {
        return start(Stream.EVALUATION_START, seed, index).z;
    }

    /**
     * Runs one training episode. It is ambiguous, too, where a number of the task vector comes so close to its
     * tolerance that c_i of the observation could be another.
     */
    public Episode train(Chooser chooser, long seed, int index) {
        Episode episode = new Episode();
        State state = start(Stream.TRAINING_START, seed, index);
        boolean ended = solved(state, episode);
        episode.success = ended;
        while (!ended) {
            long words = Threefry.block(Stream.TRAINING_STEP.key(seed), index, state.t);
            double[] observation = observation(state, episode);
            double[] task = state.z.clone();
            double before = weighted(episode);
            int k = chooser.choose(observation, task, state.t, uniform(Threefry.word0(words)));
            ended = step(state, k, uniform(Threefry.word1(words)), episode);
            episode.trajectory.add(new Step(observation, task, k, weighted(episode) - before));
        }
        episode.steps = state.t;
        return episode;
    }

    /** λ · C so far. */
    private double weighted(Episode episode) {
        double cost = 0;
        for (CostComponent c : CostComponent.ALL) {
            cost += spec.weights().get(c) * episode.components[c.index()];
        }
        return cost;
    }

    // Section 2, "Observation".
    private double[] observation(State state, Episode episode) {
        double[] x = new double[2 * d + 3];
        for (int i = 0; i < d; i++) {
            double excess = state.z[i] - spec.tolerance().get(i);
            episode.ambiguous |= Math.abs(excess) < NEAR;
            x[i] = state.z[i] / spec.observation().task();
            x[d + 2 + i] = excess > 0 ? 1 : 0;
        }
        x[d] = state.latency / spec.observation().latency();
        x[d + 1] = state.monetary / spec.observation().monetary();
        x[2 * d + 2] = (double) state.t / spec.horizon();
        return x;
    }

    private static double uniform(int word) {
        return (word >>> 8) / 16_777_216.0;
    }

    // Section 2, "Start".
    private State start(Stream stream, long seed, int index) {
        StartDistribution start = spec.start();
        long key = stream.key(seed);
        long first = Threefry.block(key, index, 0);
        double u0 = ((Threefry.word0(first) >>> 8) + 1) / 16_777_216.0;
        double u1 = uniform(Threefry.word1(first));
        double normal = Math.sqrt(-2 * Math.log(u0)) * Math.cos(2 * Math.PI * u1);
        double sigma = start.difficultySigma();
        double exponent = sigma * normal - sigma * sigma / 2;
        double difficulty = Math.exp(exponent);
        double relative = sigma * NORMAL_ERROR
                + EPS * (EXP_ROUNDINGS + 2 * Math.abs(sigma * normal) + sigma * sigma + Math.abs(exponent));
        State state = new State(d, spec);
        for (int i = 0; i < d; i++) {
            long block = Threefry.block(key, index, 1 + i / 2);
            double u = 2 * uniform(i % 2 == 0 ? Threefry.word0(block) : Threefry.word1(block)) - 1;
            double spread = start.scale().get(i) * difficulty * (1 + start.jitter() * u);
            state.z[i] = start.offset().get(i) + spread;
            double jitterError = start.scale().get(i) * difficulty * 3 * EPS * (1 + 2 * start.jitter());
            state.zError[i] = Math.abs(spread) * (relative + 3 * EPS)
                    + jitterError
                    + EPS * (Math.abs(start.offset().get(i)) + Math.abs(state.z[i]));
        }
        return state;
    }

    // Section 2, "Constraint function".
    private double constraint(State state) {
        double g = 0;
        for (int i = 0; i < d; i++) {
            g += state.z[i] - spec.tolerance().get(i) > tolerated(i) ? state.z[i] - spec.tolerance().get(i) : 0;
        }
        return g;
    }

    // τ_i = 10⁻⁵ · max(1, |ε_i|, offset_i + scale_i).
    private double tolerated(int i) {
        double start = spec.start().offset().get(i) + spec.start().scale().get(i);
        return 1e-5 * Math.max(1, Math.max(Math.abs(spec.tolerance().get(i)), start));
    }

    private double constraintError(State state) {
        double error = 0;
        for (int i = 0; i < d; i++) {
            error += state.zError[i] + rounding * Math.abs(state.z[i]) + 2 * EPS * Math.abs(spec.tolerance().get(i));
        }
        return error + d * rounding * constraint(state);
    }

    private boolean solved(State state, Episode episode) {
        boolean surelyOpen = false;
        boolean near = false;
        for (int i = 0; i < d; i++) {
            double tolerance = spec.tolerance().get(i);
            double excess = state.z[i] - tolerance - tolerated(i);
            double error = state.zError[i] + 2 * EPS * Math.abs(tolerance);
            surelyOpen |= excess > error;
            near |= error > 0 && Math.abs(excess) <= error;
        }
        episode.ambiguous |= near && !surelyOpen;
        return constraint(state) == 0;
    }

    // Section 3, "A step does, in this order"; section 4 for the cost. Returns whether the episode ended.
    private boolean step(State state, int k, double u, Episode episode) {
        Action action = spec.actions().get(k);
        Outcome drawn = draw(action.outcomes(), state.phase, u, episode);
        double latency = drawn.latency() + action.perContext().latency() * state.context;
        double latencyError = priceError(latency, action.perContext().latency() * state.contextError);
        double monetary = drawn.monetary() + action.perContext().monetary() * state.context;
        double monetaryError = priceError(monetary, action.perContext().monetary() * state.contextError);
        state.latency += latency;
        state.latencyError += latencyError + sumRounding * state.latency;
        state.monetary += monetary;
        state.monetaryError += monetaryError + sumRounding * state.monetary;
        double[] before = state.z.clone();
        double[] beforeError = state.zError.clone();
        for (int i = 0; i < d; i++) {
            double a = drawn.scale().get(i);
            double b = drawn.shift().get(i);
            double delta = delta(action, i);
            state.z[i] = a * before[i] + b + delta;
            state.zError[i] = Math.abs(a) * beforeError[i]
                    + rounding * ((a == 1 ? 0 : Math.abs(a * before[i])) + Math.abs(b + delta) + Math.abs(state.z[i]));
        }
        ContextChange change = drawn.context();
        state.contextError = change.keep() * state.contextError
                + EPS * (change.keep() * state.context + change.add() + change.keep() * state.context + change.add());
        state.context = change.keep() * state.context + change.add();
        believe(state, k, drawn);
        state.phase = drawn.move().isEmpty() ? state.phase : drawn.move().get(state.phase);
        state.calls[k]++;
        state.t++;
        int passed = passed(state.latency, state.latencyError, spec.limits().latency(), episode)
                + passed(state.monetary, state.monetaryError, spec.limits().monetary(), episode);
        boolean done = solved(state, episode);
        boolean open = bySolvedPhase() && !spec.phases().solved().get(state.phase);
        episode.success = done && !open && passed == 0;
        boolean ended = done && !bySolvedPhase();
        ended |= passed > 0;
        ended |= state.t == spec.horizon();
        ended |= action.kind() == ActionKind.ESCALATE || action.kind() == ActionKind.TERMINATE;

        charge(episode, CostComponent.LATENCY, latency, latencyError);
        charge(episode, CostComponent.MONETARY, monetary, monetaryError);
        if (ended || spec.charge() == Charge.STEP) {
            double g = constraint(state) + (open ? 1 : 0) + passed;
            charge(episode, CostComponent.CONSTRAINT, g, constraintError(state) + 2 * EPS * g);
        }
        charge(episode, CostComponent.FAILURE, drawn.failure() ? 1 : 0, 0);
        double distance = distance(k, before, state.z);
        charge(episode, CostComponent.DIVERGENCE, distance, distanceError(k, before, beforeError, drawn));

        state.retried = state.lastFailed && state.lastAction == k && !state.retried;
        state.lastAction = k;
        state.lastFailed = drawn.failure();
        return ended;
    }

    private double priceError(double price, double fromContext) {
        return fromContext + (spec.pricesContext() ? 2 * EPS : rounding) * price;
    }

    // "v = 1[L > D + τ_D] + 1[M > B + τ_B], with τ_D = 10⁻⁵ · max(1, D)".
    private static int passed(double sum, double error, double limit, Episode episode) {
        if (limit == Double.POSITIVE_INFINITY) {
            return 0;
        }
        double threshold = limit + 1e-5 * Math.max(1, limit);
        episode.ambiguous |= Math.abs(sum - threshold) <= error + 2 * EPS * threshold;
        return sum > threshold ? 1 : 0;
    }

    // b̃(y) ∝ Σ_x b(x) Σ_{j: signal s} q_kj(x) 1[move_j(x) = y], b_{t+1}(y) = Σ_w b̃(w) T(w, y).
    private void believe(State state, int k, Outcome drawn) {
        if (spec.phases() == null) {
            return;
        }
        int phases = state.belief.length;
        double[] moved = moved(state.belief, k, drawn);
        double sum = 0;
        for (double b : moved) {
            sum += b;
        }
        if (sum == 0) {
            double[] alike = new double[phases];
            Arrays.fill(alike, 1);
            moved = moved(alike, k, drawn);
            for (double b : moved) {
                sum += b;
            }
        }
        double[] next = new double[phases];
        for (int w = 0; w < phases; w++) {
            for (int y = 0; y < phases; y++) {
                double p = transition(k).isEmpty() ? (w == y ? 1 : 0) : transition(k).get(w).get(y);
                next[y] += moved[w] / sum * p;
            }
        }
        state.belief = next;
    }

    // Equal outcomes without a signal are signals of their own.
    @SuppressWarnings("ReferenceEquality")
    private double[] moved(double[] belief, int k, Outcome drawn) {
        double[] moved = new double[belief.length];
        for (Outcome outcome : spec.actions().get(k).outcomes()) {
            boolean seen = outcome == drawn || outcome.signal() != null && outcome.signal().equals(drawn.signal());
            for (int x = 0; x < belief.length && seen; x++) {
                int y = outcome.move().isEmpty() ? x : outcome.move().get(x);
                moved[y] += belief[x] * outcome.probability(x);
            }
        }
        return moved;
    }

    // "The first j with u < q_k1 + … + q_kj".
    private static Outcome draw(List<Outcome> outcomes, int x, double u, Episode episode) {
        double cumulative = 0;
        int last = 0;
        for (int j = 0; j < outcomes.size(); j++) {
            last = outcomes.get(j).probability(x) > 0 ? j : last;
        }
        for (int j = 0; j < last; j++) {
            cumulative += outcomes.get(j).probability(x);
            episode.ambiguous |= Math.abs(u - cumulative) <= 2 * EPS && outcomes.get(j).probability(x) > 0;
            if (u < cumulative) {
                return outcomes.get(j);
            }
        }
        return outcomes.get(last);
    }

    private void charge(Episode episode, CostComponent component, double value, double error) {
        int c = component.index();
        double charged = Math.min(value, spec.clip().get(component));
        episode.components[c] += charged;
        double sum = episode.components[c];
        episode.error[c] += error + sumRounding * (charged + sum) + (charged == 0 ? 0 : 0x1p-149);
    }

    // Section 4, "Predictor": â and b̂.
    // Equal outcomes without a signal are signals of their own.
    @SuppressWarnings("ReferenceEquality")
    private void predict(int k) {
        Action action = spec.actions().get(k);
        boolean expected = spec.predictor() == Predictor.EXPECTED;
        // "Outcomes that look the same count together; of probability 0 do not count; ties within 10⁻⁹: first in the
        // order."
        Outcome nominal = null;
        double most = 0;
        for (Outcome outcome : action.outcomes()) {
            double q = 0;
            for (Outcome other : action.outcomes()) {
                boolean same = other == outcome || other.signal() != null && other.signal().equals(outcome.signal());
                q += same ? prior(other) : 0;
            }
            boolean better = q > 0 && (nominal == null || q > most + 1e-9);
            if (!outcome.failure() && better) {
                nominal = outcome;
                most = q;
            }
        }
        double total = 0;
        for (Outcome outcome : action.outcomes()) {
            total += prior(outcome);
        }
        for (int i = 0; i < d; i++) {
            double a = nominal == null ? 1 : nominal.scale().get(i);
            double b = nominal == null ? 0 : nominal.shift().get(i);
            if (expected) {
                a = 0;
                b = 0;
                for (Outcome outcome : action.outcomes()) {
                    a += prior(outcome) * outcome.scale().get(i);
                    b += prior(outcome) * outcome.shift().get(i);
                }
                a /= total;
                b = b / total + delta(action, i);
            }
            predictedScale[k][i] = a;
            predictedShift[k][i] = b;
        }
    }

    private double prior(Outcome outcome) {
        double q = 0;
        for (int x = 0; x < spec.startBelief().size(); x++) {
            q += spec.startBelief().get(x) * outcome.probability(x);
        }
        return q;
    }

    // "Drift δ, added by every action but terminate."
    private double delta(Action action, int i) {
        return action.kind() == ActionKind.TERMINATE ? 0 : spec.drift().get(i);
    }

    private double distance(int k, double[] before, double[] after) {
        if (spec.predictor() == Predictor.NONE) {
            return 0;
        }
        double squares = 0;
        for (int i = 0; i < d; i++) {
            double difference = predictedScale[k][i] * before[i] + predictedShift[k][i] - after[i];
            squares += difference * difference;
        }
        return Math.sqrt(squares);
    }

    // The norm changes by at most the norm of the differences' errors, and by some roundings of its own.
    private double distanceError(int k, double[] before, double[] beforeError, Outcome drawn) {
        if (spec.predictor() == Predictor.NONE) {
            return 0;
        }
        if (constantDistance) {
            // The table is worked out in double; the other side subtracts task vectors.
            double size = 1;
            for (int i = 0; i < d; i++) {
                size += Math.abs(before[i]) + Math.abs(predictedShift[k][i]);
            }
            return 0x1p-48 * d * size + (Precision.floatSuffices(spec) ? EPS * size : 0);
        }
        double squares = 0;
        double roundings = 0;
        for (int i = 0; i < d; i++) {
            double a = drawn.scale().get(i);
            double b = Math.abs(drawn.shift().get(i)) + spec.drift().get(i);
            double scale = predictedScale[k][i];
            double shift = Math.abs(predictedShift[k][i]);
            double size = (Math.abs(scale) + Math.abs(a)) * Math.abs(before[i]) + shift + b;
            double error = Math.abs(scale - a) * beforeError[i] + 4 * EPS * size;
            double difference = Math.abs((scale - a) * before[i]) + shift + b + error;
            squares += error * error;
            roundings += difference * difference;
        }
        return Math.sqrt(squares) + (d + 2) * EPS * Math.sqrt(roundings);
    }

    // Section 6, with the expectations of section 10.3.
    private int choose(Rule rule, State state, long available, double u, Episode episode) {
        int count = spec.actions().size();
        if (rule == Rule.RANDOM) {
            int[] allowed = new int[count];
            int size = 0;
            for (int k = 0; k < count; k++) {
                if ((available >>> k & 1) != 0) {
                    allowed[size++] = k;
                }
            }
            double rank = u * size;
            double distance = Math.abs(rank - Math.rint(rank));
            episode.ambiguous |= distance > 0 && distance <= EPS * rank && rank > 0.5;
            return allowed[(int) rank];
        }
        // "After a failure it retries the same action at most once, then the rule applies anew."
        boolean again = state.lastFailed && !state.retried && (available >>> state.lastAction & 1) != 0;
        if (rule == Rule.LATENCY && again) {
            return state.lastAction;
        }
        int best = -1;
        double least = 0;
        double[] key = new double[count];
        double slack = 0;
        // The latency baseline chooses among tools, else among what goes on, else among all.
        long allowed = available & (-1L >>> (64 - count));
        if (rule == Rule.LATENCY) {
            long tools = allowed & kinds(ActionKind.TOOL);
            long going = allowed & kinds(ActionKind.TOOL, ActionKind.REASON, ActionKind.CLARIFY);
            allowed = tools != 0 ? tools : going != 0 ? going : allowed;
        }
        for (int k = 0; k < count; k++) {
            if ((allowed >>> k & 1) == 0) {
                continue;
            }
            key[k] = rule == Rule.LATENCY ? expectedLatency(k, state) : expectedCost(k, state);
            slack = Math.max(slack, rule == Rule.LATENCY ? latencyKeyError(k, state) : expectedCostError(k, state));
            if (best < 0 || key[k] < least) {
                best = k;
                least = key[k];
            }
        }
        // Sums of equal prices are equal in every arithmetic; other sums are only within the slack.
        boolean pricesOnly = spec.phases() == null
                && !spec.pricesContext()
                && (rule == Rule.LATENCY || spec.predictor() == Predictor.NONE && spec.charge() == Charge.TERMINAL);
        for (int k = 0; k < count; k++) {
            boolean rival = (allowed >>> k & 1) != 0 && k != best && key[k] - least <= 2 * slack;
            episode.ambiguous |= rival && !(pricesOnly && key[k] == least);
        }
        return best;
    }

    private long kinds(ActionKind... wanted) {
        long set = 0;
        for (int k = 0; k < spec.actions().size(); k++) {
            set |= List.of(wanted).contains(spec.actions().get(k).kind()) ? 1L << k : 0;
        }
        return set;
    }

    // λ_1 ℓ + λ_2 m + λ_4 P(failure) + λ_5 E‖ẑ − z'‖, + λ_3 E g(S') where it is charged at every step, each as it would
    // be charged.
    private double expectedCost(int k, State state) {
        Action action = spec.actions().get(k);
        CostVector weights = spec.weights();
        CostVector clip = spec.clip();
        double cost = 0;
        double[] after = new double[d];
        for (Outcome outcome : action.outcomes()) {
            for (int i = 0; i < d; i++) {
                after[i] = outcome.scale().get(i) * state.z[i] + outcome.shift().get(i) + delta(action, i);
            }
            double latency = outcome.latency() + action.perContext().latency() * state.context;
            double monetary = outcome.monetary() + action.perContext().monetary() * state.context;
            double failure = outcome.failure() ? Math.min(1, clip.failure()) : 0;
            double divergence = Math.min(distance(k, state.z, after), clip.divergence());
            double paid = weights.latency() * Math.min(latency, clip.latency())
                    + weights.monetary() * Math.min(monetary, clip.monetary())
                    + weights.failure() * failure
                    + weights.divergence() * divergence;
            double excess = 0;
            for (int i = 0; i < d && spec.charge() == Charge.STEP; i++) {
                excess += after[i] - spec.tolerance().get(i) > tolerated(i) ? after[i] - spec.tolerance().get(i) : 0;
            }
            if (spec.charge() == Charge.STEP) {
                excess += passed(state.latency + latency, 0, spec.limits().latency(), new Episode());
                excess += passed(state.monetary + monetary, 0, spec.limits().monetary(), new Episode());
            }
            for (int x = 0; x < state.belief.length; x++) {
                int y = outcome.move().isEmpty() ? x : outcome.move().get(x);
                double open = bySolvedPhase() && !spec.phases().solved().get(y) ? 1 : 0;
                double g = spec.charge() == Charge.STEP ? Math.min(excess + open, clip.constraint()) : 0;
                cost += state.belief[x] * outcome.probability(x) * (paid + weights.constraint() * g);
            }
        }
        return cost;
    }

    private double expectedLatency(int k, State state) {
        Action action = spec.actions().get(k);
        double sum = 0;
        for (Outcome outcome : action.outcomes()) {
            for (int x = 0; x < state.belief.length; x++) {
                sum += state.belief[x] * outcome.probability(x) * outcome.latency();
            }
        }
        // Prices on which all outcomes agree are exact, whatever probabilities sum to.
        double common = action.outcomes().getFirst().latency();
        boolean agree = action.outcomes().stream().allMatch(outcome -> outcome.latency() == common);
        return (agree ? common : sum) + action.perContext().latency() * state.context;
    }

    private double latencyKeyError(int k, State state) {
        if (spec.phases() == null && !spec.pricesContext()) {
            return 0;
        }
        double most = spec.actions().get(k).outcomes().stream().mapToDouble(Outcome::latency).max().orElse(0);
        return BELIEF_ERROR * most + spec.actions().get(k).perContext().latency() * state.contextError;
    }

    // Kernels work the cost out in double from their float state, so the error is that of the state alone.
    private double expectedCostError(int k, State state) {
        Action action = spec.actions().get(k);
        double most = 0;
        double error = 0;
        boolean limits = spec.charge() == Charge.STEP && spec.limits().any();
        for (Outcome outcome : action.outcomes()) {
            double q = 0;
            for (int x = 0; x < state.belief.length; x++) {
                q += state.belief[x] * outcome.probability(x);
            }
            double squares = 0;
            for (int i = 0; i < d && spec.predictor() != Predictor.NONE; i++) {
                double difference = (predictedScale[k][i] - outcome.scale().get(i)) * state.zError[i];
                squares += difference * difference;
            }
            error += spec.weights().divergence() * q * Math.sqrt(squares);
            double size = 1 + outcome.latency() + outcome.monetary() + state.context;
            for (int i = 0; i < d; i++) {
                double a = outcome.scale().get(i);
                double b = outcome.shift().get(i) + delta(action, i);
                double zError = Math.abs(a) * state.zError[i];
                double excess = a * state.z[i] + b - spec.tolerance().get(i);
                size += Math.abs(a * state.z[i]) + Math.abs(b) + Math.abs(spec.tolerance().get(i));
                if (spec.charge() == Charge.STEP) {
                    // g jumps by τ where a dimension becomes done.
                    double jump = Math.abs(excess - tolerated(i)) <= zError ? tolerated(i) : 0;
                    error += spec.weights().constraint() * q * (zError + jump);
                }
            }
            most = Math.max(most, size);
            error += spec.weights().latency() * action.perContext().latency() * state.contextError
                    + spec.weights().monetary() * action.perContext().monetary() * state.contextError;
            if (limits) {
                // g jumps by 1 where a limit is passed.
                double latency = state.latency + outcome.latency() + action.perContext().latency() * state.context;
                double monetary = state.monetary + outcome.monetary() + action.perContext().monetary() * state.context;
                Episode near = new Episode();
                passed(latency, 2 * state.latencyError + state.contextError, spec.limits().latency(), near);
                passed(monetary, 2 * state.monetaryError + state.contextError, spec.limits().monetary(), near);
                error += near.ambiguous ? 2 * spec.weights().constraint() : 0;
            }
        }
        double weights = 0;
        for (CostComponent c : CostComponent.ALL) {
            weights += spec.weights().get(c);
        }
        error += 1e-12 * (1 + expectedCost(k, state));
        return error + (spec.phases() == null ? 0 : BELIEF_ERROR * weights * most);
    }
}
