package dev.baton.cli;

import dev.baton.train.UpdateMetrics;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.function.Consumer;

/** Writes one line of CSV per update while the training runs. */
final class MetricsFile implements Consumer<UpdateMetrics>, AutoCloseable {
    private final OutputFolder folder;
    private final String name;
    private final BufferedWriter writer;

    MetricsFile(OutputFolder folder, String name) {
        this.folder = folder;
        this.name = name;
        this.writer = folder.open(name);
        line("update,episodes,totalCost,successRate,steps,gradientNorm");
    }

    @Override
    public void accept(UpdateMetrics metrics) {
        line(metrics.update() + "," + metrics.episodes() + "," + metrics.totalCost() + "," + metrics.successRate() + ","
                + metrics.steps() + "," + metrics.gradientNorm());
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
