package dev.baton.cli;

import dev.baton.ops.Backend;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Runs a command again in a JVM with the Vector API's incubator module, when its work outweighs a second JVM start. The
 * launcher starts without the module: that is faster, and keeps the JVM's warning about it off standard error.
 */
final class VectorLaunch {
    /** The system property that tells a second JVM who started it. */
    static final String PARENT_PROPERTY = "dev.baton.parent";

    // The launcher's way to pass options to Java.
    private static final String OPTIONS_VARIABLE = "BATON_JAVA_OPTS";
    private static final String MODULE = "jdk.incubator.vector";
    private static final double WORTH_SECONDS = 15;

    private VectorLaunch() {}

    /**
     * Hands the command over if that is worth it.
     *
     * @param session of this command; nothing is handed over unless it owns the process
     * @param choice what the user asked for
     * @param work what there is to compute
     * @param arguments the whole command line
     * @return the exit code of the other JVM, or nothing if this one should do the work
     */
    static OptionalInt handOver(Session session, BackendChoice choice, Work work, List<String> arguments) {
        boolean wanted = choice == BackendChoice.SIMD
                || (choice == BackendChoice.AUTO
                        && work.scalarSeconds() > WORTH_SECONDS
                        && System.getProperty(Backend.PROPERTY) == null);
        boolean isSecond = System.getProperty(PARENT_PROPERTY) != null;
        if (!wanted || Backend.simdAvailable()) {
            return OptionalInt.empty();
        }
        if (isSecond || !session.process() || !isModuleInstalled()) {
            if (choice == BackendChoice.SIMD) {
                throw new BatonException(
                        "--backend simd: expected a Java with the module " + MODULE + ", found one without");
            }
            return OptionalInt.empty();
        }
        return run(session, command(arguments));
    }

    /** Ends this JVM when the one that started it is gone. */
    static void followParent() {
        String parent = System.getProperty(PARENT_PROPERTY);
        if (parent == null) {
            return;
        }
        ProcessHandle handle = ProcessHandle.of(Long.parseLong(parent)).orElse(null);
        if (handle == null) {
            Main.exit(1);
        } else {
            var _ = handle.onExit().thenRun(() -> Main.exit(1));
        }
    }

    /** Returns the command line of the second JVM. */
    static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Tier3DelayOn: big kernels would otherwise wait for the first compiler in a tier they never leave. Alignment: see
        // BatchOps.START.
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:Tier3DelayOn=1000", "-XX:ObjectAlignmentInBytes=64"));
        command.addAll(List.of("--add-modules", MODULE));
        for (String option : System.getenv().getOrDefault(OPTIONS_VARIABLE, "").split(" ", -1)) {
            if (!option.isEmpty()) {
                command.add(option);
            }
        }
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("dev.baton."))
                .filter(name -> !name.equals(PARENT_PROPERTY) && !name.equals(Progress.PROPERTY))
                .sorted()
                .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
        command.add("-D" + Progress.PROPERTY + "=" + Progress.Mode.here().word());
        command.add("-D" + PARENT_PROPERTY + "=" + ProcessHandle.current().pid());
        String modules = System.getProperty("jdk.module.path");
        if (System.getProperty("jdk.module.main") != null && modules != null) {
            command.addAll(List.of("-p", modules, "-m", "dev.baton.cli/" + Main.class.getName()));
        } else {
            String classes = System.getProperty("java.class.path", "");
            command.addAll(List.of("-cp", classes, Main.class.getName()));
        }
        command.addAll(arguments);
        return command;
    }

    private static OptionalInt run(Session session, List<String> command) {
        Process child;
        try {
            child = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            return OptionalInt.empty(); // the work is done here, only slower
        }
        Thread stop = Thread.ofPlatform().unstarted(child::destroy);
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            new WarningFilter(session.err()).copy(child.getErrorStream());
            int code = child.waitFor();
            Runtime.getRuntime().removeShutdownHook(stop);
            return OptionalInt.of(code);
        } catch (IOException e) {
            child.destroy();
            throw new BatonException("the second JVM's messages cannot be read: " + InputFile.reason(e), e);
        } catch (InterruptedException e) {
            child.destroy();
            Thread.currentThread().interrupt();
            throw new BatonException("interrupted", e);
        } catch (IllegalStateException e) {
            return OptionalInt.of(1); // this process is ending
        }
    }

    private static boolean isModuleInstalled() {
        return ModuleFinder.ofSystem().find(MODULE).isPresent();
    }
}
