package dev.baton.nn.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ops.BatchOps;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Taking parameters over by the table is packing them. */
class PackingTest {
    private static float[] parameters(int count) {
        float[] parameters = new float[count];
        for (int p = 0; p < count; p++) {
            parameters[p] = p % 7 == 0 ? -0f : p - 0.5f * count;
        }
        return parameters;
    }

    private static void assertPacks(int count, int length, BiConsumer<float[], float[]> pack) {
        float[] expected = new float[length];
        pack.accept(parameters(count), expected);
        Packing packing = new Packing(count, length, pack);
        float[] zeros = new float[length];
        pack.accept(new float[count], zeros);
        assertThat(packing.packed).as("at first").isEqualTo(zeros);
        for (int time = 0; time < 2; time++) {
            packing.load(parameters(count));
            assertThat(packing.packed).as("loaded").isEqualTo(expected);
        }
        packing.load(new float[count]);
        assertThat(packing.packed).as("loaded again").isEqualTo(zeros);
    }

    @Test
    void rectified() {
        for (int hidden : new int[] {1, 3, 4, 5, 64}) {
            for (int outputs : new int[] {1, 4, 5}) {
                int bias1 = 11 * hidden;
                int weights2 = bias1 + hidden;
                int bias2 = weights2 + outputs * hidden;
                assertPacks(
                        bias2 + outputs, BatchOps.rectifiedLength(hidden, 11), (from, to) -> BatchOps.packRectified(
                                from, 0, bias1, weights2, bias2, outputs, hidden, 11, to));
            }
        }
    }

    @Test
    void layers() {
        for (int outputs : new int[] {1, 5, 8, 64}) {
            assertPacks(
                    12 * outputs, BatchOps.rows(outputs) * 12,
                    (from, to) -> BatchOps.pack(from, 0, 11 * outputs, outputs, 11, to, 0));
        }
    }

    /** Numbers of two digits. */
    @Test
    void manyParameters() {
        int count = (1 << 17) + 5;
        Packing packing = new Packing(count, 4, (from, to) -> System.arraycopy(from, count - 4, to, 0, 4));
        float[] parameters = new float[count];
        for (int p = 0; p < count; p++) {
            parameters[p] = count - p;
        }
        packing.load(parameters);
        assertThat(packing.packed).containsExactly(4, 3, 2, 1);
    }
}
