package dev.baton.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The tiles in the sources are those that {@link TileSource} writes. With {@code -Ddev.baton.writeTiles} they are
 * written first; CONTRIBUTING.md has the command.
 */
class TileSourceTest {
    private static final Path FOLDER = Path.of("src/main/java/dev/baton/ops");

    @Test
    void forwardTiles() throws IOException {
        compare("SimdForwardTiles.java", TileSource.forwardTiles());
    }

    @Test
    void gradientTiles() throws IOException {
        compare("SimdGradientTiles.java", TileSource.gradientTiles());
    }

    private static void compare(String file, String source) throws IOException {
        Path path = FOLDER.resolve(file);
        if (Boolean.getBoolean("dev.baton.writeTiles")) {
            Files.writeString(path, source);
        }
        assertThat(Files.readString(path)).isEqualTo(source);
    }
}
