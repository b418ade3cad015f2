package dev.baton.cli.report;

import dev.baton.Backend;
import dev.baton.cli.folder.RunFiles;
import dev.baton.cli.folder.RunFolder;
import dev.baton.cli.option.Dimensions;
import dev.baton.cli.option.EnvFile;
import dev.baton.cli.option.Seeds;
import dev.baton.cli.print.CsvTable;
import dev.baton.cli.print.Figure;
import dev.baton.cli.print.HtmlPage;
import dev.baton.cli.print.HtmlTable;
import dev.baton.cli.print.MarkdownTables;
import dev.baton.cli.print.Numbers;
import dev.baton.cli.print.PlaybookText;
import dev.baton.cli.print.Progress;
import dev.baton.cli.process.Build;
import dev.baton.cli.process.Machine;
import dev.baton.cli.process.Session;
import dev.baton.cli.study.Exact;
import dev.baton.cli.study.PaperFigures;
import dev.baton.cli.sweep.SweepFolder;
import dev.baton.env.CostComponent;
import dev.baton.env.EnvSpec;
import dev.baton.exact.ExactSolver;
import dev.baton.exact.NotSolvableException;
import dev.baton.exact.Playbook;
import dev.baton.exact.StartStates;
import dev.baton.files.Environments;
import dev.baton.files.Provenance;
import dev.baton.files.TrainedPolicy;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.Quoted;
import dev.baton.files.text.StoredJson;
import dev.baton.study.Optimum;
import dev.baton.study.Statistic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The page of one run, or of two beside each other: whatever their folders hold. */
public final class RunReport {
    private static final String LEARNED = "learned";
    private static final String PAPERS = ", paper";
    private static final String OPTIMUM = "Optimum (exact)";
    private static final int SOLVED_STARTS = 500;
    // A second of plain Java; a page is to be there at once.
    private static final double MOST_ACTION_VALUES = 1e8;
    private static final int PLAYBOOK_DEPTH = 5;
    private static final double PLAYBOOK_LEAST = 0.03;
    private static final List<String> MEASURED = List.of("totalCost", "successRate");
    private static final Map<String, String> WORDS = Map.of(
            "evalEpisodes", "evaluation episodes",
            "wallSeconds", "seconds",
            "totalCost", "total cost",
            "successRate", "success rate",
            "episodes", "training episodes",
            "gradientNorm", "gradient norm",
            "optimisticCost", "optimistic cost",
            "effectiveSteps", "effective steps");

    private final List<RunFolder> runs;
    private final @Nullable Dimensions dimensions;
    private final Session session;
    private final HtmlPage page;

    /**
     * Prepares a page.
     *
     * @param runs one or two
     * @param dimensions that maps show; null for the first two in which episodes start differently
     * @param session is told how far it is
     */
    public RunReport(List<RunFolder> runs, @Nullable Dimensions dimensions, Session session) {
        this.runs = List.copyOf(runs);
        this.dimensions = dimensions;
        this.session = session;
        this.page = new HtmlPage(String.join(" and ", runs.stream().map(RunReport::title).toList()));
    }

    private static String title(RunFolder run) {
        return run.name() + run.environment().map(spec -> " (environment " + spec.name() + ")").orElse("");
    }

    /** Returns the page. */
    public String html() {
        results();
        sweeps();
        curves();
        components();
        frontiers();
        shifted();
        regrets();
        maps();
        playbooks();
        provenance();
        return page.finish();
    }

    /** Returns the charts of the page, once it is made. */
    public List<Figure> figures() {
        return page.figures();
    }

    private boolean isComparison() {
        return runs.size() > 1;
    }

    /** Returns what a series or row of a run is called: by itself, or with the run where there are two. */
    private String named(RunFolder run, String name) {
        if (!isComparison()) {
            return name;
        }
        // Folders of the same name lie in different places.
        boolean alike = runs.get(0).name().equals(runs.get(1).name());
        String own = alike ? InputFile.name(run.path()) : run.name();
        return name.equals(LEARNED) ? own : own + ", " + name;
    }

