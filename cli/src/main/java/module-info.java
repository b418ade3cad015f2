import org.jspecify.annotations.NullMarked;

/** The command line of Baton. It exports nothing: the libraries are {@code dev.baton.kernel} and {@code
 * dev.baton.files}. */
@NullMarked
module dev.baton.cli {
    requires dev.baton.files;
    requires dev.baton.kernel;
    requires info.picocli;
    requires java.desktop;
    requires java.management;
    requires java.xml;
    requires static org.jspecify;

    // Found where extra/spark is on the class path or in SPARK_HOME's company.
    uses dev.baton.cli.sweep.SweepEngine;

    // picocli fills annotated fields reflectively.
    opens dev.baton.cli to
            info.picocli;
    opens dev.baton.cli.command to
            info.picocli;
    opens dev.baton.cli.option to
            info.picocli;
    opens dev.baton.cli.print to
            info.picocli;
    opens dev.baton.cli.study to
            info.picocli;
}
