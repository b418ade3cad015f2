import org.jspecify.annotations.NullMarked;

/** Vectorised simulation and training kernels. The Vector API never appears in the exported types. */
@NullMarked
module dev.baton.kernel {
    requires it.unimi.dsi.fastutil.core;
    requires jdk.incubator.vector;
    requires jdk.management;
    requires static transitive org.jspecify;

    exports dev.baton.ops;
    exports dev.baton.rng;
    exports dev.baton.env;
    exports dev.baton.nn;
    exports dev.baton.offline;
    exports dev.baton.policy;
    exports dev.baton.exact;
    exports dev.baton.train;
    exports dev.baton.study;
}
