package dev.baton.bench;

import dev.baton.env.Action;
import dev.baton.env.ActionKind;
import dev.baton.env.Charge;
import dev.baton.env.CostComponent;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.env.ObservationScales;
import dev.baton.env.Outcome;
import dev.baton.env.Predictor;
import dev.baton.env.StartDistribution;
import java.util.Collections;
import java.util.List;

/** The environments that are measured. */
public enum Environments {
    /** The paper's tool environment, {@code environments/paper.yaml}: d = 4, H = 10, five tools, 11 features. */
    PAPER,
    /**
     * One that takes every turn the kernel has: all five kinds of action, effects that scale, actions with three
     * outcomes, tables wider than a vector, the expected outcome as predictor, charge and clip at every step. d = 3,
     * H = 24, seven actions, 9 features.
     */
    FIVE_KINDS,
    /** {@code environments/cascade.yaml}: four hidden phases, no task vector, a deadline. H = 7, six actions. */
    CASCADE,
    /**
     * {@code environments/agent-loop.yaml}: two hidden phases, prices that grow with the context, limited calls. d = 1,
     * H = 8, five actions.
     */
    AGENT_LOOP;

    private static final EnvSpec PAPER_SPEC = paper();
    private static final EnvSpec FIVE_KINDS_SPEC = fiveKinds();
    private static final EnvSpec CASCADE_SPEC = HiddenWorlds.cascade();
    private static final EnvSpec AGENT_LOOP_SPEC = HiddenWorlds.agentLoop();

    /**
     * Returns the environment.
     *
     * @return its description
     */
    public EnvSpec spec() {
        return switch (this) {
            case PAPER -> PAPER_SPEC;
            case FIVE_KINDS -> FIVE_KINDS_SPEC;
            case CASCADE -> CASCADE_SPEC;
            case AGENT_LOOP -> AGENT_LOOP_SPEC;
        };
    }

    private static EnvSpec paper() {
        List<Action> actions = List.of(
                tool("cached_lookup", 0.5, 0.1, 0.1, List.of(-0.62, 2.21, 0.0, 0.0)),
                tool("keyword_search", 0.8, 0.25, 0.04, List.of(0.0, 0.0, -0.71, 2.08)),
                tool("retriever", 4.91, 1.06, 0.064, List.of(-3.34, -0.3, 0.0, 0.0)),
                tool("code_runner", 4.91, 1.52, 0.124, List.of(0.0, 0.0, -3.88, -3.57)),
                tool("expert_model", 4.64, 2.04, 0.139, List.of(0.0, -1.95, -0.71, 0.0)));
        StartDistribution start = new StartDistribution(all(4, 1.0), all(4, 2.75), 0.74, 0.25);
        return new EnvSpec(
                "paper",
                10,
                start,
                all(4, 0.13),
                all(4, 1.0),
                CostVector.ZERO
                        .with(CostComponent.LATENCY, 0.25)
                        .with(CostComponent.MONETARY, 0.1)
                        .with(CostComponent.CONSTRAINT, 2.0)
                        .with(CostComponent.FAILURE, 0.85)
                        .with(CostComponent.DIVERGENCE, 0.5),
                CostVector.UNCLIPPED,
                Charge.TERMINAL,
                Predictor.NOMINAL,
                ObservationScales.defaults(start, 10, actions),
                actions);
    }

    private static EnvSpec fiveKinds() {
        List<Action> actions = List.of(
                tool("search", 0.8, 0.25, 0.05, List.of(-0.9, 0.0, 0.2)),
                tool("calculator", 0.3, 0.1, 0.02, List.of(0.1, -1.1, 0.0)),
                tool("code_runner", 3.2, 1.1, 0.12, List.of(-0.4, -1.8, -0.7)),
                new Action(
                        "think",
                        ActionKind.REASON,
                        2.1,
                        0.6,
                        List.of(
                                new Outcome(0.1, true, all(3, 1.0), List.of(0.0, 0.0, 0.3)),
                                new Outcome(0.6, false, all(3, 0.7), List.of(0.0, 0.0, -0.5)),
                                new Outcome(0.3, false, List.of(0.9, 1.0, 0.8), all(3, -0.1)))),
                new Action(
                        "ask",
                        ActionKind.CLARIFY,
                        6.0,
                        0.05,
                        List.of(
                                new Outcome(0.25, false, all(3, 1.0), all(3, 0.0)),
                                new Outcome(0.75, false, List.of(0.5, 0.8, 0.5), all(3, 0.0)))),
                new Action(
                        "supervisor",
                        ActionKind.ESCALATE,
                        9.0,
                        4.0,
                        List.of(
                                new Outcome(0.02, true, all(3, 1.0), all(3, 0.0)),
                                new Outcome(0.98, false, all(3, 0.1), all(3, 0.2)))),
                new Action(
                        "stop",
                        ActionKind.TERMINATE,
                        0.0,
                        0.0,
                        List.of(new Outcome(1.0, false, all(3, 1.0), all(3, 0.0)))));
        StartDistribution start = new StartDistribution(List.of(1.0, 1.2, 0.8), List.of(2.0, 3.0, 1.5), 0.6, 0.2);
        return new EnvSpec(
                "five-kinds",
                24,
                start,
                List.of(0.05, 0.1, 0.02),
                List.of(0.5, 1.0, 0.75),
                CostVector.ZERO
                        .with(CostComponent.LATENCY, 0.2)
                        .with(CostComponent.MONETARY, 0.3)
                        .with(CostComponent.CONSTRAINT, 1.5)
                        .with(CostComponent.FAILURE, 0.9)
                        .with(CostComponent.DIVERGENCE, 0.4),
                CostVector.UNCLIPPED
                        .with(CostComponent.LATENCY, 8.0)
                        .with(CostComponent.MONETARY, 3.0)
                        .with(CostComponent.CONSTRAINT, 6.0)
                        .with(CostComponent.DIVERGENCE, 5.0),
                Charge.STEP,
                Predictor.EXPECTED,
                ObservationScales.defaults(start, 24, actions),
                actions);
    }

    private static Action tool(
            String name, double latency, double monetary, double failureProbability, List<Double> shift) {
        return Action.of(
                name, ActionKind.TOOL, latency, monetary, failureProbability, all(shift.size(), 1.0), shift);
    }

    private static List<Double> all(int dimension, double value) {
        return Collections.nCopies(dimension, value);
    }
}
