package dev.baton.cli.folder;

import dev.baton.cli.option.RecordValues;
import dev.baton.cli.process.WholeBuffer;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Writes one line of CSV per update while the training runs; the columns are the components of the record. */
public final class MetricsFile implements Consumer<Record>, AutoCloseable {
    private static final int BUFFERED = 1 << 13;

    private final OutputFolder folder;
    private final String name;
    private final FileChannel channel;
    private final StringBuilder pending = new StringBuilder();
    private boolean begun;

    /**
     * Opens the file.
     *
     * @param kept bytes of an earlier process that stay; what it wrote behind them is of updates that come again
     */
    public MetricsFile(OutputFolder folder, String name, long kept) {
        this.folder = folder;
        this.name = name;
        this.channel = folder.open(name, kept);
        this.begun = kept > 0;
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
        for (RecordComponent column : RecordValues.components(metrics)) {
            Object value = RecordValues.value(metrics, column);
            if (value instanceof Record part) {
                read(part, names, values);
            } else {
                names.add(column.getName());
                values.add(String.valueOf(value));
            }
        }
    }

    /** Brings everything to the disk and returns how many bytes that are. */
    public long sync() {
        try {
            flush();
            channel.force(false);
            return channel.position();
        } catch (IOException e) {
            throw folder.failure(name, e);
        }
    }

    @Override
    public void close() {
        try (channel) {
            flush();
        } catch (IOException e) {
            throw folder.failure(name, e);
        }
    }

    private void line(String line) {
        pending.append(line).append('\n');
        if (pending.length() >= BUFFERED) {
            try {
                flush();
            } catch (IOException e) {
                throw folder.failure(name, e);
            }
        }
    }

    private void flush() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(pending.toString().getBytes(StandardCharsets.UTF_8));
        pending.setLength(0);
        WholeBuffer.write(channel, bytes);
    }
}
