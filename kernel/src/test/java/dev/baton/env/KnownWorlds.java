package dev.baton.env;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The environments of the model's section 10.4 whose optimum is known, as their files say them. */
public final class KnownWorlds {
    private static final List<Double> NOTHING = List.of();
    private static final List<Double> ONE = List.of(1.0);
    private static final List<Double> ZERO = List.of(0.0);

    private KnownWorlds() {}

    /** Returns the literature's tiger problem as cost 10 − reward. */
    public static EnvSpec tiger(int horizon) {
        Phases phases = new Phases(List.of("left", "right"), List.of(0.5, 0.5), List.of(), List.of(true, true));
        List<Action> actions = List.of(
                new Action("listen", ActionKind.CLARIFY, 0, 11, List.of(
                        bodiless(false, null, null, ContextChange.NONE, "hear-left", List.of(), 0.85, 0.15),
                        bodiless(false, null, null, ContextChange.NONE, "hear-right", List.of(), 0.15, 0.85))),
                door("open-left", 0.5, 0),
                door("open-right", 0, 0.5));
        return new EnvSpec.Builder("tiger", horizon, new CostVector(0, 1, 1, 0, 0), actions)
                .phases(phases)
                .predictor(Predictor.NONE)
                .build();
    }

    private static Action door(String name, double left, double right) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int tiger = 1; tiger >= 0; tiger--) {
            for (int shuffled = 0; shuffled < 2; shuffled++) {
                outcomes.add(bodiless(
                        false, null, tiger == 1 ? 110.0 : 0.0, ContextChange.NONE, tiger == 1 ? "tiger" : "treasure",
                        List.of(shuffled, shuffled), tiger == 1 ? left : right, tiger == 1 ? right : left));
            }
        }
        return new Action(name, ActionKind.TOOL, 0, Outcome.OF_ACTION, outcomes);
    }

    /** Returns a tool that goes down and comes back. */
    public static EnvSpec toolHealth(int horizon) {
        Phases phases = new Phases(
                List.of("up", "down"), List.of(0.85, 0.15), List.of(List.of(0.92, 0.08), List.of(0.15, 0.85)),
                List.of());
        Action wait = Action.of("wait", ActionKind.REASON, 6, 0, 0, ONE, ZERO);
        List<Action> actions = List.of(
                new Action("primary", ActionKind.TOOL, 1, 0.02, List.of(
                        body(true, 8.0, null, 0, ContextChange.NONE, null, List.of(), 0.05, 0.97),
                        body(false, null, null, -1, ContextChange.NONE, null, List.of(), 0.95, 0.03))),
                Action.of("fallback", ActionKind.TOOL, 6, 0.9, 0.08, ONE, List.of(-1.0)),
                new Action("probe", ActionKind.CLARIFY, 0.5, 0, List.of(
                        body(false, null, null, 0, ContextChange.NONE, "healthy", List.of(), 0.97, 0.1),
                        body(false, null, null, 0, ContextChange.NONE, "sick", List.of(), 0.03, 0.9))),
                new Action(
                        wait.name(), wait.kind(), wait.outcomes(), Prices.NONE, Action.UNLIMITED,
                        List.of(List.of(0.85, 0.15), List.of(0.7, 0.3))),
                Action.of("hand_over", ActionKind.ESCALATE, 6, 3.5, 0, ZERO, ZERO));
        return new EnvSpec.Builder("tool-health", horizon, new CostVector(0.1, 1, 4, 0.2, 0), actions)
                .task(new StartDistribution(ZERO, List.of(3.0), 0, 0), ZERO, ZERO)
                .phases(phases)
                .predictor(Predictor.NONE)
                .build();
    }

    /** Returns a small and a large model, a checker, a user and a person. */
    public static EnvSpec cascade(int horizon) {
        Phases phases = new Phases(
                List.of("easy-open", "easy-right", "hard-open", "hard-right"), List.of(0.65, 0.0, 0.35, 0.0), List.of(),
                List.of(false, true, false, true));
        List<Integer> right = List.of(1, 1, 3, 3);
        List<Integer> open = List.of(0, 0, 2, 2);
        List<Action> actions = List.of(
                new Action("small", ActionKind.REASON, 2, 0.01, List.of(
                        bodiless(true, 8.0, null, ContextChange.NONE, null, List.of(), 0.04),
                        bodiless(false, null, null, ContextChange.NONE, "answer", right, 0.8, 0.8, 0.24, 0.24),
                        bodiless(false, null, null, ContextChange.NONE, "answer", open, 0.16, 0.16, 0.72, 0.72))),
                new Action("large", ActionKind.REASON, 6, 0.25, List.of(
                        bodiless(true, 20.0, null, ContextChange.NONE, null, List.of(), 0.02),
                        bodiless(false, null, null, ContextChange.NONE, "answer", right, 0.94, 0.94, 0.66, 0.66),
                        bodiless(false, null, null, ContextChange.NONE, "answer", open, 0.04, 0.04, 0.32, 0.32))),
                new Action("check", ActionKind.TOOL, 3, 0.06, List.of(
                        bodiless(false, null, null, ContextChange.NONE, "pass", List.of(), 0.2, 0.95, 0.3, 0.9),
                        bodiless(false, null, null, ContextChange.NONE, "fail", List.of(), 0.8, 0.05, 0.7, 0.1))),
                new Action("ask", ActionKind.CLARIFY, 4, 0, List.of(
                        bodiless(false, null, null, ContextChange.NONE, "plain", List.of(), 0.9, 0.9, 0.2, 0.2),
                        bodiless(false, null, null, ContextChange.NONE, "unclear", List.of(), 0.1, 0.1, 0.8, 0.8))),
                new Action("hand_over", ActionKind.ESCALATE, 10, 1, List.of(
                        bodiless(false, null, null, ContextChange.NONE, "taken", right, 0.98, 0.98, 0.95, 0.95),
                        bodiless(false, null, null, ContextChange.NONE, "taken", open, 0.02, 0.02, 0.05, 0.05))),
                new Action("submit", ActionKind.TERMINATE, 0, 0, List.of(
                        bodiless(true, null, null, ContextChange.NONE, null, List.of(), 0),
                        bodiless(false, null, null, ContextChange.NONE, null, List.of(), 1))));
        return new EnvSpec.Builder("cascade", horizon, new CostVector(0.01, 1, 4, 0.05, 0), actions)
                .phases(phases)
                .limits(new Limits(45, Double.POSITIVE_INFINITY))
                .predictor(Predictor.NONE)
                .build();
    }

    /** Returns an agent whose context grows, with limited searches. */
    public static EnvSpec agentLoop(int horizon) {
        Phases phases = new Phases(List.of("blind", "oriented"), List.of(1.0, 0.0), List.of(), List.of());
        List<Integer> oriented = List.of(1, 1);
        List<Integer> blind = List.of(0, 0);
        ContextChange results = new ContextChange(1, 12);
        ContextChange written = new ContextChange(1, 3);
        ContextChange compacted = new ContextChange(0.2, 0.5);
        List<Action> actions = List.of(
                limited(new Action("search", ActionKind.TOOL, 2, 0.01, List.of(
                        body(true, null, null, 0, new ContextChange(1, 0.5), null, List.of(), 0.1),
                        body(false, null, null, 0, results, "results", List.of(), 0.25),
                        body(false, null, null, 0, results, "results", oriented, 0.65))), 3, 0, 0.003),
                new Action("ask_user", ActionKind.CLARIFY, 50, 0, List.of(
                        body(false, null, null, 0, ContextChange.NONE, "explained", oriented, 0.95),
                        body(false, null, null, 0, ContextChange.NONE, "explained", List.of(), 0.05))),
                limited(new Action("write", ActionKind.REASON, 5, 0.02, List.of(
                        body(false, null, null, 0, written, "rejected", List.of(), 0.9, 0.2),
                        body(false, null, null, -1, written, "accepted", List.of(), 0.1, 0.8))),
                        Action.UNLIMITED, 0.1, 0.008),
                limited(new Action("compact", ActionKind.REASON, 4, 0.01, List.of(
                        body(false, null, null, 0, compacted, "summary", List.of(), 0.93),
                        body(false, null, null, 0, compacted, "summary", blind, 0.07))), Action.UNLIMITED, 0, 0.003),
                Action.of("hand_over", ActionKind.ESCALATE, 30, 1.5, 0, ZERO, ZERO));
        return new EnvSpec.Builder("agent-loop", horizon, new CostVector(0.01, 1, 0.6, 0.02, 0), actions)
                .task(new StartDistribution(ZERO, List.of(3.0), 0, 0), ZERO, ZERO)
                .context(2)
                .phases(phases)
                .predictor(Predictor.NONE)
                .build();
    }

    private static Action limited(Action action, int calls, double latency, double monetary) {
        return new Action(
                action.name(), action.kind(), action.outcomes(), new Prices(latency, monetary), calls, List.of());
    }

    private static Outcome bodiless(
            boolean failure, Double latency, Double monetary, ContextChange context, String signal, List<Integer> move,
            double... probability) {
        return outcome(failure, latency, monetary, NOTHING, NOTHING, context, signal, move, probability);
    }

    private static Outcome body(
            boolean failure, Double latency, Double monetary, double shift, ContextChange context, String signal,
            List<Integer> move, double... probability) {
        return outcome(
                failure, latency, monetary, ONE, Collections.nCopies(1, shift), context, signal, move, probability);
    }

    private static Outcome outcome(
            boolean failure, Double latency, Double monetary, List<Double> scale, List<Double> shift,
            ContextChange context, String signal, List<Integer> move, double... probability) {
        List<Double> probabilities = new ArrayList<>();
        for (double q : probability) {
            probabilities.add(q);
        }
        return new Outcome(
                probabilities, failure, latency == null ? Outcome.OF_ACTION : latency,
                monetary == null ? Outcome.OF_ACTION : monetary, scale, shift, context, signal, move);
    }
}
