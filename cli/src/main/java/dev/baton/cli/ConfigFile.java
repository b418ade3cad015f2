package dev.baton.cli;

import dev.baton.nn.Activation;
import java.lang.reflect.RecordComponent;
import java.util.List;

/** Writes a training configuration as YAML, every component of a record by its name. */
final class ConfigFile {
    private ConfigFile() {}

    /** Returns the configuration shared by all seeds, with the seeds. */
    static String write(Method method, Record config, List<Long> seeds) {
        StringBuilder text = new StringBuilder("seeds: " + seeds + "\n");
        if (method != Method.REINFORCE) {
            text.append("method: ").append(method.key()).append('\n');
        }
        write(config, text);
        return text.toString();
    }

    /** A record within a record shares its level. */
    private static void write(Record config, StringBuilder text) {
        for (RecordComponent component : config.getClass().getRecordComponents()) {
            Object value = value(config, component);
            if (value instanceof Record part) {
                write(part, text);
            } else if (!component.getName().equals("seed")) {
                text.append(component.getName()).append(": ").append(value).append('\n');
            }
        }
    }

    private static Object value(Record config, RecordComponent component) {
        try {
            Object value = component.getAccessor().invoke(config);
            return value instanceof Activation activation ? activation.key() : value;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
