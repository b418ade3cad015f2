package dev.baton.cli;

import java.util.List;
import java.util.Locale;

/** A way of learning, and the options that it has beside those of every method. */
enum Method {
    /** Policy gradient with a running baseline. */
    REINFORCE("--episodes --batch --learning-rate --entropy-bonus --min-success"),
    /** Proximal policy optimisation. */
    PPO("--episodes --batch --learning-rate --entropy-bonus --epochs --minibatches --clip --lambda --value-hidden"
            + " --value-learning-rate --min-success"),
    /** Cost-sensitive classification by a teacher's costs, or of logged actions. */
    SUPERVISED("--episodes --batch --learning-rate --epochs --minibatches --teacher --log --hold-out"),
    /** Batch-constrained fitted Q iteration on a log. */
    OFFLINE("--learning-rate --epochs --log --hold-out --iterations");

    /** Separated by blanks. */
    private final String options;

    Method(String options) {
        this.options = options;
    }

    /** Returns the method's word on the command line. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Says whether an option that not all methods have belongs to this one. */
    boolean has(String option) {
        return List.of(options.split(" ", -1)).contains(option);
    }

    /** Returns the methods that an option belongs to, in words. */
    static String of(String option) {
        List<String> methods = List.of(values()).stream()
                .filter(method -> method.has(option))
                .map(Method::key)
                .toList();
        return String.join(" or ", methods);
    }
}
