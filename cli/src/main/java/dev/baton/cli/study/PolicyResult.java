package dev.baton.cli.study;

import dev.baton.env.CostComponent;
import dev.baton.files.text.JsonWriter;
import dev.baton.run.EvaluationResult;
import dev.baton.study.Statistic;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How one policy did under each evaluation seed.
 *
 * @param perSeed in the order of the seeds, at least one
 */
public record PolicyResult(List<EvaluationResult> perSeed) {
    public PolicyResult {
        perSeed = List.copyOf(perSeed);
    }

    public Statistic totalCost() {
        return statistic(EvaluationResult::totalCost);
    }

    public Statistic successRate() {
        return statistic(EvaluationResult::successRate);
    }

    public Statistic steps() {
        return statistic(EvaluationResult::steps);
    }

    public Statistic component(CostComponent component) {
        return statistic(result -> result.components().get(component));
    }

    /** Writes every measure as one JSON object. */
    public void writeTo(JsonWriter json) {
        json.begin();
        json.key("totalCost").value(totalCost());
        json.key("successRate").value(successRate());
        json.key("steps").value(steps());
        json.key("components").begin();
        CostComponent.ALL.forEach(component -> json.key(component.key()).value(component(component)));
        json.end().end();
    }

    private Statistic statistic(ToDoubleFunction<EvaluationResult> measure) {
        return new Statistic(perSeed.stream().mapToDouble(measure).boxed().toList());
    }
}
