package dev.baton.cli.option;

import dev.baton.files.Method;
import java.util.List;

/** The options that a way of learning has beside those of every method. */
public final class MethodOptions {
    private MethodOptions() {}

    /** Returns them, separated by blanks. */
    private static String of(Method method) {
        return switch (method) {
            case REINFORCE -> "--episodes --batch --learning-rate --entropy-bonus --min-success";
            case PPO -> "--episodes --batch --learning-rate --entropy-bonus --epochs --minibatches --clip --lambda"
                    + " --value-hidden --value-learning-rate --min-success";
            case SUPERVISED -> "--episodes --batch --learning-rate --epochs --minibatches --teacher --log --hold-out";
            case OFFLINE -> "--learning-rate --epochs --log --hold-out --iterations";
        };
    }

    /** Says whether an option that not all methods have belongs to one. */
    public static boolean has(Method method, String option) {
        return List.of(of(method).split(" ", -1)).contains(option);
    }

    /** Returns the methods that an option belongs to, in words. */
    public static String methods(String option) {
        List<String> methods = List.of(Method.values()).stream()
                .filter(method -> has(method, option))
                .map(Method::key)
                .toList();
        return String.join(" or ", methods);
    }
}