    private void results() {
        page.section("Results");
        if (isComparison()) {
            beside();
        }
        for (RunFolder run : runs) {
            if (isComparison()) {
                page.heading(named(run, LEARNED));
            }
            Optional<String> tables = run.text(RunFiles.TABLES);
            tables.ifPresent(text -> MarkdownTables.write(text, page));
            run.result().ifPresent(result -> {
                if (tables.isEmpty()) {
                    perSeed(result);
                }
                variants(result);
                points(result);
                shifts(result);
            });
            run.table(RunFiles.SWEPT).ifPresent(this::swept);
            if (run.result().isEmpty() && run.table(RunFiles.SWEPT).isEmpty()) {
                page.paragraph("This folder holds one seed; what all of them gave lies one folder up.");
            }
        }
    }

    /** What two runs have in common. */
    private void beside() {
        Map<String, Statistic> one = measures(runs.get(0));
        Map<String, Statistic> other = measures(runs.get(1));
        HtmlTable table = new HtmlTable(List.of(
                "measure", ">" + named(runs.get(0), LEARNED), ">" + named(runs.get(1), LEARNED), ">second - first"));
        one.forEach((measure, statistic) -> {
            Statistic second = other.get(measure);
            if (second != null) {
                table.row(List.of(
                        measure, Numbers.of(statistic), Numbers.of(second),
                        Numbers.fixed(second.mean() - statistic.mean())));
            }
        });
        if (table.isEmpty()) {
            page.paragraph("The two runs have no measure in common.");
            return;
        }
        page.table(table);
        page.paragraph("Mean ± sample standard deviation over the seeds of each run, on its own evaluation episodes;"
                + " 'baton compare' runs both on the same episodes and gives the difference an interval.");
    }

    private static Map<String, Statistic> measures(RunFolder run) {
        Map<String, Statistic> measures = new LinkedHashMap<>();
        run.result().flatMap(RunReport::learned).ifPresent(learned -> {
            statistic(learned, "totalCost").ifPresent(s -> measures.put("total cost", s));
            statistic(learned, "successRate").ifPresent(s -> measures.put("success rate", s));
            statistic(learned, "steps").ifPresent(s -> measures.put("steps", s));
            for (CostComponent component : CostComponent.ALL) {
                learned.get("components")
                        .flatMap(components -> statistic(components, component.key()))
                        .ifPresent(s -> measures.put(component.label(), s));
            }
        });
        return measures;
    }

    /** Returns how the learned policies did: the result of {@code train}, or that row of {@code reproduce}. */
    private static Optional<StoredJson> learned(StoredJson result) {
        return result.get("result").or(() -> result.at("policies", LEARNED));
    }

    private static Optional<Statistic> statistic(StoredJson object, String key) {
        return object.at(key, "perSeed")
                .map(StoredJson::numbers)
                .filter(values -> !values.isEmpty())
                .map(Statistic::new);
    }

    private static List<String> seeds(StoredJson result) {
        return result.get("seeds").stream()
                .flatMap(seeds -> seeds.items().stream())
                .map(seed -> seed.text().orElse(""))
                .toList();
    }

    private void perSeed(StoredJson result) {
        Optional<StoredJson> learned = result.get("result");
        if (learned.isEmpty()) {
            return;
        }
        HtmlTable table = new HtmlTable(List.of("seed", ">total cost", ">success rate", ">steps"));
        List<Optional<Statistic>> measures = List.of(
                statistic(learned.get(), "totalCost"),
                statistic(learned.get(), "successRate"),
                statistic(learned.get(), "steps"));
        List<String> seeds = seeds(result);
        for (int s = 0; s < seeds.size(); s++) {
            int seed = s;
            table.row(row(
                    seeds.get(s),
                    measures,
                    m -> seed < m.perSeed().size() ? Numbers.fixed(m.perSeed().get(seed)) : ""));
        }
        if (seeds.size() > 1) {
            table.row(row("mean ± sd", measures, Numbers::of));
        }
        page.table(table);
    }

    private static List<String> row(
            String name, List<Optional<Statistic>> measures, Function<Statistic, String> text) {
        List<String> cells = new ArrayList<>(List.of(name));
        measures.forEach(measure -> cells.add(measure.map(text).orElse("")));
        return cells;
    }

    private void variants(StoredJson result) {
        result.get("variants").ifPresent(variants -> {
            HtmlTable table =
                    new HtmlTable(List.of("variant", ">total cost", ">success rate", ">regret", ">gradient norm"));
            for (String name : variants.keys()) {
                variants.get(name).ifPresent(variant -> table.row(row(
                        name,
                        List.of(
                                statistic(variant, "totalCost"),
                                statistic(variant, "successRate"),
                                statistic(variant, "regret"),
                                statistic(variant, "gradientNorm")),
                        Numbers::of)));
            }
            page.table(table);
            page.paragraph("Mean ± sample standard deviation over the training seeds.");
        });
    }

