package dev.baton.files.text;

import dev.baton.files.BatonException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A part of a JSON text that Baton has written.
 *
 * @param name of the file, for messages
 * @param node the part
 */
public record StoredJson(String name, YamlNode node) {
    /** The largest file that is read. */
    public static final int MOST_BYTES = 1 << 24;

    /** Reads a file. */
    public static StoredJson read(Path file) {
        String name = InputFile.name(file);
        String text = InputFile.readText(file, MOST_BYTES, "what a run leaves (JSON)");
        return new StoredJson(name, YamlDocument.parse(new Source(name, text)));
    }

    /** Returns what stands under a key of an object; nothing where there is none. */
    public Optional<StoredJson> get(String key) {
        return entries().stream()
                .filter(entry -> entry.key().equals(key))
                .map(entry -> new StoredJson(name, entry.value()))
                .findFirst();
    }

    /** Returns what stands under one key after the other. */
    public Optional<StoredJson> at(String... keys) {
        Optional<StoredJson> found = Optional.of(this);
        for (String key : keys) {
            found = found.flatMap(part -> part.get(key));
        }
        return found;
    }

    /** Returns the keys of an object; none where it is something else. */
    public List<String> keys() {
        return entries().stream().map(YamlNode.Entry::key).toList();
    }

    private List<YamlNode.Entry> entries() {
        return node instanceof YamlNode.Mapping mapping ? mapping.entries() : List.of();
    }

    /** Returns a text or number as it stands; nothing where it is null or something else. */
    public Optional<String> text() {
        return node instanceof YamlNode.Scalar scalar && !scalar.isNothing()
                ? Optional.of(scalar.text())
                : Optional.empty();
    }

    /** Returns a number. */
    public double number() {
        if (node instanceof YamlNode.Scalar scalar && scalar.isNumber()) {
            return Double.parseDouble(scalar.text());
        }
        throw new BatonException(
                name + ", line " + node.line() + ": expected a number, found " + node.describe());
    }

    /** Returns a list's parts; none where it is something else. */
    public List<StoredJson> items() {
        return node instanceof YamlNode.Sequence list
                ? list.items().stream().map(item -> new StoredJson(name, item)).toList()
                : List.of();
    }

    /** Returns a list of numbers; none where it is something else. */
    public List<Double> numbers() {
        return items().stream().map(StoredJson::number).toList();
    }
}
