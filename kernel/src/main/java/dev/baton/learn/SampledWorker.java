package dev.baton.learn;

import dev.baton.descent.SampleSet;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.nn.MlpSpec;
import dev.baton.ops.Lanes;
import dev.baton.policy.Actor;
import dev.baton.policy.Policy;
import dev.baton.policy.choice.Availability;
import dev.baton.rng.Threefry;
import dev.baton.rng.Uniforms;
import dev.baton.run.Execution;
import java.util.Arrays;

/**
 * Labels from a policy: each episode tries one action, uniformly among those that may be chosen, at a step that is
 * uniform over the horizon, and the teacher goes on to the end; what that cost is the one sample of the episode.
 * Samples lie in the order of the episodes.
 */
final class SampledWorker extends SupervisedWorker {
    private final Actor teacher;
    private final int horizon;
    private final SampledCosts costs;
    private final int[] learned = new int[BLOCK];
    private final int[] tryAt = new int[BLOCK];
    /** Bits 0 … K − 1. */
    private final long all;

    private int first;
    private int found;

    SampledWorker(
            EnvTables tables,
            MlpSpec spec,
            float[] parameters,
            SampleSet samples,
            Execution execution,
            Policy policy,
            SampledCosts costs) {
        super(tables, spec, parameters, samples, execution);
        teacher = policy.actor(tables, execution.backend(), BLOCK);
        horizon = tables.spec().horizon();
        this.costs = costs;
        all = -1L >>> (64 - actions);
    }

    @Override
    void begin(int firstEpisode, int count) {
        first = firstEpisode;
        found = 0;
        Arrays.fill(costs.action, block * BLOCK, (block + 1) * BLOCK, SampledCosts.NONE);
        for (int slot = 0; slot < count; slot++) {
            int word = Threefry.word1(Threefry.block(key, first + slot, 0));
            tryAt[slot] = (int) (Uniforms.of(word) * horizon);
        }
    }

    @Override
    int end() {
        return found;
    }

    @Override
    void label(EpisodeBatch batch, int to, float[] features) {
        int t = batch.step[0];
        System.arraycopy(batch.action, 0, learned, 0, to);
        teacher.act(batch, 0, to);
        for (int n = 0; n < to; n++) {
            int slot = batch.slot[n];
            if (t < tryAt[slot] && !guided[slot]) {
                batch.action[n] = learned[n];
            } else if (t == tryAt[slot]) {
                int word = Threefry.word0(Threefry.block(key, first + slot, 1));
                long allowed = all & (batch.available == null ? -1L : batch.available[n]);
                int action = Availability.nth(allowed, (int) (Uniforms.of(word) * Long.bitCount(allowed)));
                batch.action[n] = action;
                int at = block * BLOCK + slot;
                costs.allowed[at] = allowed;
                costs.action[at] = action;
                costs.step[at] = t;
                costs.toGo[at] = 0;
                for (int f = 0; f < samples.features; f++) {
                    samples.values[samples.at(at / Lanes.TILE, f) + at % Lanes.TILE] = features[f * Lanes.TILE + n];
                }
                found++;
            }
        }
    }

    @Override
    public void stepped(EpisodeBatch batch, int from, int to) {
        teacher.stepped(batch, from, to);
        for (int n = from; n < to; n++) {
            int slot = batch.slot[n];
            if (batch.step[n] > tryAt[slot]) {
                costs.toGo[block * BLOCK + slot] += batch.cost[n];
            }
        }
    }
}
