package dev.baton.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticTest {
    @Test
    void deviationIsThatOfASample() {
        Statistic statistic = new Statistic(List.of(2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0));

        assertThat(statistic.mean()).isEqualTo(5.0);
        assertThat(statistic.std()).isCloseTo(Math.sqrt(32.0 / 7), within(1e-15));
    }

    @Test
    void oneSeedHasNoDeviation() {
        assertThat(new Statistic(List.of(0.3)).mean()).isEqualTo(0.3);
        assertThat(new Statistic(List.of(0.3)).std()).isZero();
    }

    @Test
    void equalValuesHaveExactlyNoDeviation() {
        Statistic statistic = new Statistic(Collections.nCopies(7, 0.1));

        assertThat(statistic.mean()).isEqualTo(0.1);
        assertThat(statistic.std()).isZero();
    }
}
