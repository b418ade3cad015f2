package dev.baton.learn.oracle;

import dev.baton.learn.TrainConfig;
import dev.baton.learn.UpdateMetrics;

/**
 * A way to learn, written down in double as the papers and the model have it, one sample after another. It shares with
 * the kernels the random words and the initial parameters; everything else is its own.
 */
abstract class Twin {
    final TrainConfig config;
    final Arithmetic arithmetic;
    int episodesDone;
    int updates;

    Twin(TrainConfig config, Arithmetic arithmetic) {
        this.config = config;
        this.arithmetic = arithmetic;
    }

    /** Returns the policy's parameters. */
    abstract double[] parameters();

    /** Learns from some episodes and returns them; {@code norm[0]} becomes the mean norm of the gradient steps. */
    abstract Rollouts learn(int count, double[] norm);

    final boolean finished() {
        return episodesDone >= config.episodes();
    }

    /** The share of the training that is still to come: what learning rate and entropy bonus are multiplied by. */
    final double remaining() {
        return 1 - (double) episodesDone / config.episodes();
    }

    /** Takes one update. */
    final UpdateMetrics update() {
        int count = Math.min(config.episodesPerUpdate(), config.episodes() - episodesDone);
        double[] norm = new double[1];
        Rollouts rollouts = learn(count, norm);
        episodesDone += count;
        updates++;
        return new UpdateMetrics(
                updates, episodesDone, rollouts.meanCost(), rollouts.successRate(), rollouts.meanSteps(), norm[0]);
    }
}
