package dev.baton.cli.process;

import dev.baton.Backend;
import dev.baton.files.Method;
import dev.baton.files.Provenance;
import dev.baton.files.text.JsonWriter;
import dev.baton.offline.EpisodeRanges;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;

/** What is running: version, Java and kernels. */
public final class Build implements IVersionProvider {
    /** Returns the version of this build. */
    public static String version() {
        String version = Build.class.getPackage().getImplementationVersion();
        return version == null ? "development build" : version;
    }

    /** Returns the provenance of what this program trains on episodes that it runs itself. */
    public static Provenance provenance(Method method, long seed, long episodes, String config) {
        return provenance(method, seed, episodes, config, new EpisodeRanges());
    }

    /** Returns the provenance of what this program trains. */
    public static Provenance provenance(Method method, long seed, long episodes, String config, EpisodeRanges logged) {
        return new Provenance(
                method, seed, episodes, config, "baton " + version(), logged.isEmpty() ? "" : logged.text());
    }

    /** Returns as JSON what ran and on what machine, for the output folder of a command. */
    public static String program(CommandSpec spec, Backend kernels) {
        return program(spec, Machine.words(kernels));
    }

    /** Returns the same with words about the kernels. */
    public static String program(CommandSpec spec, String kernels) {
        JsonWriter json = new JsonWriter().begin();
        writeTo(json, spec);
        Machine.writeTo(json, kernels);
        return json.end().finish();
    }

    /** Writes what ran: version, commit, Java with its options, and the words it was called with. */
    public static void writeTo(JsonWriter json, CommandSpec spec) {
        json.key("version").value(version());
        json.key("commit").value(commit());
        json.key("java").value(Machine.java());
        json.key("flags").values(ManagementFactory.getRuntimeMXBean().getInputArguments());
        json.key("command").values(arguments(spec));
    }

    /** Returns the words this process was started with. */
    private static List<String> arguments(CommandSpec spec) {
        return List.copyOf(spec.root().commandLine().getParseResult().originalArgs());
    }

    /**
     * Returns the commit that was built, with a mark where files had changed since; "unknown" where the build knew of
     * none.
     */
    public static String commit() {
        String resource = "commit.txt";
        try (InputStream in = Build.class.getResourceAsStream(resource)) {
            String commit = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
            return commit.isEmpty() ? "unknown" : commit;
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** Returns version, commit, Java and kernels as JSON. */
    public static String json() {
        Optional<String> reason = Backend.simdObstacle().or(VectorModule::load);
        JsonWriter json = new JsonWriter().begin();
        json.key("version").value(version());
        json.key("commit").value(commit());
        json.key("java").value(Machine.java());
        json.key("simd").value(reason.isEmpty());
        json.key("lanes").value(reason.isEmpty() ? Backend.SIMD.lanes() : 1);
        json.key("obstacle");
        if (reason.isEmpty()) {
            json.nothing();
        } else {
            json.value(reason.get());
        }
        return json.end().finish();
    }

    @Override
    public String[] getVersion() {
        Optional<String> reason = Backend.simdObstacle().or(VectorModule::load);
        String kernels = reason.map(text -> "plain Java; " + text)
                .orElseGet(() -> "plain Java for small jobs, the Vector API with " + Backend.SIMD.lanes()
                        + " float lanes for large ones");
        return new String[] {"baton " + version(), "Java: " + Machine.java(), "Kernels: " + kernels};
    }
}
