package dev.baton.cli.sweep;

import dev.baton.cli.option.Setting;
import dev.baton.cli.print.Numbers;
import dev.baton.files.text.YamlNode;
import dev.baton.rng.Threefry;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/** Which configurations a sweep has beside its fixed settings; each is made when it is asked for. */
sealed interface SweepDesign {
    /** Returns the number of configurations. */
    int count();

    /** Returns the keys that differ, in the order of the file. */
    List<String> keys();

    /** Returns the settings of a configuration, numbered from 0. */
    List<Setting> settings(int configuration);

    /**
     * One configuration: the fixed settings and nothing else.
     */
    record Single() implements SweepDesign {
        @Override
        public int count() {
            return 1;
        }

        @Override
        public List<String> keys() {
            return List.of();
        }

        @Override
        public List<Setting> settings(int configuration) {
            return List.of();
        }
    }

    /**
     * Every combination of some values; those of the last key change fastest.
     *
     * @param values by key, at least one each
     * @param count how many combinations there are
     */
    record Grid(List<List<Setting>> values, int count) implements SweepDesign {
        @Override
        public List<String> keys() {
            return values.stream().map(list -> list.getFirst().key()).toList();
        }

        @Override
        public List<Setting> settings(int configuration) {
            Setting[] settings = new Setting[values.size()];
            int rest = configuration;
            for (int key = settings.length - 1; key >= 0; key--) {
                List<Setting> list = values.get(key);
                settings[key] = list.get(rest % list.size());
                rest /= list.size();
            }
            return List.of(settings);
        }
    }

    /**
     * Configurations as they are listed.
     *
     * @param configurations the settings of each
     */
    record Listed(List<List<Setting>> configurations) implements SweepDesign {
        @Override
        public int count() {
            return configurations.size();
        }

        @Override
        public List<String> keys() {
            return configurations.stream().flatMap(List::stream).map(Setting::key).distinct().toList();
        }

        @Override
        public List<Setting> settings(int configuration) {
            return configurations.get(configuration);
        }
    }

    /**
     * Configurations drawn at random, each a function of seed, number and place of the key alone.
     *
     * @param seed of the draws
     * @param count how many
     * @param ranges of the keys
     */
    record Random(long seed, int count, List<Range> ranges) implements SweepDesign {
        // Not one of the streams that episodes are drawn from.
        private static final int STREAM = 0x5357_4550;
        private static final double UNIT = 0x1p-53;

        @Override
        public List<String> keys() {
            return ranges.stream().map(Range::key).toList();
        }

        @Override
        public List<Setting> settings(int configuration) {
            List<Setting> settings = new ArrayList<>(ranges.size());
            for (int key = 0; key < ranges.size(); key++) {
                long words = Threefry.block(Threefry.pack((int) seed, STREAM), configuration, key);
                settings.add(ranges.get(key).at((words >>> 11) * UNIT));
            }
            return settings;
        }
    }

    /** What a key is drawn from. */
    sealed interface Range {
        /** Returns the key. */
        String key();

        /** Returns the value at a point of [0, 1). */
        Setting at(double u);
    }

    /**
     * Some values with equal odds.
     *
     * @param values at least one
     */
    record Choices(List<Setting> values) implements Range {
        @Override
        public String key() {
            return values.getFirst().key();
        }

        @Override
        public Setting at(double u) {
            return values.get((int) (u * values.size()));
        }
    }

    /**
     * Numbers between two ends, whole ones with both ends where both are written so, else rounded to six digits.
     *
     * @param key of the number
     * @param line of the range
     * @param from the lower end
     * @param to the upper end
     * @param log whether the logarithm is uniform rather than the number
     * @param whole whether the number is whole
     * @param reader makes a setting of a number
     */
    record Between(String key, int line, double from, double to, boolean log, boolean whole, Reader reader)
            implements Range {
        private static final MathContext DIGITS = new MathContext(6);

        @Override
        public Setting at(double u) {
            double low = whole ? from - 0.5 : from;
            double high = whole ? to + 0.5 : to;
            // The same bits on every machine.
            double drawn = log
                    ? StrictMath.exp(StrictMath.log(low) + u * (StrictMath.log(high) - StrictMath.log(low)))
                    : low + u * (high - low);
            double value = whole ? Math.rint(drawn) : new BigDecimal(drawn).round(DIGITS).doubleValue();
            String text = Setting.json(Math.clamp(value, from, to));
            return reader.read(key, new YamlNode.Scalar(line, text, true));
        }
    }

    /** Makes settings of nodes. */
    @FunctionalInterface
    interface Reader {
        /** Returns the setting; refuses what the key cannot have. */
        Setting read(String key, YamlNode node);
    }
}
