package dev.baton.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Collectors;

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
        RecordComponent[] columns = metrics.getClass().getRecordComponents();
        if (!begun) {
            begun = true;
            line(Arrays.stream(columns).map(RecordComponent::getName).collect(Collectors.joining(",")));
        }
        line(Arrays.stream(columns).map(column -> value(metrics, column)).collect(Collectors.joining(",")));
    }

    private static String value(Record metrics, RecordComponent column) {
        try {
            return String.valueOf(column.getAccessor().invoke(metrics));
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
