package dev.baton.cli.command;

import dev.baton.cli.option.Episodes;
import dev.baton.cli.print.Progress;
import dev.baton.cli.print.RuleWords;
import dev.baton.cli.print.TextTable;
import dev.baton.cli.process.Session;
import dev.baton.cli.process.Work;
import dev.baton.cli.study.Contender;
import dev.baton.cli.study.Contest;
import dev.baton.env.EnvSpec;
import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.Quoted;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "compare",
        description = {
            "Compare two policies on the same episodes: their difference with its interval.",
            "",
            "Either may be the folder of several seeds; then the methods are compared too, seed by seed. Measured is"
                    + " the regret where the environment can be solved exactly, else what the episodes cost."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton compare latency cost-aware",
            "  baton compare runs/first random --episodes 5000 --json"
        })
public final class CompareCommand extends StudyCommand<Contest> {
    @Parameters(index = "0", paramLabel = "A", description = RuleWords.LISTED + ", or the path of a policy.")
    private String one = "";

    @Parameters(index = "1", paramLabel = "B", description = "The policy that it is compared with.")
    private String other = "";

    @Mixin
    private Episodes episodes = new Episodes();

    private List<Contender> contenders = List.of();

    public CompareCommand(Session session) {
        super(session);
    }

    @Override
    public String policy() {
        return RuleWords.contain(one) ? other : one;
    }

    @Override
    public Work prepare(EnvSpec environment) {
        contenders = Contender.pair(one, other, environment, session);
        return Contest.work(environment, contenders, episodes.seeds(), episodes.count());
    }

    @Override
    public Contest study(EnvSpec environment) {
        try (Progress progress = new Progress(session, "comparing", episodes.total())) {
            return Contest.run(environment, contenders, episodes.seeds(), episodes.count(), compute, progress);
        }
    }

    @Override
    public void write(JsonWriter json, EnvSpec environment, Contest contest) {
        json.key("policies").values(List.of(one, other));
        json.key("difference");
        contest.write(json, 0, 1);
    }

    @Override
    public String text(EnvSpec environment, Contest contest) {
        TextTable table = new TextTable(Contest.PAIRED);
        table.row(Contest.cells(contest.paired(0, 1)));
        return contenders.get(0).title() + " and " + contenders.get(1).title() + " in the environment "
                + Quoted.plain(environment.name()) + ", " + episodes.describe() + ".\n\n" + contest.each() + "\nThe "
                + contest.measure() + " of the first minus that of the second\n\n" + table.text() + "\n"
                + Contest.PAIRED_NOTE;
    }
}
