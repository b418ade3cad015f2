import org.jspecify.annotations.NullMarked;

/** The benchmarks of {@code dev.baton.kernel}; at run time everything lies on the class path of benchmarks.jar. */
@NullMarked
module dev.baton.bench {
    requires dev.baton.examples;
    requires dev.baton.kernel;
    requires it.unimi.dsi.fastutil.core;
    requires java.management;
    requires jdk.incubator.vector;
    requires jdk.management;
    requires jmh.core;
    requires static org.jspecify;
}
