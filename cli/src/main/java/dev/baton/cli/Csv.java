package dev.baton.cli;

/** Comma-separated values as RFC 4180 has them. */
final class Csv {
    private Csv() {}

    /** Returns a cell, in quotes where it has to be. */
    static String cell(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
