package dev.baton.nn.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.nn.MlpSpec;
import dev.baton.ops.BatchOps;
import dev.baton.testing.Allocations;
import dev.baton.testing.TestSeed;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OnePassTest {
    // No hidden layer; less than eight units, eight, one more; two hidden layers.
    private static final List<List<Integer>> HIDDEN = List.of(
            List.of(), List.of(1), List.of(8), List.of(9), List.of(64, 7));

    private static float[] uniform(SplittableRandom random, int length) {
        float[] x = new float[length];
        for (int i = 0; i < length; i++) {
            x[i] = (float) random.nextDouble(-1, 1);
        }
        return x;
    }

    /** The outputs of a column of a batch, to the last bit. */
    @ParameterizedTest
    @EnumSource
    void givesTheBitsOfABatch(Activation activation) {
        SplittableRandom random = TestSeed.random(OnePassTest.class);
        for (List<Integer> hidden : HIDDEN) {
            for (int inputs : new int[] {1, 11, 16}) {
                for (int outputs : new int[] {1, 5, 8, 9, 64}) {
                    MlpSpec spec = new MlpSpec(inputs, hidden, outputs, activation);
                    float[] parameters = uniform(random, spec.parameterCount());
                    float[] observation = uniform(random, inputs);
                    OnePass one = new OnePass(spec, parameters);
                    System.arraycopy(observation, 0, one.inputs(), 0, inputs);
                    float[] found = Arrays.copyOf(one.run(), outputs);

                    ForwardPass batch = ForwardPass.of(spec, Backend.SCALAR);
                    batch.load(parameters);
                    int columns = batch.columns();
                    float[] in = new float[BatchOps.START + inputs * columns];
                    float[] out = new float[BatchOps.START + BatchOps.rows(outputs) * columns];
                    for (int i = 0; i < inputs; i++) {
                        in[BatchOps.START + i * columns] = observation[i];
                    }
                    batch.forward(in, BatchOps.START, out, BatchOps.START, 1);
                    for (int o = 0; o < outputs; o++) {
                        assertThat(found[o]).as("%s, output %d", spec, o).isEqualTo(out[BatchOps.START + o * columns]);
                    }
                }
            }
        }
    }

    @Test
    void allocatesNothing() {
        MlpSpec spec = new MlpSpec(4, List.of(9), 3, Activation.TANH);
        OnePass one = new OnePass(spec, new float[spec.parameterCount()]);
        Allocations.assertNothing("one pass", one::run);
    }
}
