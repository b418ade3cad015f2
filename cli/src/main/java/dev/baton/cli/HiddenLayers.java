package dev.baton.cli;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The widths of the hidden layers.
 *
 * @param widths from the input to the output, possibly none
 */
record HiddenLayers(List<Integer> widths) {
    HiddenLayers {
        widths = List.copyOf(widths);
    }

    @Override
    public String toString() {
        return widths.isEmpty() ? "none" : widths.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
