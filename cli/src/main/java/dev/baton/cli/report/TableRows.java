package dev.baton.cli.report;

import dev.baton.cli.folder.RunFiles;
import dev.baton.cli.option.Setting;
import dev.baton.cli.sweep.SweepFolder;
import dev.baton.cli.sweep.SweepLine;
import dev.baton.cli.sweep.SweepRun;
import dev.baton.files.BatonException;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.Source;
import dev.baton.files.text.YamlDocument;
import dev.baton.files.text.YamlNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Results that tables are made of: the cells of a sweep, or the policies and seeds of {@code baton reproduce}. */
public final class TableRows {
    private static final String LINE_START = "{\"configHash\": ";
    private static final String WHAT = "results.jsonl of 'baton sweep' or summary.json of 'baton reproduce'";
    private static final int LARGEST_SUMMARY = 1 << 26;
    private static final String POLICY = "policy";

    private TableRows() {}

    /**
     * One policy's evaluation.
     *
     * @param keys what tells it from others, with values as people read them
     * @param order equal for equal keys
     * @param seed of it
     * @param failed whether there are no measures
     * @param measures as {@link SweepRun#measures} names them
     */
    public record Row(Map<String, String> keys, String order, long seed, boolean failed, double[] measures) {}

    /** Reads a file, or the one in a folder; the rows are in an order that that of the file does not change. */
    public static List<Row> read(Path path) {
        Path file = locate(path);
        List<Row> rows = isResults(file) ? results(file) : summary(file);
        if (rows.isEmpty()) {
            throw new BatonException(InputFile.name(file) + ": has no results yet");
        }
        rows.sort(Comparator.comparing(Row::order).thenComparingLong(Row::seed));
        return rows;
    }

    private static Path locate(Path path) {
        if (!Files.isDirectory(path)) {
            InputFile.requireFile(path, WHAT);
            return path;
        }
        return List.of(SweepFolder.RESULTS, RunFiles.SUMMARY).stream()
                .map(path::resolve)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new BatonException(InputFile.name(path) + ": neither " + SweepFolder.RESULTS
                        + " nor " + RunFiles.SUMMARY
                        + " in this folder; expected that of 'baton sweep' or 'baton reproduce'"));
    }

    private static boolean isResults(Path file) {
        if (file.endsWith(SweepFolder.RESULTS)) {
            return true;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(LINE_START.length());
            return start.length == 0 || new String(start, StandardCharsets.UTF_8).equals(LINE_START);
        } catch (IOException e) {
            throw InputFile.failure(file, "cannot be read", e);
        }
    }

    private static List<Row> results(Path file) {
        List<String> names = SweepRun.measures();
        Map<String, Map<String, String>> configurations = new HashMap<>();
        List<Row> rows = new ArrayList<>();
        SweepLine.forEach(file, line -> {
            Map<String, String> keys = configurations.computeIfAbsent(line.hash(), hash -> keys(file, line));
            double[] measures = names.stream().mapToDouble(line::number).toArray();
            rows.add(new Row(keys, line.hash(), line.seed(), line.failed(), measures));
        });
        return rows;
    }

    private static Map<String, String> keys(Path file, SweepLine line) {
        Source source = new Source(InputFile.name(file) + ", line " + line.number(), line.text());
        Map<String, String> keys = new LinkedHashMap<>();
        if (get(YamlDocument.parse(source), "cell").orElse(null) instanceof YamlNode.Mapping cell) {
            cell.entries().forEach(entry -> keys.put(entry.key(), text(entry.value())));
        }
        return keys;
    }

    private static String text(YamlNode node) {
        return node instanceof YamlNode.Scalar scalar ? scalar.text() : Setting.json(node);
    }

    private static Optional<YamlNode> get(YamlNode node, String key) {
        return node instanceof YamlNode.Mapping mapping
                ? mapping.entries().stream()
                        .filter(entry -> entry.key().equals(key))
                        .findFirst()
                        .map(YamlNode.Entry::value)
                : Optional.empty();
    }

    private static List<Row> summary(Path file) {
        Source source = new Source(InputFile.name(file), InputFile.readText(file, LARGEST_SUMMARY, WHAT));
        YamlNode root = YamlDocument.parse(source);
        if (!(get(root, "policies").orElse(null) instanceof YamlNode.Mapping policies)
                || !(get(root, "seeds").orElse(null) instanceof YamlNode.Sequence seeds)) {
            throw source.failure(0, "expected " + WHAT + ", found something else");
        }
        List<Row> rows = new ArrayList<>();
        for (YamlNode.Entry policy : policies.entries()) {
            for (int s = 0; s < seeds.items().size(); s++) {
                double[] measures = new double[SweepRun.measures().size()];
                for (int m = 0; m < measures.length; m++) {
                    measures[m] = measure(source, policy.value(), SweepRun.measures().get(m), s);
                }
                String order = String.format("%09d", policies.entries().indexOf(policy));
                rows.add(new Row(Map.of(POLICY, policy.key()), order, s, false, measures));
            }
        }
        return rows;
    }

    private static double measure(Source source, YamlNode policy, String name, int seed) {
        YamlNode perSeed = get(policy, name)
                .or(() -> get(policy, "components").flatMap(components -> get(components, name)))
                .flatMap(measure -> get(measure, "perSeed"))
                .orElse(policy);
        if (perSeed instanceof YamlNode.Sequence list
                && seed < list.items().size()
                && list.items().get(seed) instanceof YamlNode.Scalar scalar
                && scalar.isNumber()) {
            return Double.parseDouble(scalar.text());
        }
        throw source.wrong(policy.line(), name, "a number for each seed", "none for seed number " + (seed + 1));
    }
}
