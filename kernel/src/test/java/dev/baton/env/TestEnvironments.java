package dev.baton.env;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/** Environments for tests: the paper's preset, one with everything in it, tiny ones and random ones. */
public final class TestEnvironments {
    private static final List<ActionKind> KINDS = List.of(ActionKind.values());
    private static final List<Predictor> PREDICTORS = List.of(Predictor.values());

    private TestEnvironments() {}

    /** Returns the environment of {@code environments/paper.yaml}. */
    public static EnvSpec paper() {
        StartDistribution start = new StartDistribution(all(4, 1.0), all(4, 2.75), 0.74, 0.25);
        List<Action> actions = List.of(
                tool("cached_lookup", 0.5, 0.1, 0.1, -0.62, 2.21, 0, 0),
                tool("keyword_search", 0.8, 0.25, 0.04, 0, 0, -0.71, 2.08),
                tool("retriever", 4.91, 1.06, 0.064, -3.34, -0.3, 0, 0),
                tool("code_runner", 4.91, 1.52, 0.124, 0, 0, -3.88, -3.57),
                tool("expert_model", 4.64, 2.04, 0.139, 0, -1.95, -0.71, 0));
        return new EnvSpec(
                "paper",
                10,
                start,
                all(4, 0.13),
                all(4, 1.0),
                new CostVector(0.25, 0.1, 2.0, 0.85, 0.5),
                CostVector.UNCLIPPED,
                Charge.TERMINAL,
                Predictor.NOMINAL,
                ObservationScales.defaults(start, 10, actions),
                actions);
    }

    /** Returns an environment with all kinds, several outcomes, scales, clips, step charge and expected predictor. */
    public static EnvSpec everything() {
        StartDistribution start = new StartDistribution(List.of(0.5, 1.0, 0.25), List.of(1.5, 0.75, 2.0), 0.6, 0.4);
        List<Action> actions = List.of(
                tool("search", 0.7, 0.2, 0.3, -1.1, -0.4, -0.4),
                new Action(
                        "ask_model",
                        ActionKind.REASON,
                        1.5,
                        0.3,
                        List.of(
                                new Outcome(0.2, true, all(3, 1.0), all(3, 0.0)),
                                new Outcome(0.5, false, List.of(0.5, 0.9, 1.0), List.of(-1.0, -1.0, 0.0)),
                                new Outcome(0.3, false, List.of(1.0, 1.1, 0.25), List.of(0.5, 0.0, -0.2)))),
                new Action(
                        "clarify",
                        ActionKind.CLARIFY,
                        2.5,
                        0.05,
                        List.of(
                                new Outcome(0.05, true, all(3, 1.0), all(3, 0.0)),
                                new Outcome(0.05, true, all(3, 1.05), all(3, 0.1)),
                                new Outcome(0.4, false, all(3, 0.8), all(3, 0.0)),
                                new Outcome(0.5, false, all(3, 0.6), List.of(0.0, -0.3, -0.1)))),
                new Action(
                        "hand_over",
                        ActionKind.ESCALATE,
                        6.0,
                        9.0,
                        List.of(new Outcome(1.0, false, all(3, 0.0), all(3, 0.0)))),
                new Action(
                        "give_up",
                        ActionKind.TERMINATE,
                        3.0,
                        1.0,
                        List.of(new Outcome(1.0, false, all(3, 1.0), all(3, 0.0)))));
        return new EnvSpec(
                "everything",
                7,
                start,
                List.of(0.05, 0.1, 0.02),
                List.of(0.9, 1.1, 0.7),
                new CostVector(0.3, 0.7, 1.5, 0.9, 1.2),
                new CostVector(2.0, 4.0, 1.25, 0.75, 1.5),
                Charge.STEP,
                Predictor.EXPECTED,
                ObservationScales.defaults(start, 7, actions),
                actions);
    }

