import org.jspecify.annotations.NullMarked;

/**
 * Vectorised simulation and training kernels. The Vector API never appears in the exported types.
 *
 * <p>The Vector API's incubator module is optional: an application that wants SIMD starts Java with {@code
 * --add-modules jdk.incubator.vector} or requires the module in its own descriptor; without it the kernels are plain
 * Java, with the same results.
 */
@NullMarked
module dev.baton.kernel {
    requires jdk.management;
    requires static jdk.incubator.vector;
    requires static org.jspecify;

    exports dev.baton;
    exports dev.baton.dynamics;
    exports dev.baton.env;
    exports dev.baton.nn;
    exports dev.baton.policy;
    exports dev.baton.exact;
    exports dev.baton.run;
    exports dev.baton.learn;
    exports dev.baton.nn.pass to
            dev.baton.bench;
    exports dev.baton.policy.choice to
            dev.baton.bench;
    exports dev.baton.offline to
            dev.baton.cli,
            dev.baton.files;
    exports dev.baton.ops to
            dev.baton.bench;
    exports dev.baton.rng to
            dev.baton.bench,
            dev.baton.cli;
    exports dev.baton.simd to
            dev.baton.cli;
    exports dev.baton.study to
            dev.baton.bench,
            dev.baton.cli,
            dev.baton.files;
}
