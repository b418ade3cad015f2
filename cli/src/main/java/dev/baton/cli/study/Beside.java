package dev.baton.cli.study;

import dev.baton.study.Comparison;
import dev.baton.study.Optimum;
import java.util.List;

/**
 * Contenders beside the exact optimum on common episodes.
 *
 * @param optima by evaluation seed
 * @param comparisons in the order of the contenders
 */
public record Beside(List<Optimum> optima, List<Comparison> comparisons) {
    public Beside {
        optima = List.copyOf(optima);
        comparisons = List.copyOf(comparisons);
    }

    /** Returns the optimum over the start states of all seeds. */
    public Optimum optimum() {
        return optima.stream().reduce(Optimum.NONE, Optimum::plus);
    }
}
