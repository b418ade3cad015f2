package dev.baton.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The short form of scripts/coverage: small networks trained for a short while, fewer repetitions and episodes. It
 * finds an interval that is wrong by a factor, not one that covers 91 %; the long form's figures are in
 * docs/decisions/011.
 */
class CoverageTest {
    @Test
    void everyIntervalCoversWhatItIsFor() {
        Map<String, Coverage.Count> counts = Coverage.of(new Coverage.Setting(
                config -> config.withEpisodes(1_920).withHidden(List.of(8)), 400, 200, 200, 20, 200, 6_000, 1_000, 2));
        assertThat(counts).hasSizeGreaterThan(15);
        counts.forEach((name, count) -> {
            System.out.printf("CoverageTest: %s: %d of %d%n", name, count.covered(), count.repetitions());
            assertThat(count.repetitions()).as(name).isGreaterThanOrEqualTo(20);
            // 92 to 98 %, and four standard deviations of counting so few.
            double noise = 4 * Math.sqrt(0.95 * 0.05 / count.repetitions());
            assertThat(count.share()).as(name).isBetween(0.92 - noise, Math.min(1, 0.98 + noise));
        });
    }
}
