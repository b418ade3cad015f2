package dev.baton.cli.print;

import dev.baton.files.BatonException;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.Quoted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table that Baton has written as CSV: a header, then rows; no value holds a line break.
 *
 * @param name of the file, for messages
 * @param header the columns
 * @param rows as many values each
 */
public record CsvTable(String name, List<String> header, List<List<String>> rows) {
    private static final int MOST_BYTES = 1 << 26;

    /** Reads a file. */
    public static CsvTable read(Path file) {
        String name = InputFile.name(file);
        List<String> lines =
                InputFile.readText(file, MOST_BYTES, "a table (CSV)").lines().toList();
        if (lines.isEmpty()) {
            return new CsvTable(name, List.of(), List.of());
        }
        List<String> header = values(lines.get(0));
        List<List<String>> rows = new ArrayList<>(lines.size());
        for (int i = 1; i < lines.size(); i++) {
            List<String> row = values(lines.get(i));
            if (row.size() != header.size()) {
                throw new BatonException(name + ", line " + (i + 1) + ": expected " + header.size()
                        + " values, as many as the header has, found " + row.size());
            }
            rows.add(row);
        }
        return new CsvTable(name, header, rows);
    }

    private static List<String> values(String line) {
        return line.indexOf('"') < 0 ? Arrays.asList(line.split(",", -1)) : Csv.cells(line);
    }

    public boolean has(String column) {
        return header.contains(column);
    }

    /** Returns a value as it stands. */
    public String text(int row, String column) {
        int index = header.indexOf(column);
        if (index < 0) {
            throw new BatonException(name + ": expected a column " + Quoted.of(column) + ", found none");
        }
        return rows.get(row).get(index);
    }

    /** Returns a value as a number; NaN where nothing stands. */
    public double number(int row, String column) {
        String value = text(row, column);
        if (value.isEmpty()) {
            return Double.NaN;
        }
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new BatonException(
                    name + ", line " + (row + 2) + ": " + column + ": expected a number, found " + Quoted.of(value), e);
        }
    }
}
