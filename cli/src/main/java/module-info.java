import org.jspecify.annotations.NullMarked;

/** The command line of Baton. It exports nothing: the library is {@code dev.baton.kernel}. */
@NullMarked
module dev.baton.cli {
    requires dev.baton.kernel;
    requires info.picocli;
    requires org.snakeyaml.engine;
    requires static org.jspecify;

    // picocli fills annotated fields reflectively.
    opens dev.baton.cli to
            info.picocli;
}
