package dev.baton.cli.process;

import dev.baton.Backend;
import java.lang.module.FindException;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;

/**
 * Brings the Vector API's incubator module into a JVM that was started without it, because starting with it costs every
 * command the ahead-of-time cache's module graph. The JDK has a way for modules that turn out to be needed late (it
 * loads agents so) but exports it to nobody: the launcher's jar asks for it with {@code Add-Exports} in its manifest.
 */
public final class VectorModule {
    private static final String NAME = "jdk.incubator.vector";

    private VectorModule() {}

    /**
     * Resolves the module unless it is there already.
     *
     * @return why it cannot be had and what to do, as a clause; nothing if {@link Backend#SIMD} can run
     */
    public static Optional<String> load() {
        if (Backend.simdAvailable()) {
            return Optional.empty();
        }
        try {
            Class.forName("jdk.internal.module.Modules")
                    .getMethod("loadModule", String.class)
                    .invoke(null, NAME);
            return Optional.empty();
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof FindException) {
                return Optional.of("this Java (" + Machine.java() + ") has no module " + NAME);
            }
            throw new IllegalStateException("the module " + NAME + " cannot be resolved", e.getCause());
        } catch (ReflectiveOperationException e) {
            return Optional.of("this Java (" + Machine.java() + ") does not let " + NAME
                    + " in late; start it with --add-modules " + NAME + ", for example in BATON_JAVA_OPTS");
        }
    }
}
