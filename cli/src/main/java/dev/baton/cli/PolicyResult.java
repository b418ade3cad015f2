package dev.baton.cli;

import dev.baton.env.CostVector;
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
record PolicyResult(List<EvaluationResult> perSeed) {
    /** The names of the cost components in the model's order, as JSON and tables show them. */
    static final List<String> COMPONENTS = List.of("latency", "monetary", "constraint", "failure", "divergence");

    /** The same for people, with units. */
    static final List<String> LABELS =
            List.of("latency (s)", "monetary (cost units)", "constraint", "failure", "divergence");

    PolicyResult {
        perSeed = List.copyOf(perSeed);
    }

    Statistic totalCost() {
        return statistic(EvaluationResult::totalCost);
    }

    Statistic successRate() {
        return statistic(EvaluationResult::successRate);
    }

    Statistic steps() {
        return statistic(EvaluationResult::steps);
    }

    Statistic component(int index) {
        return statistic(result -> result.components().get(index));
    }

    /** Writes every measure as one JSON object. */
    void writeTo(JsonWriter json) {
        json.begin();
        json.key("totalCost").value(totalCost());
        json.key("successRate").value(successRate());
        json.key("steps").value(steps());
        json.key("components").begin();
        for (int i = 0; i < CostVector.SIZE; i++) {
            json.key(COMPONENTS.get(i)).value(component(i));
        }
        json.end().end();
    }

    private Statistic statistic(ToDoubleFunction<EvaluationResult> measure) {
        return new Statistic(perSeed.stream().mapToDouble(measure).boxed().toList());
    }
}
