package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.files.text.YamlNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page in a browser without a screen: what its script adds, what is drawn, and how well it can be read. */
class ReportBrowserTest {
    /** The first series' colour in either scheme, as the style sheet has it. */
    private static final Map<String, Integer> FIRST_COLOR = Map.of("light", 0x0b61a4, "dark", 0x6cb6ff);

    /** Looks at the page from inside and writes down what it sees. */
    private static final String PROBE =
            """
            <script>
            window.addEventListener('load', function () {
              const seen = { figures: [], contrast: [], errors: window.probeErrors };
              function channel(v) { v /= 255; return v <= 0.03928 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4); }
              function luminance(c) {
                const p = c.match(/[0-9.]+/g).map(Number);
                return 0.2126 * channel(p[0]) + 0.7152 * channel(p[1]) + 0.0722 * channel(p[2]);
              }
              function contrast(a, b) {
                const x = luminance(a), y = luminance(b);
                return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
              }
              const page = getComputedStyle(document.body).backgroundColor;
              function look(selector, property) {
                document.querySelectorAll(selector).forEach(function (e) {
                  const own = getComputedStyle(e).backgroundColor;
                  const behind = own === 'rgba(0, 0, 0, 0)' ? page : own;
                  seen.contrast.push(selector + ' ' + contrast(getComputedStyle(e)[property], behind).toFixed(2));
                });
              }
              look('p', 'color'); look('a', 'color'); look('th', 'color'); look('td', 'color');
              look('figcaption', 'color'); look('button', 'color'); look('summary', 'color');
              look('pre', 'color'); look('h3', 'color');
              look('svg .axis', 'fill');
              document.querySelectorAll('figure').forEach(function (figure) {
                const plot = figure.querySelector('.plot');
                const title = figure.querySelector('h3').textContent;
                const one = { title, live: plot !== null, ink: 0, readout: '', width: 0 };
                if (plot) {
                  const canvas = plot.querySelector('canvas');
                  const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                  for (let i = 3; i < pixels.length; i += 4) one.ink += pixels[i] > 0 ? 1 : 0;
                  plot.focus();
                  one.focused = document.activeElement === plot;
                  plot.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
                  one.readout = figure.querySelector('output').textContent;
                  one.width = plot.clientWidth;
                } else {
                  one.width = figure.querySelector('svg').getBoundingClientRect().width;
                }
                const button = figure.querySelector('.legend button');
                if (button) {
                  button.click();
                  one.hidden = figure.querySelectorAll('g.off').length > 0
                    && button.getAttribute('aria-pressed') === 'false';
                  button.click();
                  one.shown = figure.querySelectorAll('g.off').length === 0;
                }
                seen.figures.push(one);
              });
              seen.overflow = document.documentElement.scrollWidth - window.innerWidth;
              const out = document.createElement('pre');
              out.id = 'probe';
              out.textContent = 'PROBE' + JSON.stringify(seen) + 'END';
              document.body.append(out);
            });
            </script>
            """;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void makePages() throws IOException {
        Assumptions.assumeTrue(browser().isPresent(), "chromium is not installed (Debian: apt install chromium)");
        Object[] small = {"--episodes", 640, "--eval-episodes", 20, "--hidden", 4, "--seeds", 2, "--output"};
        for (String command : List.of("train", "reproduce", "ablate")) {
            CommandRun run = CommandRun.of(
                    CommandRun.words(new Object[] {command}, small, new Object[] {folder.resolve(command)}));
            assertThat(run.err()).isEmpty();
            assertThat(CommandRun.of("report", folder.resolve(command)).err()).isEmpty();
            String page = Files.readString(folder.resolve(command).resolve("report.html"));
            String errors = "<script>window.probeErrors = []; window.addEventListener('error',"
                    + " e => window.probeErrors.push(String(e.message)));</script>";
            Files.writeString(
                    folder.resolve(command + ".html"),
                    page.replace("</head>", errors + "</head>").replace("</body>", PROBE + "</body>"));
        }
    }

    private static Optional<Path> browser() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .flatMap(place ->
                        Stream.of("chromium", "chromium-browser", "google-chrome").map(Path.of(place)::resolve))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static CommandRun open(Path page, String scheme, int width, String... how) {
        List<String> words = new ArrayList<>(List.of(
                browser().orElseThrow().toString(), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                "--enable-logging=stderr", "--virtual-time-budget=2000",
                "--user-data-dir=" + folder.resolve("profile"),
                "--blink-settings=preferredColorScheme=" + (scheme.equals("dark") ? 0 : 1),
                "--window-size=" + width + ",2600"));
        words.addAll(List.of(how));
        words.add(page.toUri().toString());
        CommandRun run = BatonProcess.start(folder, Map.of(), words).end();
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).as("messages on the console").doesNotContain("CONSOLE");
        return run;
    }

    @ParameterizedTest
    @CsvSource({"train, light, 1100", "train, dark, 500", "reproduce, dark, 1100", "ablate, light, 500"})
    void thePageWorksAndIsDrawn(String run, String scheme, int width) throws IOException {
        Path page = folder.resolve(run + ".html");
        Matcher seen = Pattern.compile("<pre id=\"probe\">PROBE(.*?)END</pre>", Pattern.DOTALL)
                .matcher(open(page, scheme, width, "--dump-dom").out());
        assertThat(seen.find()).isTrue();
        Json json = Json.parse(seen.group(1).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"));

        assertThat(items(json.get("errors"))).isEmpty();
        assertThat(json.get("overflow").number()).as("wider than the window by").isLessThanOrEqualTo(0);
        List<Json> figures = items(json.get("figures"));
        assertThat(figures).hasSizeGreaterThan(2);
        for (Json figure : figures) {
            String title = figure.get("title").text();
            assertThat(figure.get("width").number()).as(title).isGreaterThan(200);
            boolean live = figure.get("live").text().equals("true");
            assertThat(live).as(title).isEqualTo(title.startsWith("Learning: "));
            if (live) {
                assertThat(figure.get("ink").number()).as(title).isGreaterThan(2000);
                assertThat(figure.get("focused").text()).as(title).isEqualTo("true");
                assertThat(figure.get("readout").text()).as(title).startsWith("training episodes ");
            }
            if (figure.keys().contains("hidden")) {
                assertThat(List.of(figure.get("hidden").text(), figure.get("shown").text()))
                        .as(title)
                        .containsOnly("true");
            }
        }
        List<Json> contrasts = items(json.get("contrast"));
        assertThat(contrasts).hasSizeGreaterThan(30);
        for (Json contrast : contrasts) {
            String[] words = contrast.text().split(" ", -1);
            assertThat(Double.parseDouble(words[words.length - 1])).as(contrast.text()).isGreaterThanOrEqualTo(4.5);
        }
        Path picture = folder.resolve(run + scheme + ".png");
        open(page, scheme, width, "--screenshot=" + picture);
        BufferedImage image = ImageIO.read(picture.toFile());
        int colored = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                colored += isNear(image.getRGB(x, y), FIRST_COLOR.getOrDefault(scheme, 0)) ? 1 : 0;
            }
        }
        assertThat(colored).as("pixels of the first series").isGreaterThan(500);
    }

    /** The edges of thin lines are mixed with what is behind them. */
    private static boolean isNear(int rgb, int color) {
        int most = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            most = Math.max(most, Math.abs((rgb >> shift & 0xff) - (color >> shift & 0xff)));
        }
        return most <= 48;
    }

    private static List<Json> items(Json list) {
        return ((YamlNode.Sequence) list.node()).items().stream().map(Json::new).toList();
    }
}
