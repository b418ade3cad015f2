package dev.baton.ops;

import java.util.ArrayList;
import java.util.List;

/** Breaks the lines of written sources where they are longer than lines may be. */
final class SourceLines {
    /** The longest line, as .editorconfig has it. */
    private static final int COLUMNS = 120;

    private static final String CONTINUED = "        ";

    private SourceLines() {}

    /** Returns a line in parts: comments broken at a space, code behind a comma or before an operator or a dot. */
    static List<String> wrapped(String indentation, String text) {
        boolean comment = text.startsWith(" * ") || text.startsWith("// ");
        String next = comment ? indentation + text.substring(0, 3) : indentation + CONTINUED;
        List<String> parts = new ArrayList<>();
        String rest = text.isEmpty() ? "" : indentation + text;
        while (rest.length() > COLUMNS) {
            int cut = cut(rest, next.length(), comment);
            parts.add(rest.substring(0, cut));
            rest = next + rest.substring(cut).strip();
        }
        parts.add(rest);
        return parts;
    }

    /** The last place that may be broken, of those within the fewest parentheses. */
    private static int cut(String line, int from, boolean comment) {
        int best = -1;
        int least = Integer.MAX_VALUE;
        int depth = 0;
        for (int i = 0; i <= COLUMNS; i++) {
            boolean possible = comment
                    ? line.charAt(i) == ' '
                    : line.startsWith(", ", i - 1) || line.startsWith(" || ", i) || line.startsWith(").", i - 1);
            if (i > from && possible && depth <= least) {
                best = i;
                least = depth;
            }
            depth += comment ? 0 : step(line.charAt(i));
        }
        if (best < 0) {
            throw new IllegalArgumentException("no place to break: " + line);
        }
        return best;
    }

    private static int step(char c) {
        return switch (c) {
            case '(' -> 1;
            case ')' -> -1;
            default -> 0;
        };
    }
}
