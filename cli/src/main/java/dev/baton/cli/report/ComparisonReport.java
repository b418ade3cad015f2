package dev.baton.cli.report;

import dev.baton.cli.print.Numbers;
import dev.baton.cli.print.TextTable;
import dev.baton.cli.study.Contender;
import dev.baton.cli.study.Disagreements;
import dev.baton.cli.study.Regrets;
import dev.baton.env.Action;
import dev.baton.env.EnvSpec;
import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.Quoted;
import dev.baton.study.Choices;
import dev.baton.study.Comparison;
import dev.baton.study.Optimum;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A comparison with the optimum for people and for machines.
 *
 * @param policy that was run
 * @param comparison of it with the optimum
 * @param optimum on the same start states
 */
public record ComparisonReport(Contender policy, Comparison comparison, Optimum optimum) {
    private static final String NOTE =
            """
            Regret: mean over episodes of Σ Q(s, a) - V(s), what each choice costs above the best from there on, exact
            over what would follow; its mean is J(policy) - J*. 95 % interval: Student's over the episodes, for policies
            as they are. Luck: what outcomes did to the simulated cost beside the choices, with its standard error; its
            mean is 0.
            """;
    private static final String METHOD =
            "The method: over training seeds and episodes (docs/decisions/011-intervals.md).\n";

    /** Returns the tables; {@code setting} says what was run. */
    public String text(String setting) {
        Choices choices = comparison.choices();
        EnvSpec spec = choices.spec();
        Choices.Counts overall = choices.overall();
        double best = optimum.totalCost().mean();
        double regret = comparison.regret().mean();
        double luck = comparison.luck().mean();
        TextTable summary = new TextTable(List.of("measure", ">value"));
        summary.row(List.of("total cost of the optimum, J*", Numbers.fixed(best)));
        summary.row(List.of("regret", Numbers.fixed(regret)));
        summary.row(List.of("95 % interval", Numbers.of(comparison.asTheyAre())));
        comparison.ofMethod().ifPresent(interval ->
                summary.row(List.of("95 % interval, the method", Numbers.of(interval))));
        summary.row(List.of("of the optimum", Numbers.share(regret, best)));
        summary.row(List.of("luck of the episodes", Numbers.fixed(luck) + " ± "
                + Numbers.fixed(comparison.luck().standardError())));
        summary.row(List.of("simulated total cost", Numbers.fixed(best + regret + luck)));
        summary.row(List.of("visited states", Numbers.count(overall.states())));
        summary.row(List.of("action is optimal", percent(overall.actionAgreement())));
        if (choices.canHandOver()) {
            summary.row(List.of("agree on handing over", percent(overall.handOverAgreement())));
            summary.row(List.of("hands over where it is optimal (recall)", percent(overall.handOverRecall())));
            summary.row(List.of("is optimal where it hands over (precision)", percent(overall.handOverPrecision())));
        }
        Disagreements words = new Disagreements();
        words.look(Quoted.plain(policy.name()), comparison, best);
        String seeds = policy.isMethod()
                ? "\nRegret " + Regrets.bySeed(policy.seeds(), comparison)
                : "";
        return "Policy " + policy.title() + " beside the exact optimum in the environment "
                + Quoted.plain(spec.name()) + ", " + setting + ".\nStates that the policy visits:\n\n"
                + summary.text() + seeds + "\nBy step"
                + (choices.canHandOver() ? ": where the optimum hands over, and where the policy does" : "")
                + "\n\n" + bySteps().text() + "\nStates by the optimum's action (rows) and the policy's (columns)\n\n"
                + byActions().text() + "\n" + NOTE + (policy.isMethod() ? METHOD : "")
                + words.text();
    }

    private TextTable bySteps() {
        Choices choices = comparison.choices();
        boolean hands = choices.canHandOver();
        List<String> header = new ArrayList<>(List.of(">step", ">states", ">action optimal"));
        if (hands) {
            header.addAll(List.of(">agree on handing over", ">both", ">only optimum", ">only policy", ">neither"));
        }
        header.add(">regret per state");
        TextTable table = new TextTable(header);
        for (int t = 0; t < choices.spec().horizon(); t++) {
            Choices.Counts counts = choices.at(t);
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
            row.add(Numbers.fixed(choices.regret(t) / counts.states()));
            table.row(row);
        }
        return table;
    }

    private TextTable byActions() {
        Choices choices = comparison.choices();
        List<Action> actions = choices.spec().actions();
        List<String> header = new ArrayList<>(List.of(""));
        actions.forEach(action -> header.add(">" + Quoted.plain(action.name())));
        TextTable table = new TextTable(header);
        for (int optimal = 0; optimal < actions.size(); optimal++) {
            List<String> row = new ArrayList<>(List.of(Quoted.plain(actions.get(optimal).name())));
            for (int chosen = 0; chosen < actions.size(); chosen++) {
                row.add(Numbers.count(choices.count(optimal, chosen)));
            }
            table.row(row);
        }
        return table;
    }

    /** Returns the same as JSON. */
    public String json() {
        Choices choices = comparison.choices();
        EnvSpec spec = choices.spec();
        JsonWriter writer = new JsonWriter().begin();
        writer.key("environment").value(spec.name());
        writer.key("policy").value(policy.name());
        writer.key("episodes").value(comparison.regret().overEpisodes().count());
        writer.key("optimum").begin();
        writer.key("totalCost").value(optimum.totalCost().mean());
        writer.key("successRate").value(optimum.successRate().mean());
        writer.end();
        writer.key("regret");
        Regrets.write(writer, policy, comparison);
        write(writer, choices.overall());
        writer.key("perStep").beginList();
        for (int t = 0; t < spec.horizon(); t++) {
            Choices.Counts counts = choices.at(t);
            writer.beginItem();
            writer.key("step").value(t);
            write(writer, counts);
            writer.key("regretPerState")
                    .value(counts.states() == 0 ? 0 : choices.regret(t) / counts.states());
            writer.end();
        }
        writer.endList();
        writer.key("perAction").beginList();
        for (int optimal = 0; optimal < spec.actionCount(); optimal++) {
            List<Long> states = new ArrayList<>();
            for (int chosen = 0; chosen < spec.actionCount(); chosen++) {
                states.add(choices.count(optimal, chosen));
            }
            writer.beginItem();
            writer.key("optimal").value(spec.actions().get(optimal).name());
            writer.key("statesByPolicyAction").values(states);
            writer.end();
        }
        writer.endList();
        return writer.end().finish();
    }

    private static void write(JsonWriter writer, Choices.Counts counts) {
        writer.key("states").value(counts.states());
        writer.key("actionAgreement").value(counts.actionAgreement());
        writer.key("handOverAgreement").value(counts.handOverAgreement());
        writer.key("handOverRecall").value(counts.handOverRecall());
        writer.key("handOverPrecision").value(counts.handOverPrecision());
        writer.key("handOver").begin();
        writer.key("both").value(counts.both());
        writer.key("optimumOnly").value(counts.optimumOnly());
        writer.key("policyOnly").value(counts.policyOnly());
        writer.key("neither").value(counts.neither());
        writer.end();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
