package dev.baton.cli.sweep;

import dev.baton.cli.folder.RunFiles;
import dev.baton.cli.option.EnvFile;
import dev.baton.cli.option.EnvOverlay;
import dev.baton.cli.option.Seeds;
import dev.baton.cli.option.Setting;
import dev.baton.cli.print.Numbers;
import dev.baton.cli.process.Work;
import dev.baton.env.EnvSpec;
import dev.baton.files.BatonException;
import dev.baton.files.EnvReader;
import dev.baton.files.Environments;
import dev.baton.files.Method;
import dev.baton.files.TrainedPolicy;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.Source;
import dev.baton.files.text.YamlDocument;
import dev.baton.files.text.YamlNode;
import dev.baton.learn.PpoConfig;
import dev.baton.learn.TrainConfig;
import dev.baton.nn.MlpSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a sweep file asks for: configurations, each under every seed. A cell is one of them under one of these; cells
 * are numbered from 0, those of a configuration one after the other. A configuration is made when it is asked for.
 */
public final class Sweep {
    /** The largest sweep. */
    public static final int MAX_CELLS = 1_000_000;

    private static final int MOST_VARIANTS = 256;

    private final Source source;
    private final Source environmentSource;
    private final YamlNode environmentTree;
    private final EnvSpec environment;
    private final String environmentDigest;
    private final Method method;
    private final Seeds seeds;
    private final SweepKeys keys;
    private final List<Setting> fixed;
    private final SweepDesign design;
    // Neighbouring configurations often share an environment.
    private final Map<String, EnvSpec> variants = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, EnvSpec> eldest) {
            return size() > MOST_VARIANTS;
        }
    };

    private Sweep(SweepReader reader, Source source, Source environmentSource, EnvSpec environment) {
        this.source = source;
        this.environmentSource = environmentSource;
        this.environment = environment;
        this.environmentTree = YamlDocument.parse(environmentSource);
        this.environmentDigest = RunFiles.digest(Environments.write(environment).getBytes(StandardCharsets.UTF_8));
        this.method = reader.method();
        this.seeds = reader.seeds();
        this.keys = reader.keys();
        this.fixed = reader.fixed(this::setting);
        this.design = reader.design(this::setting, fixed);
    }

    /** Reads a sweep file, or standard input for {@code -}, and the environment that it names. */
    public static Sweep read(Path file) {
        Source source = new Source(EnvFile.name(file), EnvFile.text(file, "a sweep file"));
        SweepReader reader = new SweepReader(source);
        Path path = reader.environment(file);
        return of(reader, source, new Source(
                EnvFile.name(path), InputFile.readText(path, Environments.MAX_BYTES, "an environment file")));
    }

    /** Reads the copies of a sweep file and its environment. */
    public static Sweep of(Source source, Source environment) {
        return of(new SweepReader(source), source, environment);
    }

    private static Sweep of(SweepReader reader, Source source, Source environment) {
        return new Sweep(reader, source, environment, Environments.read(environment.name(), environment.text()));
    }

    /** Returns the cells as something that can be sent to other processes. */
    public SweepCells portable() {
        return new SweepCells(source.name(), source.text(), environmentSource.name(), environmentSource.text());
    }

    /** Returns the text of the sweep file. */
    public String text() {
        return source.text();
    }

    /** Returns the text of the environment file. */
    public String environmentText() {
        return environmentSource.text();
    }

    /** Returns the environment without any of the sweep's settings. */
    public EnvSpec environment() {
        return environment;
    }

    public Method method() {
        return method;
    }

    public Seeds seeds() {
        return seeds;
    }

    /** Returns the keys that differ between configurations. */
    public List<String> varied() {
        return design.keys();
    }

    public int configurations() {
        return design.count();
    }

    public int cells() {
        return design.count() * seeds.count();
    }

    /** Returns the configuration of a cell. */
    public int configurationOf(int cell) {
        return cell / seeds.count();
    }

    /** Returns the seed of a cell. */
    public long seedOf(int cell) {
        return seeds.first() + cell % seeds.count();
    }

    /** Returns a digest of the sweep, which tells its folder from others'. */
    public String digest() {
        return RunFiles.digest((source.text() + '\0' + environmentDigest).getBytes(StandardCharsets.UTF_8));
    }

    /** Reads one value. */
    private Setting setting(String section, String key, YamlNode node) {
        if (!key.startsWith(SweepKeys.ENVIRONMENT)) {
            return keys.read(section, key, node);
        }
        // What it may be depends on the others: all are checked together.
        return new Setting(key, node.line(), node, null, Setting.json(node));
    }

    /** Returns the environment with some settings; refuses what it cannot have, with the line of the last of them. */
    private EnvSpec environment(List<Setting> settings) {
        String changes = String.join(
                "\n", settings.stream().filter(Setting::isOfEnvironment).map(s -> s.key() + ": " + s.json()).toList());
        if (changes.isEmpty()) {
            return environment;
        }
        synchronized (variants) {
            EnvSpec known = variants.get(changes);
            if (known == null) {
                known = checked(settings);
                variants.put(changes, known);
            }
            return known;
        }
    }

    /** Where one setting alone is refused for the same reason, it is named alone. */
    private EnvSpec checked(List<Setting> settings) {
        List<Setting> changes = settings.stream().filter(Setting::isOfEnvironment).toList();
        try {
            return changed(changes);
        } catch (BatonException e) {
            for (Setting change : changes) {
                requireOtherwise(change, reason(e, changes));
            }
            throw e;
        }
    }

    private void requireOtherwise(Setting change, String reason) {
        try {
            changed(List.of(change));
        } catch (BatonException alone) {
            if (reason(alone, List.of(change)).equals(reason)) {
                throw alone;
            }
        }
    }

    private String reason(BatonException e, List<Setting> changes) {
        return String.valueOf(e.getMessage()).substring(where(changes).length());
    }

    private EnvSpec changed(List<Setting> settings) {
        YamlNode tree = environmentTree;
        String name = where(settings) + ", " + environmentSource.name();
        Source blamed = new Source(name, "");
        EnvOverlay overlay = new EnvOverlay(problem -> blamed.failure(0, problem));
        for (Setting setting : settings) {
            tree = overlay.with(tree, setting.key().substring(SweepKeys.ENVIRONMENT.length()), setting.node());
        }
        return new EnvReader(new Source(name, environmentSource.text())).read(tree);
    }

    private String where(List<Setting> changes) {
        return source.name() + ", line " + changes.getLast().line() + ": with "
                + String.join(", ", changes.stream().map(Setting::toString).toList());
    }

    /** Returns a configuration, numbered from 0. */
    public Configuration configuration(int number) {
        List<Setting> varied = design.settings(number);
        Map<String, Object> values = new HashMap<>();
        Map<String, String> changes = new TreeMap<>();
        for (List<Setting> settings : List.of(fixed, varied)) {
            for (Setting setting : settings) {
                Object value = setting.value();
                if (value == null) {
                    changes.put(setting.key(), setting.json());
                } else {
                    values.put(setting.key(), value);
                }
            }
        }
        try {
            String text = method.key() + "\n" + keys.settings(values) + SweepKeys.EVAL_EPISODES + ": "
                    + SweepKeys.evalEpisodes(values) + "\n" + environmentDigest + changes;
            return new Configuration(number, varied, values, RunFiles.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            throw source.failure(line(varied), e.getMessage() + describe(varied), e);
        }
    }

    private static int line(List<Setting> settings) {
        return settings.isEmpty() ? 0 : settings.getLast().line();
    }

    private static String describe(List<Setting> settings) {
        return settings.isEmpty()
                ? ""
                : " (" + String.join(", ", settings.stream().map(Setting::toString).toList()) + ")";
    }

    /** Returns the failure of a configuration that is the same as an earlier one. */
    public BatonException same(Configuration first, Configuration second) {
        return source.failure(
                line(second.varied),
                "configurations " + first.number + " and " + second.number + " (from 0) are the same"
                        + describe(second.varied) + "; leave one of them out");
    }

    /** One configuration. */
    public final class Configuration {
        private final int number;
        private final List<Setting> varied;
        private final Map<String, Object> values;
        private final String hash;
        private @Nullable EnvSpec resolved;

        private Configuration(int number, List<Setting> varied, Map<String, Object> values, String hash) {
            this.number = number;
            this.varied = varied;
            this.values = values;
            this.hash = hash;
        }

        public int number() {
            return number;
        }

        /** Returns what tells this configuration, method and environment from all others: 16 hexadecimal digits. */
        public String hash() {
            return hash;
        }

        /** Returns the settings that not all configurations share. */
        public List<Setting> varied() {
            return varied;
        }

        public int episodes() {
            return train(config(0)).episodes();
        }

        public int evalEpisodes() {
            return SweepKeys.evalEpisodes(values);
        }

        /** Returns the training's configuration under a seed. */
        public Record config(long seed) {
            return keys.config(values, seed);
        }

        /** Returns the configuration written out, a line of YAML for each setting. */
        public String settings() {
            return keys.settings(values);
        }

        /** Returns the same with fewer episodes, where it has more. */
        public Configuration shortened(int episodes, int evalEpisodes) {
            Map<String, Object> fewer = new HashMap<>(values);
            fewer.put("episodes", Math.min(episodes, episodes()));
            fewer.put(SweepKeys.EVAL_EPISODES, Math.min(evalEpisodes, evalEpisodes()));
            return new Configuration(number, varied, fewer, hash);
        }

        /** Returns the environment; refuses settings that do not go together. */
        public EnvSpec environment() {
            if (resolved == null) {
                List<Setting> all = new ArrayList<>(fixed);
                all.addAll(varied);
                resolved = Sweep.this.environment(all);
            }
            return resolved;
        }

        /** Returns the work of one seed in an environment; refuses a network that is too large. */
        public Work work(EnvSpec env) {
            TrainConfig train = train(config(0));
            MlpSpec shape = new MlpSpec(env.observationSize(), train.hidden(), env.actionCount(), train.activation());
            if (shape.parameterCount() > TrainedPolicy.MAX_PARAMETERS) {
                throw source.failure(line(varied), "hidden: expected a network of at most "
                        + Numbers.count(TrainedPolicy.MAX_PARAMETERS) + " parameters, found "
                        + Numbers.count(shape.parameterCount()) + describe(varied));
            }
            int passes = config(0) instanceof PpoConfig ppo ? 2 * ppo.epochs() : 1;
            return Work.training(env, shape, train.episodes())
                    .times(passes)
                    .plus(Work.evaluation(env, shape.multiplyAdds(), evalEpisodes()));
        }

        private static TrainConfig train(Record config) {
            return config instanceof PpoConfig ppo ? ppo.train() : (TrainConfig) config;
        }
    }
}
