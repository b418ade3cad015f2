package dev.baton.cli.study;

import dev.baton.study.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A word for comparisons whose simulated costs and exact values are apart beyond chance. */
public final class Disagreements {
    private final List<String> rounded = new ArrayList<>();
    private final List<String> apart = new ArrayList<>();

    /** Looks at one comparison. */
    public void look(String name, Comparison comparison, double optimum) {
        double luck = comparison.luck().mean();
        String gap = String.format(Locale.ROOT, "%s %.3g %s", name, Math.abs(luck), luck < 0 ? "less" : "more");
        switch (comparison.agreement(optimum)) {
            case CHANCE -> {}
            case ROUNDING -> rounded.add(gap);
            case DISAGREEMENT -> apart.add(gap);
        }
    }

    /** Returns the notes, or nothing if all agree. */
    public String text() {
        String start = "Note: simulated episodes cost, beside J* and regret: ";
        return (rounded.isEmpty()
                        ? ""
                        : start + String.join(", ", rounded) + ".\nThat is rounding, 1e-5 of the cost or less.\n")
                + (apart.isEmpty()
                        ? ""
                        : start + String.join(", ", apart)
                                + ".\nThat is beyond chance: an outcome is so rare that no episode had it, or"
                                + " simulation and optimum disagree in this environment;\ntrust neither before you know"
                                + " which.\n");
    }
}
