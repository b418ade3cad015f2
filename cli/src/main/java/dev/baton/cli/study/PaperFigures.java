package dev.baton.cli.study;

import dev.baton.cli.option.Seeds;
import dev.baton.cli.print.Numbers;
import dev.baton.study.Interval;
import dev.baton.study.Statistic;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the paper prints in its Tables 1 and 2; what it does not print is missing here. */
public final class PaperFigures {
    /** Seeds of the paper. */
    public static final int SEEDS = 5;

    private static final Map<String, Map<String, Figure>> BY_POLICY = Map.of(
            "latency",
            Map.of(
                    "total cost", new Figure(69.5754, 0.4427),
                    "success rate", new Figure(0, 0),
                    "latency", new Figure(5, 0),
                    "monetary", new Figure(1, 0),
                    "constraint", new Figure(32.5507, 0.2378),
                    "failure", new Figure(0.9992, 0.0317),
                    "divergence", new Figure(4.5498, 0.0694)),
            "cost-aware",
            Map.of("total cost", new Figure(69.2179, 0.2527), "success rate", new Figure(0, 0)),
            "learned",
            Map.of(
                    "total cost", new Figure(10.2262, 0.0309),
                    "success rate", new Figure(0.9164, 0.0063),
                    "latency", new Figure(25.2705, 2.5569),
                    "monetary", new Figure(8.2974, 0.9205),
                    "constraint", new Figure(0.4607, 0.2436),
                    "failure", new Figure(0.5896, 0.0497),
                    "divergence", new Figure(3.3124, 0.0310)));

    private PaperFigures() {}

    /** Returns a printed figure. */
    public static Optional<Figure> of(String policy, String measure) {
        return Optional.ofNullable(BY_POLICY.getOrDefault(policy, Map.of()).get(measure));
    }

    /**
     * A printed mean with its standard deviation over the paper's seeds.
     *
     * @param mean as printed
     * @param std as printed, 0 where none is
     */
    public record Figure(double mean, double std) {
        // Half a unit of the last printed digit.
        private static final double PRECISION = 0.00005;

        /**
         * Returns how far our mean is from this one, in standard errors of the difference, √(s² / n + s_paper² / 5);
         * with a star where chance goes so far in less than one of twenty comparisons (Welch 1947). Where neither
         * spreads or we have one seed only, the plain difference.
         */
        public String distance(Statistic ours) {
            double difference = ours.mean() - mean;
            double own = ours.moments().standardError();
            double papers = std / Math.sqrt((double) SEEDS);
            double variance = own * own + papers * papers;
            if (variance == 0 || ours.perSeed().size() == 1) {
                return Math.abs(difference) <= PRECISION ? "=" : String.format(Locale.ROOT, "%+.4f", difference);
            }
            double degrees = variance
                    * variance
                    / (own * own * own * own / (ours.perSeed().size() - 1)
                            + papers * papers * papers * papers / (SEEDS - 1));
            double distance = difference / Math.sqrt(variance);
            boolean far = !Interval.student(0, 1, degrees).contains(distance);
            String text = String.format(Locale.ROOT, "%+.1f SE", distance);
            return (far ? "* " : "") + (text.equals("-0.0 SE") ? "+0.0 SE" : text);
        }

        @Override
        public String toString() {
            return std > 0 ? Numbers.fixed(mean) + " ± " + Numbers.fixed(std) : Numbers.fixed(mean);
        }
    }
}
