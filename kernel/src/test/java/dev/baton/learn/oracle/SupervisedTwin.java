package dev.baton.learn.oracle;

import dev.baton.env.EnvSpec;
import dev.baton.env.EnvironmentOracle.Chooser;
import dev.baton.exact.TreeSearch;
import dev.baton.learn.SupervisedConfig;
import dev.baton.learn.oracle.Rollouts.Sample;
import dev.baton.nn.MlpSpec;
import dev.baton.rng.Stream;
import dev.baton.rng.Threefry;
import java.util.ArrayList;
import java.util.List;

/**
 * Cost-sensitive classification by what a teacher makes of the actions: a minibatch descends (1 / samples) Σ_s Σ_k π(k
 * | s) c_k(s), with the samples of a minibatch taken as the update's samples times its share of the chunks.
 *
 * <p>An episode is led by the teacher with a probability that falls linearly from 1 to 0 (DAgger; Ross, Gordon and
 * Bagnell 2011). The subclasses say what an episode does and which samples it gives.
 */
abstract class SupervisedTwin extends Twin {
    final EnvSpec env;
    final Network policy;
    private final SupervisedConfig supervised;
    private final Minibatches minibatches;

    /** A state and what each action costs there. */
    record Label(Sample sample, double[] costs) {}

    SupervisedTwin(EnvSpec env, SupervisedConfig supervised, Arithmetic arithmetic) {
        super(supervised.train(), arithmetic);
        this.env = env;
        this.supervised = supervised;
        MlpSpec spec = new MlpSpec(env.observationSize(), config.hidden(), env.actionCount(), config.activation());
        policy = new Network(spec, Stream.PARAMETERS, config.seed(), arithmetic);
        minibatches = new Minibatches(config.seed());
    }

    /** The teacher's choices on its own trajectories, the learner's elsewhere, with what the method adds to them. */
    abstract Chooser behaviour(int episode, boolean guided);

    /** Returns the labels of an update in chunks that hold at least one each. */
    abstract List<List<Label>> labels(Rollouts rollouts);

    @Override
    final double[] parameters() {
        return policy.parameters;
    }

    /** Returns the action that the learner samples. */
    final int sampled(double[] x, double u) {
        return Softmax.draw(Softmax.probabilities(policy.outputs(x)), u, arithmetic);
    }

    /** Returns the random words by which an episode explores. */
    final long exploration(int episode, int draw) {
        return Threefry.block(Stream.EXPLORATION.key(config.seed()), episode, draw);
    }

    static double uniform(int word) {
        return (word >>> 8) / 0x1p24;
    }

    private boolean guided(int episode) {
        return uniform(Threefry.word0(exploration(episode, 0))) < remaining();
    }

    @Override
    final Rollouts learn(int count, double[] norm) {
        Rollouts rollouts = Rollouts.run(
                env, config.seed(), episodesDone, count, episode -> behaviour(episode, guided(episode)), arithmetic);
        List<List<Label>> chunks = labels(rollouts);
        double samples = chunks.stream().mapToInt(List::size).sum();
        int steps = 0;
        for (int epoch = 0; epoch < supervised.epochs() && samples > 0; epoch++) {
            for (List<List<Label>> minibatch : minibatches.epoch(chunks, supervised.minibatches())) {
                minibatch.stream().flatMap(List::stream).forEach(this::add);
                norm[0] += policy.step(
                        samples * minibatch.size() / chunks.size(), config.gradientClip(),
                        config.learningRate() * remaining());
                steps++;
            }
        }
        norm[0] /= Math.max(1, steps);
        return rollouts;
    }

    private void add(Label label) {
        double[] p = Softmax.probabilities(policy.outputs(label.sample.observation));
        double[] d = new double[p.length];
        for (int k = 0; k < d.length; k++) {
            for (int a = 0; a < d.length; a++) {
                // ∂ π_a / ∂ y_k = π_a (1[k = a] − π_k).
                d[k] += label.costs[a] * p[a] * Softmax.score(p, a, k);
            }
            d[k] = arithmetic.difference(d[k]);
        }
        policy.add(label.sample.observation, d);
    }

    /** The exact optimum as the teacher: every state gives c_k = Q*(s, k) − min_a Q*(s, a). */
    static final class FromOptimum extends SupervisedTwin {
        private final TreeSearch optimum;

        FromOptimum(EnvSpec env, SupervisedConfig supervised, Arithmetic arithmetic) {
            super(env, supervised, arithmetic);
            optimum = new TreeSearch(env, -1L);
        }

        @Override
        Chooser behaviour(int episode, boolean guided) {
            return (x, z, t, u) -> guided ? best(z, t) : sampled(x, u);
        }

        private int best(double[] z, int t) {
            double[] regret = regrets(z, t);
            int best = 0;
            while (regret[best] > 0) {
                best++;
            }
            for (int k = 0; k < regret.length; k++) {
                if (k != best) {
                    arithmetic.decided(regret[k]);
                }
            }
            return best;
        }

