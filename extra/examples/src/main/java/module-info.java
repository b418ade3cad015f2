import org.jspecify.annotations.NullMarked;

/** Environments written against the kernel's public interface, as a host's own would be. */
@NullMarked
module dev.baton.examples {
    requires transitive dev.baton.kernel;
    requires static jdk.incubator.vector;
    requires static org.jspecify;

    exports dev.baton.examples;
}