    private void points(StoredJson result) {
        result.get("points").ifPresent(points -> {
            HtmlTable table = new HtmlTable(List.of(
                    "weight", ">value", "policy", ">success", ">latency", ">monetary", ">total cost", ">regret"));
            List<String> measures = List.of("successRate", "latency", "monetary", "totalCost");
            for (StoredJson point : points.items()) {
                List<String> head = List.of(
                        word(point, "weight"),
                        point.get("value").map(value -> Numbers.rounded(value.number())).orElse(""));
                List<String> own = new ArrayList<>(head);
                List<String> best = new ArrayList<>(List.of("", "", "optimum"));
                own.add(LEARNED);
                for (String measure : measures) {
                    own.add(point.get(LEARNED).flatMap(l -> statistic(l, measure)).map(Numbers::of).orElse(""));
                    best.add(point.at("optimum", measure).map(v -> Numbers.fixed(v.number())).orElse(""));
                }
                own.add(point.get(LEARNED).flatMap(l -> statistic(l, "regret")).map(Numbers::of).orElse(""));
                best.add("");
                table.row(own);
                table.row(best);
            }
            page.table(table);
        });
    }

    private void shifts(StoredJson result) {
        result.get("rows").ifPresent(rows -> {
            HtmlTable table = new HtmlTable(
                    List.of("environment", ">total cost", ">success", ">optimum", ">its success", ">regret"));
            for (StoredJson row : rows.items()) {
                table.row(List.of(
                        word(row, "shift"),
                        statistic(row, "totalCost").map(Numbers::of).orElse(""),
                        statistic(row, "successRate").map(Numbers::of).orElse(""),
                        row.at("optimum", "totalCost").map(v -> Numbers.fixed(v.number())).orElse(""),
                        row.at("optimum", "successRate").map(v -> Numbers.fixed(v.number())).orElse(""),
                        row.at("regret", "mean").map(v -> Numbers.fixed(v.number())).orElse("")));
            }
            page.table(table);
            page.paragraph("Policy " + word(result, "policy")
                    + ", mean ± sample standard deviation over the evaluation seeds.");
        });
    }

    /** What a policy costs where the environment is another, and which part of that the optimum has to pay, too. */
    private void shifted() {
        List<Figure> figures = new ArrayList<>();
        for (RunFolder run : runs) {
            List<StoredJson> rows =
                    run.result().flatMap(result -> result.get("rows")).map(StoredJson::items).orElse(List.of());
            List<String> names = new ArrayList<>();
            List<double[]> parts = new ArrayList<>();
            for (StoredJson row : rows) {
                Optional<StoredJson> optimum = row.at("optimum", "totalCost");
                Optional<StoredJson> regret = row.at("regret", "mean");
                if (optimum.isPresent() && regret.isPresent()) {
                    names.add(word(row, "shift"));
                    parts.add(new double[] {optimum.get().number(), regret.get().number()});
                }
            }
            if (!names.isEmpty()) {
                figures.add(Charts.stacked(
                        isComparison()
                                ? named(run, LEARNED) + ": cost in shifted environments"
                                : "Cost in shifted environments",
                        "total cost", List.of("optimum", "regret"), names, parts,
                        "What the exact optimum of each environment costs, and what the policy's choices cost above"
                                + " it."));
            }
        }
        if (!figures.isEmpty()) {
            page.section("Shifted environments");
            page.figures(figures);
        }
    }

    private static String word(StoredJson object, String key) {
        return object.get(key).flatMap(StoredJson::text).orElse("");
    }

    private void swept(CsvTable csv) {
        SweepCharts charts = new SweepCharts(csv);
        page.table(charts.table());
        page.paragraph("Mean ± sample standard deviation over the seeds, the least cost first.");
        if (charts.leftOut() > 0) {
            page.paragraph(Numbers.count(charts.leftOut()) + " more configurations are in " + csv.name() + ".");
        }
    }

