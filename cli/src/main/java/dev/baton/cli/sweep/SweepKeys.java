package dev.baton.cli.sweep;

import dev.baton.Activation;
import dev.baton.cli.option.ConfigFile;
import dev.baton.cli.option.RecordValues;
import dev.baton.cli.option.Setting;
import dev.baton.cli.option.Values;
import dev.baton.cli.print.Numbers;
import dev.baton.cli.study.Learning;
import dev.baton.files.Method;
import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.NearestWord;
import dev.baton.files.text.Quoted;
import dev.baton.files.text.Source;
import dev.baton.files.text.YamlNode;
import dev.baton.learn.PpoConfig;
import dev.baton.learn.TrainConfig;
import dev.baton.nn.MlpSpec;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration keys of a method: the components of its configuration's record under their own names, as
 * config.yaml has them, and the evaluation's episodes. Reads their values, and makes configurations of them.
 */
final class SweepKeys {
    /** The key of the number of evaluation episodes. */
    static final String EVAL_EPISODES = "evalEpisodes";
    /** What the keys of the environment start with. */
    static final String ENVIRONMENT = "env.";

    private static final String EPISODES = "episodes";
    private static final int DEFAULT_EVAL_EPISODES = 1_000;
    private static final int MOST = 100_000_000;

    private final Method method;
    private final Source source;
    private final Map<String, Class<?>> types;

    SweepKeys(Method method, Source source) {
        this.method = method;
        this.source = source;
        this.types = types(method);
    }

    /** Returns the methods that a sweep can train by. */
    static List<Method> methods() {
        return List.of(Method.REINFORCE, Method.PPO);
    }

    private static Set<String> unused(Method method) {
        return method == Method.PPO ? Learning.UNUSED_BY_PPO : Set.of();
    }

    private static Map<String, Class<?>> types(Method method) {
        Map<String, Class<?>> types = new LinkedHashMap<>();
        types(method == Method.PPO ? PpoConfig.class : TrainConfig.class, types);
        types.remove("seed");
        types.keySet().removeAll(unused(method));
        types.put(EVAL_EPISODES, int.class);
        return types;
    }

    private static void types(Class<?> config, Map<String, Class<?>> types) {
        for (RecordComponent component : config.getRecordComponents()) {
            if (component.getType().isRecord()) {
                types(component.getType(), types);
            } else {
                types.put(component.getName(), component.getType());
            }
        }
    }

    /** Refuses a key that neither the configuration nor the environment can have. */
    void requireKnown(String section, String key, int line) {
        boolean ofEnvironment = key.startsWith(ENVIRONMENT) && key.length() > ENVIRONMENT.length();
        if (ofEnvironment || types.containsKey(key)) {
            return;
        }
        Optional<String> elsewhere = methods().stream()
                .filter(other -> types(other).containsKey(key))
                .findFirst()
                .map(other -> "method " + method.key() + " does not use it, " + other.key() + " does");
        String meant = elsewhere
                .or(() -> NearestWord.of(key, types.keySet()).map(word -> "did you mean " + Quoted.of(word) + "?"))
                .orElse("expected one of " + String.join(", ", types.keySet())
                        + ", or env. and a path in the environment file");
        throw source.failure(line, section + "." + Quoted.plain(key) + ": unknown key; " + meant);
    }

    /** Reads a value of the configuration. */
    Setting read(String section, String key, YamlNode node) {
        Class<?> type = types.get(key);
        String where = section + "." + key;
        Object value = type == int.class
                ? whole(where, node, 1, MOST)
                : type == double.class
                        ? (Object) number(where, node)
                        : type == boolean.class
                                ? (Object) truth(where, node)
                                : type == Activation.class ? activation(where, node) : widths(where, node);
        try {
            config(Map.of(key, value), 0);
        } catch (IllegalArgumentException e) {
            throw source.failure(node.line(), section + "." + e.getMessage(), e);
        }
        return new Setting(key, node.line(), node, value, json(value));
    }

    private static String json(Object value) {
        return switch (value) {
            case Double number -> Setting.json(number);
            case Activation activation -> JsonWriter.quote(activation.key());
            default -> value.toString();
        };
    }

    private int whole(String where, YamlNode node, int least, int most) {
        if (node instanceof YamlNode.Scalar scalar && scalar.isWhole()) {
            double value = Double.parseDouble(scalar.text());
            if (value >= least && value <= most) {
                return (int) value;
            }
        }
        throw source.wrong(
                node.line(), where, "a whole number from " + least + " to " + Numbers.count(most), node.describe());
    }

    private double number(String where, YamlNode node) {
        if (node instanceof YamlNode.Scalar scalar && scalar.isNumber()) {
            double value = Double.parseDouble(scalar.text());
            if (Double.isFinite(value)) {
                return value;
            }
        }
        throw source.wrong(node.line(), where, "a finite number", node.describe());
    }

    private boolean truth(String where, YamlNode node) {
        if (node instanceof YamlNode.Scalar scalar && scalar.isTruth()) {
            return Boolean.parseBoolean(scalar.text());
        }
        throw source.wrong(node.line(), where, "true or false", node.describe());
    }

    private Activation activation(String where, YamlNode node) {
        String text = node instanceof YamlNode.Scalar scalar ? scalar.text() : "";
        return Activation.of(text)
                .orElseThrow(() -> source.wrong(node.line(), where, Values.ActivationWords.either(), node.describe()));
    }

    private List<Integer> widths(String where, YamlNode node) {
        if (!(node instanceof YamlNode.Sequence list) || list.items().size() > MlpSpec.MAX_LAYERS) {
            throw source.wrong(
                    node.line(), where, "a list of at most " + MlpSpec.MAX_LAYERS + " widths, as in [64, 64]",
                    node.describe());
        }
        List<Integer> widths = new ArrayList<>();
        for (int i = 0; i < list.items().size(); i++) {
            widths.add(whole(where + "[" + i + "]", list.items().get(i), 1, MlpSpec.MAX_WIDTH));
        }
        return List.copyOf(widths);
    }

    /** Returns how many episodes a policy is evaluated on. */
    static int evalEpisodes(Map<String, Object> values) {
        return values.get(EVAL_EPISODES) instanceof Integer episodes ? episodes : DEFAULT_EVAL_EPISODES;
    }

    /**
     * Makes the configuration of one seed; what is not given is the method's default.
     *
     * @throws IllegalArgumentException naming the value that is out of range
     */
    Record config(Map<String, Object> values, long seed) {
        if (method == Method.REINFORCE) {
            return with(TrainConfig.paper(seed), values);
        }
        PpoConfig preset = values.get(EPISODES) instanceof Integer episodes
                ? PpoConfig.paper(seed, episodes)
                : PpoConfig.paper(seed);
        TrainConfig train = (TrainConfig) with(preset.train(), values);
        return with(preset.withTrain(train).withMinibatches(PpoConfig.minibatches(train.episodesPerUpdate())), values);
    }

    /** Returns a configuration written out, a line of YAML for each setting. */
    String settings(Map<String, Object> values) {
        return ConfigFile.settings(config(values, 0), unused(method));
    }

    /**
     * Returns a record whose components have other values where these are given; a record within it is left as it is.
     */
    private static Record with(Record config, Map<String, Object> values) {
        RecordComponent[] components = RecordValues.components(config);
        Class<?>[] classes = new Class<?>[components.length];
        Object[] arguments = new Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                classes[i] = components[i].getType();
                Object given = values.get(components[i].getName());
                arguments[i] = given == null ? RecordValues.value(config, components[i]) : given;
            }
            return config.getClass().getDeclaredConstructor(classes).newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
