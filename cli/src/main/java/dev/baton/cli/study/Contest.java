package dev.baton.cli.study;

import dev.baton.cli.option.Compute;
import dev.baton.cli.option.Seeds;
import dev.baton.cli.print.Numbers;
import dev.baton.cli.print.Progress;
import dev.baton.cli.print.TextTable;
import dev.baton.cli.process.Jobs;
import dev.baton.cli.process.Work;
import dev.baton.env.EnvSpec;
import dev.baton.files.text.JsonWriter;
import dev.baton.policy.Policy;
import dev.baton.study.Comparison;
import dev.baton.study.Interval;
import dev.baton.study.Margins;
import dev.baton.study.Paired;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Contenders on common episodes: by their regret where the optimum is known, which the luck of outcomes does not touch,
 * else by what the episodes cost.
 *
 * @param contenders that were compared
 * @param margins of the measure, in the order of the contenders
 * @param regrets null where the optimum is not computed
 * @param refusal why it is not computed, or nothing
 */
public record Contest(List<Contender> contenders, List<Margins> margins, @Nullable Regrets regrets, String refusal) {
    public Contest {
        contenders = List.copyOf(contenders);
        margins = List.copyOf(margins);
    }

    /** Runs every policy on the episodes of every evaluation seed. */
    public static Contest run(
            EnvSpec environment,
            List<Contender> contenders,
            Seeds seeds,
            int episodes,
            Compute compute,
            Progress progress) {
        String refusal = Exact.refusal(environment, (double) episodes * seeds.count());
        if (refusal.isEmpty()) {
            Beside beside = Exact.compare(
                    environment, contenders, seeds, episodes, compute.kernels(), compute.threads(), progress);
            List<Margins> margins =
                    beside.comparisons().stream().map(comparison -> comparison.regret()).toList();
            return new Contest(contenders, margins, new Regrets(contenders, beside), "");
        }
        List<Callable<double[]>> tasks = new ArrayList<>();
        for (Contender contender : contenders) {
            for (Policy policy : contender.policies()) {
                tasks.add(() -> costs(environment, policy, seeds, episodes, compute, progress));
            }
        }
        List<double[]> costs = Jobs.run(compute.threads(), tasks);
        List<Margins> margins = new ArrayList<>();
        int from = 0;
        for (Contender contender : contenders) {
            margins.add(Margins.of(costs.subList(from, from + contender.policies().size())));
            from += contender.policies().size();
        }
        return new Contest(contenders, margins, null, refusal);
    }

    /** Returns several contests on the same episodes of the same world as one; what is seen of it may differ. */
    public static Contest join(List<Contest> contests) {
        List<Contender> contenders = new ArrayList<>();
        List<Margins> margins = new ArrayList<>();
        List<Comparison> comparisons = new ArrayList<>();
        for (Contest contest : contests) {
            contenders.addAll(contest.contenders);
            margins.addAll(contest.margins);
            if (contest.regrets != null) {
                comparisons.addAll(contest.regrets.beside().comparisons());
            }
        }
        Regrets first = contests.getFirst().regrets;
        Regrets regrets =
                first == null ? null : new Regrets(contenders, new Beside(first.beside().optima(), comparisons));
        return new Contest(contenders, margins, regrets, contests.getFirst().refusal);
    }

    private static double[] costs(
            EnvSpec environment, Policy policy, Seeds seeds, int episodes, Compute compute, Progress progress) {
        double[] all = new double[episodes * seeds.count()];
        double[] costs = new double[episodes];
        for (int s = 0; s < seeds.count(); s++) {
            Training.evaluate(
                    environment, policy, seeds.first() + s, episodes, compute.execution(1), progress, costs);
            System.arraycopy(costs, 0, all, s * episodes, episodes);
        }
        return all;
    }

