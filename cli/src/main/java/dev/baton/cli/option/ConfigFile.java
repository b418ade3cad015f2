package dev.baton.cli.option;

import dev.baton.Activation;
import dev.baton.files.Method;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Set;

/** Writes a training configuration as YAML, every component of a record that is used by its name. */
public final class ConfigFile {
    private ConfigFile() {}

    /** Returns the configuration shared by all seeds, with the seeds; components that are not used are left out. */
    public static String write(Method method, Record config, Set<String> unused, List<Long> seeds) {
        StringBuilder text = new StringBuilder("seeds: " + seeds + "\n");
        if (method != Method.REINFORCE) {
            text.append("method: ").append(method.key()).append('\n');
        }
        write(config, unused, text);
        return text.toString();
    }

    /** Returns the configuration of one seed without its seed; components that are not used are left out. */
    public static String settings(Record config, Set<String> unused) {
        StringBuilder text = new StringBuilder();
        write(config, unused, text);
        return text.toString();
    }

    /** A record within a record shares its level. */
    private static void write(Record config, Set<String> unused, StringBuilder text) {
        for (RecordComponent component : RecordValues.components(config)) {
            Object value = RecordValues.value(config, component);
            if (value instanceof Record part) {
                write(part, unused, text);
            } else if (!component.getName().equals("seed") && !unused.contains(component.getName())) {
                text.append(component.getName()).append(": ");
                text.append(value instanceof Activation activation ? activation.key() : value).append('\n');
            }
        }
    }
}
