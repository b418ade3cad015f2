package dev.baton.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Writes one line of CSV per update while the training runs; the columns are the components of the record. */
final class MetricsFile implements Consumer<Record>, AutoCloseable {
    private final OutputFolder folder;
    private final String name;
    private final BufferedWriter writer;
    private boolean begun;

    MetricsFile(OutputFolder folder, String name) {
        this.folder = folder;
        this.name = name;
        this.writer = folder.open(name);
    }

    @Override
    public void accept(Record metrics) {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        read(metrics, names, values);
        if (!begun) {
            begun = true;
            line(String.join(",", names));
        }
        line(String.join(",", values));
    }

    /** The components of a record within a record stand among its own. */
    private static void read(Record metrics, List<String> names, List<String> values) {
        for (RecordComponent column : metrics.getClass().getRecordComponents()) {
            Object value = value(metrics, column);
            if (value instanceof Record part) {
                read(part, names, values);
            } else {
                names.add(column.getName());
                values.add(String.valueOf(value));
            }
        }
    }

    private static Object value(Record metrics, RecordComponent column) {
        try {
            return column.getAccessor().invoke(metrics);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw folder.failure(name, e);
        }
    }

    private void line(String line) {
        try {
            writer.write(line + "\n");
        } catch (IOException e) {
            throw folder.failure(name, e);
        }
    }
}
