package dev.baton.cli.study;

import dev.baton.cli.print.Numbers;
import dev.baton.cli.print.TextTable;
import dev.baton.env.EnvSpec;
import dev.baton.exact.ConstrainedSolver;
import dev.baton.exact.ConstrainedSolver.HullPoint;
import dev.baton.exact.ConstrainedSolver.Mixture;
import dev.baton.exact.NotSolvableException;
import dev.baton.files.BatonException;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.Quoted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The least cost at which tasks succeed at least so often, for several probabilities (model, section 10.5).
 *
 * @param spec the environment
 * @param starts what is averaged over
 * @param least the probabilities, θ
 * @param mixtures one per probability
 */
public record ConstrainedFrontier(EnvSpec spec, StartTasks starts, List<Double> least, List<Mixture> mixtures) {
    private static final String OF_SUCCESS = "success: ";

    public ConstrainedFrontier {
        least = List.copyOf(least);
        mixtures = List.copyOf(mixtures);
    }

    /** Solves; fails in one line where no policy succeeds so often, or the environment is too large. */
    public static ConstrainedFrontier solve(EnvSpec spec, Path file, StartTasks starts, List<Double> least) {
        try {
            ConstrainedSolver solver = new ConstrainedSolver(spec, starts.task(), starts.count());
            List<Mixture> mixtures = new ArrayList<>();
            for (double theta : least) {
                mixtures.add(solver.atLeast(theta));
            }
            return new ConstrainedFrontier(spec, starts, least, mixtures);
        } catch (NotSolvableException e) {
            String why = String.valueOf(e.getMessage());
            throw new BatonException(
                    why.startsWith(OF_SUCCESS)
                            ? "--min-success: " + why.substring(OF_SUCCESS.length())
                            : InputFile.name(file) + ": cannot be solved exactly: " + why,
                    e);
        }
    }

    public String text() {
        TextTable table = new TextTable(List.of(
                ">at least", ">cost", ">success", ">cost of the one", ">its success", ">of the other", ">its success",
                ">drawn in"));
        for (int i = 0; i < mixtures.size(); i++) {
            Mixture mixture = mixtures.get(i);
            boolean one = mixture.weight() == 0;
            table.row(List.of(
                    Numbers.brief(least.get(i)),
                    Numbers.fixed(mixture.cost()),
                    Numbers.fixed(mixture.success()),
                    Numbers.fixed(mixture.first().cost()),
                    Numbers.fixed(mixture.first().success()),
                    one ? "" : Numbers.fixed(mixture.second().cost()),
                    one ? "" : Numbers.fixed(mixture.second().success()),
                    one ? "" : Numbers.fixed(100 * mixture.weight()) + " %"));
        }
        return "The least cost, that of the constraint left out, at which a task succeeds at least so often, exactly,"
                + " in the environment\n" + Quoted.plain(spec.name()) + ", " + starts.describe() + ".\n\n"
                + table.text() + "\nThe best is one policy, or two of which one is drawn at the start of an episode:"
                + " the other in so many per cent of them.\n";
    }

    public String json() {
        JsonWriter json = new JsonWriter().begin();
        json.key("environment").value(spec.name());
        json.key("startStates").value(starts.count());
        json.key("points").beginList();
        for (int i = 0; i < mixtures.size(); i++) {
            Mixture mixture = mixtures.get(i);
            json.beginItem();
            json.key("minSuccess").value(least.get(i));
            json.key("cost").value(mixture.cost());
            json.key("successRate").value(mixture.success());
            json.key("first");
            write(mixture.first(), json);
            json.key("second");
            write(mixture.second(), json);
            json.key("weight").value(mixture.weight());
            json.end();
        }
        json.endList();
        return json.end().finish();
    }

    private static void write(HullPoint point, JsonWriter json) {
        json.begin();
        json.key("successRate").value(point.success());
        json.key("cost").value(point.cost());
        json.key("multiplier").valueOrNothing(point.multiplier());
        json.end();
    }
}
