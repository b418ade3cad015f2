package dev.baton.cli;

import dev.baton.env.EnvSpec;
import dev.baton.env.EnvVariants;
import dev.baton.env.InvalidSpecException;
import dev.baton.ops.Backend;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.DoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "robustness",
        description = {
            "Run a policy where failure rates, prices and drift are not those it was made for.",
            "",
            "Failure rates, prices (latency and money) and drift are multiplied by 0.5 and by 1.5, one at a time. Each row"
                    + " has the policy, the exact optimum of that environment and the regret, all on the same start"
                    + " states. What observations are divided by stays as it is."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton robustness --policy runs/first --episodes 200",
            "  baton robustness --policy cost-aware --env environments/assistant.yaml --episodes 200 --json"
        })
final class RobustnessCommand implements Callable<Integer> {
    private static final double LESS = 0.5;
    private static final double MORE = 1.5;

    private final Session session;
    private final List<String> leftOut = new ArrayList<>();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private PolicyInputs inputs = new PolicyInputs();

    @Mixin
    private Evaluated evaluated = new Evaluated();

    @Mixin
    private Compute compute = new Compute();

    @Option(names = "--json", description = "Print JSON and nothing else.")
    private boolean json;

    RobustnessCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        EnvSpec environment = EnvFile.read(inputs.environment(evaluated.policy()));
        PolicyChoice choice = PolicyChoice.of(evaluated.policy(), environment, session);
        Map<String, EnvSpec> shifts = shifts(environment);
        double work = (double) evaluated.episodes() * evaluated.seeds().count() * shifts.size();
        OptionalInt code = VectorLaunch.handOver(
                session,
                compute.backend(),
                Work.exact(environment, Optimum.lattice(environment, inputs.environment(evaluated.policy())).states(), 2 * work)
                        .plus(Work.evaluation(environment, choice.multiplyAdds(), 2 * work)),
                BatonCommand.arguments(spec));
        if (code.isPresent()) {
            return code.getAsInt();
        }
        List<Row> rows = new ArrayList<>();
        try (Progress progress = new Progress(session, "comparing", 3 * (long) work)) {
            shifts.forEach((name, shifted) -> rows.add(row(name, shifted, choice, progress)));
        }
        session.out().print(json ? json(environment, rows) : text(environment, rows));
        return 0;
    }

    /** The environments by what is different in them, the given one first; those the model has no room for are left out. */
    private Map<String, EnvSpec> shifts(EnvSpec environment) {
        Map<String, EnvSpec> shifts = new LinkedHashMap<>();
        shifts.put("as given", environment);
        shift(shifts, "failure rates", factor -> EnvVariants.withFailureRates(environment, factor));
        shift(shifts, "prices", factor -> EnvVariants.withPrices(environment, factor));
        shift(shifts, "drift", factor -> EnvVariants.withDrift(environment, factor));
        return shifts;
    }

    private void shift(Map<String, EnvSpec> shifts, String what, DoubleFunction<EnvSpec> shifted) {
        shifts.put(what + " -50 %", shifted.apply(LESS));
        try {
            shifts.put(what + " +50 %", shifted.apply(MORE));
        } catch (InvalidSpecException e) {
            leftOut.add(what + " +50 %");
            session.note(what + " +50 % is left out, because numbers of more than 2/3 · 1e9 leave the model's range then: "
                    + e.getMessage());
        }
    }

    private Row row(String name, EnvSpec shifted, PolicyChoice trained, Progress progress) {
        // A rule is made for the environment it acts in; a network is the same everywhere.
        boolean rule = PolicyChoice.RULES.contains(evaluated.policy());
        PolicyChoice choice = rule ? PolicyChoice.of(evaluated.policy(), shifted, session) : trained;
        PolicyResult result = evaluated.run(shifted, choice.policy(), compute, progress);
        Backend backend = compute.execution(1).backend();
        Seeds seeds = evaluated.seeds();
        int episodes = evaluated.episodes();
        Optimum optimum = Optimum.ofEpisodes(shifted, seeds, episodes, backend, compute.threads(), progress);
        Comparison comparison =
                Comparison.run(shifted, choice.policy(), seeds, episodes, backend, compute.threads(), progress);
        return new Row(name, result, optimum, comparison);
    }

    private String json(EnvSpec environment, List<Row> rows) {
        JsonWriter writer = new JsonWriter().begin();
        writer.key("environment").value(environment.name());
        writer.key("policy").value(evaluated.policy());
        writer.key("seeds").values(evaluated.seeds().list());
        writer.key("episodes").value(evaluated.episodes());
        writer.key("rows").beginList();
        for (Row row : rows) {
            writer.beginItem();
            writer.key("shift").value(row.name);
            writer.key("totalCost").value(row.result.totalCost());
            writer.key("successRate").value(row.result.successRate());
            writer.key("optimum").begin();
            writer.key("totalCost").value(row.optimum.totalCost().mean());
            writer.key("successRate").value(row.optimum.successRate().mean());
            writer.end();
            writer.key("regret").begin();
            writer.key("mean").value(row.regret());
            writer.key("interval95")
                    .values(List.of(row.regret() - row.halfWidth(), row.regret() + row.halfWidth()));
            writer.end();
            writer.end();
        }
        writer.endList();
        writer.key("leftOut").values(leftOut);
        return writer.end().finish();
    }

    private String text(EnvSpec environment, List<Row> rows) {
        TextTable table = new TextTable(List.of(
                "environment", ">total cost", ">success", ">optimum", ">its success", ">regret", ">95 % interval",
                ">of the optimum"));
        for (Row row : rows) {
            double best = row.optimum.totalCost().mean();
            table.row(List.of(
                    row.name,
                    Numbers.of(row.result.totalCost()),
                    Numbers.fixed(row.result.successRate().mean()),
                    Numbers.fixed(best),
                    Numbers.fixed(row.optimum.successRate().mean()),
                    Numbers.fixed(row.regret()),
                    "± " + Numbers.fixed(row.halfWidth()),
                    Numbers.share(row.regret(), best)));
        }
        return "Policy " + Quoted.plain(evaluated.policy()) + " in shifted copies of the environment "
                + Quoted.plain(environment.name()) + ", " + Numbers.count(evaluated.episodes())
                + (evaluated.seeds().count() == 1 ? " episodes under " : " episodes under each of the ")
                + Numbers.seeds(evaluated.seeds())
                + ".\n\n" + table.text()
                + "\nPrices are latency and money. Regret: what the policy's choices cost above the best, exact over what"
                + " would follow;\ninterval: 1.96 standard errors over the episodes.\n";
    }

    /**
     * One environment.
     *
     * @param name what is different
     * @param result of the policy, by seed
     * @param optimum on the same start states
     * @param comparison of the policy with the optimum
     */
    private record Row(String name, PolicyResult result, Optimum optimum, Comparison comparison) {
        double regret() {
            return comparison.results().meanRegret();
        }

        double halfWidth() {
            return comparison.halfWidth();
        }
    }
}
