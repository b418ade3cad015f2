package dev.baton.nn.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.nn.MlpSpec;
import dev.baton.ops.BatchOps;
import dev.baton.ops.Lanes;
import dev.baton.testing.TestSeed;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Forward and backward pass against an independent network in double and its central differences. */
@Tag("bits")
class MlpGradientTest {
    private static final double STEP = 1e-6;

    private final SplittableRandom random = TestSeed.random(MlpGradientTest.class);

    /** No, one, two and three hidden layers of different widths, narrow and wider than the inputs. */
    static Stream<MlpSpec> shapes() {
        return Stream.of(Activation.values())
                .flatMap(
                        activation -> hidden(activation).stream().map(hidden -> new MlpSpec(5, hidden, 3, activation)));
    }

    private static List<List<Integer>> hidden(Activation activation) {
        return switch (activation) {
            case TANH, RELU ->
                List.of(List.of(), List.of(1), List.of(9), List.of(4, 7), List.of(6, 3, 8), List.of(17, 2));
            // The shapes' ways are the same for these.
            case SILU, LEAKY_RELU -> List.of(List.of(6, 3, 8));
        };
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
    void howSamplesAreCutDoesNotMatter(MlpSpec spec) {
        for (int columns : new int[] {1, 3, 16, 61, 97, 700}) {
            Case example = new Case(spec, columns);
            float[] whole = example.gradient(Backend.SCALAR, Strip.COLUMNS, 48);
            for (Backend backend : Backend.values()) {
                for (int strip : new int[] {16, 48, 336, Strip.COLUMNS}) {
                    for (int pass : new int[] {16, 32, 48}) {
                        assertThat(example.gradient(backend, strip, pass))
                                .as("%s, %d, %d", backend, strip, pass)
                                .isEqualTo(whole);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void sumStartsAtZeroAfterItIsWritten(Backend backend) {
        Case example = new Case(new MlpSpec(5, List.of(17), 3, Activation.RELU), 97);
        float[] expected = example.gradient(backend);
        ForwardPass pass = ForwardPass.of(example.spec, backend);
        pass.load(example.parameters);
        MlpGradient sum = new MlpGradient(example.spec, backend);
        sum.load(example.parameters);
        Strip strip = example.filled(0, 97, Lanes.TILE, pass::keep);
        Strip one = example.filled(0, 48, Lanes.TILE, pass::keep);
        Strip two = example.filled(48, 49, Lanes.TILE, pass::keep);
        float[] gradient = new float[expected.length];
        for (int time = 0; time < 3; time++) {
            sum.finish(strip, 97, gradient);
            assertThat(gradient).as("one strip").isEqualTo(expected);
            sum.add(one, 48);
            sum.finish(two, 49, gradient);
            assertThat(gradient).as("two strips").isEqualTo(expected);
            sum.add(strip, 97);
            sum.finish(one, 0, gradient);
            assertThat(gradient).as("nothing in the last").isEqualTo(expected);
            sum.finish(strip, 0, gradient);
            assertThat(gradient).as("nothing").containsOnly(0f);
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
            stride = Lanes.roundUp(columns);
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
            return gradient(backend, Strip.COLUMNS, Lanes.TILE);
        }

        /** The gradient with the columns cut into strips, and those into passes forward of either kind. */
        float[] gradient(Backend backend, int strip, int pass) {
            assertOutputs(backend);
            ForwardPass outputs = ForwardPass.of(spec, backend);
            outputs.load(parameters);
            Mlp layers = new Mlp(spec, backend);
            layers.load(parameters);
            MlpGradient sum = new MlpGradient(spec, backend);
            float[] gradient = new float[parameters.length];
            Arrays.fill(gradient, Float.NaN);
            // A sum before, to show that it is left behind.
            sum.load(new float[parameters.length]);
            sum.add(filled(0, Math.min(strip, columns), Lanes.TILE, outputs::keep), Math.min(strip, columns));
            sum.load(parameters);
            sum.clear();
            for (int from = 0; from < columns; from += strip) {
                int count = Math.min(strip, columns - from);
                boolean layered = from % (2 * strip) == 0;
                Strip part = filled(from, count, pass, layered ? layers::keep : outputs::keep);
                if (from + strip < columns) {
                    sum.add(part, count);
                } else {
                    sum.finish(part, count, gradient);
                }
            }
            return gradient;
        }

        private Strip filled(int from, int count, int pass, Forward forward) {
            Strip strip = new Strip(spec);
            for (int i = 0; i < spec.inputs(); i++) {
                System.arraycopy(input, i * stride + from, strip.inputs, Strip.START + i * Strip.STRIDE, count);
            }
            for (int o = 0; o < spec.outputs(); o++) {
                System.arraycopy(dOut, o * stride + from, strip.dOutputs, Strip.START + o * Strip.STRIDE, count);
            }
            for (int column = 0; column < count; column += pass) {
                forward.keep(strip, column, Math.min(pass, count - column));
            }
            return strip;
        }

        private void assertOutputs(Backend backend) {
            Mlp mlp = new Mlp(spec, backend);
            mlp.load(parameters);
            int start = 32;
            float[] in = new float[start + spec.inputs() * Lanes.TILE];
            float[] out = new float[start + BatchOps.rows(spec.outputs()) * Lanes.TILE];
            for (int from = 0; from < columns; from += Lanes.TILE) {
                int count = Math.min(Lanes.TILE, columns - from);
                for (int i = 0; i < spec.inputs(); i++) {
                    System.arraycopy(input, i * stride + from, in, start + i * Lanes.TILE, count);
                }
                mlp.forward(in, start, out, start, count);
                for (int n = 0; n < count; n++) {
                    double[] y = new DoubleMlp(spec).forward(DoubleMlp.widen(parameters), column(from + n));
                    for (int o = 0; o < y.length; o++) {
                        assertThat((double) out[start + o * Lanes.TILE + n]).isCloseTo(y[o], within(1e-5));
                    }
                }
            }
        }
    }

    /** A pass forward that keeps what the way back needs. */
    private interface Forward {
        void keep(Strip strip, int column, int columns);
    }
}
