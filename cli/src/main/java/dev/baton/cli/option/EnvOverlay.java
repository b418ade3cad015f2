package dev.baton.cli.option;

import dev.baton.files.BatonException;
import dev.baton.files.text.Decimals;
import dev.baton.files.text.NearestWord;
import dev.baton.files.text.Quoted;
import dev.baton.files.text.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Puts single values into the tree of an environment file, before it is read, so that its reader checks them. A path
 * has the keys that lead to the value with points between them; an item of a list goes by its name or else by its
 * number from 0.
 */
public final class EnvOverlay {
    private static final String NAME = "name";

    private final Function<String, BatonException> failure;

    /** Keeps how a path that leads nowhere is refused. */
    public EnvOverlay(Function<String, BatonException> failure) {
        this.failure = failure;
    }

    /**
     * Returns the tree with another value; nodes on the way to it are made where they are missing, for the reader to
     * judge.
     *
     * @param node the tree, not modified
     * @param path to the value
     * @param value to be put there; its lines are another file's and are left out
     */
    public YamlNode with(YamlNode node, String path, YamlNode value) {
        return with(node, "", path, withoutLines(value));
    }

    private YamlNode with(YamlNode node, String before, String path, YamlNode value) {
        return switch (node) {
            case YamlNode.Mapping mapping -> withKey(mapping, before, path, value);
            case YamlNode.Sequence list -> withItem(list, before, path, value);
            case YamlNode.Scalar scalar ->
                throw failure.apply(before + " is the single value " + scalar.describe() + ", which has no "
                        + Quoted.of(path) + "; give all of it");
        };
    }

    private YamlNode withKey(YamlNode.Mapping mapping, String before, String path, YamlNode value) {
        List<String> keys = mapping.entries().stream().map(YamlNode.Entry::key).toList();
        String key = start(path, keys).orElse(path.split("\\.", 2)[0]);
        List<YamlNode.Entry> entries = new ArrayList<>(mapping.entries());
        int index = keys.indexOf(key);
        if (index < 0) {
            entries.add(
                    new YamlNode.Entry(0, key, below(new YamlNode.Mapping(0, List.of()), before, path, key, value)));
        } else {
            YamlNode.Entry entry = entries.get(index);
            entries.set(index, new YamlNode.Entry(entry.line(), key, below(entry.value(), before, path, key, value)));
        }
        return new YamlNode.Mapping(mapping.line(), entries);
    }

    private YamlNode withItem(YamlNode.Sequence list, String before, String path, YamlNode value) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < list.items().size(); i++) {
            names.add(name(list.items().get(i)).orElse(Integer.toString(i)));
        }
        String word = path.split("\\.", 2)[0];
        String item = start(path, names).orElse(word);
        int index = names.indexOf(item);
        if (index < 0 && Decimals.isWhole(word) && word.length() < 4) {
            index = Integer.parseInt(word);
        }
        if (index < 0 || index >= list.items().size()) {
            String hint = NearestWord.of(item, names)
                    .map(nearest -> "did you mean " + Quoted.of(nearest) + "?")
                    .orElse(names.isEmpty()
                            ? "the list is empty"
                            : "expected one of " + Quoted.plain(String.join(", ", names)));
            throw failure.apply(before + " has no " + Quoted.of(item) + "; " + hint);
        }
        List<YamlNode> items = new ArrayList<>(list.items());
        items.set(index, below(items.get(index), before, path, item, value));
        return new YamlNode.Sequence(list.line(), items);
    }

    private YamlNode below(YamlNode node, String before, String path, String step, YamlNode value) {
        if (path.length() == step.length()) {
            return value;
        }
        return with(node, before.isEmpty() ? step : before + "." + step, path.substring(step.length() + 1), value);
    }

    /** Returns the longest word that a path starts with; names may have points. */
    private static Optional<String> start(String path, List<String> words) {
        String best = null;
        for (String word : words) {
            boolean leads = path.equals(word) || path.startsWith(word + ".");
            if (leads && (best == null || word.length() > best.length())) {
                best = word;
            }
        }
        return Optional.ofNullable(best);
    }

    private static Optional<String> name(YamlNode item) {
        if (!(item instanceof YamlNode.Mapping mapping)) {
            return Optional.empty();
        }
        return mapping.entries().stream()
                .filter(entry -> entry.key().equals(NAME))
                .findFirst()
                .flatMap(entry ->
                        entry.value() instanceof YamlNode.Scalar scalar
                                ? Optional.of(scalar.text())
                                : Optional.empty());
    }

    private static YamlNode withoutLines(YamlNode node) {
        return switch (node) {
            case YamlNode.Scalar scalar -> new YamlNode.Scalar(0, scalar.text(), scalar.plain());
            case YamlNode.Sequence list ->
                new YamlNode.Sequence(0, list.items().stream().map(EnvOverlay::withoutLines).toList());
            case YamlNode.Mapping mapping ->
                new YamlNode.Mapping(
                        0,
                        mapping.entries().stream()
                                .map(entry -> new YamlNode.Entry(0, entry.key(), withoutLines(entry.value())))
                                .toList());
        };
    }
}