    private void sweeps() {
        List<Figure> figures = new ArrayList<>();
        for (RunFolder run : runs) {
            String prefix = isComparison() ? named(run, LEARNED) + ": " : "";
            run.table(RunFiles.SWEPT).ifPresent(csv -> figures.addAll(new SweepCharts(csv).figures(prefix)));
        }
        if (!figures.isEmpty()) {
            page.section("What each setting does");
            page.figures(figures);
        }
    }

    /** The curves of one measure by the same x. */
    private record Measure(String x, String y) {}

    private void curves() {
        Map<Measure, List<Curve>> curves = new LinkedHashMap<>();
        Set<String> notes = new LinkedHashSet<>();
        for (RunFolder run : runs) {
            List<CsvTable> metrics = run.metrics().stream().filter(table -> !table.rows().isEmpty()).toList();
            if (!metrics.isEmpty()) {
                CsvTable first = metrics.get(0);
                boolean measured = first.has("totalCost") && first.has("episodes");
                String x = measured ? "episodes" : first.header().get(0);
                List<String> columns = measured
                        ? MEASURED.stream().filter(first::has).toList()
                        : first.header().stream().filter(c -> !c.equals(x) && !c.equals("episodes")).toList();
                for (String y : columns) {
                    add(curves, new Measure(x, y), Curve.of(named(run, LEARNED), metrics, x, y));
                }
                notes.add(note(isComparison() ? named(run, LEARNED) : "Learned", first.rows().size(), metrics.size()));
            }
            run.table(RunFiles.CURVES).ifPresent(table -> {
                variantCurves(run, table, curves);
                notes.add(note(
                        isComparison() ? named(run, "every variant") : "Every variant",
                        table.rows().size() / Math.max(1, variantsOf(table).size()),
                        0));
            });
        }
        List<Figure> figures = new ArrayList<>();
        curves.forEach((measure, series) -> {
            if (series.stream().anyMatch(curve -> !curve.x().isEmpty())) {
                String words = words(measure.y);
                figures.add(Charts.curves(
                        "Learning: " + words, words(measure.x), words, series, String.join(" ", notes)));
            }
        });
        if (!figures.isEmpty()) {
            page.section("Learning curves");
            page.figures(figures);
        }
    }

    private static void add(Map<Measure, List<Curve>> curves, Measure measure, Curve curve) {
        curves.computeIfAbsent(measure, m -> new ArrayList<>()).add(curve);
    }

    private static String note(String name, int updates, int seeds) {
        int together = Curve.updatesPerPoint(updates);
        String over =
                seeds == 1 ? ": one seed" : seeds > 1 ? ": mean over " + seeds + " seeds" : ": mean over the seeds";
        return name + over + (seeds == 1 ? "" : ", the band from the least to the greatest")
                + (together > 1 ? "; a point is the mean of " + together + " updates." : ".");
    }

    private static String words(String column) {
        return WORDS.getOrDefault(column, column);
    }

    private static Set<String> variantsOf(CsvTable table) {
        Set<String> variants = new LinkedHashSet<>();
        for (int row = 0; row < table.rows().size(); row++) {
            variants.add(table.text(row, "variant"));
        }
        return variants;
    }

    private void variantCurves(RunFolder run, CsvTable table, Map<Measure, List<Curve>> curves) {
        for (String variant : variantsOf(table)) {
            List<List<String>> rows = table.rows().stream()
                    .filter(row -> row.get(table.header().indexOf("variant")).equals(variant))
                    .toList();
            List<CsvTable> own = List.of(new CsvTable(table.name(), table.header(), rows));
            Curve mean = Curve.of(named(run, variant), own, "episodes", "mean");
            add(
                    curves,
                    new Measure("episodes", "totalCost"),
                    new Curve(
                            mean.name(), mean.x(), mean.mean(),
                            Curve.of("", own, "episodes", "least").mean(),
                            Curve.of("", own, "episodes", "greatest").mean()));
            add(
                    curves,
                    new Measure("episodes", "successRate"),
                    Curve.of(named(run, variant), own, "episodes", "successRate"));
        }
    }

