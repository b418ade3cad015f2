package dev.baton.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One method, or one policy, beside the exact optimum on common episodes.
 *
 * @param regret J(π) − J* of the policies and the episodes, exact over what would follow each choice
 * @param luck of the episodes, mean over the policies: simulated cost − J* − regret
 * @param choices of all its policies together
 */
public record Comparison(Margins regret, Moments luck, Choices choices) {
    /** How probable luck must be to be called luck. */
    private static final double CHANCE = 1e-6;

    private static final double ROUNDING = 1e-5;
    private static final double NOTHING = 1e-7;

    /** What the luck of the episodes says about regret and optimum. */
    public enum Agreement {
        /** The simulated costs are within chance of what the optimum's values say. */
        CHANCE,
        /** They differ by at most 1e-5 of the costs: the simulator's rounding. */
        ROUNDING,
        /** They differ beyond chance. */
        DISAGREEMENT
    }

    /**
     * Takes the policies of some methods out of common episodes.
     *
     * @param episodes of all policies, the first method's first
     * @param sizes how many policies each method has, their sum at most that of the policies
     * @return one comparison per method
     */
    public static List<Comparison> of(CommonEpisodes episodes, List<Integer> sizes) {
        List<Comparison> methods = new ArrayList<>();
        int policy = 0;
        for (int size : sizes) {
            List<double[]> regrets = new ArrayList<>();
            List<double[]> lucks = new ArrayList<>();
            Choices choices = episodes.choices(policy).copy();
            for (int p = policy; p < policy + size; p++) {
                regrets.add(episodes.regret(p));
                lucks.add(episodes.luck(p));
                if (p > policy) {
                    choices.add(episodes.choices(p));
                }
            }
            methods.add(new Comparison(Margins.of(regrets), Margins.of(lucks).overEpisodes(), choices));
            policy += size;
        }
        return methods;
    }

    /**
     * Joins what the same policies did in one run of episodes after another.
     *
     * @param parts in the order of their episodes, at least one
     * @return of all episodes
     */
    public static Comparison join(List<Comparison> parts) {
        Moments luck = Moments.NONE;
        Choices choices = parts.get(0).choices.copy();
        for (int i = 0; i < parts.size(); i++) {
            luck = luck.plus(parts.get(i).luck);
            if (i > 0) {
                choices.add(parts.get(i).choices);
            }
        }
        return new Comparison(Margins.join(parts.stream().map(Comparison::regret).toList()), luck, choices);
    }

    /**
     * Returns the interval for the regret of these policies as they are.
     *
     * @return that of the margins, not below 0, which a regret cannot be
     */
    public Interval asTheyAre() {
        return regret.asTheyAre().notBelow(0);
    }

    /**
     * Returns the interval for the regret of the method over training seeds.
     *
     * @return that of the margins, not below 0; none for a single policy
     */
    public Optional<Interval> ofMethod() {
        return regret.ofMethod().map(interval -> interval.notBelow(0));
    }

    /**
     * Returns the interval for the interquartile mean of the regret over training seeds.
     *
     * @return that of the margins, not below 0; none for too few policies
     */
    public Optional<Interval> ofInterquartileMean() {
        return regret.ofInterquartileMean().map(interval -> interval.notBelow(0));
    }

    /**
     * Says whether the simulated costs agree with the optimum's values. A regret cannot be below 0; the cost of sampled
     * episodes can be below J*, by luck, by rounding, or because simulation and optimum do not mean the same. An
     * outcome so rare that no episode had it looks like the last, for its share of the values is missing in every
     * episode.
     *
     * @param optimum J* on the same start states
     * @return what the luck of the episodes says
     */
    public Agreement agreement(double optimum) {
        double scale = Math.max(Math.abs(optimum), Math.abs(optimum + regret.mean() + luck.mean()));
        double size = Math.abs(luck.mean());
        if (luck.count() < 2 || size <= NOTHING * scale) {
            return Agreement.CHANCE;
        }
        if (size <= StudentT.quantile(1 - CHANCE / 2, luck.count() - 1.0) * luck.standardError()) {
            return Agreement.CHANCE;
        }
        return size <= ROUNDING * scale ? Agreement.ROUNDING : Agreement.DISAGREEMENT;
    }
}
