package dev.baton.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Backend;
import dev.baton.ops.BatchOps;
import dev.baton.ops.GradientOps;
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
            double[] twin = example.gradient(parameters);
            for (int p = 0; p < parameters.length; p++) {
                double kept = parameters[p];
                parameters[p] = kept + STEP;
                double above = example.scalar(parameters);
                parameters[p] = kept - STEP;
                double below = example.scalar(parameters);
                parameters[p] = kept;
                double expected = (above - below) / (2 * STEP);
                assertThat((double) simd[p]).as("parameter %d", p).isCloseTo(expected, within(2e-5 * columns));
                // Differences of a function in double, cut at a step of 1e-6: 1e-9, and some for the size of the sum.
                assertThat(twin[p]).as("parameter %d in double", p).isCloseTo(expected, within(1e-8 * columns));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void tilesDoNotMatter(MlpSpec spec) {
        for (int columns : new int[] {3, 61}) {
            Case example = new Case(spec, columns);
            float[] whole = example.gradient(Backend.SCALAR, 64);
            for (Backend backend : Backend.values()) {
                for (int tile : new int[] {16, 32, 48, 80}) {
                    assertThat(example.gradient(backend, tile)).isEqualTo(whole);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void aForwardPassThatWasJustMadeGivesTheSameBits(MlpSpec spec) {
        for (int columns : new int[] {1, 15, 16, 17, 37, 48, 61, 96}) {
            Case example = new Case(spec, columns);
            float[] expected = example.gradient(Backend.SCALAR);
            for (Backend backend : Backend.values()) {
                assertThat(example.gradientOfPass(backend)).as("%s, %d columns", backend, columns).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void hiddenValuesThatWereKeptGiveTheSameBits(MlpSpec spec) {
        for (int columns : new int[] {1, 15, 16, 17, 37, 48, 61, 96, 131}) {
            Case example = new Case(spec, columns);
            float[] expected = example.gradient(Backend.SCALAR);
            for (Backend backend : Backend.values()) {
                assertThat(example.gradientOfKept(backend)).as("%s, %d columns", backend, columns).isEqualTo(expected);
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

        /** The gradient of the network in double. */
        double[] gradient(double[] at) {
            double[] sum = new double[at.length];
            for (int n = 0; n < columns; n++) {
                double[] d = new double[spec.outputs()];
                for (int o = 0; o < d.length; o++) {
                    d[o] = dOut[o * stride + n];
                }
                new DoubleMlp(spec).addGradient(at, column(n), d, sum);
            }
            return sum;
        }

        float[] gradient(Backend backend) {
            return gradient(backend, stride);
        }

        /** The gradient with the columns added in pieces. */
        float[] gradient(Backend backend, int piece) {
            assertOutputs(backend);
            MlpGradient sum = new MlpGradient(spec, backend);
            float[] gradient = new float[parameters.length];
            // A sum before, to show that it is left behind.
            sum.load(new float[parameters.length]);
            sum.add(input, 0, stride, dOut, 0, stride, columns);
            sum.load(parameters);
            sum.clear();
            for (int from = 0; from < columns; from += piece) {
                sum.add(input, from, stride, dOut, from, stride, Math.min(piece, columns - from));
            }
            sum.addTo(gradient);
            return gradient;
        }

        /** The gradient with the hidden values of the forward pass. */
        float[] gradientOfPass(Backend backend) {
            Mlp pass = new Mlp(spec, backend);
            pass.load(parameters);
            MlpGradient sum = new MlpGradient(spec, backend);
            sum.load(parameters);
            int start = 32;
            float[] in = new float[start + GradientOps.rows(spec.inputs()) * BatchOps.COLUMNS];
            float[] d = new float[GradientOps.rows(spec.outputs()) * BatchOps.COLUMNS];
            float[] out = new float[BatchOps.rows(spec.outputs()) * BatchOps.COLUMNS];
            for (int from = 0; from < columns; from += BatchOps.COLUMNS) {
                int count = Math.min(BatchOps.COLUMNS, columns - from);
                Arrays.fill(d, 0);
                for (int i = 0; i < spec.inputs(); i++) {
                    System.arraycopy(input, i * stride + from, in, start + i * BatchOps.COLUMNS, count);
                }
                for (int o = 0; o < spec.outputs(); o++) {
                    System.arraycopy(dOut, o * stride + from, d, o * BatchOps.COLUMNS, count);
                }
                pass.forward(in, start, out, 0, count);
                sum.add(pass, in, start, d, count);
            }
            float[] gradient = new float[parameters.length];
            sum.addTo(gradient);
            return gradient;
        }

        /** The gradient with hidden values of several passes, all of which were made before. */
        float[] gradientOfKept(Backend backend) {
            OutputPass pass = new OutputPass(spec, backend);
            pass.load(parameters);
            int width = pass.columns();
            int passes = (columns + width - 1) / width;
            int inSize = GradientOps.rows(spec.inputs()) * width;
            int outSize = Math.max(GradientOps.rows(spec.outputs()), BatchOps.rows(spec.outputs())) * width;
            float[] in = new float[7 + passes * inSize];
            float[] out = new float[7 + passes * outSize];
            float[] kept = new float[3 + passes * pass.keptLength()];
            for (int c = 0; c < passes; c++) {
                int count = Math.min(width, columns - c * width);
                for (int i = 0; i < spec.inputs(); i++) {
                    System.arraycopy(input, i * stride + c * width, in, 7 + c * inSize + i * width, count);
                }
                pass.keep(in, 7 + c * inSize, out, 7 + c * outSize, count, kept, 3 + c * pass.keptLength());
            }
            float[] d = new float[7 + outSize];
            MlpGradient sum = new MlpGradient(spec, backend);
            sum.load(parameters);
            for (int c = 0; c < passes; c++) {
                int count = Math.min(width, columns - c * width);
                Arrays.fill(d, 0);
                for (int o = 0; o < spec.outputs(); o++) {
                    System.arraycopy(dOut, o * stride + c * width, d, 7 + o * width, count);
                }
                sum.add(pass, kept, 3 + c * pass.keptLength(), in, 7 + c * inSize, d, 7, count);
            }
            float[] gradient = new float[parameters.length];
            sum.addTo(gradient);
            return gradient;
        }

        private void assertOutputs(Backend backend) {
            Mlp mlp = new Mlp(spec, backend);
            mlp.load(parameters);
            int start = 32;
            float[] in = new float[start + spec.inputs() * BatchOps.COLUMNS];
            float[] out = new float[start + BatchOps.rows(spec.outputs()) * BatchOps.COLUMNS];
            for (int from = 0; from < columns; from += BatchOps.COLUMNS) {
                int count = Math.min(BatchOps.COLUMNS, columns - from);
                for (int i = 0; i < spec.inputs(); i++) {
                    System.arraycopy(input, i * stride + from, in, start + i * BatchOps.COLUMNS, count);
                }
                mlp.forward(in, start, out, start, count);
                for (int n = 0; n < count; n++) {
                    double[] y = new DoubleMlp(spec).forward(DoubleMlp.widen(parameters), column(from + n));
                    for (int o = 0; o < y.length; o++) {
                        assertThat((double) out[start + o * BatchOps.COLUMNS + n]).isCloseTo(y[o], within(1e-5));
                    }
                }
            }
        }
    }
}
