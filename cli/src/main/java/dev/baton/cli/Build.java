package dev.baton.cli;

import dev.baton.ops.Backend;
import picocli.CommandLine.IVersionProvider;

/** What is running: version, Java and kernels. */
final class Build implements IVersionProvider {
    /** Returns the version of this build. */
    static String version() {
        String version = Build.class.getPackage().getImplementationVersion();
        return version == null ? "development build" : version;
    }

    /** Returns the Java that runs it. */
    static String java() {
        return System.getProperty("java.vendor") + " " + Runtime.version();
    }

    @Override
    public String[] getVersion() {
        String kernels = Backend.simdAvailable()
                ? "simd kernels, " + Backend.SIMD.lanes() + " lanes"
                : "scalar kernels; simd kernels in a second JVM for large jobs";
        return new String[] {"baton " + version(), "Java: " + java(), "Kernels: " + kernels};
    }
}
