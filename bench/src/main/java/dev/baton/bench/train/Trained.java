package dev.baton.bench.train;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.bench.Environments;
import dev.baton.learn.PolicyGradientTrainer;
import dev.baton.learn.TrainConfig;
import dev.baton.policy.MlpPolicy;
import dev.baton.run.Execution;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The network that rollouts and evaluations act with, trained for 1,000 episodes in the paper's setting: a policy that
 * prefers some actions but is not yet certain, so episodes have the lengths that training meets.
 *
 * @param seed of the training
 * @param hidden width of the hidden layer
 * @param activation of the hidden layer
 */
record Trained(long seed, int hidden, Activation activation) {
    private static final int EPISODES = 1000;
    // A fork needs one policy once; the tests ask for the same few again and again.
    private static final Map<Trained, MlpPolicy> POLICIES = new ConcurrentHashMap<>();

    /** Trains on the implementation that is measured, so that a fork loads no other; the policy is the same. */
    MlpPolicy policy(Backend backend) {
        return POLICIES.computeIfAbsent(this, key -> key.train(backend));
    }

    private MlpPolicy train(Backend backend) {
        TrainConfig config = TrainConfig.paper(seed)
                .withEpisodes(EPISODES)
                .withHidden(List.of(hidden))
                .withActivation(activation);
        Execution execution = new Execution(backend, 1, Execution.DEFAULT_TILE);
        try (PolicyGradientTrainer trainer =
                new PolicyGradientTrainer(Environments.PAPER.spec(), config, execution)) {
            return trainer.train(metrics -> {});
        }
    }
}
