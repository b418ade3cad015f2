package dev.baton.learn.oracle;

import dev.baton.env.EnvSpec;
import dev.baton.learn.TrainConfig;
import dev.baton.learn.oracle.Rollouts.Sample;
import dev.baton.nn.MlpSpec;
import dev.baton.rng.Stream;
import java.util.List;

/**
 * Policy gradient with reward-to-go and a running baseline (model, section 7; Williams 1992). An update descends
 *
 * <p>(1 / samples) Σ [ log π(a_t | s_t) (G_t − b_t) / s − β H(π(· | s_t)) ]
 *
 * <p>b_t is the running mean of the mean G_t of earlier updates, s the root of the running mean of their mean (G_t −
 * b_t)². The first update's own episodes start both, without a step.
 */
final class PolicyGradientTwin extends Twin {
    private final EnvSpec env;
    private final Network policy;
    private final RunningMean[] baseline;
    private RunningMean square;

    PolicyGradientTwin(EnvSpec env, TrainConfig config, Arithmetic arithmetic) {
        super(config, arithmetic);
        this.env = env;
        MlpSpec spec = new MlpSpec(env.observationSize(), config.hidden(), env.actionCount(), config.activation());
        policy = new Network(spec, Stream.PARAMETERS, config.seed(), arithmetic);
        baseline = new RunningMean[env.horizon()];
        for (int t = 0; t < baseline.length; t++) {
            baseline[t] = new RunningMean(config.baselineDecay());
        }
        square = new RunningMean(config.baselineDecay());
    }

    @Override
    double[] parameters() {
        return policy.parameters;
    }

    @Override
    Rollouts learn(int count, double[] norm) {
        Rollouts rollouts = Rollouts.run(
                env, config.seed(), episodesDone, count,
                episode -> (x, z, t, u) -> Softmax.draw(Softmax.probabilities(policy.outputs(x)), u, arithmetic),
                arithmetic);
        if (updates == 0) {
            observeReturns(rollouts);
            square = new RunningMean(config.baselineDecay());
            square.add(meanSquare(rollouts));
        }
        int samples = rollouts.samples().size();
        if (samples > 0) {
            for (List<Sample> episode : rollouts.episodes()) {
                for (Sample sample : episode) {
                    policy.add(sample.observation, derivative(sample, answersFor(episode, sample)));
                }
            }
            norm[0] = policy.step(samples, config.gradientClip(), config.learningRate() * remaining());
            double squares = meanSquare(rollouts);
            observeReturns(rollouts);
            square.add(squares);
        }
        return rollouts;
    }

    private double[] derivative(Sample sample, double answersFor) {
        double b = config.baseline() ? baselineAt(sample.t) : 0;
        double weight = arithmetic.difference((answersFor - b) / Math.sqrt(square.value()));
        double[] p = Softmax.probabilities(policy.outputs(sample.observation));
        double beta = config.entropyBonus() * remaining();
        double[] d = new double[p.length];
        for (int k = 0; k < d.length; k++) {
            d[k] = weight * Softmax.score(p, sample.action, k) - beta * Softmax.entropySlope(p, k);
        }
        return d;
    }

    /** G_t, or without reward-to-go the cost of the whole episode. */
    private double answersFor(List<Sample> episode, Sample sample) {
        return config.rewardToGo() ? sample.toGo : episode.getFirst().toGo;
    }

    /** b_t; before any episode has reached t, the b of the step before. */
    private double baselineAt(int t) {
        int known = t;
        while (known > 0 && !baseline[known].known()) {
            known--;
        }
        return baseline[known].value();
    }

    private void observeReturns(Rollouts rollouts) {
        for (int t = 0; t < baseline.length; t++) {
            double sum = 0;
            int count = 0;
            for (List<Sample> episode : rollouts.episodes()) {
                if (t < episode.size()) {
                    sum += answersFor(episode, episode.get(t));
                    count++;
                }
            }
            if (count > 0) {
                baseline[t].add(arithmetic.of(sum / count));
            }
        }
    }

    private double meanSquare(Rollouts rollouts) {
        double sum = 0;
        int count = 0;
        for (List<Sample> episode : rollouts.episodes()) {
            for (Sample sample : episode) {
                double advantage = answersFor(episode, sample) - baselineAt(sample.t);
                sum += advantage * advantage;
                count++;
            }
        }
        return arithmetic.of(sum / count);
    }
}
