package dev.baton.cli.remark;

import dev.baton.cli.print.Numbers;
import dev.baton.env.Charge;
import dev.baton.env.CostComponent;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvVariants;
import dev.baton.env.ImmediateCost;
import dev.baton.env.Outcome;
import dev.baton.env.Predictor;
import dev.baton.env.Price;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Remarks on what is paid and how it is seen.
 *
 * @param spec the environment
 */
record CostRemarks(EnvSpec spec) {
    // What a component alone may be of a cost before the others hardly count.
    private static final double NEARLY_ALL = 0.99;
    // A call of more than a minute and a half is rare, one of so many milliseconds is not.
    private static final double LONG_SECONDS = 100;
    private static final double HARDLY_ANY = 0.01;
    private static final double FAR_OFF = 1000;

    void addTo(List<String> remarks) {
        boolean free = CostComponent.ALL.stream().allMatch(component -> spec.weights().get(component) == 0);
        if (free) {
            remarks.add("Nothing costs anything: every weight under cost.weights is 0.");
            return;
        }
        if (spec.weights().constraint() == 0) {
            remarks.add("Unfinished work costs nothing: cost.weights.constraint is 0.");
        }
        if (spec.predictor() == Predictor.NONE && spec.weights().divergence() > 0) {
            remarks.add("The weight of the divergence has no effect: there is no predictor.");
        }
        addClips(remarks);
        addLatency(remarks);
        addShares(remarks);
        addFreePrices(remarks);
        addCheapNeglect(remarks);
        addPriceScale(remarks, Price.LATENCY, spec.observation().latency());
        addPriceScale(remarks, Price.MONETARY, spec.observation().monetary());
    }

    private void addClips(List<String> remarks) {
        Price.ALL.forEach(price -> addPriceClip(remarks, price));
        double work = typicalWork();
        if (spec.clip().constraint() <= HARDLY_ANY * work) {
            remarks.add("Unfinished work costs " + nothingOr(spec.clip().constraint()) + ": cost.clip.constraint is "
                    + Numbers.brief(spec.clip().constraint()) + ", and " + Numbers.brief(work)
                    + " of work is left at a start of mean difficulty.");
        }
        if (spec.clip().failure() < 1) {
            remarks.add("Failures cost " + nothingOr(spec.clip().failure()) + ": cost.clip.failure is "
                    + Numbers.brief(spec.clip().failure()) + ", and a failure counts 1.");
        }
        if (spec.clip().divergence() <= HARDLY_ANY * largestShift()) {
            remarks.add("Divergence costs " + nothingOr(spec.clip().divergence()) + ": cost.clip.divergence is "
                    + Numbers.brief(spec.clip().divergence()) + ", and effects change the task by up to "
                    + Numbers.brief(largestShift()) + ".");
        }
    }

    /** Returns everything that can happen. */
    private Stream<Outcome> outcomes() {
        return spec.actions().stream().flatMap(action -> action.outcomes().stream()).filter(Outcome::possible);
    }

    /** Returns the greatest |b| of any effect. */
    private double largestShift() {
        return outcomes()
                .flatMap(outcome -> outcome.shift().stream())
                .mapToDouble(Math::abs)
                .max()
                .orElse(0);
    }

    private static String nothingOr(double clip) {
        return clip == 0 ? "nothing" : "next to nothing";
    }

    private void addPriceClip(List<String> remarks, Price price) {
        double clip = spec.clip().get(price.component());
        double least = outcomes()
                .mapToDouble(outcome -> outcome.price(price))
                .filter(x -> x > 0)
                .min()
                .orElse(0);
        if (clip == 0 && least > 0) {
            remarks.add(capital(price.component()) + " costs nothing: cost.clip." + price.key() + " is 0.");
        } else if (clip < least) {
            remarks.add("All actions cost the same " + price.component().noun() + ": cost.clip." + price.key() + " is "
                    + Numbers.brief(clip) + ", less than each of theirs.");
        }
    }

    private void addLatency(List<String> remarks) {
        double greatest = outcomes().mapToDouble(Outcome::latency).max().orElse(0);
        if (greatest >= LONG_SECONDS) {
            double least = outcomes()
                    .mapToDouble(Outcome::latency)
                    .filter(x -> x > 0)
                    .min()
                    .orElse(greatest);
            remarks.add("Latency counts seconds, and a call takes " + Remarks.range(least, greatest)
                    + " of them; milliseconds would have to be divided by 1000.");
        }
    }

