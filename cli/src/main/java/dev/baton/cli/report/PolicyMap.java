package dev.baton.cli.report;

import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.cli.print.Axis;
import dev.baton.cli.print.Figure;
import dev.baton.cli.print.HtmlTable;
import dev.baton.cli.print.Numbers;
import dev.baton.cli.print.Svg;
import dev.baton.env.Action;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Stepper;
import dev.baton.exact.ExactResults;
import dev.baton.exact.ExactSolver;
import dev.baton.exact.NotSolvableException;
import dev.baton.exact.StartStates;
import dev.baton.files.TrainedPolicy;
import dev.baton.policy.Actor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is done first, over a grid of two dimensions of the task vector where an episode starts; the other dimensions
 * are those of a start of mean difficulty.
 *
 * @param spec the environment
 * @param first dimension, from left to right
 * @param second dimension, from below to above
 * @param ranges least and greatest of the first, then of the second
 * @param policies how many were asked
 * @param learned by cell (row × {@link #SIDE} + column) what most policies do
 * @param optimal by cell what is optimal, of equally good actions the learned one; {@link ExactResults#NO_ACTION} where
 *     nothing is to be done; none if not known
 * @param excess by cell what the learned action costs above the optimal one; none if not known
 * @param refusal why the optimum is not known, or nothing
 */
public record PolicyMap(
        EnvSpec spec,
        int first,
        int second,
        double[] ranges,
        int policies,
        int[] learned,
        int[] optimal,
        double[] excess,
        String refusal) {
    /** Cells from side to side. */
    public static final int SIDE = 24;

    private static final int CELLS = SIDE * SIDE;
    // A second of plain Java; a page is to be there at once.
    private static final double MOST_ACTION_VALUES = 1e8;
    private static final int STARTS = 1000;
    // Actions whose order does not matter differ by less, through rounding.
    private static final double EQUAL = 1e-5;
    private static final int SIZE = 300;
    private static final int LEFT = 46;
    private static final int BELOW = 44;

    /** Returns the dimensions of the task vector in which episodes start differently. */
    public static List<Integer> varying(EnvSpec spec) {
        double[] starts = StartStates.ofEpisodes(spec, 0, STARTS);
        return IntStream.range(0, spec.dimension())
                .filter(i -> Arrays.stream(starts, i * STARTS, (i + 1) * STARTS).distinct().count() > 1)
                .boxed()
                .toList();
    }

    /** Asks policies and the optimum. */
    public static PolicyMap of(EnvSpec spec, List<TrainedPolicy> policies, int first, int second) {
        double[] ranges = ranges(spec, first, second);
        double[] task = new double[spec.dimension() * CELLS];
        double[] typical = StartStates.typical(spec);
        for (int i = 0; i < spec.dimension(); i++) {
            Arrays.fill(task, i * CELLS, (i + 1) * CELLS, typical[i]);
        }
        for (int cell = 0; cell < CELLS; cell++) {
            task[first * CELLS + cell] = center(ranges[0], ranges[1], cell % SIDE);
            task[second * CELLS + cell] = center(ranges[2], ranges[3], cell / SIDE);
        }
        int[] learned = learned(spec, policies, task);
        int[] optimal = new int[0];
        double[] excess = new double[0];
        String refusal = "";
        try {
            double values = (double) CELLS * ExactSolver.states(spec) * spec.actionCount();
            if (values <= MOST_ACTION_VALUES) {
                optimal = new int[CELLS];
                excess = new double[CELLS];
                solve(spec, task, learned, optimal, excess);
            } else {
                refusal = "The optimum is not drawn: its " + Numbers.rough(values) + " action values are more than the "
                        + Numbers.rough(MOST_ACTION_VALUES) + " that are computed for a page.";
            }
        } catch (NotSolvableException e) {
            refusal = "The optimum cannot be solved exactly: " + e.getMessage() + ".";
        }
        return new PolicyMap(spec, first, second, ranges, policies.size(), learned, optimal, excess, refusal);
    }

    /** All but the outermost hundredths of the starts. */
    private static double[] ranges(EnvSpec spec, int first, int second) {
        double[] starts = StartStates.ofEpisodes(spec, 0, STARTS);
        double[] ranges = new double[4];
        int[] dimensions = {first, second};
        for (int d = 0; d < 2; d++) {
            double[] sorted = Arrays.copyOfRange(starts, dimensions[d] * STARTS, (dimensions[d] + 1) * STARTS);
            Arrays.sort(sorted);
            ranges[2 * d] = sorted[STARTS / 100];
            ranges[2 * d + 1] = sorted[STARTS - 1 - STARTS / 100];
        }
        return ranges;
    }

    private static double center(double least, double greatest, int cell) {
        return least + (greatest - least) * (cell + 0.5) / SIDE;
    }

    private static int[] learned(EnvSpec spec, List<TrainedPolicy> policies, double[] task) {
        int actions = spec.actionCount();
        EnvTables tables = new EnvTables(spec);
        int[] votes = new int[CELLS * actions];
        for (TrainedPolicy policy : policies) {
            EpisodeBatch batch = new EpisodeBatch(tables, CELLS, false);
            Stepper stepper = Stepper.of(Backend.SCALAR, tables);
            batch.assign(0, EpisodeKind.EVALUATION, 0, CELLS);
            stepper.start(batch, 0, CELLS);
            Arrays.fill(batch.taskRest, 0);
            for (int i = 0; i < spec.dimension(); i++) {
                for (int cell = 0; cell < CELLS; cell++) {
                    batch.task[i * batch.stride + cell] = (float) task[i * CELLS + cell];
                }
            }
            Actor actor = policy.asTrained().actor(tables, Backend.SCALAR, batch.capacity);
            actor.act(batch, 0, CELLS);
            for (int cell = 0; cell < CELLS; cell++) {
                votes[cell * actions + batch.action[cell]]++;
            }
        }
        int[] most = new int[CELLS];
        for (int cell = 0; cell < CELLS; cell++) {
            for (int k = 1; k < actions; k++) {
                most[cell] = votes[cell * actions + k] > votes[cell * actions + most[cell]] ? k : most[cell];
            }
        }
        return most;
    }

    private static void solve(EnvSpec spec, double[] task, int[] learned, int[] optimal, double[] excess) {
        ExactSolver solver = ExactSolver.of(spec, Backend.SCALAR);
        int block = solver.perStart() ? 1 : solver.lanes();
        double[] q = new double[spec.actionCount()];
        for (int from = 0; from < CELLS; from += block) {
            int count = Math.min(block, CELLS - from);
            solver.solve(task, CELLS, from, count, null);
            for (int lane = 0; lane < count; lane++) {
                int cell = from + lane;
                optimal[cell] = solver.action(lane, 0, ExactSolver.START);
                if (optimal[cell] != ExactResults.NO_ACTION) {
                    solver.actionValues(lane, 0, ExactSolver.START, q);
                    excess[cell] = q[learned[cell]] - q[optimal[cell]];
                    if (excess[cell] <= EQUAL) {
                        optimal[cell] = learned[cell];
                        excess[cell] = 0;
                    }
                }
            }
        }
    }

    public boolean hasOptimum() {
        return optimal.length > 0;
    }

    private boolean differs(int cell) {
        return hasOptimum() && optimal[cell] != ExactResults.NO_ACTION && optimal[cell] != learned[cell];
    }

    /** Returns the share of the cells in which what is done costs more than what is optimal. */
    public double disagreement() {
        return (double) IntStream.range(0, CELLS).filter(this::differs).count() / CELLS;
    }

    /** Draws it. */
    public Figure figure(String title) {
        List<String> names = spec.actions().stream().map(Action::name).toList();
        List<String> pictures = new ArrayList<>();
        pictures.add(picture("learned", learned, true));
        if (hasOptimum()) {
            pictures.add(picture("optimal", optimal, false));
        }
        return new Figure(title, pictures, legend(names), table(names), caption(), "");
    }

    private static List<String> legend(List<String> names) {
        List<String> legend = new ArrayList<>();
        for (int k = 0; k < names.size(); k++) {
            legend.add((k + 1) + " " + names.get(k));
        }
        return legend;
    }

    private String caption() {
        String words = "The first action, by " + z(first) + " and " + z(second) + " of the task vector where an episode"
                + " starts;" + (spec.dimension() > 2 ? " the others as at a start of mean difficulty." : "")
                + (policies > 1 ? " Learned: what most of the " + policies + " policies do." : "");
        if (!hasOptimum()) {
            return words + " " + refusal;
        }
        double mean =
                IntStream.range(0, CELLS).filter(this::differs).mapToDouble(cell -> excess[cell]).average().orElse(0);
        return words
                + " Of equally good actions the optimum is drawn with the learned one. A stroke marks where the learned"
                + " action costs more than the optimal one: " + Numbers.plain(100 * disagreement(), 1) + " % of the"
                + " cells" + (disagreement() > 0 ? ", " + Numbers.fixed(mean) + " more on average there." : ".");
    }

    private static String z(int dimension) {
        return "z" + (dimension + 1);
    }

    private String picture(String what, int[] actions, boolean marked) {
        Axis x = new Axis(ranges[0], ranges[1], LEFT, SIZE - 8);
        Axis y = new Axis(ranges[2], ranges[3], SIZE - BELOW, 24);
        double width = (x.to() - x.from()) / SIDE;
        double height = (y.from() - y.to()) / SIDE;
        Svg svg = new Svg(what + " first action by " + z(first) + " and " + z(second), SIZE, SIZE);
        svg.words("head", (x.from() + x.to()) / 2, 15, "middle", what);
        for (int k = ExactResults.NO_ACTION; k < spec.actionCount(); k++) {
            boolean solved = k == ExactResults.NO_ACTION;
            svg.group("series", Math.max(k, 0));
            for (int row = 0; row < SIDE; row++) {
                for (int from = 0; from < SIDE; ) {
                    int to = from;
                    while (to < SIDE && actions[row * SIDE + to] == k) {
                        to++;
                    }
                    if (to > from) {
                        run(svg, k, solved, x.from() + from * width, y.from() - (row + 1) * height, (to - from) * width,
                                height, row);
                    }
                    from = Math.max(to, from + 1);
                }
            }
            svg.end();
        }
        for (int cell = 0; marked && cell < CELLS; cell++) {
            if (differs(cell)) {
                double left = x.from() + cell % SIDE * width;
                double top = y.from() - (cell / SIDE + 1) * height;
                svg.line("differs", left + 2, top + height - 2, left + width - 2, top + 2);
            }
        }
        for (double tick : x.ticks()) {
            svg.words("axis", x.at(tick), y.from() + 17, "middle", Numbers.brief(tick));
        }
        for (double tick : y.ticks()) {
            svg.words("axis", x.from() - 5, y.at(tick) + 4, "end", Numbers.brief(tick));
        }
        svg.words("axis", (x.from() + x.to()) / 2, SIZE - 8, "middle", z(first));
        return svg.upwards(12, (y.from() + y.to()) / 2, z(second)).finish();
    }

    /** Cells of one action beside each other in one row; a number here and there says which without colours. */
    private void run(Svg svg, int k, boolean solved, double left, double top, double width, double height, int row) {
        String words = solved ? "nothing to do" : spec.actions().get(k).name();
        svg.rectangle(solved ? "solved" : "cell", left, top, width + 0.3, height + 0.3, words);
        if (!solved && row % 4 == 1 && width > 1.9 * height) {
            svg.words("inside", left + width / 2, top + height / 2 + 4, "middle", Integer.toString(k + 1));
        }
    }

    private HtmlTable table(List<String> names) {
        HtmlTable table = new HtmlTable(
                List.of(">" + z(first), ">" + z(second), "learned", "optimal", ">learned costs more by"));
        for (int cell = 0; cell < CELLS; cell++) {
            boolean known = hasOptimum() && optimal[cell] != ExactResults.NO_ACTION;
            table.row(List.of(
                    Numbers.fixed(center(ranges[0], ranges[1], cell % SIDE)),
                    Numbers.fixed(center(ranges[2], ranges[3], cell / SIDE)),
                    names.get(learned[cell]),
                    known ? names.get(optimal[cell]) : hasOptimum() ? "nothing to do" : "",
                    known ? Numbers.fixed(excess[cell]) : ""));
        }
        return table;
    }
}
