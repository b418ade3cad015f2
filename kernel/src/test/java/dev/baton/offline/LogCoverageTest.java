package dev.baton.offline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The short form of scripts/coverage-logs: it finds an interval that is wrong by a factor, not one that covers 91 %.
 */
class LogCoverageTest {
    private static final int REPETITIONS = 24;

    @ParameterizedTest
    @MethodSource("dev.baton.offline.LogCoverage#cheap")
    void everyIntervalCoversWhatThePolicyCosts(LogCoverage.Case of) {
        Map<Estimator, LogCoverage.Count> counts = LogCoverage.of(of, REPETITIONS, 200_000);
        counts.forEach((estimator, count) -> {
            if (estimator == Estimator.FITTED_Q) {
                assertThat(count.believed()).as("%s has no interval", estimator).isZero();
            } else {
                assertThat(count.believed()).as("%s, %s", of.name(), estimator).isGreaterThan(REPETITIONS / 2);
                // 92 %, and four standard deviations of counting so few.
                double least = 0.92 - 4 * Math.sqrt(0.92 * 0.08 / count.believed());
                assertThat(count.share()).as("%s, %s", of.name(), estimator).isGreaterThan(least);
            }
        });
    }
}
