package dev.baton.cli.option;

import dev.baton.learn.TrainConfig;
import picocli.CommandLine.Option;

/** The options of the gradient steps of commands that train many policies; the defaults are those of 'train'. */
public final class Descent {
    @Option(
            names = "--batch",
            paramLabel = "N",
            converter = Values.Batch.class,
            description = "Episodes per update. Default: ${DEFAULT-VALUE}.")
    private int batch = TrainConfig.paper(0).episodesPerUpdate();

    @Option(
            names = "--learning-rate",
            paramLabel = "RATE",
            converter = Values.LearningRate.class,
            description = "Adam's step size at the start; falls linearly to 0. Default: ${DEFAULT-VALUE}.")
    private double learningRate = TrainConfig.paper(0).learningRate();

    /** Returns a configuration with these steps. */
    public TrainConfig applyTo(TrainConfig config) {
        return config.withEpisodesPerUpdate(batch).withLearningRate(learningRate);
    }
}
