package dev.baton.learn.oracle;

import dev.baton.env.CostComponent;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvironmentOracle;
import dev.baton.env.EnvironmentOracle.Chooser;
import dev.baton.env.EnvironmentOracle.Episode;
import dev.baton.env.EnvironmentOracle.Step;
import java.util.ArrayList;
import java.util.List;

/** The training episodes of one update, and what its metrics say of them. */
final class Rollouts {
    private final List<List<Sample>> episodes = new ArrayList<>();
    private double totalCost;
    private double successes;

    /** One state in which an action was taken. */
    static final class Sample {
        final int t;
        final double[] observation;
        final double[] task;
        final int action;
        final double cost;
        /** G_t, the cost from here to the end. */
        double toGo;

        Sample(int t, Step step, Arithmetic arithmetic) {
            this.t = t;
            observation = new double[step.observation().length];
            for (int f = 0; f < observation.length; f++) {
                observation[f] = arithmetic.difference(step.observation()[f]);
            }
            task = step.task();
            action = step.action();
            cost = arithmetic.difference(step.cost());
        }
    }

    /** Chooses the actions of the episodes, each of which has a number in the whole training. */
    interface Behaviour {
        Chooser of(int episode);
    }

    /** Runs episodes first … first + count − 1 of a training seed. */
    static Rollouts run(
            EnvSpec env, long seed, int first, int count, Behaviour behaviour, Arithmetic arithmetic) {
        Rollouts rollouts = new Rollouts();
        EnvironmentOracle oracle = new EnvironmentOracle(env);
        for (int e = 0; e < count; e++) {
            rollouts.add(env, oracle.train(behaviour.of(first + e), seed, first + e), arithmetic);
        }
        return rollouts;
    }

    private void add(EnvSpec env, Episode episode, Arithmetic arithmetic) {
        if (episode.ambiguous) {
            arithmetic.decided(0);
        }
        List<Sample> samples = new ArrayList<>();
        for (Step step : episode.trajectory) {
            samples.add(new Sample(samples.size(), step, arithmetic));
        }
        double toGo = 0;
        for (Sample sample : samples.reversed()) {
            toGo = arithmetic.of(toGo + sample.cost);
            sample.toGo = toGo;
        }
        episodes.add(samples);
        for (CostComponent c : CostComponent.ALL) {
            totalCost += env.weights().get(c) * episode.components[c.index()];
        }
        successes += episode.success ? 1 : 0;
    }

    /** Returns the samples of each episode, in order. */
    List<List<Sample>> episodes() {
        return episodes;
    }

    /** Returns the samples of all episodes. */
    List<Sample> samples() {
        return episodes.stream().flatMap(List::stream).toList();
    }

    /** Returns the mean cost of an episode. */
    double meanCost() {
        return totalCost / episodes.size();
    }

    /** Returns the share of episodes that succeeded. */
    double successRate() {
        return successes / episodes.size();
    }

    /** Returns the mean length of an episode. */
    double meanSteps() {
        return (double) samples().size() / episodes.size();
    }
}
