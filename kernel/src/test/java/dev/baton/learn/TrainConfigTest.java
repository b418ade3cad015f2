package dev.baton.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.run.Execution;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TrainConfigTest {
    private static TrainConfig config(
            int episodes, int perUpdate, double learningRate, double bonus, double decay, double clip) {
        return new TrainConfig(
                1, episodes, perUpdate, List.of(3), Activation.TANH, learningRate, bonus, decay, clip);
    }

    @Test
    void refusesValuesOutOfRange() {
        refused(() -> config(0, 1, 0.1, 0, 0, 1), "episodes: expected 1 or more, found 0");
        refused(() -> config(1, 0, 0.1, 0, 0, 1), "episodesPerUpdate: expected 1 or more, found 0");
        refused(() -> config(1, 1, 0, 0, 0, 1), "learningRate: expected a number above 0, at most 10, found 0.0");
        refused(() -> config(1, 1, 11, 0, 0, 1), "learningRate: expected a number above 0, at most 10, found 11.0");
        refused(
                () -> config(1, 1, Double.NaN, 0, 0, 1),
                "learningRate: expected a number above 0, at most 10, found NaN");
        refused(() -> config(1, 1, 0.1, -1, 0, 1), "entropyBonus: expected a number from 0 to 1e6, found -1.0");
        refused(() -> config(1, 1, 0.1, 0, 1, 1), "baselineDecay: expected a number in [0, 1), found 1.0");
        refused(() -> config(1, 1, 0.1, 0, 0, 0), "gradientClip: expected a number above 0, found 0.0");
    }

    @Test
    void executionRefusesValuesOutOfRange() {
        refused(() -> new Execution(Backend.SCALAR, 0, 16), "threads: expected 1 to 1024, found 0");
        refused(() -> new Execution(Backend.SCALAR, 1025, 16), "threads: expected 1 to 1024, found 1025");
        refused(() -> new Execution(Backend.SCALAR, 1, 0), "tile: expected a positive multiple of 16, found 0");
        refused(() -> new Execution(Backend.SCALAR, 1, 24), "tile: expected a positive multiple of 16, found 24");
        assertThat(Execution.of(2)).isEqualTo(new Execution(Backend.preferred(), 2, Execution.DEFAULT_TILE));
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void paperPresetIsThePapers() {
        TrainConfig paper = TrainConfig.paper(7);
        assertThat(paper.seed()).isEqualTo(7);
        assertThat(paper.episodes()).isEqualTo(12_000);
        assertThat(paper.episodesPerUpdate()).isEqualTo(32);
        assertThat(paper.hidden()).containsExactly(64);
        assertThat(paper.activation()).isEqualTo(Activation.TANH);
    }

    @Test
    void copiesChangeOneValue() {
        TrainConfig config = config(5, 4, 0.1, 0.2, 0.3, 0.4);
        assertThat(config.withEpisodes(9).episodes()).isEqualTo(9);
        assertThat(config.withEpisodesPerUpdate(9).episodesPerUpdate()).isEqualTo(9);
        assertThat(config.withHidden(List.of(9)).hidden()).containsExactly(9);
        assertThat(config.withActivation(Activation.RELU).activation()).isEqualTo(Activation.RELU);
        assertThat(config.withLearningRate(9).learningRate()).isEqualTo(9);
        assertThat(config.withEntropyBonus(9).entropyBonus()).isEqualTo(9);
        assertThat(config.baseline() && config.rewardToGo()).isTrue();
        assertThat(config.withBaseline(false).baseline()).isFalse();
        assertThat(config.withRewardToGo(false).rewardToGo()).isFalse();
        assertThat(config.withBaseline(false).withBaseline(true)).isEqualTo(config);
        assertThat(config.withRewardToGo(false).withRewardToGo(true)).isEqualTo(config);
        assertThat(config.withRewardToGo(false).withEpisodes(5).withBaseline(true).rewardToGo()).isFalse();
        assertThat(config.withEpisodes(9).withEpisodes(5)).isEqualTo(config);
        assertThat(config.withEpisodesPerUpdate(9).withEpisodesPerUpdate(4)).isEqualTo(config);
        assertThat(config.withHidden(List.of()).withHidden(List.of(3))).isEqualTo(config);
        assertThat(config.withActivation(Activation.RELU).withActivation(Activation.TANH)).isEqualTo(config);
        assertThat(config.withLearningRate(9).withLearningRate(0.1)).isEqualTo(config);
        assertThat(config.withEntropyBonus(9).withEntropyBonus(0.2)).isEqualTo(config);
    }
}
