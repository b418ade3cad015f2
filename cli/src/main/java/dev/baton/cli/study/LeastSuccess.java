package dev.baton.cli.study;

import dev.baton.cli.folder.Checkpoints;
import dev.baton.cli.print.Numbers;
import dev.baton.env.EnvSpec;
import dev.baton.files.text.JsonWriter;
import dev.baton.learn.ConstrainedTrainer;
import dev.baton.learn.EpisodeLearner;
import dev.baton.learn.TrainConfig;
import dev.baton.policy.MlpPolicy;
import dev.baton.run.Execution;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/** Trains, under one seed, the cheapest policy that succeeds at least so often (model, section 10.5). */
public final class LeastSuccess implements Learning.Trainer {
    private final EnvSpec environment;
    private final double least;
    private final TrainConfig config;
    private final Learners learners;
    private ConstrainedTrainer.@Nullable Result result;

    /** Makes what learns in the environment that it is given. */
    @FunctionalInterface
    public interface Learners {
        EpisodeLearner of(EnvSpec environment, Execution execution);
    }

    /**
     * What an update saw.
     *
     * @param update as the method without a least success reports it
     * @param multiplier that its episodes were charged where they did not succeed
     */
    public record Update(Record update, double multiplier) {}

    /**
     * A configuration.
     *
     * @param learner of the method
     * @param minSuccess how often episodes must succeed at least
     */
    public record Config(Record learner, double minSuccess) {}

    public LeastSuccess(EnvSpec environment, double least, TrainConfig config, Learners learners) {
        this.environment = environment;
        this.least = least;
        this.config = config;
        this.learners = learners;
    }

    @Override
    public MlpPolicy train(
            long seed,
            Execution execution,
            Consumer<Record> listener,
            DoubleConsumer progress,
            Checkpoints checkpoints) {
        EpisodeLearner[] learner = new EpisodeLearner[1];
        ConstrainedTrainer.LearnerOf learnerOf = unconstrained -> {
            learner[0] = learners.of(unconstrained, execution);
            return learner[0];
        };
        try (ConstrainedTrainer trainer = new ConstrainedTrainer(environment, least, config, learnerOf, execution)) {
            Training.run(trainer, checkpoints, () -> {
                ConstrainedTrainer.Metrics metrics = trainer.metrics();
                listener.accept(new Update(Learning.update(learner[0], metrics.update()), metrics.multiplier()));
            });
            result = trainer.result();
        }
        return result.best().policy();
    }

    @Override
    public boolean tellsMore() {
        return true;
    }

    private ConstrainedTrainer.Result trained() {
        if (result == null) {
            throw new IllegalStateException("not trained");
        }
        return result;
    }

    /** Says that no policy succeeded so often, or nothing if one did. */
    public String missed(long seed) {
        return trained().reached()
                ? ""
                : "seed " + seed + ": no policy that was tried succeeded in " + percent(least)
                        + " of its episodes; the one that is kept succeeded most often, in "
                        + percent(trained().best().successRate())
                        + "; more --episodes may help, and 'baton frontier --min-success' says what is possible";
    }

    /** Returns what the trials gave, in words. */
    public String text(long seed) {
        ConstrainedTrainer.Result found = trained();
        ConstrainedTrainer.Trial best = found.best();
        StringBuilder text = new StringBuilder("Seed " + seed + ", at least " + percent(least) + ": ");
        text.append(found.reached()
                        ? "the policy succeeded in "
                        : "not reached; the policy that did best succeeded in ")
                .append(percent(best.successRate()))
                .append(" of its trial and cost ")
                .append(Numbers.fixed(best.cost()))
                .append(" without the constraint.\n");
        if (found.first().equals(found.second())) {
            return text.append("No mixture of two policies that were tried is cheaper.\n").toString();
        }
        return text.append("The cheapest mixture of two that were tried costs ")
                .append(Numbers.fixed(found.mixedCost()))
                .append(":\nin ")
                .append(percent(found.weight()))
                .append(" of the episodes one that succeeds in ")
                .append(of(found.second()))
                .append(", else one that does in ")
                .append(of(found.first()))
                .append(".\n")
                .toString();
    }

    private static String of(ConstrainedTrainer.Trial trial) {
        return percent(trial.successRate()) + " and costs " + Numbers.fixed(trial.cost());
    }

    private static String percent(double share) {
        return Numbers.brief(Math.round(share * 1e4) / 1e2) + " %";
    }

    /** Writes what the trials gave. */
    public void writeTo(JsonWriter json, long seed) {
        ConstrainedTrainer.Result found = trained();
        json.beginItem();
        json.key("seed").value(seed);
        json.key("minSuccess").value(least);
        json.key("reached").value(found.reached());
        json.key("successRate").value(found.best().successRate());
        json.key("cost").value(found.best().cost());
        json.key("multiplier").value(found.best().multiplier());
        json.key("mixture").begin();
        json.key("cost").value(found.mixedCost());
        json.key("first");
        write(found.first(), json);
        json.key("second");
        write(found.second(), json);
        json.key("weight").value(found.weight());
        json.end();
        json.end();
    }

    private static void write(ConstrainedTrainer.Trial trial, JsonWriter json) {
        json.begin();
        json.key("successRate").value(trial.successRate());
        json.key("cost").value(trial.cost());
        json.end();
    }
}
