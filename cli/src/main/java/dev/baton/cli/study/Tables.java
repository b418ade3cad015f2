package dev.baton.cli.study;

import dev.baton.cli.print.Numbers;
import dev.baton.cli.print.TextTable;
import dev.baton.env.CostComponent;
import dev.baton.study.Statistic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The paper's two tables with our figures, and the paper's beside them if asked.
 *
 * @param results by the policy's name, in the order of the rows
 * @param optimum of the same start states; null where it is not computed
 * @param withPaper whether the paper's figures stand beside ours
 */
public record Tables(Map<String, PolicyResult> results, @Nullable PolicyResult optimum, boolean withPaper) {
    private static final String OPTIMUM = "Optimum (exact)";

    /** Returns Table 1: execution cost and success rate. */
    public TextTable first() {
        return table(result -> {
            Map<String, Statistic> measures = new LinkedHashMap<>();
            measures.put("total cost", result.totalCost());
            measures.put("success rate", result.successRate());
            return measures;
        });
    }

    /** Returns Table 2: the cost components. */
    public TextTable second() {
        return table(result -> {
            Map<String, Statistic> measures = new LinkedHashMap<>();
            CostComponent.ALL.forEach(component -> measures.put(component.key(), result.component(component)));
            return measures;
        });
    }

    private TextTable table(Function<PolicyResult, Map<String, Statistic>> measuresOf) {
        List<String> header = new ArrayList<>(List.of("policy", "measure", ">Baton"));
        if (withPaper) {
            header.addAll(List.of(">paper", ">distance"));
        }
        TextTable table = new TextTable(header);
        results.forEach((policy, result) -> {
            String name = policy;
            for (Map.Entry<String, Statistic> measure : measuresOf.apply(result).entrySet()) {
                table.row(row(policy, name, measure.getKey(), measure.getValue()));
                name = "";
            }
        });
        if (optimum != null) {
            String name = OPTIMUM;
            for (Map.Entry<String, Statistic> measure : measuresOf.apply(optimum).entrySet()) {
                table.row(row(OPTIMUM, name, measure.getKey(), measure.getValue()));
                name = "";
            }
        } else {
            List<String> row = new ArrayList<>(List.of(OPTIMUM, "not computed", ""));
            if (withPaper) {
                row.addAll(List.of("", ""));
            }
            table.row(row);
        }
        return table;
    }

    private List<String> row(String policy, String shownPolicy, String measure, Statistic ours) {
        List<String> row = new ArrayList<>(List.of(shownPolicy, measure, Numbers.of(ours)));
        if (withPaper) {
            Optional<PaperFigures.Figure> paper = PaperFigures.of(policy, measure);
            row.add(paper.map(PaperFigures.Figure::toString).orElse(""));
            row.add(paper.map(figure -> figure.distance(ours)).orElse(""));
        }
        return row;
    }
}
