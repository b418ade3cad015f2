package dev.baton.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * {@code scripts/mutate} must find every fault of its list in the sources, or it would ask about fewer from change to
 * change.
 */
class PlantedFaultsTest {
    @Test
    void everyFaultStandsInItsFileOnce() throws IOException {
        Path list = Path.of(System.getProperty("dev.baton.home", ".."), "scripts", "planted-faults.txt");

        assertThat(PlantedFaults.plantable(list)).hasSizeGreaterThan(100).doesNotHaveDuplicates();
    }
}
