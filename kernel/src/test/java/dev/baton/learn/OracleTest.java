package dev.baton.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.baton.Backend;
import dev.baton.env.CostComponent;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvironmentOracle;
import dev.baton.env.EnvironmentOracle.Episode;
import dev.baton.env.EnvironmentOracle.Rule;
import dev.baton.env.TestEnvironments;
import dev.baton.policy.CostAwarePolicy;
import dev.baton.policy.LatencyPolicy;
import dev.baton.policy.Policy;
import dev.baton.policy.RandomPolicy;
import dev.baton.run.EpisodeResults;
import dev.baton.run.Evaluation;
import dev.baton.run.Execution;
import dev.baton.testing.TestSeed;
import java.util.SplittableRandom;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** Whole episodes of the kernels against the oracle in double: steps, success and every component. */
class OracleTest {
    private final SplittableRandom random = TestSeed.random(OracleTest.class);
    private long episodes;
    private long ambiguous;
    private long vague;
    private long successes;

    @Test
    void paperPreset() {
        for (Rule rule : Rule.values()) {
            compare(TestEnvironments.paper(), rule, random.nextInt(1_000), 0, 1_000, null);
        }
        assertFewAmbiguous(1_000);
        assertThat(successes).isPositive();
    }

    @Test
    void everyKindClipAndOutcome() {
        for (Rule rule : Rule.values()) {
            compare(TestEnvironments.everything(), rule, random.nextInt(1_000), 0, 1_000, null);
            compare(TestEnvironments.everything(), rule, random.nextInt(1_000), 500, 300, masks(5));
        }
        assertFewAmbiguous(1_000);
        assertThat(successes).isPositive();
    }

    @Test
    void randomEnvironments() {
        for (int i = 0; i < 240; i++) {
            EnvSpec spec = TestEnvironments.random(random);
            for (Rule rule : Rule.values()) {
                long seed = random.nextLong(1L << 32);
                int first = random.nextInt(1 << 30);
                int count = random.nextInt(1, 25);
                compare(spec, rule, seed, first, count, i % 2 == 0 ? null : masks(spec.actionCount()));
            }
        }
        assertFewAmbiguous(100);
        assertThat(successes).as("successes among %d", episodes).isBetween(episodes / 20, episodes * 19 / 20);
    }

    /** Everything of the model's section 10 at once, in random environments. */
    @Test
    void worlds() {
        for (int i = 0; i < 240; i++) {
            EnvSpec spec = TestEnvironments.world(random);
            for (Rule rule : Rule.values()) {
                int first = random.nextInt(1 << 20);
                // The calls of action 0 are not limited: it may always be chosen.
                IntToLongFunction masks = masks(spec.actionCount());
                compare(spec, rule, random.nextInt(1 << 20), first, 12,
                        i % 2 == 0 ? null : e -> masks.applyAsLong(e) | 1);
            }
        }
        assertFewAmbiguous(100);
    }

    @Test
    void largestEnvironments() {
        for (int i = 0; i < 2; i++) {
            EnvSpec spec = TestEnvironments.random(random, 64, 64, 5, 20);
            EnvSpec manyOutcomes = TestEnvironments.random(random, 2, 64, 64, 20);
            EnvSpec longest = TestEnvironments.random(random, 3, 2, 3, 1024);
            for (Rule rule : Rule.values()) {
                compare(spec, rule, i, 0, 24, i == 0 ? null : masks(64));
                compare(manyOutcomes, rule, i, 0, 24, null);
                compare(longest, rule, i, 0, 24, null);
            }
        }
        assertFewAmbiguous(100);
    }

    /** Any mask that leaves an action; bits that name no action must not matter. */
    private IntToLongFunction masks(int actions) {
        long salt = random.nextLong();
        return episode -> {
            long bits = new SplittableRandom(salt + episode).nextLong();
            return bits | 1L << Math.floorMod(bits, actions);
        };
    }

    private void compare(
            EnvSpec spec, Rule rule, long seed, int first, int count, IntToLongFunction availability) {
        EnvironmentOracle oracle = new EnvironmentOracle(spec);
        EpisodeResults scalar = run(spec, rule, seed, first, count, Backend.SCALAR, availability);
        if (seed % 4 == 0) {
            // A sample: StepperTest compares the two step by step.
            EpisodeResults simd = run(spec, rule, seed, first, count, Backend.SIMD, availability);
            assertThat(simd.steps).isEqualTo(scalar.steps);
            assertThat(simd.components).isEqualTo(scalar.components);
            assertThat(simd.constraint).isEqualTo(scalar.constraint);
        }
        for (int n = 0; n < count; n++) {
            long mask = availability == null ? -1L : availability.applyAsLong(first + n);
            Episode expected = oracle.run(rule, seed, first + n, mask);
            episodes++;
            if (expected.ambiguous) {
                ambiguous++;
                continue;
            }
            successes += expected.success ? 1 : 0;
            if (scalar.steps[n] != expected.steps || scalar.constraint[n] == 0 != expected.success) {
                fail(
                        "%s, seed %d, episode %d: expected %d steps, success %b, found %d, %b in %s",
                        rule, seed, first + n, expected.steps, expected.success, scalar.steps[n],
                        scalar.constraint[n] == 0, spec);
            }
            for (CostComponent component : CostComponent.ALL) {
                int c = component.index();
                double difference = Math.abs(scalar.component(component, n) - expected.components[c]);
                if (!(difference <= expected.error[c])) {
                    fail(
                            "%s, seed %d, episode %d, component %s: expected %s within %s, found %s in %s",
                            rule, seed, first + n, component, expected.components[c], expected.error[c],
                            scalar.component(component, n), spec);
                }
                vague += expected.error[c] > 1e-3 * (1 + expected.components[c]) ? 1 : 0;
            }
        }
    }

    private static EpisodeResults run(
            EnvSpec spec, Rule rule, long seed, int first, int count, Backend backend, IntToLongFunction availability) {
        Policy policy =
                switch (rule) {
                    case LATENCY -> new LatencyPolicy(spec);
                    case COST_AWARE -> new CostAwarePolicy(spec);
                    case RANDOM -> new RandomPolicy(spec);
                };
        return Evaluation.episodes(spec, policy, seed, first, count, new Execution(backend, 1, 64), availability);
    }

    /**
     * Ambiguous episodes are not compared, so they must be rare: at most one in {@code share}, or one. A bound above a
     * thousandth says little, so that is rare too.
     */
    private void assertFewAmbiguous(int share) {
        System.out.printf("OracleTest: %d of %d episodes ambiguous, %d numbers vague%n", ambiguous, episodes, vague);
        assertThat(ambiguous).isLessThanOrEqualTo(1 + episodes / share);
        assertThat(vague).isLessThanOrEqualTo(episodes / 10);
    }
}
