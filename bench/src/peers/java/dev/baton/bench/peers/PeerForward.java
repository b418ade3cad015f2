package dev.baton.bench.peers;

/** The forward pass of one library, with inputs, parameters and outputs where that library wants them. */
interface PeerForward extends AutoCloseable {
    /** Computes the logits of the batch. */
    void forward();

    /** Returns the logits (5, N) of the last pass. */
    float[] logits();

    @Override
    default void close() {}

    /**
     * Makes a pass.
     *
     * @param library whose
     * @param problem network and batch
     * @return ready to run
     */
    static PeerForward of(ForwardLibrary library, Problem problem) {
        return switch (library) {
            case BATON -> new BatonForward(problem);
            case OPENBLAS -> new OpenBlasForward(problem);
            case DJL -> new DjlForward(problem);
            case NETLIB -> new NetlibForward(problem);
            case ONNX -> new OnnxForward(problem);
        };
    }
}
