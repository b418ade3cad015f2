package dev.baton.cli.study;

import dev.baton.cli.option.Compute;
import dev.baton.cli.option.Seeds;
import dev.baton.cli.option.Values;
import dev.baton.cli.print.Progress;
import dev.baton.env.EnvSpec;
import dev.baton.env.Memory;
import dev.baton.files.BatonException;
import dev.baton.files.text.InputFile;
import dev.baton.learn.TrainConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;

/** What an ablation takes away, variant by variant; the first variant is the whole. */
public enum Ablated {
    /** What the paper and we put into the policy gradient. */
    ALGORITHM("fromFull", "") {
        @Override
        public Map<String, Variant> variants(EnvSpec environment, TrainConfig whole) {
            Map<String, Variant> variants = new LinkedHashMap<>();
            variants.put("full", new Variant(environment, whole));
            variants.put("no baseline", new Variant(environment, whole.withBaseline(false)));
            variants.put("no reward-to-go", new Variant(environment, whole.withRewardToGo(false)));
            variants.put("no entropy bonus", new Variant(environment, whole.withEntropyBonus(0)));
            variants.put("none of them", new Variant(
                    environment, whole.withBaseline(false).withRewardToGo(false).withEntropyBonus(0)));
            return variants;
        }

        @Override
        public void check(EnvSpec environment, Path file) {
            // Every environment has an algorithm.
        }
    },
    /** What a policy is told of the episode so far, where something is hidden (model, section 10.3). */
    MEMORY("priceOfForgetting", ": the price of forgetting") {
        @Override
        public Map<String, Variant> variants(EnvSpec environment, TrainConfig whole) {
            Map<String, Variant> variants = new LinkedHashMap<>();
            variants.put("belief", new Variant(remembering(environment, true, false), whole));
            variants.put("counts", new Variant(remembering(environment, false, true), whole));
            variants.put("nothing", new Variant(remembering(environment, false, false), whole));
            return variants;
        }

        @Override
        public void check(EnvSpec environment, Path file) {
            if (environment.phases() == null) {
                throw new BatonException(InputFile.name(file) + ": --over memory: expected an environment with phases,"
                        + " which a policy may believe in, found none: nothing is hidden");
            }
        }
    };

    private final String differenceKey;
    private final String meaning;

    Ablated(String differenceKey, String meaning) {
        this.differenceKey = differenceKey;
        this.meaning = meaning;
    }

    /**
     * One thing to train.
     *
     * @param environment as it is seen
     * @param config of the training
     */
    public record Variant(EnvSpec environment, TrainConfig config) {}

    /** Returns the variants by their names, the whole first. */
    public abstract Map<String, Variant> variants(EnvSpec environment, TrainConfig whole);

    /** Refuses an environment that has nothing of it. */
    public abstract void check(EnvSpec environment, Path file);

    /** Returns its word on the command line. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the key of what a variant has more than the whole. */
    public String differenceKey() {
        return differenceKey;
    }

    /** Returns what the difference of a variant to the whole means, after the words that say which it is. */
    public String meaning() {
        return meaning;
    }

    /** Compares contenders on the same episodes, each in the environment as it sees it. */
    public static Contest contest(
            List<EnvSpec> environments,
            List<Contender> contenders,
            Seeds judge,
            int episodes,
            Compute compute,
            Progress progress) {
        EnvSpec first = environments.getFirst();
        if (environments.stream().allMatch(first::equals)) {
            return Contest.run(first, contenders, judge, episodes, compute, progress);
        }
        List<Contest> each = new ArrayList<>();
        for (int c = 0; c < contenders.size(); c++) {
            each.add(Contest.run(
                    environments.get(c), List.of(contenders.get(c)), judge, episodes, compute, progress));
        }
        return Contest.join(each);
    }

    private static EnvSpec remembering(EnvSpec environment, boolean belief, boolean counts) {
        return environment.edit().memory(new Memory(belief, counts)).build();
    }

    /** What an ablation is over. */
    public static final class Word implements ITypeConverter<Ablated> {
        @Override
        public Ablated convert(String value) {
            return Values.word(value, List.of(Ablated.values()), Ablated::key);
        }
    }
}
