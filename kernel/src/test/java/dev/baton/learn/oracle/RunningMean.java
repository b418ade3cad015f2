package dev.baton.learn.oracle;

import java.util.ArrayList;
import java.util.List;

/** An exponentially weighted mean: the n-th last number has the weight decayⁿ, the last one 1. */
final class RunningMean {
    private final double decay;
    private final List<Double> numbers = new ArrayList<>();

    RunningMean(double decay) {
        this.decay = decay;
    }

    void add(double number) {
        numbers.add(number);
    }

    boolean known() {
        return !numbers.isEmpty();
    }

    double value() {
        double sum = 0;
        double weights = 0;
        for (int n = 0; n < numbers.size(); n++) {
            double weight = Math.pow(decay, numbers.size() - 1 - n);
            sum += weight * numbers.get(n);
            weights += weight;
        }
        return weights == 0 ? 0 : sum / weights;
    }
}