    /** Returns an environment of one dimension that starts at {@code z}, without spread, drift or clips, with ε = 1. */
    public static EnvSpec tiny(double z, int horizon, Charge charge, Predictor predictor, Action... actions) {
        StartDistribution start = new StartDistribution(List.of(z), List.of(0.0), 0, 0);
        return new EnvSpec(
                "tiny",
                horizon,
                start,
                List.of(0.0),
                List.of(1.0),
                new CostVector(1, 1, 1, 1, 1),
                CostVector.UNCLIPPED,
                charge,
                predictor,
                new ObservationScales(1, 1, 1),
                List.of(actions));
    }

    /** Returns an environment in which every episode is solved at its start. */
    public static EnvSpec solved() {
        return tiny(0.5, 3, Charge.TERMINAL, Predictor.NOMINAL, sure("a", ActionKind.TOOL, 1, 1, 0));
    }

    /** Returns an environment whose task vector exceeds the range of a float, whatever is done. */
    public static EnvSpec overflowing() {
        Outcome wild = new Outcome(1, false, List.of(1e9), List.of(0.0));
        return tiny(
                3, 10, Charge.TERMINAL, Predictor.NOMINAL,
                new Action("a", ActionKind.TOOL, 1, 1, List.of(wild)),
                new Action("b", ActionKind.TOOL, 1, 1, List.of(wild)));
    }

    /**
     * Returns a chain of five stages, 4 or so of them left at the start: forward takes one, leap two where it succeeds,
     * ask two fifths of all, slip leads back to the start and is the fastest, and handing over is dear. The best is
     * near 5.8.
     */
    public static EnvSpec chain() {
        StartDistribution start = new StartDistribution(List.of(1.0), List.of(4.0), 0.2, 0.1);
        List<Action> actions = List.of(
                tool("forward", 1, 0.1, 0.15, -1),
                Action.of("slip", ActionKind.TOOL, 0.5, 0, 0, List.of(0.0), List.of(5.0)),
                tool("leap", 2.2, 0.3, 0.4, -2),
                Action.of("ask", ActionKind.CLARIFY, 1.5, 0, 0, List.of(0.6), List.of(0.0)),
                new Action("hand_over", ActionKind.ESCALATE, 6, 9,
                        List.of(new Outcome(1, false, List.of(0.0), List.of(0.0)))));
        return new EnvSpec(
                "chain",
                12,
                start,
                List.of(0.0),
                List.of(0.5),
                new CostVector(1, 0.5, 4, 1, 0.5),
                CostVector.UNCLIPPED,
                Charge.TERMINAL,
                Predictor.NOMINAL,
                ObservationScales.defaults(start, 12, actions),
                actions);
    }

    /**
     * Returns an environment of a tool that works and a trap, which is slower and which the latency baseline never
     * tries.
     */
    public static EnvSpec neverTried() {
        StartDistribution start = new StartDistribution(List.of(1.0), List.of(2.0), 0.3, 0.2);
        List<Action> actions = List.of(tool("search", 1, 0, 0.2, -1), tool("trap", 2, 50, 0, 2));
        return new EnvSpec(
                "never-tried",
                6,
                start,
                List.of(0.0),
                List.of(0.5),
                new CostVector(1, 1, 5, 1, 0),
                CostVector.UNCLIPPED,
                Charge.TERMINAL,
                Predictor.NOMINAL,
                ObservationScales.defaults(start, 6, actions),
                actions);
    }

    /**
     * Returns an environment in which nothing changes for H steps: three tools of latency 0.1, 0.2 and 0.3 without
     * effect, and a constraint of 1 at the end. Acting at random costs 0.2 H + 1.
     */
    public static EnvSpec waiting(int horizon) {
        StartDistribution start = new StartDistribution(List.of(2.0), List.of(0.0), 0, 0);
        List<Action> actions = List.of(
                tool("wait", 0.1, 0, 0, 0), tool("watch", 0.2, 0, 0, 0), tool("check", 0.3, 0, 0, 0));
        return new EnvSpec(
                "waiting",
                horizon,
                start,
                List.of(0.0),
                List.of(1.0),
                new CostVector(1, 0, 1, 0, 0),
                CostVector.UNCLIPPED,
                Charge.TERMINAL,
                Predictor.NOMINAL,
                ObservationScales.defaults(start, horizon, actions),
                actions);
    }

