package dev.baton.cli.process;

import dev.baton.Backend;
import dev.baton.files.BatonException;
import dev.baton.files.text.Quoted;
import dev.baton.simd.CompilerSupport;
import java.util.Optional;

/** Which kernels a command asks for. */
public enum BackendChoice {
    /** SIMD where the work is worth it. */
    AUTO,
    /** Plain Java. */
    SCALAR,
    /** The Vector API. */
    SIMD;

    // SIMD kernels need seconds until they are compiled; below this plain Java is done sooner.
    private static final double WORTH_SECONDS = 15;
    // So many multiply-adds take some 10 us as instructions, interpreted too, and over 5,000 us in decimal digits.
    private static final int MULTIPLY_ADDS = 256;
    private static final long SUSPICIOUS_NANOS = 200_000;

    /**
     * Chooses the kernels of a command and says so if the choice costs time that nobody asked for.
     *
     * @param session takes the note
     * @param work what there is to compute
     * @return kernels that can run in this JVM
     * @throws BatonException if SIMD is asked for and cannot run
     */
    public Backend choose(Session session, Work work) {
        return switch (this == AUTO ? ofProperty() : this) {
            case AUTO -> work.scalarSeconds() > WORTH_SECONDS ? fastest(session) : scalar(session);
            case SCALAR -> scalar(session);
            case SIMD -> simd(session);
        };
    }

    private static BackendChoice ofProperty() {
        String property = System.getProperty(Backend.PROPERTY, "");
        return switch (property) {
            case "" -> AUTO;
            case "scalar" -> SCALAR;
            case "simd" -> SIMD;
            default ->
                throw new BatonException(Backend.PROPERTY + ": expected scalar or simd, found " + Quoted.of(property));
        };
    }

    private static Backend fastest(Session session) {
        Optional<String> reason = Backend.simdObstacle().or(VectorModule::load);
        reason.ifPresent(text -> session.note("plain Java in place of vectors, which takes longer: " + text));
        return reason.isPresent() ? Backend.SCALAR : Backend.SIMD;
    }

    private static Backend scalar(Session session) {
        if (isMultiplyAddSuspicious() && !CompilerSupport.hasFusedMultiplyAdd()) {
            Backend.simdObstacle()
                    .ifPresent(text -> session.note("this takes some fifty times longer than need be: " + text));
        }
        return Backend.SCALAR;
    }

    private static Backend simd(Session session) {
        VectorModule.load().ifPresent(text -> {
            throw new BatonException("--backend simd: " + text);
        });
        Backend.simdObstacle()
                .ifPresent(text -> session.note("--backend simd is many times slower than scalar here: " + text));
        return Backend.SIMD;
    }

    /**
     * Says whether to ask the JVM about its multiply-add, whose answer takes a tenth of a short command's time. Other
     * load may make it ask in vain.
     */
    private static boolean isMultiplyAddSuspicious() {
        long start = System.nanoTime();
        float sum = 0.1f;
        for (int i = 0; i < MULTIPLY_ADDS; i++) {
            sum = Math.fma(sum, 1.1f, 0.3f);
        }
        return System.nanoTime() - start > SUSPICIOUS_NANOS || sum < 0;
    }
}