    private void components() {
        List<String> names = new ArrayList<>();
        List<double[]> values = new ArrayList<>();
        Set<String> weights = new LinkedHashSet<>();
        for (RunFolder run : runs) {
            Optional<EnvSpec> environment = run.environment();
            Optional<StoredJson> result = run.result();
            if (environment.isEmpty() || result.isEmpty()) {
                continue;
            }
            EnvSpec spec = environment.get();
            Map<String, double[]> rows = componentsOf(spec, result.get());
            rows.forEach((name, row) -> {
                // What belongs to the environment stands once where both runs share it.
                boolean shared = shareEnvironment() && (name.equals(OPTIMUM) || name.endsWith(PAPERS));
                int earlier = shared ? names.indexOf(name) : -1;
                if (earlier < 0 || !Arrays.equals(values.get(earlier), row)) {
                    names.add(shared && earlier < 0 ? name : named(run, name));
                    values.add(row);
                }
            });
            if (!rows.isEmpty()) {
                weights.add(weights(spec));
            }
        }
        if (!names.isEmpty()) {
            page.section("What the cost consists of");
            page.figures(List.of(Charts.stacked(
                    "Cost by component", "total cost", CostComponent.keys(), names, values,
                    "Means per episode, each component times its weight: " + String.join("; ", weights)
                            + ". The paper prints the components of two policies; the optimum is exact over outcomes,"
                            + " from the start states of the policies beside it, or beside those that were trained only"
                            + " from " + SOLVED_STARTS + " of seed 0.")));
        }
    }

    private boolean shareEnvironment() {
        return isComparison() && runs.get(0).environment().equals(runs.get(1).environment());
    }

    private static String weights(EnvSpec spec) {
        List<String> words = new ArrayList<>();
        for (CostComponent component : CostComponent.ALL) {
            words.add(component.key() + " " + Numbers.brief(spec.weights().get(component)));
        }
        return String.join(", ", words);
    }

    private Map<String, double[]> componentsOf(EnvSpec spec, StoredJson result) {
        boolean preset = EnvFile.isPreset(spec);
        Map<String, double[]> rows = new LinkedHashMap<>();
        result.get("policies").ifPresent(policies -> policies.keys().forEach(name -> policies.at(name, "components")
                .ifPresent(components -> addOurs(rows, name, spec, components, preset))));
        result.at("result", "components").ifPresent(components -> addOurs(rows, LEARNED, spec, components, preset));
        result.at("optimum", "result", "components")
                .ifPresent(components -> rows.put(OPTIMUM, weighted(spec, component -> mean(components, component))));
        if (result.get("result").isPresent()) {
            optimum(spec).ifPresent(optimum ->
                    rows.put(OPTIMUM, weighted(spec, component -> optimum.component(component).mean())));
        }
        return rows;
    }

    private static void addOurs(
            Map<String, double[]> rows, String name, EnvSpec spec, StoredJson components, boolean preset) {
        rows.put(name, weighted(spec, component -> mean(components, component)));
        boolean printed = preset
                && CostComponent.keys().stream().allMatch(c -> PaperFigures.of(name, c).isPresent());
        if (printed) {
            rows.put(
                    name + PAPERS,
                    weighted(
                            spec, component -> PaperFigures.of(name, component.key()).orElseThrow().mean()));
        }
    }

    private static double mean(StoredJson components, CostComponent component) {
        return components
                .at(component.key(), "mean")
                .map(StoredJson::number)
                .orElse(0.0);
    }

    private static double[] weighted(EnvSpec spec, ToDoubleFunction<CostComponent> number) {
        return CostComponent.ALL.stream()
                .mapToDouble(component -> spec.weights().get(component) * number.applyAsDouble(component))
                .toArray();
    }

    /** Returns the optimum of some start states, unless that would take long. */
    private Optional<Optimum> optimum(EnvSpec spec) {
        if (!isQuick(spec, SOLVED_STARTS)) {
            return Optional.empty();
        }
        try (Progress progress = new Progress(session, "solving", SOLVED_STARTS)) {
            return Exact.optimum(spec, new Seeds(0, 0), SOLVED_STARTS, Backend.SCALAR, 1, progress).stream()
                    .reduce(Optimum::plus);
        }
    }

    private static boolean isQuick(EnvSpec spec, int starts) {
        try {
            return (double) starts * ExactSolver.states(spec) * spec.actionCount() <= MOST_ACTION_VALUES;
        } catch (NotSolvableException e) {
            return false; // a page shows what is there
        }
    }

