import org.jspecify.annotations.NullMarked;

/** The files of Baton for hosts and for the command line: environments and trained policies. */
@NullMarked
module dev.baton.files {
    requires transitive dev.baton.kernel;
    requires org.snakeyaml.engine;
    requires static org.jspecify;

    exports dev.baton.files;
    exports dev.baton.files.text to
            dev.baton.cli;
}