    /** Returns a copy of an environment with another drift and other clips. */
    public static EnvSpec with(EnvSpec spec, List<Double> drift, CostVector clip) {
        return new EnvSpec(
                spec.name(), spec.horizon(), spec.start(), drift, spec.tolerance(), spec.weights(), clip,
                spec.charge(), spec.predictor(), spec.observation(), spec.actions());
    }

    /** Returns an action of any kind with a certain outcome that shifts the task vector. */
    public static Action sure(String name, ActionKind kind, double latency, double monetary, double... shift) {
        Outcome outcome = new Outcome(1, false, all(shift.length, 1.0), list(shift));
        return new Action(name, kind, latency, monetary, List.of(outcome));
    }

    /** Returns a tool with a failure probability. */
    public static Action tool(String name, double latency, double monetary, double failure, double... shift) {
        return Action.of(name, ActionKind.TOOL, latency, monetary, failure, all(shift.length, 1.0), list(shift));
    }

    /** Returns a random environment: d 1 … 9, K 1 … 20, J 1 … 5, H 1 … 30, everything else of all sorts. */
    public static EnvSpec random(SplittableRandom random) {
        int dimension = random.nextInt(1, 10);
        return random(random, dimension, random.nextInt(1, 21), random.nextInt(1, 6), random.nextInt(1, 31));
    }

    /**
     * Returns a random environment of a size: K actions of at most {@code outcomes} outcomes. Long ones have effects
     * that do not grow.
     */
    public static EnvSpec random(SplittableRandom random, int dimension, int actionCount, int outcomes, int horizon) {
        StartDistribution start = new StartDistribution(
                vector(random, dimension, 0, 1.5),
                vector(random, dimension, 0, 3),
                random.nextInt(4) == 0 ? 0 : random.nextDouble(1.2),
                random.nextInt(4) == 0 ? 0 : random.nextDouble(0.8));
        boolean additive = random.nextInt(3) == 0;
        double greatestScale = horizon > 30 ? 1 : 1.15;
        List<Action> actions = new ArrayList<>();
        for (int k = 0; k < actionCount; k++) {
            int count = random.nextInt(1, outcomes + 1);
            int failures = random.nextInt(0, count + 1) / 2;
            double[] probability = probabilities(random, count);
            List<Outcome> list = new ArrayList<>();
            for (int j = 0; j < count; j++) {
                boolean effect = j >= failures || random.nextInt(3) == 0;
                list.add(new Outcome(
                        probability[j],
                        j < failures,
                        additive || !effect ? all(dimension, 1.0) : vector(random, dimension, 0.2, greatestScale),
                        effect ? vector(random, dimension, -1.5, 0.5) : all(dimension, 0.0)));
            }
            // The kinds that end an episode are rare, so that most episodes last a while.
            ActionKind kind = KINDS.get(random.nextInt(5) == 0 ? random.nextInt(5) : random.nextInt(3));
            double latency = random.nextInt(6) == 0 ? 0 : random.nextDouble(5);
            double monetary = latency > 0 && random.nextInt(6) == 0 ? 0 : random.nextDouble(3);
            actions.add(new Action("action" + k, kind, latency, monetary, list));
        }
        return new EnvSpec(
                "random",
                horizon,
                start,
                vector(random, dimension, 0, random.nextInt(3) == 0 ? 1e-3 : 0.3),
                vector(random, dimension, 0.1, 2),
                new CostVector(
                        random.nextDouble(), random.nextDouble(), random.nextDouble(3), random.nextDouble(),
                        random.nextDouble()),
                clips(random),
                random.nextBoolean() ? Charge.TERMINAL : Charge.STEP,
                PREDICTORS.get(random.nextInt(3)),
                ObservationScales.defaults(start, horizon, actions),
                actions);
    }

