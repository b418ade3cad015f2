package dev.baton.cli;

import dev.baton.files.text.Source;
import dev.baton.files.text.YamlDocument;
import dev.baton.files.text.YamlNode;
import java.util.List;

/**
 * A parsed JSON value for assertions.
 *
 * @param node the value
 */
record Json(YamlNode node) {
    static Json parse(String text) {
        return new Json(YamlDocument.parse(new Source("json", text)));
    }

    List<String> keys() {
        return ((YamlNode.Mapping) node).entries().stream().map(YamlNode.Entry::key).toList();
    }

    Json get(String key) {
        return ((YamlNode.Mapping) node)
                .entries().stream()
                        .filter(entry -> entry.key().equals(key))
                        .map(entry -> new Json(entry.value()))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no key " + key));
    }

    String text() {
        return ((YamlNode.Scalar) node).text();
    }

    double number() {
        return Double.parseDouble(text());
    }

    List<Double> numbers() {
        return ((YamlNode.Sequence) node)
                .items().stream().map(item -> new Json(item).number()).toList();
    }
}
