package dev.baton.cli;

import dev.baton.env.Action;
import dev.baton.env.EnvSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A comparison with the optimum for people and for machines.
 *
 * @param policy as it was named
 * @param comparison the states
 * @param optimum on the same start states
 */
record ComparisonReport(String policy, Comparison comparison, Optimum optimum) {
    private static final String NOTE =
            """
            Regret: mean over episodes of Σ Q(s, a) - V(s), what each choice costs above the best from there on, exact over
            what would follow; its mean is J(policy) - J*. 95 % interval: mean ± 1.96 standard errors over the episodes.
            """;

    /** Returns the tables; {@code setting} says what was run. */
    String text(String setting) {
        EnvSpec spec = comparison.spec();
        Comparison.Counts overall = comparison.overall();
        double regret = comparison.results().meanRegret();
        TextTable summary = new TextTable(List.of("measure", ">value"));
        summary.row(List.of("total cost of the optimum, J*", Numbers.fixed(optimum.totalCost().mean())));
        summary.row(List.of("regret", Numbers.fixed(regret)));
        summary.row(List.of(
                "95 % interval",
                Numbers.fixed(regret - comparison.halfWidth()) + " to "
                        + Numbers.fixed(regret + comparison.halfWidth())));
        summary.row(List.of("of the optimum", ofOptimum(regret)));
        summary.row(List.of("visited states", Numbers.count(overall.states())));
        summary.row(List.of("action is optimal", percent(overall.actionAgreement())));
        if (comparison.canHandOver()) {
            summary.row(List.of("agree on handing over", percent(overall.handOverAgreement())));
        }
        return "Policy " + Quoted.plain(policy) + " beside the exact optimum in the environment "
                + Quoted.plain(spec.name()) + ", " + setting + ".\nStates that the policy visits:\n\n" + summary.text()
                + "\nBy step" + (comparison.canHandOver() ? ": where the optimum hands over, and where the policy does" : "")
                + "\n\n" + bySteps().text() + "\nStates by the optimum's action (rows) and the policy's (columns)\n\n"
                + byActions().text() + "\n" + NOTE;
    }

    private TextTable bySteps() {
        boolean hands = comparison.canHandOver();
        List<String> header = new ArrayList<>(List.of(">step", ">states", ">action optimal"));
        if (hands) {
            header.addAll(List.of(">agree on handing over", ">both", ">only optimum", ">only policy", ">neither"));
        }
        header.add(">regret per state");
        TextTable table = new TextTable(header);
        for (int t = 0; t < comparison.spec().horizon(); t++) {
            Comparison.Counts counts = comparison.at(t);
            if (counts.states() == 0) {
                continue;
            }
            List<String> row = new ArrayList<>(List.of(
                    Integer.toString(t), Numbers.count(counts.states()), percent(counts.actionAgreement())));
            if (hands) {
                row.addAll(List.of(
                        percent(counts.handOverAgreement()),
                        Numbers.count(counts.both()),
                        Numbers.count(counts.optimumOnly()),
                        Numbers.count(counts.policyOnly()),
                        Numbers.count(counts.neither())));
            }
            row.add(Numbers.fixed(comparison.results().regret(t) / counts.states()));
            table.row(row);
        }
        return table;
    }

    private TextTable byActions() {
        List<Action> actions = comparison.spec().actions();
        List<String> header = new ArrayList<>(List.of(""));
        actions.forEach(action -> header.add(">" + Quoted.plain(action.name())));
        TextTable table = new TextTable(header);
        for (int optimal = 0; optimal < actions.size(); optimal++) {
            List<String> row = new ArrayList<>(List.of(Quoted.plain(actions.get(optimal).name())));
            for (int chosen = 0; chosen < actions.size(); chosen++) {
                row.add(Numbers.count(comparison.met(optimal, chosen)));
            }
            table.row(row);
        }
        return table;
    }

    /** Returns the same as JSON. */
    String json() {
        EnvSpec spec = comparison.spec();
        double regret = comparison.results().meanRegret();
        JsonWriter writer = new JsonWriter().begin();
        writer.key("environment").value(spec.name());
        writer.key("policy").value(policy);
        writer.key("episodes").value(comparison.results().episodes());
        writer.key("optimum").begin();
        writer.key("totalCost").value(optimum.totalCost().mean());
        writer.key("successRate").value(optimum.successRate().mean());
        writer.end();
        writer.key("regret").begin();
        writer.key("mean").value(regret);
        writer.key("interval95").values(List.of(regret - comparison.halfWidth(), regret + comparison.halfWidth()));
        writer.end();
        write(writer, comparison.overall());
        writer.key("perStep").beginList();
        for (int t = 0; t < spec.horizon(); t++) {
            Comparison.Counts counts = comparison.at(t);
            writer.beginItem();
            writer.key("step").value(t);
            write(writer, counts);
            writer.key("regretPerState")
                    .value(counts.states() == 0 ? 0 : comparison.results().regret(t) / counts.states());
            writer.end();
        }
        writer.endList();
        writer.key("perAction").beginList();
        for (int optimal = 0; optimal < spec.actionCount(); optimal++) {
            List<Long> states = new ArrayList<>();
            for (int chosen = 0; chosen < spec.actionCount(); chosen++) {
                states.add(comparison.met(optimal, chosen));
            }
            writer.beginItem();
            writer.key("optimal").value(spec.actions().get(optimal).name());
            writer.key("statesByPolicyAction").values(states);
            writer.end();
        }
        writer.endList();
        return writer.end().finish();
    }

    private static void write(JsonWriter writer, Comparison.Counts counts) {
        writer.key("states").value(counts.states());
        writer.key("actionAgreement").value(counts.actionAgreement());
        writer.key("handOverAgreement").value(counts.handOverAgreement());
        writer.key("handOver").begin();
        writer.key("both").value(counts.both());
        writer.key("optimumOnly").value(counts.optimumOnly());
        writer.key("policyOnly").value(counts.policyOnly());
        writer.key("neither").value(counts.neither());
        writer.end();
    }

    private String ofOptimum(double regret) {
        return Numbers.share(regret, optimum.totalCost().mean());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