    /** Compares what the components come to if average actions are taken to the horizon and no work gets done. */
    private void addShares(List<String> remarks) {
        long weighted = CostComponent.ALL.stream()
                .filter(component -> spec.weights().get(component) > 0)
                .count();
        double[] costs = CostComponent.ALL.stream()
                .mapToDouble(component -> component == CostComponent.CONSTRAINT
                        ? typicalNeglect() * (spec.charge() == Charge.STEP ? spec.horizon() : 1)
                        : spec.horizon()
                                * Arrays.stream(stepCosts(EnvVariants.withWeights(spec, only(component))))
                                        .average()
                                        .orElse(0))
                .toArray();
        double all = Arrays.stream(costs).sum();
        for (CostComponent component : CostComponent.ALL) {
            if (weighted > 1 && all > 0 && costs[component.index()] >= NEARLY_ALL * all) {
                remarks.add(capital(component) + " is more than 99 % of the cost where average actions"
                        + " are taken for " + spec.horizon() + (spec.horizon() == 1 ? " step" : " steps")
                        + " and nothing gets done: the other weights hardly matter.");
            }
        }
    }

    private CostVector only(CostComponent component) {
        return CostVector.of(other -> other == component ? spec.weights().get(component) : 0);
    }

    /** Returns what a step of each action costs at a start of mean difficulty, the constraint left out. */
    private double[] stepCosts(EnvSpec environment) {
        double[] z = IntStream.range(0, spec.dimension()).mapToDouble(this::typical).toArray();
        double[] costs = new double[spec.actionCount()];
        new ImmediateCost(environment).at(ImmediateCost.State.atStart(environment, z), costs);
        return costs;
    }

    private double typical(int i) {
        return spec.start().offset().get(i) + spec.start().scale().get(i);
    }

    /** Returns g at a start of mean difficulty, expected over the phases at the start. */
    private double typicalWork() {
        double unsolved = IntStream.range(0, spec.phaseCount())
                .filter(x -> !spec.solvedIn(x))
                .mapToDouble(x -> spec.startBelief().get(x))
                .sum();
        return unsolved + IntStream.range(0, spec.dimension())
                .mapToDouble(i -> typical(i) > spec.doneThreshold(i) ? typical(i) - spec.tolerance().get(i) : 0)
                .sum();
    }

    private double typicalNeglect() {
        return spec.weights().constraint() * Math.min(typicalWork(), spec.clip().constraint());
    }

    private void addFreePrices(List<String> remarks) {
        CostVector prices =
                CostVector.of(component -> Price.isCharged(component) ? spec.weights().get(component) : 0);
        boolean free = Arrays.stream(stepCosts(EnvVariants.withWeights(spec, prices))).allMatch(cost -> cost == 0);
        if (free) {
            remarks.add("Calls are free: no action costs latency or money.");
        }
    }

    private void addCheapNeglect(List<String> remarks) {
        double neglect = typicalNeglect();
        double cheapest = spec.actions().stream()
                .filter(action -> !action.kind().endsEpisode())
                .mapToDouble(action -> stepCosts(spec)[spec.actions().indexOf(action)])
                .min()
                .orElse(0);
        if (spec.charge() == Charge.TERMINAL && neglect > 0 && neglect < cheapest) {
            remarks.add("Leaving all work undone (" + Numbers.brief(neglect)
                    + " at a start of mean difficulty) costs less than the cheapest step (" + Numbers.brief(cheapest)
                    + ").");
        }
    }

    private void addPriceScale(List<String> remarks, Price price, double scale) {
        double mean = IntStream.range(0, spec.actionCount())
                .mapToDouble(k -> spec.expectedPrice(price, k))
                .average()
                .orElse(0);
        double typical = spec.horizon() * mean;
        addObservation(remarks, price.component().noun(), price.key(), typical, scale);
    }

    /** Remarks on a scale that makes observations far larger or smaller than 1. */
    static void addObservation(List<String> remarks, String what, String key, double typical, double scale) {
        double observed = typical / scale;
        if (observed > FAR_OFF || (typical > 0 && observed < 1 / FAR_OFF)) {
            remarks.add("Observations of " + what + " are about " + Numbers.brief(observed) + ", where a network"
                    + " expects about 1: observation." + key + "Scale is " + Numbers.brief(scale) + " for numbers of"
                    + " about " + Numbers.brief(typical) + ".");
        }
    }

    private static String capital(CostComponent component) {
        String word = component.noun();
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
