package dev.baton.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Backend;
import dev.baton.EpisodeKind;
import dev.baton.env.CostComponent;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.env.EnvTables;
import dev.baton.env.EpisodeBatch;
import dev.baton.env.Stepper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a step costs is λ · what it adds to the components [3.2], in every environment that is shipped. */
class ShippedCostTest {
    private static final int EPISODES = 37;

    static List<Path> shipped() throws IOException {
        Path folder = Path.of(System.getProperty("dev.baton.home", "../..")).resolve("environments");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    /** The second weights differ from each other, and none is 0: no term is left out, or stands in for another. */
    @ParameterizedTest
    @MethodSource("shipped")
    void aStepCostsWhatItAddsToTheComponents(Path file) {
        EnvSpec spec = Environments.read(file);
        check(spec, spec.weights());
        check(spec, CostVector.of(component -> 0.75 + component.index()));
    }

    private static void check(EnvSpec spec, CostVector weights) {
        EnvTables tables = new EnvTables(spec.edit().weights(weights).build());
        for (Backend backend : Backend.values()) {
            SplittableRandom random = new SplittableRandom(7);
            Stepper stepper = Stepper.of(backend, tables);
            EpisodeBatch batch = new EpisodeBatch(tables, EPISODES, false);
            batch.assign(3, EpisodeKind.EVALUATION, 11, EPISODES);
            stepper.start(batch, 0, EPISODES);
            int[] ended = new int[batch.capacity + 16];
            batch.remove(ended, stepper.listEnded(batch, ended));
            while (batch.count > 0) {
                double[] before = charged(batch);
                for (int n = 0; n < batch.count; n++) {
                    batch.action[n] = random.nextInt(spec.actionCount());
                }
                stepper.draw(batch, 0, batch.count);
                stepper.step(batch, 0, batch.count);
                requireWeighted(weights, batch, before);
                batch.remove(ended, stepper.listEnded(batch, ended));
            }
        }
    }

    private static double[] charged(EpisodeBatch batch) {
        double[] sums = new double[CostComponent.COUNT * batch.count];
        for (CostComponent component : CostComponent.ALL) {
            for (int n = 0; n < batch.count; n++) {
                sums[component.index() * batch.count + n] = batch.component(component, n);
            }
        }
        return sums;
    }

    private static void requireWeighted(CostVector weights, EpisodeBatch batch, double[] before) {
        for (int n = 0; n < batch.count; n++) {
            double cost = 0;
            double size = 0;
            for (CostComponent component : CostComponent.ALL) {
                double sum = batch.component(component, n);
                double earlier = before[component.index() * batch.count + n];
                cost += weights.get(component) * (sum - earlier);
                size += weights.get(component) * (sum + earlier);
            }
            double difference = Math.abs(batch.cost[n] - cost);
            assertThat(difference).as("episode %d", batch.episode[n]).isLessThanOrEqualTo(4 * 0x1p-24 * size + 1e-30);
        }
    }
}
