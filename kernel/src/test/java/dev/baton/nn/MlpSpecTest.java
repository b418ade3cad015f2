package dev.baton.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Activation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class MlpSpecTest {
    @Test
    void layoutOfTwoHiddenLayers() {
        MlpSpec spec = new MlpSpec(3, List.of(5, 2), 4, Activation.RELU);
        assertThat(spec.layers()).isEqualTo(3);
        assertThat(new int[] {spec.weightsOf(0), spec.biasOf(0)}).containsExactly(0, 15);
        assertThat(new int[] {spec.weightsOf(1), spec.biasOf(1)}).containsExactly(20, 30);
        assertThat(new int[] {spec.weightsOf(2), spec.biasOf(2)}).containsExactly(32, 40);
        assertThat(spec.parameterCount()).isEqualTo(44);
        assertThat(spec.multiplyAdds()).isEqualTo(15 + 10 + 8);
    }

    @Test
    void layoutWithoutHiddenLayers() {
        MlpSpec spec = new MlpSpec(11, List.of(), 5, Activation.TANH);
        assertThat(spec.parameterCount()).isEqualTo(60);
        assertThat(spec.biasOf(0)).isEqualTo(55);
    }

    @Test
    void refusesWidthsAndDepthsOutOfRange() {
        refused(0, List.of(), 1, "inputs: expected a width from 1 to 4096, found 0");
        refused(1, List.of(), 4097, "outputs: expected a width from 1 to 4096, found 4097");
        refused(1, List.of(3, -1), 1, "hidden: expected a width from 1 to 4096, found -1");
        refused(1, Collections.nCopies(17, 2), 1, "hidden: expected at most 16 layers, found 17");
    }

    private static void refused(int inputs, List<Integer> hidden, int outputs, String message) {
        assertThatThrownBy(() -> new MlpSpec(inputs, hidden, outputs, Activation.TANH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void keepsItsOwnCopyOfTheWidths() {
        List<Integer> hidden = new ArrayList<>(List.of(3));
        MlpSpec spec = new MlpSpec(1, hidden, 1, Activation.TANH);
        hidden.set(0, 9);
        assertThat(spec.hidden()).containsExactly(3);
    }
}
