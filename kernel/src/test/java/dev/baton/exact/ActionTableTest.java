package dev.baton.exact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.TestSeed;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** {@link ActionTable} against the JDK's map. */
class ActionTableTest {
    @Test
    void doesWhatAMapDoes() {
        SplittableRandom random = TestSeed.random(ActionTableTest.class);
        ActionTable table = new ActionTable();
        // Few numbers meet again often; many make the table grow; the multiples all end in the same bits.
        for (int[] numbers : new int[][] {{7, 1}, {5_000, 1}, {300, 1 << 20}, {Integer.MAX_VALUE, 1}}) {
            table.clear();
            Map<Integer, Integer> map = new HashMap<>();
            for (int i = 0; i < 3_000; i++) {
                int state = random.nextInt(numbers[0]) * numbers[1] & Integer.MAX_VALUE;
                assertThat(table.get(state)).isEqualTo(map.getOrDefault(state, ExactResults.NO_ACTION));
                int action = random.nextInt(64);
                table.put(state, action);
                map.put(state, action);
            }
            map.forEach((state, action) -> assertThat(table.get(state)).isEqualTo(action));
        }
    }

    @Test
    void knowsNothingAtFirstAndAfterItWasCleared() {
        ActionTable table = new ActionTable();
        assertThat(table.get(0)).isEqualTo(ExactResults.NO_ACTION);
        table.put(0, 3);
        table.put(Integer.MAX_VALUE, 4);
        assertThat(table.get(0)).isEqualTo(3);
        assertThat(table.get(Integer.MAX_VALUE)).isEqualTo(4);
        table.clear();
        assertThat(table.get(0)).isEqualTo(ExactResults.NO_ACTION);
        assertThat(table.get(Integer.MAX_VALUE)).isEqualTo(ExactResults.NO_ACTION);
    }
}
