package dev.baton.cli.study;

import dev.baton.cli.print.Numbers;
import dev.baton.cli.print.TextTable;
import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.Quoted;
import dev.baton.study.Bootstrap;
import dev.baton.study.Comparison;
import dev.baton.study.Interval;
import dev.baton.study.Margins;
import dev.baton.study.Statistic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What contenders cost above the exact optimum, for people and for machines.
 *
 * @param contenders that were compared
 * @param beside the optimum, in the same order
 */
public record Regrets(List<Contender> contenders, Beside beside) {
    private static final int MOST_SEEDS_SHOWN = 10;
    private static final String AS_THEY_ARE =
            "Regret: mean over the episodes of Σ Q(s, a) - V(s), what each choice costs above the best from there on;"
                    + " exact over what would\nfollow, so its mean is J(policy) - J* without the luck of outcomes. 95 %"
                    + " intervals, over start states and outcomes: Student's.\n";
    private static final String METHOD =
            "The method: what policies of other training seeds would cost. A cluster bootstrap over the training seeds"
                    + " (studentised,\nnowhere narrower than Student's), together with the episodes. How often these"
                    + " intervals cover: docs/decisions/011-intervals.md.\n";

    public Regrets {
        contenders = List.copyOf(contenders);
    }

    /** Returns one row for every policy, and a second one for the method of several. */
    public TextTable table() {
        TextTable table = new TextTable(
                List.of("policy", ">regret", ">95 % interval", ">of the optimum", "the interval is for"));
        double optimum = beside.optimum().totalCost().mean();
        for (int c = 0; c < contenders.size(); c++) {
            Contender contender = contenders.get(c);
            Comparison comparison = beside.comparisons().get(c);
            Margins regret = comparison.regret();
            table.row(List.of(
                    Quoted.plain(contender.name()),
                    Numbers.fixed(regret.mean()),
                    Numbers.of(comparison.asTheyAre()),
                    Numbers.share(regret.mean(), optimum),
                    contender.isMethod()
                            ? "these " + regret.policies() + " policies as they are"
                            : "the policy as it is"));
            comparison.ofMethod().ifPresent(interval -> table.row(
                    List.of("", "", Numbers.of(interval), "", "the method, over training seeds")));
        }
        return table;
    }

    /** Returns the regrets by training seed, what the luck of the episodes says, and what the intervals are. */
    public String notes() {
        StringBuilder notes = new StringBuilder();
        boolean methods = false;
        for (int c = 0; c < contenders.size(); c++) {
            Contender contender = contenders.get(c);
            if (contender.isMethod()) {
                methods = true;
                notes.append(Quoted.plain(contender.name()))
                        .append(", regret ")
                        .append(bySeed(contender.seeds(), beside.comparisons().get(c)));
            }
        }
        notes.append(notes.isEmpty() ? "" : "\n").append(AS_THEY_ARE).append(methods ? METHOD : "");
        Disagreements words = new Disagreements();
        for (int c = 0; c < contenders.size(); c++) {
            words.look(
                    Quoted.plain(contenders.get(c).name()),
                    beside.comparisons().get(c),
                    beside.optimum().totalCost().mean());
        }
        return notes.append(words.text()).toString();
    }

    /** Returns the numbers of every seed if there are few, the worst one, and the interquartile mean. */
    public static String bySeed(List<Long> seeds, Comparison comparison) {
        Statistic statistic = comparison.regret().overSeeds();
        List<Double> values = statistic.perSeed();
        List<String> each = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            each.add(Numbers.fixed(values.get(i)) + " (" + seeds.get(i) + ")");
        }
        double[] sorted = statistic.values();
        Arrays.sort(sorted);
        String all = values.size() <= MOST_SEEDS_SHOWN
                ? "by training seed: " + String.join(", ", each)
                : "over the training seeds: least " + Numbers.fixed(sorted[0]) + ", median "
                        + Numbers.fixed((sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2);
        return all + ";\nworst seed " + seeds.get(statistic.worst()) + " with "
                + Numbers.fixed(values.get(statistic.worst())) + "; mean ± standard deviation " + Numbers.of(statistic)
                + "; interquartile mean " + Numbers.fixed(Bootstrap.interquartileMean(List.of(statistic.values())))
                + comparison
                        .ofInterquartileMean()
                        .map(interval -> ", 95 % interval " + Numbers.of(interval) + " (bootstrap and episodes).\n")
                        .orElse(" (an interval takes " + Bootstrap.FEWEST_SEEDS + " seeds).\n");
    }

    /** Writes the regret of every contender by its name. */
    public void writeTo(JsonWriter json) {
        json.begin();
        for (int c = 0; c < contenders.size(); c++) {
            json.key(contenders.get(c).name());
            write(json, contenders.get(c), beside.comparisons().get(c));
        }
        json.end();
    }

    /** Writes one regret. */
    public static void write(JsonWriter json, Contender contender, Comparison comparison) {
        Margins regret = comparison.regret();
        json.begin();
        json.key("mean").value(regret.mean());
        json.key("std").value(regret.overEpisodes().std());
        json.key("episodes").value(regret.overEpisodes().count());
        json.key("interval95").value(comparison.asTheyAre());
        json.key("luck").begin();
        json.key("mean").value(comparison.luck().mean());
        json.key("standardError").value(comparison.luck().standardError());
        json.end();
        if (contender.isMethod()) {
            json.key("method");
            writeMethod(json, contender.seeds(), comparison);
        }
        json.end();
    }

    /** Writes what the policies of several training seeds say about the regret of their method. */
    public static void writeMethod(JsonWriter json, List<Long> seeds, Comparison comparison) {
        writeMethod(json, seeds, comparison.regret(), comparison.ofMethod(), comparison.ofInterquartileMean());
    }

    /** Writes what the policies of several training seeds say about their method. */
    public static void writeMethod(
            JsonWriter json,
            List<Long> seeds,
            Margins margins,
            Optional<Interval> ofMethod,
            Optional<Interval> ofInterquartileMean) {
        Statistic statistic = margins.overSeeds();
        json.begin();
        ofMethod.ifPresent(interval -> json.key("interval95").value(interval));
        json.key("bySeed").value(statistic);
        json.key("worstSeed").value(seeds.get(statistic.worst()));
        json.key("interquartileMean").value(Bootstrap.interquartileMean(List.of(statistic.values())));
        ofInterquartileMean.ifPresent(interval -> json.key("interquartileMeanInterval95").value(interval));
        json.end();
    }
}