    /**
     * Returns a random environment with things of the model's section 10: each of phases, signals, moves, transitions,
     * solved phases, priced outcomes, context, limits and limited calls more often than not.
     */
    public static EnvSpec world(SplittableRandom random) {
        int phases = random.nextInt(4) == 0 ? 0 : random.nextInt(2, 6);
        return world(
                random, phases, random.nextInt(1, 4), random.nextInt(2, 7), random.nextInt(1, 5),
                random.nextInt(2, 16));
    }

    /** Returns a random environment of a size with things of the model's section 10; without phases for 0 of them. */
    public static EnvSpec world(
            SplittableRandom random, int phaseCount, int dimension, int actionCount, int outcomes, int horizon) {
        EnvSpec base = random(random, dimension, actionCount, outcomes, horizon);
        boolean contextual = random.nextBoolean();
        Phases phases = phaseCount == 0 ? null : phases(random, phaseCount);
        List<Action> actions = new ArrayList<>();
        for (Action action : base.actions()) {
            boolean callsLimited = !actions.isEmpty() && random.nextInt(3) == 0;
            List<Outcome> list = new ArrayList<>();
            for (Outcome outcome : action.outcomes()) {
                list.add(worldly(random, outcome, phaseCount, contextual));
            }
            if (phaseCount > 0) {
                list = splitSignals(random, normalized(random, list, phaseCount), phaseCount);
            }
            Prices perContext = contextual && random.nextBoolean()
                    ? new Prices(random.nextDouble(0.2), random.nextDouble(0.1))
                    : Prices.NONE;
            boolean ownTransition = phaseCount > 0 && random.nextInt(4) == 0;
            actions.add(new Action(
                    action.name(), action.kind(), list, perContext,
                    callsLimited ? random.nextInt(1, horizon + 1) : Action.UNLIMITED,
                    ownTransition ? transition(random, phaseCount) : List.of()));
        }
        boolean bodiless = phases != null && !phases.solved().isEmpty() && random.nextInt(4) == 0;
        EnvSpec.Builder builder = base.edit()
                .actions(bodiless ? actions.stream().map(TestEnvironments::bodiless).toList() : actions)
                .phases(phases)
                .context(contextual ? random.nextDouble(3) : 0)
                .memory(new Memory(random.nextInt(4) > 0, random.nextBoolean()))
                .observation(null);
        if (bodiless) {
            builder.task(new StartDistribution(List.of(), List.of(), 0, 0), List.of(), List.of());
        }
        if (random.nextBoolean()) {
            builder.limits(new Limits(
                    random.nextBoolean() ? random.nextDouble(1, 2.5 * horizon) : Double.POSITIVE_INFINITY,
                    random.nextBoolean() ? random.nextDouble(1, 1.5 * horizon) : Double.POSITIVE_INFINITY));
        }
        return builder.build();
    }

    private static Outcome worldly(SplittableRandom random, Outcome outcome, int phaseCount, boolean contextual) {
        boolean priced = random.nextBoolean();
        ContextChange change = !contextual || random.nextBoolean()
                ? ContextChange.NONE
                : new ContextChange(random.nextBoolean() ? 1 : random.nextDouble(), random.nextDouble(2));
        List<Integer> move = phaseCount == 0 || random.nextInt(3) > 0
                ? List.of()
                : random.ints(phaseCount, 0, phaseCount).boxed().toList();
        return new Outcome(
                outcome.probabilities(), outcome.failure(), priced ? random.nextDouble(4) : outcome.latency(),
                priced ? random.nextDouble(2) : outcome.monetary(), outcome.scale(), outcome.shift(), change, null,
                move);
    }

    /** Gives outcomes probabilities that differ by phase, more often than not. */
    private static List<Outcome> normalized(SplittableRandom random, List<Outcome> outcomes, int phaseCount) {
        if (random.nextInt(4) == 0) {
            return outcomes;
        }
        double[][] q = new double[phaseCount][];
        for (int x = 0; x < phaseCount; x++) {
            q[x] = probabilities(random, outcomes.size());
        }
        List<Outcome> list = new ArrayList<>();
        for (int j = 0; j < outcomes.size(); j++) {
            List<Double> byPhase = new ArrayList<>();
            for (int x = 0; x < phaseCount; x++) {
                byPhase.add(q[x][j]);
            }
            list.add(outcomes.get(j).withProbabilities(byPhase));
        }
        return list;
    }

