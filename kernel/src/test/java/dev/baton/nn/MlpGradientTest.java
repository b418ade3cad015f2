package dev.baton.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.ops.Backend;
import dev.baton.ops.BatchOps;
import dev.baton.testing.TestSeed;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Forward and backward pass against an independent network in double and its central differences. */
@Tag("bits")
class MlpGradientTest {
    private static final double STEP = 1e-6;

    private final SplittableRandom random = TestSeed.random(MlpGradientTest.class);

    /** No, one, two and three hidden layers of different widths, narrow and wider than the inputs. */
    static Stream<MlpSpec> shapes() {
        List<List<Integer>> hiddenLayers =
                List.of(List.of(), List.of(1), List.of(9), List.of(4, 7), List.of(6, 3, 8), List.of(17, 2));
        return Stream.of(Activation.values())
                .flatMap(activation -> hiddenLayers.stream().map(hidden -> new MlpSpec(5, hidden, 3, activation)));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void gradientEqualsCentralDifferences(MlpSpec spec) {
        for (int columns : new int[] {5, 37}) {
            Case example = new Case(spec, columns);
            float[] simd = example.gradient(Backend.SIMD);
            assertThat(simd).as("SIMD = scalar").isEqualTo(example.gradient(Backend.SCALAR));
            double[] parameters = DoubleMlp.widen(example.parameters);
            for (int p = 0; p < parameters.length; p++) {
                double kept = parameters[p];
                parameters[p] = kept + STEP;
                double above = example.scalar(parameters);
                parameters[p] = kept - STEP;
                double below = example.scalar(parameters);
                parameters[p] = kept;
                double expected = (above - below) / (2 * STEP);
                assertThat((double) simd[p]).as("parameter %d", p).isCloseTo(expected, within(2e-5 * columns));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void tilesDoNotMatter(MlpSpec spec) {
        for (int columns : new int[] {3, 61}) {
            Case example = new Case(spec, columns);
            float[] whole = example.partials(Backend.SCALAR, 64);
            for (Backend backend : Backend.values()) {
                for (int tile : new int[] {16, 48, 80}) {
                    assertThat(example.partials(backend, tile)).isEqualTo(whole);
                }
            }
        }
    }

    /** One network, a batch of inputs and a weight for each output: the scalar Σ r · y. */
    private final class Case {
        final MlpSpec spec;
        final int columns;
        final int stride;
        final float[] parameters;
        final float[] input;
        final float[] dOut;

        Case(MlpSpec spec, int columns) {
            this.spec = spec;
            this.columns = columns;
            stride = BatchOps.padded(columns);
            parameters = new float[spec.parameterCount()];
            for (int p = 0; p < parameters.length; p++) {
                parameters[p] = (float) random.nextDouble(-1, 1);
            }
            input = new float[spec.inputs() * stride];
            dOut = new float[spec.outputs() * stride];
            for (int n = 0; n < columns; n++) {
                fillColumn(n);
            }
        }

        /** Draws a column, away from the kinks of the rectifier. */
        private void fillColumn(int n) {
            double[] nearest = new double[1];
            while (nearest[0] < 1e-3) {
                for (int i = 0; i < spec.inputs(); i++) {
                    input[i * stride + n] = (float) random.nextDouble(-1.5, 1.5);
                }
                nearest[0] = 1;
                new DoubleMlp(spec).forward(DoubleMlp.widen(parameters), column(n), nearest);
            }
            for (int o = 0; o < spec.outputs(); o++) {
                dOut[o * stride + n] = (float) random.nextDouble(-1, 1);
            }
        }

        private double[] column(int n) {
            double[] x = new double[spec.inputs()];
            Arrays.setAll(x, i -> input[i * stride + n]);
            return x;
        }

        double scalar(double[] at) {
            double sum = 0;
            for (int n = 0; n < columns; n++) {
                double[] y = new DoubleMlp(spec).forward(at, column(n));
                for (int o = 0; o < y.length; o++) {
                    sum += y[o] * dOut[o * stride + n];
                }
            }
            return sum;
        }

        float[] gradient(Backend backend) {
            float[] gradient = new float[parameters.length];
            BatchOps.foldPartials(partials(backend, stride), gradient, gradient.length);
            return gradient;
        }

        /** Forward and backward with the columns cut into tiles, each a matrix of its own. */
        float[] partials(Backend backend, int tile) {
            Mlp mlp = new Mlp(spec, BatchOps.of(backend));
            int tiles = (columns + tile - 1) / tile;
            int step = spec.rows() * tile;
            int start = 32;
            float[] values = new float[start + tiles * step];
            float[] tiledOut = new float[tiles * spec.outputs() * tile];
            float[] partials = new float[parameters.length * BatchOps.PARTIALS];
            float[] scratch = new float[mlp.scratchLength(tiles * tile)];
            for (int n = 0; n < columns; n++) {
                for (int i = 0; i < spec.inputs(); i++) {
                    values[start + n / tile * step + i * tile + n % tile] = input[i * stride + n];
                }
                for (int o = 0; o < spec.outputs(); o++) {
                    tiledOut[(n / tile * spec.outputs() + o) * tile + n % tile] = dOut[o * stride + n];
                }
            }
            for (int from = 0; from < columns; from += tile) {
                mlp.forward(parameters, values, start + from / tile * step, tile, Math.min(tile, columns - from));
            }
            assertOutputs(values, start, tile);
            mlp.backward(parameters, values, start, tiledOut, scratch, partials, columns, tile);
            return partials;
        }

        private void assertOutputs(float[] values, int start, int tile) {
            int row = spec.rowOf(spec.layers());
            for (int n = 0; n < columns; n++) {
                double[] y = new DoubleMlp(spec).forward(DoubleMlp.widen(parameters), column(n));
                int at = start + n / tile * spec.rows() * tile + n % tile;
                for (int i = 0; i < spec.inputs(); i++) {
                    assertThat(values[at + i * tile]).as("inputs").isEqualTo(input[i * stride + n]);
                }
                for (int o = 0; o < y.length; o++) {
                    assertThat((double) values[at + (row + o) * tile]).isCloseTo(y[o], within(1e-5));
                }
            }
        }
    }
}