    private void frontiers() {
        List<Figure> figures = new ArrayList<>();
        for (RunFolder run : runs) {
            run.table(RunFiles.FRONTIER).filter(table -> !table.rows().isEmpty()).ifPresent(table -> {
                figures.add(frontier(run, table, CostComponent.LATENCY));
                figures.add(frontier(run, table, CostComponent.MONETARY));
            });
        }
        if (!figures.isEmpty()) {
            page.section("Frontier");
            page.figures(figures);
        }
    }

    private Figure frontier(RunFolder run, CsvTable table, CostComponent measure) {
        Map<String, List<double[]>> points = new TreeMap<>();
        Map<String, List<String>> labels = new TreeMap<>();
        for (int row = 0; row < table.rows().size(); row++) {
            String weight = table.text(row, "weight");
            String policy = table.text(row, "policy");
            String series = policy + ", " + weight;
            String seed = table.text(row, "seed");
            points.computeIfAbsent(series, s -> new ArrayList<>())
                    .add(new double[] {table.number(row, measure.key()), table.number(row, "successRate")});
            labels.computeIfAbsent(series, s -> new ArrayList<>())
                    .add("weight " + Numbers.rounded(table.number(row, "value"))
                            + (seed.isEmpty() ? "" : ", seed " + seed));
        }
        List<String> names = List.copyOf(points.keySet());
        return Charts.scatter(
                (isComparison() ? named(run, LEARNED) + ": success" : "Success") + " against " + measure.key(),
                measure.label(),
                "success rate",
                names,
                List.copyOf(points.values()),
                List.copyOf(labels.values()),
                names.stream().map(name -> name.startsWith("optimum")).toList(),
                "Every point is one value of the weight; a ring is the exact optimum, a dot a learned policy.");
    }

    private void regrets() {
        List<String> rows = new ArrayList<>();
        List<List<String>> seeds = new ArrayList<>();
        List<List<Double>> values = new ArrayList<>();
        for (RunFolder run : runs) {
            Map<String, Map<String, Double>> regrets = new LinkedHashMap<>();
            run.result().ifPresent(result -> methodRegrets(result, regrets));
            run.table(RunFiles.PER_SEED).ifPresent(table -> seedRegrets(table, List.of("variant"), regrets));
            run.table(RunFiles.FRONTIER).ifPresent(table -> seedRegrets(table, List.of("weight", "value"), regrets));
            regrets.forEach((name, bySeed) -> {
                rows.add(named(run, name));
                seeds.add(List.copyOf(bySeed.keySet()));
                values.add(List.copyOf(bySeed.values()));
            });
        }
        if (!rows.isEmpty()) {
            page.section("Regret by seed");
            page.figures(List.of(Charts.perSeed(
                    "Regret", "cost above the exact optimum", rows, seeds, values,
                    "A dot for every training seed, a ring at their mean.")));
        }
    }

    private static void methodRegrets(StoredJson result, Map<String, Map<String, Double>> regrets) {
        List<String> seeds = seeds(result);
        result.at("optimum", "regret").ifPresent(all -> all.keys().forEach(name -> all.at(name, "method", "bySeed")
                .flatMap(bySeed -> bySeed.get("perSeed"))
                .map(StoredJson::numbers)
                .filter(values -> values.size() == seeds.size())
                .ifPresent(values -> {
                    Map<String, Double> bySeed = new LinkedHashMap<>();
                    for (int s = 0; s < values.size(); s++) {
                        bySeed.put(seeds.get(s), values.get(s));
                    }
                    regrets.put(name, bySeed);
                })));
    }

    private static void seedRegrets(
            CsvTable table, List<String> groups, Map<String, Map<String, Double>> regrets) {
        if (!table.has("regret") || !groups.stream().allMatch(table::has)) {
            return;
        }
        for (int row = 0; row < table.rows().size(); row++) {
            int at = row;
            String seed = table.text(row, "seed");
            double regret = table.number(row, "regret");
            if (!seed.isEmpty() && Double.isFinite(regret)) {
                String name = String.join(
                        " ",
                        groups.stream()
                                .map(group -> group.equals("value")
                                        ? Numbers.rounded(table.number(at, group))
                                        : table.text(at, group))
                                .toList());
                regrets.computeIfAbsent(name, n -> new LinkedHashMap<>()).put(seed, regret);
            }
        }
    }

