package dev.baton.bench.peers;

/** The libraries. */
public enum ForwardLibrary {
    /** The kernel. */
    BATON,
    /** OpenBLAS through bytedeco's bindings, native memory. */
    OPENBLAS,
    /** PyTorch through DJL. */
    DJL,
    /** The Vector API implementation of netlib's BLAS. */
    NETLIB,
    /** ONNX Runtime. */
    ONNX
}
