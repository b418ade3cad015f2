package dev.baton.cli.sweep;

import dev.baton.cli.folder.Checkpoints;
import dev.baton.cli.folder.RunFiles;
import dev.baton.cli.print.Numbers;
import dev.baton.cli.print.Progress;
import dev.baton.cli.process.Build;
import dev.baton.cli.process.Jobs;
import dev.baton.cli.study.Learning;
import dev.baton.cli.study.Training;
import dev.baton.env.CostComponent;
import dev.baton.env.EnvSpec;
import dev.baton.files.BatonException;
import dev.baton.files.Provenance;
import dev.baton.files.TrainedPolicy;
import dev.baton.files.text.JsonWriter;
import dev.baton.learn.PolicyGradientTrainer;
import dev.baton.learn.PpoConfig;
import dev.baton.learn.PpoTrainer;
import dev.baton.learn.TrainConfig;
import dev.baton.run.EvaluationResult;
import dev.baton.run.Execution;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Computes cells, several at once: each is trained and evaluated, and makes one line. */
public final class SweepRun {
    private final Sweep sweep;
    private final Execution execution;
    private final Progress progress;
    private final Consumer<String> lines;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicInteger finished;

    /**
     * Keeps what all cells share.
     *
     * @param execution of one cell
     * @param lines takes every line as soon as it is there; called by any thread
     * @param finished counts the cells
     */
    public SweepRun(
            Sweep sweep, Execution execution, Progress progress, Consumer<String> lines, AtomicInteger finished) {
        this.sweep = sweep;
        this.execution = execution;
        this.progress = progress;
        this.lines = lines;
        this.finished = finished;
    }

    /** Computes some cells on a number of threads; a failure ends all of them after their present cells. */
    public void run(BitSet cells, int threads) {
        AtomicInteger next = new AtomicInteger(cells.nextSetBit(0));
        Jobs.runAll(threads, Collections.nCopies(threads, (Runnable) () -> work(cells, next)));
        switch (failure.get()) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> {}
        }
    }

    private void work(BitSet cells, AtomicInteger next) {
        Sweep.Configuration configuration = null;
        try {
            while (failure.get() == null) {
                int cell = next.getAndUpdate(c -> c < 0 ? c : cells.nextSetBit(c + 1));
                if (cell < 0) {
                    return;
                }
                configuration = configuration(cell, configuration);
                lines.accept(line(configuration, sweep.seedOf(cell)));
                finished.incrementAndGet();
            }
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
        }
    }

    /** Returns the configuration of a cell, which is often the one of the cell before. */
    public Sweep.Configuration configuration(int cell, Sweep.@Nullable Configuration before) {
        int number = sweep.configurationOf(cell);
        return before != null && before.number() == number ? before : sweep.configuration(number);
    }

    /** Trains and evaluates a configuration under a seed and returns the line. */
    public String line(Sweep.Configuration configuration, long seed) {
        JsonWriter json = JsonWriter.onOneLine().begin();
        json.key("configHash").value(configuration.hash());
        json.key("seed").value(seed);
        json.key("cell").begin();
        configuration.varied().forEach(setting -> json.key(setting.key()).json(setting.json()));
        json.end();
        EnvSpec environment = configuration.environment();
        try {
            write(json, configuration, environment, seed);
        } catch (BatonException e) {
            // Numbers that overflow do so every time; the other cells are no worse for it.
            json.key("failed").value(String.valueOf(e.getMessage()));
        }
        return json.end().finish();
    }

    private void write(JsonWriter json, Sweep.Configuration configuration, EnvSpec environment, long seed) {
        Provenance provenance =
                Build.provenance(sweep.method(), seed, configuration.episodes(), configuration.settings());
        TrainedPolicy policy = Training.train(
                environment, trainer(environment, configuration), provenance, execution, progress, update -> {},
                Checkpoints.NONE);
        EvaluationResult result = Training.evaluate(
                environment, policy.network(), seed, configuration.evalEpisodes(), execution, progress);
        json.key("totalCost").value(result.totalCost());
        json.key("successRate").value(result.successRate());
        json.key("steps").value(result.steps());
        json.key("components").begin();
        CostComponent.ALL.forEach(
                component -> json.key(component.key()).value(result.components().get(component)));
        json.end();
        json.key("episodes").value(configuration.episodes());
        json.key("evalEpisodes").value(configuration.evalEpisodes());
        json.key("policy").value(RunFiles.digest(policy.network().parameters()));
    }

    private static Learning.Trainer trainer(EnvSpec environment, Sweep.Configuration configuration) {
        return (seed, how, listener, shares, checkpoints) -> switch (configuration.config(seed)) {
            case TrainConfig config -> {
                try (PolicyGradientTrainer trainer = new PolicyGradientTrainer(environment, config, how)) {
                    Training.run(trainer, checkpoints, () -> listener.accept(trainer.metrics()));
                    yield trainer.policy();
                }
            }
            case PpoConfig config -> {
                try (PpoTrainer trainer = new PpoTrainer(environment, config, how)) {
                    Training.run(trainer, checkpoints, () -> listener.accept(trainer.metrics()));
                    yield trainer.policy();
                }
            }
            case Record config -> throw new IllegalStateException(config.toString());
        };
    }

    /** Returns the names of the measures of a line, in its order. */
    public static List<String> measures() {
        List<String> measures = new ArrayList<>(List.of("totalCost", "successRate", "steps"));
        measures.addAll(CostComponent.keys());
        return measures;
    }
}
