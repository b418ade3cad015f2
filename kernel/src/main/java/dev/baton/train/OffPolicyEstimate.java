package dev.baton.train;

import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.ops.Backend;
import dev.baton.policy.Actor;
import dev.baton.policy.Policy;
import dev.baton.policy.RandomPolicy;
import java.util.List;

/**
 * What a policy would cost, estimated from episodes that other policies ran, by importance weights (Precup, Sutton and
 * Singh 2000): W_t = Π_{s ≤ t} π(a_s | s_s) / b(a_s | s_s), b the logged behaviour probability.
 *
 * @param episodes of the log
 * @param loggedCost mean cost of the logged episodes themselves
 * @param perDecision the mean of Σ_t W_t C_t over episodes: unbiased
 * @param perDecisionError its standard error
 * @param weighted Σ_i W_i G_i / Σ_i W_i with the weights and costs of whole episodes: biased, but of less variance
 * @param weightedError its standard error by linearisation; NaN where all weights are 0
 * @param effectiveSampleSize (Σ_i W_i)² / Σ_i W_i²: how many episodes of the policy itself the log is worth; 0 where all
 *     weights are 0
 */
public record OffPolicyEstimate(
        int episodes,
        double loggedCost,
        double perDecision,
        double perDecisionError,
        double weighted,
        double weightedError,
        double effectiveSampleSize) {
    /**
     * Estimates.
     *
     * @param env the environment
     * @param log its episodes, checked; at least two
     * @param policy random, or one that always takes the same action in the same state
     * @param backend scalar or SIMD; the estimate is the same
     * @return the estimate
     */
    public static OffPolicyEstimate of(EnvSpec env, List<LoggedEpisode> log, Policy policy, Backend backend) {
        if (log.size() < 2) {
            throw new IllegalArgumentException(
                    "log: expected at least two episodes for a standard error, found " + log.size());
        }
        double[] probability = probabilities(env, log, policy, backend);
        int episodes = log.size();
        double[] weight = new double[episodes];
        double[] cost = new double[episodes];
        double[] decision = new double[episodes];
        int i = 0;
        for (int e = 0; e < episodes; e++) {
            LoggedEpisode episode = log.get(e);
            double w = 1;
            for (int t = 0; t < episode.steps(); t++) {
                w *= probability[i++] / episode.probability()[t];
                decision[e] += w * episode.cost()[t];
                cost[e] += episode.cost()[t];
            }
            weight[e] = w;
        }
        double perDecision = mean(decision);
        double total = 0;
        double squares = 0;
        double weightedCost = 0;
        for (int e = 0; e < episodes; e++) {
            total += weight[e];
            squares += weight[e] * weight[e];
            weightedCost += weight[e] * cost[e];
        }
        double weighted = weightedCost / total;
        double spread = 0;
        for (int e = 0; e < episodes; e++) {
            double term = weight[e] * (cost[e] - weighted);
            spread += term * term;
        }
        return new OffPolicyEstimate(
                episodes,
                mean(cost),
                perDecision,
                error(decision, perDecision),
                weighted,
                Math.sqrt(spread) / total,
                total > 0 ? total * total / squares : 0);
    }

    /** π(a | s) of every logged step. */
    private static double[] probabilities(EnvSpec env, List<LoggedEpisode> log, Policy policy, Backend backend) {
        LoggedSamples samples = new LoggedSamples(env, log, backend);
        double[] probability = new double[samples.count];
        boolean uniform = policy instanceof RandomPolicy;
        // Rounded as it is logged, so that a random policy's own log has weights of exactly 1.
        float even = (float) (1.0 / env.actionCount());
        Actor actor = policy.actor(new EnvTables(env), backend, LoggedSamples.BATCH);
        for (int first = 0; first < samples.count; first += LoggedSamples.BATCH) {
            int columns = Math.min(LoggedSamples.BATCH, samples.count - first);
            EpisodeBatch batch = samples.restore(first, columns);
            actor.act(batch, 0, columns);
            for (int n = 0; n < columns; n++) {
                double chosen = batch.action[n] == samples.action[first + n] ? 1 : 0;
                probability[first + n] = uniform ? even : chosen;
            }
        }
        return probability;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double error(double[] values, double mean) {
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / (values.length - 1.0) / values.length);
    }
}
