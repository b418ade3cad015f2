package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ActivationTest {
    @Test
    void wordsAndBack() {
        assertThat(Arrays.stream(Activation.values()).map(Activation::key))
                .containsExactly("tanh", "relu", "silu", "leaky-relu");
        assertThat(Arrays.stream(Activation.values()).map(Activation::title))
                .containsExactly("tanh", "ReLU", "SiLU", "leaky ReLU");
        for (Activation activation : Activation.values()) {
            assertThat(Activation.of(activation.key())).contains(activation);
        }
        assertThat(Activation.of("leaky_relu")).isEmpty();
        assertThat(Activation.of("")).isEmpty();
    }
}
