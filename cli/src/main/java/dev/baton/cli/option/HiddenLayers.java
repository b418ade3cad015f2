package dev.baton.cli.option;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The widths of the hidden layers.
 *
 * @param widths from the input to the output, possibly none
 */
public record HiddenLayers(List<Integer> widths) {
    public HiddenLayers {
        widths = List.copyOf(widths);
    }

    @Override
    public String toString() {
        return widths.isEmpty() ? "none" : widths.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