    /** Returns how much there is to compute. */
    public static Work work(EnvSpec environment, List<Contender> contenders, Seeds seeds, int episodes) {
        double runs = (double) episodes * seeds.count();
        Work work = new Work(0, 0);
        for (Contender contender : contenders) {
            work = work.plus(
                    Work.evaluation(environment, contender.multiplyAdds(), runs * contender.policies().size()));
        }
        return Exact.refusal(environment, runs).isEmpty() ? work.plus(Exact.work(environment, runs)) : work;
    }

    /** Returns what is compared. */
    public String measure() {
        return regrets == null ? "total cost" : "regret";
    }

    /** Returns the measure of each contender for people. */
    public String each() {
        if (regrets != null) {
            return regrets.table().text() + "\n" + regrets.notes();
        }
        TextTable table = new TextTable(List.of("policy", ">total cost", ">95 % interval, as it is"));
        for (int c = 0; c < contenders.size(); c++) {
            table.row(List.of(
                    contenders.get(c).title(),
                    Numbers.fixed(margins.get(c).mean()),
                    Numbers.of(margins.get(c).asTheyAre())));
        }
        return table.text() + "\nNo regret: " + refusal + ".\n";
    }

    /** Returns one contender paired with another. */
    public Paired paired(int one, int other) {
        return new Paired(margins.get(one), margins.get(other));
    }

    /** Returns the statistics of a pair as cells: {@link #PAIRED}. */
    public static List<String> cells(Paired paired) {
        Margins difference = paired.difference();
        boolean methods = paired.one().policies() > 1 && paired.other().policies() > 1;
        return List.of(
                Numbers.fixed(difference.mean()),
                Numbers.of(difference.asTheyAre()),
                paired.ofMethods().map(Numbers::of).orElse(""),
                methods
                        ? percent(paired.probabilityOfImprovement())
                                + paired.improvementInterval()
                                        .map(interval -> " (" + percent(interval.lower()) + " to "
                                                + percent(interval.upper()) + ")")
                                        .orElse("")
                        : "",
                methods && Double.isFinite(paired.spreadRatio())
                        ? String.format(Locale.ROOT, "%.2f (%s)", paired.spreadRatio(), pValue(paired.spreadPValue()))
                        : "");
    }

    /** The heads of {@link #cells}. */
    public static final List<String> PAIRED = List.of(
            ">difference", ">95 % interval, as they are", ">95 % interval, the methods", ">costs less",
            ">ratio of deviations");

    /** What the columns of pairs mean. */
    public static final String PAIRED_NOTE =
            """
            Intervals of the difference: for these policies as they are, over the episodes; for the methods, over
            training seeds, paired, and episodes (docs/decisions/011-intervals.md). Costs less: probability that a
            policy of one method costs less than one of the other, both of any training seed (95 % interval by bootstrap
            from 10 seeds on). Ratio of the standard deviations over the training seeds, p by exchanging the pairs.
            """;

    private static String pValue(double p) {
        return p < 0.001 ? "p < 0.001" : String.format(Locale.ROOT, "p = %.3f", p);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }

    /** Writes the statistics of a pair. */
    public void write(JsonWriter json, int one, int other) {
        Paired paired = paired(one, other);
        Margins difference = paired.difference();
        json.begin();
        json.key("measure").value(measure());
        json.key("mean").value(difference.mean());
        json.key("interval95").value(difference.asTheyAre());
        if (difference.policies() > 1) {
            Contender several = contenders.get(contenders.get(one).isMethod() ? one : other);
            json.key("method");
            Regrets.writeMethod(
                    json, several.seeds(), difference, paired.ofMethods(), difference.ofInterquartileMean());
        }
        if (contenders.get(one).isMethod() && contenders.get(other).isMethod()) {
            json.key("probabilityOfImprovement").value(paired.probabilityOfImprovement());
            paired.improvementInterval()
                    .ifPresent((Interval interval) -> json.key("improvementInterval95").value(interval));
            if (Double.isFinite(paired.spreadRatio())) {
                json.key("spreadRatio").value(paired.spreadRatio());
                json.key("spreadPValue").value(paired.spreadPValue());
            }
        }
        json.end();
    }
}
