package dev.baton.learn.oracle;

import dev.baton.Activation;
import dev.baton.env.EnvSpec;
import dev.baton.learn.PpoConfig;
import dev.baton.learn.oracle.Rollouts.Sample;
import dev.baton.nn.MlpSpec;
import dev.baton.rng.Stream;
import java.util.ArrayList;
import java.util.List;

/**
 * Proximal policy optimisation of a cost (Schulman et al. 2017, eq. 7) with generalised advantage estimation (Schulman
 * et al. 2016, without discount) and a value network V = m + s · output, m and s the mean and spread of the first
 * update's costs-to-go:
 *
 * <p>δ_t = C_t + V(s_{t+1}) − V(s_t), V = 0 after the end; A_t = δ_t + λ A_{t+1}; target_t = A_t + V(s_t)
 *
 * <p>Â = (A − mean A) / spread A, over the update; ρ = π(a | s) / π_old(a | s). Every epoch descends, minibatch by
 * minibatch,
 *
 * <p>(1 / samples) Σ [ max(ρ Â, clip(ρ, 1 − ε, 1 + ε) Â) − β H(π) ] and (1 / samples) Σ (output − (target − m) / s)² /
 * 2
 */
final class PpoTwin extends Twin {
    private static final int BLOCK = 288;

    private final EnvSpec env;
    private final PpoConfig ppo;
    private final Network policy;
    private final Network value;
    private final Minibatches minibatches;
    private double valueMean;
    private double valueScale;
    /** Samples whose gradient clipping took away, over all epochs and updates. */
    int clipped;

    /** A sample as it was when its episode ran. */
    private static final class Memory {
        final Sample sample;
        final double probability;
        final double output;
        double advantage;
        double target;

        Memory(Sample sample, double probability, double output) {
            this.sample = sample;
            this.probability = probability;
            this.output = output;
        }
    }

    PpoTwin(EnvSpec env, PpoConfig ppo, Arithmetic arithmetic) {
        super(ppo.train(), arithmetic);
        this.env = env;
        this.ppo = ppo;
        int features = env.observationSize();
        policy = new Network(
                new MlpSpec(features, config.hidden(), env.actionCount(), config.activation()), Stream.PARAMETERS,
                config.seed(), arithmetic);
        value = new Network(
                new MlpSpec(features, ppo.valueHidden(), 1, Activation.RELU), Stream.VALUE_PARAMETERS, config.seed(),
                arithmetic);
        minibatches = new Minibatches(config.seed());
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
        List<Sample> samples = rollouts.samples();
        if (updates == 0) {
            valueMean = samples.stream().mapToDouble(s -> s.toGo).average().orElse(0);
            valueScale = arithmetic.of(spread(samples.stream().mapToDouble(s -> s.toGo).toArray()));
        }
        if (samples.isEmpty()) {
            return rollouts;
        }
        List<List<Memory>> episodes = new ArrayList<>();
        for (List<Sample> episode : rollouts.episodes()) {
            episodes.add(remember(episode));
        }
        double[] advantages =
                episodes.stream().flatMap(List::stream).mapToDouble(m -> m.advantage).toArray();
        double mean = arithmetic.difference(mean(advantages));
        double spread = arithmetic.of(spread(advantages));
        List<List<Memory>> chunks = chunks(episodes);
        int steps = 0;
        for (int epoch = 0; epoch < ppo.epochs(); epoch++) {
            for (List<List<Memory>> minibatch : minibatches.epoch(chunks, ppo.minibatches())) {
                List<Memory> memories = minibatch.stream().flatMap(List::stream).toList();
                for (Memory m : memories) {
                    policy.add(m.sample.observation, surrogate(m, (m.advantage - mean) / spread));
                    double error = value.outputs(m.sample.observation)[0] - (m.target - valueMean) / valueScale;
                    value.add(m.sample.observation, new double[] {arithmetic.difference(error)});
                }
                double clip = config.gradientClip();
                norm[0] += policy.step(memories.size(), clip, config.learningRate() * remaining());
                value.step(memories.size(), clip, ppo.valueLearningRate() * remaining());
                steps++;
            }
        }
        norm[0] /= steps;
        return rollouts;
    }

    /** What the networks said while the episode ran, and its advantages. */
    private List<Memory> remember(List<Sample> episode) {
        List<Memory> memories = new ArrayList<>();
        for (Sample s : episode) {
            double p = Softmax.probabilities(policy.outputs(s.observation))[s.action];
            memories.add(new Memory(s, p, value.outputs(s.observation)[0]));
        }
        double nextValue = 0;
        double nextAdvantage = 0;
        for (Memory m : memories.reversed()) {
            double v = valueMean + valueScale * m.output;
            double delta = m.sample.cost + nextValue - v;
            m.advantage = arithmetic.difference(delta + ppo.lambda() * nextAdvantage);
            m.target = m.advantage + v;
            nextValue = v;
            nextAdvantage = m.advantage;
        }
        return memories;
    }

    private double[] surrogate(Memory m, double advantage) {
        double[] p = Softmax.probabilities(policy.outputs(m.sample.observation));
        double ratio = p[m.sample.action] / m.probability;
        double bounded = Math.clamp(ratio, 1 - ppo.clip(), 1 + ppo.clip());
        // Where both are the same, the derivative is that of the first.
        boolean free = ratio * advantage >= bounded * advantage;
        arithmetic.decided(ratio - (1 - ppo.clip()));
        arithmetic.decided(ratio - (1 + ppo.clip()));
        clipped += free ? 0 : 1;
        double slope = free ? arithmetic.difference(ratio * advantage) : 0;
        double beta = config.entropyBonus() * remaining();
        double[] d = new double[p.length];
        for (int k = 0; k < d.length; k++) {
            d[k] = slope * Softmax.score(p, m.sample.action, k) - beta * Softmax.entropySlope(p, k);
        }
        return d;
    }

    /**
     * The samples as they lie in memory: by block of 288 episodes, by step, by column. An episode that ends leaves its
     * column to the last one: those that ended leave from the last to the first, each replaced by the then last column.
     */
    private static List<List<Memory>> chunks(List<List<Memory>> episodes) {
        List<List<Memory>> chunks = new ArrayList<>();
        for (int first = 0; first < episodes.size(); first += BLOCK) {
            List<List<Memory>> columns =
                    new ArrayList<>(episodes.subList(first, Math.min(episodes.size(), first + BLOCK)));
            for (int t = 0; !columns.isEmpty(); t++) {
                for (int c = columns.size() - 1; c >= 0; c--) {
                    if (columns.get(c).size() == t) {
                        List<Memory> last = columns.removeLast();
                        if (c < columns.size()) {
                            columns.set(c, last);
                        }
                    }
                }
                for (int from = 0; from < columns.size(); from += Minibatches.CHUNK) {
                    List<Memory> chunk = new ArrayList<>();
                    for (int c = from; c < Math.min(columns.size(), from + Minibatches.CHUNK); c++) {
                        chunk.add(columns.get(c).get(t));
                    }
                    chunks.add(chunk);
                }
            }
        }
        return chunks;
    }

    private static double mean(double[] numbers) {
        double sum = 0;
        for (double x : numbers) {
            sum += x;
        }
        return sum / numbers.length;
    }

    private static double spread(double[] numbers) {
        double mean = mean(numbers);
        double sum = 0;
        for (double x : numbers) {
            sum += (x - mean) * (x - mean);
        }
        return Math.sqrt(sum / numbers.length);
    }
}
