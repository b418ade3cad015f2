package dev.baton.cli.remark;

import dev.baton.cli.option.Seeds;
import dev.baton.cli.print.Numbers;
import dev.baton.env.EnvSpec;
import dev.baton.exact.InformationBounds;
import dev.baton.exact.NotSolvableException;
import dev.baton.exact.StartStates;
import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.Quoted;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What stands on both sides of the optimum where something is hidden: what one would pay who saw the phase before every
 * action, and what the best sequence of actions costs that is fixed in advance (model, section 10.4).
 *
 * @param informed by start state; none if it is not computed
 * @param informedRefusal why it is not, or nothing
 * @param plans by start state; none if they are not computed
 * @param planRefusal why they are not, or nothing
 */
public record Bounds(
        List<Double> informed, String informedRefusal, List<InformationBounds.Plan> plans, String planRefusal) {
    /** Plans of start states that differ are searched one by one. */
    private static final int MOST_PLANS = 200;

    public Bounds {
        informed = List.copyOf(informed);
        plans = List.copyOf(plans);
    }

    /** Computes the bounds of the start states of evaluation seeds; nothing if nothing is hidden. */
    public static Optional<Bounds> ofEpisodes(EnvSpec spec, Seeds seeds, int episodes) {
        if (spec.phases() == null) {
            return Optional.empty();
        }
        if (StartStates.alike(spec)) {
            return of(spec, StartStates.typical(spec), 1);
        }
        int d = spec.dimension();
        int count = seeds.count() * episodes;
        double[] task = new double[d * count];
        for (int s = 0; s < seeds.count(); s++) {
            double[] ofSeed = StartStates.ofEpisodes(spec, seeds.first() + s, episodes);
            for (int i = 0; i < d; i++) {
                System.arraycopy(ofSeed, i * episodes, task, i * count + s * episodes, episodes);
            }
        }
        return of(spec, task, count);
    }

    /** Computes the bounds of some start states, (d, N); nothing if nothing is hidden. */
    public static Optional<Bounds> of(EnvSpec spec, double[] task, int count) {
        if (spec.phases() == null) {
            return Optional.empty();
        }
        InformationBounds bounds = new InformationBounds(spec);
        double[] informed = new double[count];
        String informedRefusal = "";
        try {
            bounds.informed(task, informed);
        } catch (NotSolvableException e) {
            informed = new double[0];
            informedRefusal = e.getMessage() + "";
        }
        List<InformationBounds.Plan> plans = List.of();
        String planRefusal = "";
        if (count > MOST_PLANS && !StartStates.alike(spec)) {
            planRefusal = "plan: expected at most " + MOST_PLANS + " start states that differ, found "
                    + Numbers.count(count) + "; give some with --start, or fewer --episodes";
        } else {
            try {
                plans = bounds.plans(task, count);
            } catch (NotSolvableException e) {
                planRefusal = e.getMessage() + "";
            }
        }
        return Optional.of(
                new Bounds(Arrays.stream(informed).boxed().toList(), informedRefusal, plans, planRefusal));
    }

    /** Writes the keys "informed" and "plan" with the means over all start states. */
    public void writeTo(JsonWriter json) {
        write(json, "informed", informed.isEmpty(), informedRefusal, writer -> writer.key("totalCost")
                .value(mean(informed)));
        write(json, "plan", plans.isEmpty(), planRefusal, writer -> {
            if (plans.stream().map(InformationBounds.Plan::actions).distinct().count() == 1) {
                writer.key("actions").values(plans.get(0).actions());
            }
            writer.key("totalCost").value(planCost());
        });
    }

    /** Writes the keys "informed" and "plan" of one start state. */
    public void writeTo(JsonWriter json, int start) {
        write(json, "informed", informed.isEmpty(), informedRefusal, writer -> writer.key("totalCost")
                .value(informed.get(start)));
        write(json, "plan", plans.isEmpty(), planRefusal, writer -> {
            writer.key("actions").values(plans.get(start).actions());
            writer.key("totalCost").value(plans.get(start).totalCost());
        });
    }

    private static void write(
            JsonWriter json, String key, boolean isMissing, String refusal, Consumer<JsonWriter> write) {
        json.key(key).begin();
        if (isMissing) {
            json.key("unavailable").value(refusal);
        } else {
            write.accept(json);
        }
        json.end();
    }

    private static double mean(List<Double> numbers) {
        return numbers.stream().mapToDouble(x -> x).average().orElseThrow();
    }

    private double planCost() {
        return mean(plans.stream().map(InformationBounds.Plan::totalCost).toList());
    }

    /** Returns the bounds in a sentence each. */
    public String text() {
        String seeing = informed.isEmpty()
                ? "Informed, who sees the phase before every action: not computed: " + informedRefusal + "."
                : "Informed, who sees the phase before every action: " + Numbers.fixed(mean(informed)) + ".";
        String fixed;
        if (plans.isEmpty()) {
            fixed = "Best plan, fixed in advance: not computed: " + planRefusal + ".";
        } else {
            List<List<String>> distinct = plans.stream()
                    .map(InformationBounds.Plan::actions)
                    .distinct()
                    .toList();
            fixed = "Best plan, fixed in advance: " + Numbers.fixed(planCost()) + ", "
                    + (distinct.size() == 1
                            ? words(distinct.get(0))
                            : distinct.size() + " plans for " + plans.size() + " start states")
                    + ".";
        }
        return seeing + "\n" + fixed + "\n";
    }

    private static String words(List<String> plan) {
        return plan.isEmpty() ? "nothing is left to do" : Quoted.plain(String.join(", ", plan), 500);
    }

    /** Returns the cells of one start state: informed, plan's cost, plan. */
    public List<String> cells(int start) {
        return List.of(
                informed.isEmpty() ? "" : Numbers.fixed(informed.get(start)),
                plans.isEmpty() ? "" : Numbers.fixed(plans.get(start).totalCost()),
                plans.isEmpty() ? "" : words(plans.get(start).actions()));
    }
}
