package dev.baton.bench;

import dev.baton.env.Action;
import dev.baton.env.ActionKind;
import dev.baton.env.ContextChange;
import dev.baton.env.CostComponent;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.env.Limits;
import dev.baton.env.Outcome;
import dev.baton.env.Phases;
import dev.baton.env.Predictor;
import dev.baton.env.Prices;
import dev.baton.env.StartDistribution;
import java.util.Arrays;
import java.util.List;

/** The environments in which something is hidden that are measured, as their files in {@code environments} say them. */
final class HiddenWorlds {
    private static final List<Integer> STAY = List.of();

    private HiddenWorlds() {}

    /** A small and a large model, a checker, a user and a person: four phases, no task vector, a deadline. */
    static EnvSpec cascade() {
        List<Integer> right = List.of(1, 1, 3, 3);
        List<Integer> open = List.of(0, 0, 2, 2);
        List<Action> actions = List.of(
                new Action("small", ActionKind.REASON, 2, 0.01, List.of(
                        late(8, 0.04),
                        signal("answer", right, 0.8, 0.8, 0.24, 0.24),
                        signal("answer", open, 0.16, 0.16, 0.72, 0.72))),
                new Action("large", ActionKind.REASON, 6, 0.25, List.of(
                        late(20, 0.02),
                        signal("answer", right, 0.94, 0.94, 0.66, 0.66),
                        signal("answer", open, 0.04, 0.04, 0.32, 0.32))),
                new Action("check", ActionKind.TOOL, 3, 0.06, List.of(
                        signal("pass", STAY, 0.2, 0.95, 0.3, 0.9), signal("fail", STAY, 0.8, 0.05, 0.7, 0.1))),
                new Action("ask", ActionKind.CLARIFY, 4, 0, List.of(
                        signal("plain", STAY, 0.9, 0.9, 0.2, 0.2), signal("unclear", STAY, 0.1, 0.1, 0.8, 0.8))),
                new Action("hand_over", ActionKind.ESCALATE, 10, 1, List.of(
                        signal("taken", right, 0.98, 0.98, 0.95, 0.95), signal("taken", open, 0.02, 0.02, 0.05, 0.05))),
                new Action("submit", ActionKind.TERMINATE, 0, 0, List.of(signal("submitted", STAY, 1))));
        return new EnvSpec.Builder("cascade", 7, weights(0.01, 4, 0.05), actions)
                .phases(new Phases(
                        List.of("easy-open", "easy-right", "hard-open", "hard-right"),
                        List.of(0.65, 0.0, 0.35, 0.0),
                        List.of(),
                        List.of(false, true, false, true)))
                .limits(new Limits(45, Double.POSITIVE_INFINITY))
                .predictor(Predictor.NONE)
                .build();
    }

    /** An agent whose context grows and who may search three times: two phases, one dimension. */
    static EnvSpec agentLoop() {
        List<Integer> oriented = List.of(1, 1);
        ContextChange results = new ContextChange(1, 12);
        ContextChange written = new ContextChange(1, 3);
        ContextChange compacted = new ContextChange(0.2, 0.5);
        List<Action> actions = List.of(
                new Action(
                        "search",
                        ActionKind.TOOL,
                        List.of(
                                work(2, 0.01, true, 0, new ContextChange(1, 0.5), "failed", STAY, 0.1),
                                work(2, 0.01, false, 0, results, "results", STAY, 0.25),
                                work(2, 0.01, false, 0, results, "results", oriented, 0.65)),
                        Prices.of(0, 0.003),
                        3,
                        List.of()),
                new Action("ask_user", ActionKind.CLARIFY, 50, 0, List.of(
                        work(50, 0, false, 0, ContextChange.NONE, "explained", oriented, 0.95),
                        work(50, 0, false, 0, ContextChange.NONE, "explained", STAY, 0.05))),
                new Action(
                        "write",
                        ActionKind.REASON,
                        List.of(
                                work(5, 0.02, false, 0, written, "rejected", STAY, 0.9, 0.2),
                                work(5, 0.02, false, -1, written, "accepted", STAY, 0.1, 0.8)),
                        Prices.of(0.1, 0.008),
                        Action.UNLIMITED,
                        List.of()),
                new Action(
                        "compact",
                        ActionKind.REASON,
                        List.of(
                                work(4, 0.01, false, 0, compacted, "summary", STAY, 0.93),
                                work(4, 0.01, false, 0, compacted, "summary", List.of(0, 0), 0.07)),
                        Prices.of(0, 0.003),
                        Action.UNLIMITED,
                        List.of()),
                Action.of("hand_over", ActionKind.ESCALATE, 30, 1.5, 0, List.of(0.0), List.of(0.0)));
        return new EnvSpec.Builder("agent-loop", 8, weights(0.01, 0.6, 0.02), actions)
                .task(new StartDistribution(List.of(0.0), List.of(3.0), 0, 0), List.of(0.0), List.of(0.0))
                .context(2)
                .phases(new Phases(List.of("blind", "oriented"), List.of(1.0, 0.0), List.of(), List.of()))
                .predictor(Predictor.NONE)
                .build();
    }

    private static Outcome late(double latency, double probability) {
        return new Outcome(
                List.of(probability), true, Prices.of(latency, Outcome.OF_ACTION), List.of(), List.of(),
                ContextChange.NONE, "late", STAY);
    }

    private static Outcome signal(String signal, List<Integer> move, double... probability) {
        return new Outcome(
                list(probability), false, Prices.of(price -> Outcome.OF_ACTION), List.of(), List.of(),
                ContextChange.NONE, signal, move);
    }

    private static Outcome work(
            double latency, double monetary, boolean failure, double shift, ContextChange context, String signal,
            List<Integer> move, double... probability) {
        return new Outcome(
                list(probability), failure, Prices.of(latency, monetary), List.of(1.0), List.of(shift), context, signal,
                move);
    }

    /** A cost unit weighs 1. */
    private static CostVector weights(double latency, double constraint, double failure) {
        return CostVector.ZERO
                .with(CostComponent.LATENCY, latency)
                .with(CostComponent.MONETARY, 1)
                .with(CostComponent.CONSTRAINT, constraint)
                .with(CostComponent.FAILURE, failure);
    }

    private static List<Double> list(double... values) {
        return Arrays.stream(values).boxed().toList();
    }
}
