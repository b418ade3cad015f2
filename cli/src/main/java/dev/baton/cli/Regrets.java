package dev.baton.cli;

import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.exact.ExactResults;
import dev.baton.exact.ExactSolver;
import dev.baton.exact.Lattice;
import dev.baton.exact.NotSolvableException;
import dev.baton.ops.Backend;
import dev.baton.train.EvaluationResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The exact optimum of the evaluation's start states and, by policy, the differences between an episode's cost and the
 * optimum of its start state.
 */
final class Regrets {
    /** What the interval is. */
    static final String NOTE = "95 % interval: mean ± 1.96 standard errors of the differences, episode by episode, over"
            + " all seeds, for the policies as they are.\n";

    // Some tens of seconds of plain Java; beyond that the optimum is a command of its own.
    private static final double MOST_ACTION_VALUES = 4e9;

    private final String refusal;
    private final double[] optimal;
    private final List<EvaluationResult> perSeed;
    private final Map<String, Moments> byPolicy = new LinkedHashMap<>();

    private Regrets(String refusal, double[] optimal, List<EvaluationResult> perSeed) {
        this.refusal = refusal;
        this.optimal = optimal;
        this.perSeed = perSeed;
    }

    /** Returns why the optimum is not computed, or nothing if it is. */
    static String refusal(EnvSpec spec, double startStates) {
        try {
            long states = Lattice.of(spec).states();
            double values = startStates * states * spec.actionCount();
            return values <= MOST_ACTION_VALUES
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            "not computed: %.2g action values for %.2g start states of %,d states are more than the %.0g"
                                    + " that this command computes; 'baton optimum' has no limit",
                            values,
                            startStates,
                            states,
                            MOST_ACTION_VALUES);
        } catch (NotSolvableException e) {
            return "cannot be solved exactly: " + e.getMessage();
        }
    }

    /** Returns the place of an optimum that is not computed. */
    static Regrets refused(String refusal) {
        return new Regrets(refusal, new double[0], List.of());
    }

    /** Solves the start states of one seed. */
    static Regrets solve(EnvSpec spec, long seed, int episodes, Backend backend) {
        ExactResults results = new ExactResults(episodes);
        new ExactSolver(spec, backend).solveEpisodes(seed, 0, episodes, results, 0);
        Optimum mean = Optimum.of(results);
        CostVector components = new CostVector(
                mean.component(0).mean(),
                mean.component(1).mean(),
                mean.component(2).mean(),
                mean.component(3).mean(),
                mean.component(4).mean());
        EvaluationResult result = new EvaluationResult(
                episodes, mean.totalCost().mean(), mean.successRate().mean(), mean.steps().mean(), components);
        return new Regrets("", results.totalCost, List.of(result));
    }

    /** Returns the regrets over all seeds. */
    static Regrets of(List<Regrets> seeds) {
        List<EvaluationResult> perSeed = new ArrayList<>();
        seeds.forEach(seed -> perSeed.addAll(seed.perSeed));
        Regrets all = new Regrets(seeds.get(0).refusal, new double[0], perSeed);
        for (Regrets seed : seeds) {
            seed.byPolicy.forEach((policy, regret) -> all.byPolicy.merge(policy, regret, Moments::plus));
        }
        return all;
    }

    /** Takes the costs of a policy's episodes; changes them to the differences from the optimum. */
    void compare(String policy, double[] costs) {
        for (int n = 0; n < costs.length; n++) {
            costs[n] -= optimal[n];
        }
        byPolicy.put(policy, Moments.of(costs, 0, costs.length));
    }

    String refusal() {
        return refusal;
    }

    PolicyResult optimum() {
        return new PolicyResult(perSeed);
    }

    /** Returns the regret of every policy. */
    Map<String, Moments> byPolicy() {
        return byPolicy;
    }

    /** Returns a regret in per cent of J*. */
    String share(Moments regret) {
        return Numbers.share(regret.mean(), optimum().totalCost().mean());
    }

    /** Writes the optimum and the regrets, or why there are none, as one JSON object. */
    void writeTo(JsonWriter json) {
        json.begin();
        if (!refusal.isEmpty()) {
            json.key("unavailable").value(refusal);
            json.end();
            return;
        }
        json.key("result");
        optimum().writeTo(json);
        json.key("regret").begin();
        byPolicy.forEach((policy, regret) -> {
            json.key(policy).begin();
            json.key("mean").value(regret.mean());
            json.key("std").value(regret.std());
            json.key("episodes").value(regret.count());
            json.key("interval95").values(List.of(regret.mean() - regret.halfWidth(), regret.mean() + regret.halfWidth()));
            json.end();
        });
        json.end().end();
    }
}
