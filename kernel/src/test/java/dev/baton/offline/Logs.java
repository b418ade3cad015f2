package dev.baton.offline;

import dev.baton.env.EnvSpec;
import dev.baton.policy.Policy;
import dev.baton.run.Execution;
import java.util.ArrayList;
import java.util.List;

/** Logged episodes for tests, each checked. */
final class Logs {
    private Logs() {}

    static List<LoggedEpisode> episodes(
            EnvSpec env, Policy policy, double explore, long seed, int count, Execution execution) {
        List<LoggedEpisode> log = new ArrayList<>();
        EpisodeRules rules = new EpisodeRules(env);
        new EpisodeLogger(env, policy, explore, execution).run(seed, 0, count, episode -> {
            rules.check(episode);
            log.add(episode);
        });
        return log;
    }

    static EpisodeLog of(EnvSpec env, Policy policy, double explore, long seed, int count) {
        return EpisodeLog.of(env, episodes(env, policy, explore, seed, count, Execution.of(1)));
    }
}
