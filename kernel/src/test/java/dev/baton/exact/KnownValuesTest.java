package dev.baton.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.env.EnvSpec;
import dev.baton.env.KnownWorlds;
import java.util.function.IntFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The values of the model's section 10.4, from two implementations that know nothing of this one; for the tiger also from four
 * public solvers.
 */
class KnownValuesTest {
    private static final long BYTES = 1L << 30;

    @ParameterizedTest
    @CsvSource({
        "tiger, 1, 11, 0", "tiger, 2, 22, 0", "tiger, 3, 27.28, 0", "tiger, 4, 37.57875, 0", "tiger, 5, 46.39085, 0",
        "tiger, 6, 54.38118125, 0",
        "tool-health, 1, 4.1, 4.1", "tool-health, 3, 2.19639936, 1.76015270", "tool-health, 4, 1.90906357, 1.12658415",
        "tool-health, 5, 1.64489444, 0.91538035", "tool-health, 6, 1.52309063, 0.83898398",
        "tool-health, 7, 1.42526180, 0.80691068",
        "cascade, 1, 0.94580000, 0.81497000", "cascade, 3, 0.76777036, 0.24127182", "cascade, 5, 0.70824605, 0.16544304",
        "cascade, 6, 0.68925209, 0.14447950", "cascade, 7, 0.67255506, 0.12892223",
        "agent-loop, 4, 1.26800000, 1.24285163", "agent-loop, 5, 1.12765550, 1.08771298",
        "agent-loop, 6, 1.08149427, 0.94398381", "agent-loop, 7, 1.06725726, 0.85404209",
        "agent-loop, 8, 1.02918332, 0.80361978"
    })
    void optimumAndInformed(String name, int horizon, double optimum, double informed) {
        EnvSpec spec = world(name).apply(horizon);
        InformationTables tables = new InformationTables(spec);
        double[] start = spec.start().scale().stream().mapToDouble(z -> z).toArray();
        InformationGraph graph = new InformationGraph(tables, start, false, BYTES);
        InformationValues values = new InformationValues(graph, 1);
        long begun = System.nanoTime();
        values.run();
        System.out.println(name + " " + horizon + ": " + graph.nodes() + " nodes, " + (System.nanoTime() - begun) / 1e6);
        assertThat(values.value(0, 0, 0)).isCloseTo(optimum, within(6e-9 * Math.max(1, optimum)));
        InformationValues seeing =
                new InformationValues(new InformationGraph(tables, start, true, BYTES), 1);
        seeing.run();
        double mean = 0;
        int node = 0;
        for (double p : spec.startBelief()) {
            mean += p * seeing.value(0, 0, node++);
        }
        assertThat(mean).isCloseTo(informed, within(6e-9 * Math.max(1, optimum)));
    }

    private static IntFunction<EnvSpec> world(String name) {
        return switch (name) {
            case "tiger" -> KnownWorlds::tiger;
            case "tool-health" -> KnownWorlds::toolHealth;
            case "cascade" -> KnownWorlds::cascade;
            case "agent-loop" -> KnownWorlds::agentLoop;
            default -> throw new IllegalArgumentException(name);
        };
    }
}