    /** Makes two outcomes of some, which share a signal and move differently. */
    private static List<Outcome> splitSignals(SplittableRandom random, List<Outcome> outcomes, int phaseCount) {
        List<Outcome> list = new ArrayList<>();
        for (int j = 0; j < outcomes.size(); j++) {
            Outcome outcome = outcomes.get(j);
            if (random.nextBoolean()) {
                list.add(outcome);
                continue;
            }
            double share = random.nextDouble();
            String signal = "signal " + j;
            list.add(part(outcome, share, signal, outcome.move()));
            list.add(part(outcome, 1 - share, signal, random.ints(phaseCount, 0, phaseCount).boxed().toList()));
        }
        return list;
    }

    private static Outcome part(Outcome outcome, double share, String signal, List<Integer> move) {
        return new Outcome(
                outcome.probabilities().stream().map(q -> share * q).toList(), outcome.failure(), outcome.latency(),
                outcome.monetary(), outcome.scale(), outcome.shift(), outcome.context(), signal, move);
    }

    private static Action bodiless(Action action) {
        return action.withOutcomes(action.outcomes().stream()
                .map(outcome -> new Outcome(
                        outcome.probabilities(), outcome.failure(), outcome.latency(), outcome.monetary(), List.of(),
                        List.of(), outcome.context(), outcome.signal(), outcome.move()))
                .toList());
    }

    private static Phases phases(SplittableRandom random, int count) {
        List<String> names = new ArrayList<>();
        List<Boolean> solved = new ArrayList<>();
        for (int x = 0; x < count; x++) {
            names.add("phase" + x);
            solved.add(random.nextBoolean());
        }
        boolean says = random.nextBoolean();
        return new Phases(
                names, distribution(random, count), random.nextBoolean() ? transition(random, count) : List.of(),
                says ? solved : List.of());
    }

    private static List<List<Double>> transition(SplittableRandom random, int count) {
        List<List<Double>> rows = new ArrayList<>();
        for (int x = 0; x < count; x++) {
            rows.add(distribution(random, count));
        }
        return rows;
    }

    /** Some probabilities are 0. */
    private static List<Double> distribution(SplittableRandom random, int count) {
        double[] p = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            p[i] = i > 0 && random.nextInt(4) == 0 ? 0 : random.nextDouble(0.05, 1);
            sum += p[i];
        }
        double total = sum;
        return Arrays.stream(p).mapToObj(value -> value / total).toList();
    }

    /** At most two of five, so that prices do not all look the same to the cost-aware policy. */
    private static CostVector clips(SplittableRandom random) {
        double[] clip = new double[CostComponent.COUNT];
        Arrays.fill(clip, Double.POSITIVE_INFINITY);
        for (int i = random.nextInt(3); i > 0; i--) {
            clip[random.nextInt(CostComponent.COUNT)] = random.nextDouble(3);
        }
        return CostVector.of(component -> clip[component.index()]);
    }

    private static double[] probabilities(SplittableRandom random, int count) {
        double[] probability = new double[count];
        double sum = 0;
        for (int j = 0; j < count; j++) {
            probability[j] = random.nextDouble(0.05, 1);
            sum += probability[j];
        }
        for (int j = 0; j < count; j++) {
            probability[j] /= sum;
        }
        return probability;
    }

    private static List<Double> vector(SplittableRandom random, int dimension, double from, double to) {
        Double[] vector = new Double[dimension];
        Arrays.setAll(vector, i -> random.nextDouble(from, to));
        return List.of(vector);
    }

    private static List<Double> list(double... numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }

    /** Returns a vector of equal numbers. */
    public static List<Double> all(int dimension, double value) {
        return Collections.nCopies(dimension, value);
    }
}
