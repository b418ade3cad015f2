package dev.baton.nn.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Backend;
import dev.baton.nn.Activation;
import dev.baton.nn.MlpSpec;
import dev.baton.ops.BatchOps;
import dev.baton.testing.TestSeed;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("bits")
class OutputPassTest {
    private final SplittableRandom random = TestSeed.random(OutputPassTest.class);

    static Stream<MlpSpec> shapes() {
        return Stream.of(
                new MlpSpec(11, List.of(64), 5, Activation.RELU),
                new MlpSpec(11, List.of(64), 5, Activation.TANH),
                new MlpSpec(7, List.of(13), 3, Activation.RELU),
                new MlpSpec(7, List.of(13), 6, Activation.RELU),
                new MlpSpec(3, List.of(), 2, Activation.RELU),
                new MlpSpec(5, List.of(8, 9), 4, Activation.RELU));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void givesTheBitsOfTheLayers(MlpSpec spec) {
        float[] parameters = new float[spec.parameterCount()];
        for (int p = 0; p < parameters.length; p++) {
            parameters[p] = (float) random.nextDouble(-1, 1);
        }
        Mlp layers = new Mlp(spec, Backend.SCALAR);
        layers.load(parameters);
        for (Backend backend : Backend.values()) {
            OutputPass pass = new OutputPass(spec, backend);
            pass.load(new float[parameters.length]);
            pass.load(parameters);
            int stride = pass.columns();
            assertThat(stride % 16).isZero();
            for (int columns : new int[] {0, 1, 16, 37, stride}) {
                float[] in = new float[9 + spec.inputs() * stride];
                for (int i = 0; i < in.length; i++) {
                    in[i] = (float) random.nextDouble(-2, 2);
                }
                float[] out = new float[9 + BatchOps.rows(spec.outputs()) * stride];
                pass.run(in, 9, out, 9, columns);
                for (int n = 0; n < columns; n++) {
                    assertColumn(layers, in, 9 + n, stride, out, 9 + n);
                }
            }
        }
    }

    private static void assertColumn(Mlp layers, float[] in, int x, int stride, float[] out, int y) {
        float[] one = new float[layers.spec().inputs() * BatchOps.COLUMNS];
        for (int i = 0; i < layers.spec().inputs(); i++) {
            one[i * BatchOps.COLUMNS] = in[x + i * stride];
        }
        float[] expected = new float[BatchOps.rows(layers.spec().outputs()) * BatchOps.COLUMNS];
        layers.forward(one, 0, expected, 0, 1);
        for (int o = 0; o < layers.spec().outputs(); o++) {
            assertThat(Float.floatToIntBits(out[y + o * stride]))
                    .isEqualTo(Float.floatToIntBits(expected[o * BatchOps.COLUMNS]));
        }
    }
}