        private double[] regrets(double[] z, int t) {
            double[] costs = new double[env.actionCount()];
            double least = Double.POSITIVE_INFINITY;
            for (int k = 0; k < costs.length; k++) {
                costs[k] = optimum.cost(z, t, k);
                least = Math.min(least, costs[k]);
            }
            for (int k = 0; k < costs.length; k++) {
                costs[k] -= least;
            }
            return costs;
        }

        /** A chunk is what 48 episodes in a row give at one step. */
        @Override
        List<List<Label>> labels(Rollouts rollouts) {
            List<List<Label>> chunks = new ArrayList<>();
            List<List<Sample>> episodes = rollouts.episodes();
            for (int first = 0; first < episodes.size(); first += Minibatches.CHUNK) {
                for (int t = 0; t < env.horizon(); t++) {
                    List<Label> chunk = new ArrayList<>();
                    for (int e = first; e < Math.min(episodes.size(), first + Minibatches.CHUNK); e++) {
                        if (t < episodes.get(e).size()) {
                            Sample sample = episodes.get(e).get(t);
                            chunk.add(new Label(sample, regrets(sample.task, t)));
                        }
                    }
                    if (!chunk.isEmpty()) {
                        chunks.add(chunk);
                    }
                }
            }
            return chunks;
        }
    }

    /**
     * Any other policy as the teacher: an episode tries one action, uniform over the K, at a step uniform over the
     * horizon, and the teacher finishes. The one sample has c_a = K (G − b_t) / s for the action tried and 0 for the
     * others; b_t and s are running means that take in the update itself (AggreVaTe; Ross and Bagnell 2014).
     */
    static final class FromPolicy extends SupervisedTwin {
        private final Chooser teacher;
        private final RunningMean[] baseline;
        private final RunningMean square;

        FromPolicy(EnvSpec env, Chooser teacher, SupervisedConfig supervised, Arithmetic arithmetic) {
            super(env, supervised, arithmetic);
            this.teacher = teacher;
            baseline = new RunningMean[env.horizon()];
            for (int t = 0; t < baseline.length; t++) {
                baseline[t] = new RunningMean(config.baselineDecay());
            }
            square = new RunningMean(config.baselineDecay());
        }

        private int triedAt(int episode) {
            return (int) (uniform(Threefry.word1(exploration(episode, 0))) * env.horizon());
        }

        private int tried(int episode) {
            return (int) (uniform(Threefry.word0(exploration(episode, 1))) * env.actionCount());
        }

        @Override
        Chooser behaviour(int episode, boolean guided) {
            int at = triedAt(episode);
            return (x, z, t, u) -> {
                if (t == at) {
                    return tried(episode);
                }
                return t > at || guided ? teacher.choose(x, z, t, u) : sampled(x, u);
            };
        }

        /** A chunk is what 48 episodes in a row give. */
        @Override
        List<List<Label>> labels(Rollouts rollouts) {
            List<List<Sample>> episodes = rollouts.episodes();
            observe(episodes);
            List<List<Label>> chunks = new ArrayList<>();
            for (int first = 0; first < episodes.size(); first += Minibatches.CHUNK) {
                List<Label> chunk = new ArrayList<>();
                for (int e = first; e < Math.min(episodes.size(), first + Minibatches.CHUNK); e++) {
                    int t = triedAt(episodesDone + e);
                    if (t < episodes.get(e).size()) {
                        Sample sample = episodes.get(e).get(t);
                        double[] costs = new double[env.actionCount()];
                        costs[sample.action] = arithmetic.difference(env.actionCount()
                                * (sample.toGo - baseline[t].value()) / Math.sqrt(square.value()));
                        chunk.add(new Label(sample, costs));
                    }
                }
                if (!chunk.isEmpty()) {
                    chunks.add(chunk);
                }
            }
            return chunks;
        }

        private void observe(List<List<Sample>> episodes) {
            List<List<Double>> byStep = new ArrayList<>();
            for (int t = 0; t < env.horizon(); t++) {
                byStep.add(new ArrayList<>());
            }
            for (int e = 0; e < episodes.size(); e++) {
                int t = triedAt(episodesDone + e);
                if (t < episodes.get(e).size()) {
                    byStep.get(t).add(episodes.get(e).get(t).toGo);
                }
            }
            double squares = 0;
            int count = 0;
            for (int t = 0; t < env.horizon(); t++) {
                if (!byStep.get(t).isEmpty()) {
                    double mean = byStep.get(t).stream().mapToDouble(g -> g).sum() / byStep.get(t).size();
                    baseline[t].add(arithmetic.of(mean));
                    squares += byStep.get(t).stream().mapToDouble(g -> (g - mean) * (g - mean)).sum();
                    count += byStep.get(t).size();
                }
            }
            square.add(arithmetic.of(squares / count));
        }
    }
}
