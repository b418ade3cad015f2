package dev.baton.cli;

import dev.baton.nn.Activation;
import dev.baton.train.TrainConfig;
import java.lang.reflect.RecordComponent;
import java.util.List;

/** Writes a training configuration as YAML, every component of the record by its name. */
final class ConfigFile {
    private ConfigFile() {}

    /** Returns the configuration shared by all seeds, with the seeds. */
    static String write(TrainConfig config, List<Long> seeds) {
        StringBuilder text = new StringBuilder("seeds: " + seeds + "\n");
        for (RecordComponent component : TrainConfig.class.getRecordComponents()) {
            if (!component.getName().equals("seed")) {
                text.append(component.getName()).append(": ").append(value(config, component)).append('\n');
            }
        }
        return text.toString();
    }

    private static Object value(TrainConfig config, RecordComponent component) {
        try {
            Object value = component.getAccessor().invoke(config);
            return value instanceof Activation activation ? activation.key() : value;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
