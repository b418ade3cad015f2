package dev.baton.offline;

import dev.baton.Backend;
import dev.baton.parallel.Workers;
import dev.baton.policy.Policy;
import dev.baton.policy.choice.Losses;
import dev.baton.run.Execution;
import java.util.function.DoubleConsumer;

/**
 * The Q function of a policy, fitted to every second episode and to the others apart, so that each episode is also
 * judged by a fit that has not seen it, and two fits say how far chance alone moves them.
 */
final class CrossFit {
    /** Fits. */
    static final int FOLDS = 2;

    private static final double LEARNING_RATE = 0.003;

    private final EpisodeLog log;
    private final Policy policy;
    private final Backend backend;
    private final DoubleConsumer progress;
    private final int actions;
    private final double[] startValues;
    private final double[] errors;
    private final double[] halves = new double[FOLDS];

    /**
     * Fits.
     *
     * @param log at least two episodes
     * @param policy any; where it remembers, Q is that of the states alone, and only corrected by weights is it right
     * @param execution backend and threads; never changes the result
     * @param progress told of every share of the work that is done, by any thread; they add up to 1 at most
     */
    CrossFit(EpisodeLog log, Policy policy, Execution execution, DoubleConsumer progress) {
        this.log = log;
        this.policy = policy;
        this.progress = progress;
        backend = execution.backend();
        actions = log.env.actionCount();
        startValues = new double[log.episodes()];
        errors = new double[log.steps()];
        try (Workers workers = new Workers(Math.min(FOLDS, execution.threads()))) {
            workers.run(FOLDS, (worker, fold) -> fit(fold));
        }
    }

    private void fit(int fold) {
        EpisodeLog fitted = log.select(e -> e % FOLDS == fold);
        EpisodeLog other = log.select(e -> e % FOLDS != fold);
        float[] predicted = new float[other.steps() * actions];
        float[] values = new float[other.steps()];
        double sum = 0;
        // A half whose tasks were all done at their starts teaches nothing.
        if (fitted.steps() > 0) {
            LoggedStates states = new LoggedStates(fitted, backend);
            Choice choice = Choice.of(states.probabilities(policy), actions);
            int passes = FittedQ.passes(fitted);
            FittedQ q = new FittedQ(
                    fitted, states.states(Losses.SQUARED_ROWS), choice, passes, LEARNING_RATE, 1 + fold,
                    backend);
            while (!q.finished()) {
                q.pass();
                progress.accept(1.0 / FOLDS / passes);
            }
            sum = q.startValue() * fitted.episodes();
            LoggedStates otherStates = new LoggedStates(other, backend);
            predicted = q.q(otherStates.states(1), other.steps());
            Choice.of(otherStates.probabilities(policy), actions).values(predicted, values);
        }
        for (int o = 0; o < other.episodes(); o++) {
            int e = o * FOLDS + 1 - fold;
            for (int i = other.start[o]; i < other.start[o + 1]; i++) {
                double next = i + 1 < other.start[o + 1] ? values[i + 1] : 0;
                int at = log.start[e] + i - other.start[o];
                errors[at] = log.cost[at] + next - predicted[i * actions + log.action[at]];
            }
            startValues[e] = other.steps(o) > 0 ? values[other.start[o]] : 0;
            sum += startValues[e];
        }
        halves[fold] = sum / log.episodes();
    }

    /** Returns (E) the value of the start state of each episode, by the fit that has not seen the episode. */
    double[] startValues() {
        return startValues;
    }

    /** Returns (N) C + V(S') − Q(S, A) of each step, by the fit that has not seen the episode. */
    double[] errors() {
        return errors;
    }

    /** Returns the mean value of the start states of all episodes by one of the fits. */
    double half(int fold) {
        return halves[fold];
    }

    /** Returns the mean of both. */
    double mean() {
        return (halves[0] + halves[1]) / 2;
    }
}
