package dev.baton.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MomentsTest {
    @Test
    void partsHaveTheMomentsOfTheWhole() {
        double[] x = {3, -1, 4, 1, -5, 9, 2.5};
        Moments whole = Moments.of(x);
        // Σ x = 13.5; Σ x² = 139.25.
        assertThat(whole.mean()).isCloseTo(13.5 / 7, within(1e-15));
        assertThat(whole.squares()).isCloseTo(139.25 - 13.5 * 13.5 / 7, within(1e-12));
        assertThat(whole.standardError()).isCloseTo(Math.sqrt(whole.squares() / 6 / 7), within(1e-15));
        Moments joined = Moments.of(x, 0, 2).plus(Moments.NONE).plus(Moments.of(x, 2, 4)).plus(Moments.of(x, 6, 1));
        assertThat(joined.count()).isEqualTo(7);
        assertThat(joined.mean()).isCloseTo(whole.mean(), within(1e-14));
        assertThat(joined.squares()).isCloseTo(whole.squares(), within(1e-12));
        assertThat(Moments.NONE.plus(whole)).isEqualTo(whole);
    }

    @Test
    void intervalIsStudents() {
        Moments two = Moments.of(new double[] {1, 3});
        assertThat(two.interval().lower()).isCloseTo(2 - 12.7062047, within(1e-6));
        assertThat(two.interval().upper()).isCloseTo(2 + 12.7062047, within(1e-6));
        Moments one = Moments.of(new double[] {1});
        assertThat(one.std()).isZero();
        assertThat(one.interval()).isEqualTo(new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
        assertThat(Moments.NONE.interval()).isEqualTo(one.interval());
        assertThat(new Interval(-1, 2).notBelow(0)).isEqualTo(new Interval(0, 2));
        assertThat(new Interval(-2, -1).notBelow(0)).isEqualTo(new Interval(0, 0));
        assertThat(new Interval(1, 2).notBelow(0)).isEqualTo(new Interval(1, 2));
        assertThat(Moments.of(new double[] {0.1, 0.1, 0.1}).interval()).isEqualTo(new Interval(0.1, 0.1));
    }
}