    private void maps() {
        List<Figure> figures = new ArrayList<>();
        for (RunFolder run : runs) {
            Optional<EnvSpec> environment = run.environment();
            List<TrainedPolicy> policies = run.policies();
            if (environment.isEmpty() || policies.isEmpty() || environment.get().dimension() < 2) {
                continue;
            }
            EnvSpec spec = environment.get();
            policies.forEach(policy -> policy.requireFits(spec, InputFile.name(run.path())));
            List<Integer> varying = PolicyMap.varying(spec);
            if (dimensions != null) {
                figures.add(map(run, spec, policies, dimensions.first(), dimensions.second()));
            } else if (varying.size() > 1) {
                figures.add(map(run, spec, policies, varying.get(0), varying.get(1)));
            }
        }
        if (!figures.isEmpty()) {
            page.section("What the policy does first");
            page.figures(figures);
        }
    }

    private Figure map(RunFolder run, EnvSpec spec, List<TrainedPolicy> policies, int first, int second) {
        return PolicyMap.of(spec, policies, first, second)
                .figure(isComparison() ? "Policy map of " + named(run, LEARNED) : "Policy map");
    }

    private void playbooks() {
        boolean begun = false;
        Set<EnvSpec> done = new LinkedHashSet<>();
        for (RunFolder run : runs) {
            Optional<EnvSpec> environment = run.environment().filter(spec -> spec.phases() != null);
            if (environment.isPresent() && done.add(environment.get())) {
                if (!begun) {
                    page.section("Playbook");
                    begun = true;
                }
                playbook(environment.get());
            }
        }
    }

    private void playbook(EnvSpec spec) {
        double[] task = StartStates.typical(spec);
        try {
            Playbook.Node root =
                    Playbook.optimum(spec, task, Math.min(PLAYBOOK_DEPTH, spec.horizon()), PLAYBOOK_LEAST);
            new PlaybookText(spec, "optimum", task, root).writeTo(page);
            page.paragraph("Shown are " + PLAYBOOK_DEPTH + " actions, and what is at least "
                    + Numbers.brief(100 * PLAYBOOK_LEAST)
                    + " % probable; 'baton playbook' shows more, and the trees of learned policies.");
        } catch (NotSolvableException e) {
            page.paragraph("The optimum of " + spec.name() + " cannot be written down: " + e.getMessage() + ".");
        }
    }

    private void provenance() {
        page.section("Where this comes from");
        for (RunFolder run : runs) {
            HtmlTable table = new HtmlTable(List.of("", named(run, "run")));
            table.row(List.of("folder", InputFile.name(run.path())));
            run.environment().ifPresent(spec -> {
                table.row(List.of("environment", spec.name()));
                table.row(List.of("fingerprint", spec.fingerprint()));
            });
            run.program().ifPresent(program -> {
                program.get("command").ifPresent(command -> table.row(List.of(
                        "command",
                        "baton " + String.join(" ", command.items().stream().map(w -> w.text().orElse("")).toList()))));
                facts(program, List.of("version", "commit", "java", "processor", "cores", "kernels"), table);
            });
            run.result().ifPresent(result -> {
                facts(result, List.of("episodes", "evalEpisodes", "wallSeconds"), table);
                List<String> seeds = seeds(result);
                if (!seeds.isEmpty()) {
                    table.row(List.of("seeds", Quoted.plain(String.join(", ", seeds), 400)));
                }
            });
            List<TrainedPolicy> policies = run.policies();
            if (!policies.isEmpty()) {
                Provenance first = policies.get(0).provenance();
                table.row(List.of("trained by", first.program()));
                table.row(List.of("method", first.method().key()));
            }
            page.table(table);
            for (String file : List.of(RunFiles.CONFIG, SweepFolder.SWEEP)) {
                run.text(file).ifPresent(text -> page.listing(named(run, file), text));
            }
            run.environment()
                    .ifPresent(spec -> page.listing(named(run, RunFiles.ENVIRONMENT), Environments.write(spec)));
        }
        HtmlTable here = new HtmlTable(List.of("", "this page"));
        here.row(List.of("made by", "baton " + Build.version()));
        here.row(List.of("java", Machine.java()));
        here.row(List.of(
                "processor", Machine.processor() + ", " + Runtime.getRuntime().availableProcessors() + " cores"));
        page.table(here);
    }

    private static void facts(StoredJson object, List<String> keys, HtmlTable table) {
        for (String key : keys) {
            object.get(key).flatMap(StoredJson::text).ifPresent(text -> table.row(List.of(words(key), text)));
        }
    }
}
