package dev.baton.exact;

import dev.baton.env.Action;
import dev.baton.env.ActionKind;
import dev.baton.env.Charge;
import dev.baton.env.CostComponent;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.env.ObservationScales;
import dev.baton.env.Outcome;
import dev.baton.env.Predictor;
import dev.baton.env.StartDistribution;
import dev.baton.env.TestEnvironments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random environments that can be solved exactly, of all kinds, charges, predictors and clips. Task vectors, effects,
 * drift and tolerances are multiples of 1/64, so that no rounding decides whether a task is feasible.
 */
final class AdditiveEnvironments {
    private AdditiveEnvironments() {}

    static EnvSpec random(SplittableRandom random, int dimension, int actionCount, int outcomes, int horizon) {
        StartDistribution start = new StartDistribution(
                vector(random, dimension, 0, 2),
                vector(random, dimension, 0, 2),
                random.nextInt(3) == 0 ? 0 : random.nextDouble(0.8),
                random.nextInt(3) == 0 ? 0 : random.nextDouble(0.8));
        List<Double> failureEffect = TestEnvironments.all(dimension, 0.0);
        List<Action> actions = new ArrayList<>();
        for (int k = 0; k < actionCount; k++) {
            ActionKind kind = ActionKind.values()[random.nextInt(5)];
            int count = random.nextInt(1, outcomes + 1);
            int failures = random.nextInt(6) == 0 ? count : random.nextInt(0, count);
            double[] probability = probabilities(random, count);
            List<Outcome> list = new ArrayList<>();
            for (int j = 0; j < count; j++) {
                boolean scales = kind.endsEpisode() ? random.nextBoolean() : probability[j] == 0;
                boolean constant = scales && random.nextInt(3) == 0;
                list.add(new Outcome(
                        probability[j],
                        j < failures,
                        constant
                                ? TestEnvironments.all(dimension, 0.0)
                                : scales ? vector(random, dimension, -1, 1.5) : TestEnvironments.all(dimension, 1.0),
                        j < failures && random.nextInt(3) > 0 ? failureEffect : vector(random, dimension, -1.5, 0.5)));
            }
            actions.add(new Action("action" + k, kind, price(random, 5), price(random, 3), list));
        }
        return new EnvSpec(
                "additive",
                horizon,
                start,
                vector(random, dimension, -0.1, 0.3),
                vector(random, dimension, 0.1, 1.5),
                new CostVector(
                        price(random, 1), price(random, 1), price(random, 3), price(random, 1), price(random, 1)),
                clips(random),
                random.nextBoolean() ? Charge.TERMINAL : Charge.STEP,
                Predictor.values()[random.nextInt(3)],
                ObservationScales.defaults(start, horizon, actions),
                actions);
    }

    /** A start state in row-major order, one column per start state, on the same grid. */
    static double[] starts(SplittableRandom random, int dimension, int count) {
        double[] task = new double[dimension * count];
        Arrays.setAll(task, i -> random.nextInt(-32, 256) / 64.0);
        return task;
    }

    /** A mask of K actions with at least one of them. */
    static long mask(SplittableRandom random, int actions) {
        return random.nextLong() | 1L << random.nextInt(actions);
    }

    private static double price(SplittableRandom random, double most) {
        return random.nextInt(5) == 0 ? 0 : random.nextDouble(most);
    }

    private static CostVector clips(SplittableRandom random) {
        double[] clip = new double[CostComponent.COUNT];
        Arrays.fill(clip, Double.POSITIVE_INFINITY);
        for (int i = random.nextInt(5); i > 0; i--) {
            clip[random.nextInt(CostComponent.COUNT)] = random.nextDouble(3);
        }
        return CostVector.of(component -> clip[component.index()]);
    }

    /** Positive numbers that sum to 1, sometimes with one that is 0. */
    private static double[] probabilities(SplittableRandom random, int count) {
        double[] probability = new double[count];
        double sum = 0;
        int never = count > 1 && random.nextInt(4) == 0 ? random.nextInt(count) : -1;
        for (int j = 0; j < count; j++) {
            probability[j] = j == never ? 0 : random.nextDouble(0.05, 1);
            sum += probability[j];
        }
        for (int j = 0; j < count; j++) {
            probability[j] /= sum;
        }
        return probability;
    }

    private static List<Double> vector(SplittableRandom random, int dimension, double from, double to) {
        Double[] vector = new Double[dimension];
        Arrays.setAll(vector, i -> Math.rint(64 * random.nextDouble(from, to)) / 64);
        return List.of(vector);
    }
}
