package dev.baton.cli.print;

import dev.baton.env.CostComponent;
import dev.baton.policy.Rule;
import java.util.List;
import java.util.ListResourceBundle;

/** The lists in help pages that stand once elsewhere: a description refers to one as {@code ${bundle:rules}}. */
public final class HelpWords extends ListResourceBundle {
    @Override
    protected Object[][] getContents() {
        return new Object[][] {
            {"rules", String.join(", ", Rule.keys())},
            {"components", String.join(", ", CostComponent.keys())},
            {"components-or", either(CostComponent.keys())}
        };
    }

    private static String either(List<String> words) {
        return String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
    }
}
