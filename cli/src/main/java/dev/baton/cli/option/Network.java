package dev.baton.cli.option;

import dev.baton.Activation;
import dev.baton.cli.print.Numbers;
import dev.baton.env.EnvSpec;
import dev.baton.files.BatonException;
import dev.baton.files.TrainedPolicy;
import dev.baton.learn.TrainConfig;
import dev.baton.nn.MlpSpec;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options that say what is trained and for how long; the defaults are the paper's, but for the entropy bonus, ours.
 */
public final class Network {
    @Option(
            names = "--episodes",
            paramLabel = "N",
            converter = Values.Episodes.class,
            description = "Training episodes per seed. Default: ${DEFAULT-VALUE}.")
    private int episodes = 12_000;

    @Option(
            names = "--hidden",
            paramLabel = "WIDTHS",
            converter = Values.Hidden.class,
            description = "Widths of the hidden layers, as in 64 or 64,64; none for no hidden layer."
                    + " Default: ${DEFAULT-VALUE}.")
    private HiddenLayers hidden = new HiddenLayers(List.of(64));

    @Option(
            names = "--activation",
            paramLabel = "NAME",
            converter = Values.ActivationWord.class,
            completionCandidates = Values.ActivationWords.class,
            description = "Activation of the hidden layers: ${COMPLETION-CANDIDATES}. Default: tanh.")
    private Activation activation = Activation.TANH;

    @Option(
            names = "--entropy-bonus",
            paramLabel = "NUMBER",
            converter = Values.EntropyBonus.class,
            description = "Weight of the policy's entropy at the start; falls linearly to 0. More keeps it from"
                    + " settling too early, such as on always handing over. Default: 0.02.")
    private @Nullable Double entropyBonus;

    @Option(
            names = "--eval-episodes",
            paramLabel = "N",
            converter = Values.Episodes.class,
            description = "Evaluation episodes per seed. Default: ${DEFAULT-VALUE}.")
    private int evalEpisodes = 1_000;

    public int episodes() {
        return episodes;
    }

    public int evalEpisodes() {
        return evalEpisodes;
    }

    public TrainConfig config(long seed) {
        return applyTo(TrainConfig.paper(seed));
    }

    /** Returns a preset with these episodes and this network. */
    public TrainConfig applyTo(TrainConfig preset) {
        return preset.withEpisodes(episodes)
                .withHidden(hidden.widths())
                .withActivation(activation)
                .withEntropyBonus(entropyBonus == null ? preset.entropyBonus() : entropyBonus);
    }

    /** Returns the network's shape; refuses one that is too large for a policy file. */
    public MlpSpec shape(EnvSpec spec) {
        MlpSpec shape = new MlpSpec(spec.observationSize(), hidden.widths(), spec.actionCount(), activation);
        if (shape.parameterCount() > TrainedPolicy.MAX_PARAMETERS) {
            throw new BatonException("--hidden " + hidden + ": expected a network of at most "
                    + Numbers.count(TrainedPolicy.MAX_PARAMETERS) + " parameters, found "
                    + Numbers.count(shape.parameterCount()) + "; use fewer or narrower layers");
        }
        return shape;
    }

    /** Says whether this is what the paper did. */
    public boolean isPapers() {
        return episodes == 12_000
                && evalEpisodes == 1_000
                && hidden.widths().equals(List.of(64))
                && activation == Activation.TANH
                && config(0).entropyBonus() == TrainConfig.paper(0).entropyBonus();
    }

    /** Returns the setting in words. */
    public String describe() {
        return String.format(
                Locale.ROOT,
                "%,d training and %,d evaluation episodes per seed, %s",
                episodes,
                evalEpisodes,
                hidden.widths().isEmpty()
                        ? "no hidden layer"
                        : (hidden.widths().size() == 1 ? "hidden layer " : "hidden layers ") + hidden + " ("
                                + activation.key() + ")");
    }
}
