package dev.baton.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Backend;
import dev.baton.env.ActionKind;
import dev.baton.env.CostComponent;
import dev.baton.env.EnvSpec;
import dev.baton.env.Outcome;
import dev.baton.env.Price;
import dev.baton.exact.ExactResults;
import dev.baton.exact.ExactSolver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class EnvironmentsTest {
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

    /** The preset has the numbers of the file, in the file's order. */
    @Test
    void paperIsThePapersFile() throws IOException {
        Path file = Path.of(System.getProperty("dev.baton.home", ".."), "environments", "paper.yaml");
        List<Double> expected = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.startsWith("#")) {
                Matcher matcher = NUMBER.matcher(line);
                while (matcher.find()) {
                    expected.add(Double.valueOf(matcher.group()));
                }
            }
        }

        EnvSpec spec = Environments.PAPER.spec();
        List<Double> found = new ArrayList<>();
        found.addAll(List.of((double) spec.horizon(), (double) spec.dimension()));
        found.addAll(List.of(
                spec.start().offset().get(0),
                spec.start().scale().get(0),
                spec.start().difficultySigma(),
                spec.start().jitter(),
                spec.drift().get(0),
                spec.tolerance().get(0)));
        CostComponent.ALL.forEach(component -> found.add(spec.weights().get(component)));
        for (int k = 0; k < spec.actionCount(); k++) {
            int action = k;
            Price.ALL.forEach(price -> found.add(spec.expectedPrice(price, action)));
            found.add(spec.failureProbability(k));
            found.addAll(spec.actions().get(k).outcomes().get(1).shift());
        }
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void fiveKindsTakesEveryTurn() {
        EnvSpec spec = Environments.FIVE_KINDS.spec();
        Set<ActionKind> kinds = EnumSet.noneOf(ActionKind.class);
        spec.actions().forEach(action -> kinds.add(action.kind()));
        assertThat(kinds).containsExactlyElementsOf(Arrays.asList(ActionKind.values()));
        assertThat(spec.actions().stream().flatMap(a -> a.outcomes().stream()).map(Outcome::scale))
                .anyMatch(scale -> scale.get(0) != 1);
        int outcomes = spec.actions().stream().mapToInt(a -> a.outcomes().size()).max().orElseThrow();
        assertThat(outcomes * spec.actionCount()).as("entries of a table").isGreaterThan(16);
    }

    /** Their least cost is that of their files, which two other implementations have found (model, section 10.4). */
    @Test
    void hiddenWorldsAreTheirFiles() {
        assertThat(leastCost(Environments.CASCADE)).isCloseTo(0.67255506, within(5e-9));
        assertThat(leastCost(Environments.AGENT_LOOP)).isCloseTo(1.02918332, within(5e-9));
    }

    private static double leastCost(Environments environment) {
        ExactSolver solver = ExactSolver.of(environment.spec(), Backend.preferred());
        ExactResults results = new ExactResults(1);
        solver.solveEpisodes(0, 0, 1, results, 0);
        return results.totalCost[0];
    }
}
