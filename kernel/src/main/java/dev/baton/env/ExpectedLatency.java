package dev.baton.env;

import java.util.stream.IntStream;

/**
 * The expected latency of each action, Σ_x b(x) Σ_j q_kj(x) ℓ_kj + x_k C: what the latency baseline compares (model,
 * sections 6 and 10).
 */
public final class ExpectedLatency {
    private final EnvSpec spec;
    private final double[] fixed;
    /** (K, P) Σ_j q_kj(x) ℓ_kj. */
    private final double[] byPhase;

    private final boolean dependsOnPhase;
    private final boolean dependsOnState;

    /**
     * Prepares an environment.
     *
     * @param spec the environment
     */
    public ExpectedLatency(EnvSpec spec) {
        this.spec = spec;
        int phases = spec.phaseCount();
        fixed = IntStream.range(0, spec.actionCount()).mapToDouble(k -> spec.expectedPrice(Price.LATENCY, k)).toArray();
        byPhase = new double[fixed.length * phases];
        boolean depends = false;
        for (int x = 0; x < phases; x++) {
            double[] certain = new double[phases];
            certain[x] = 1;
            for (int k = 0; k < fixed.length; k++) {
                byPhase[k * phases + x] =
                        new Prior(certain).expected(spec.actions().get(k).outcomes(), Outcome::latency);
                depends |= byPhase[k * phases + x] != byPhase[k * phases];
            }
        }
        dependsOnPhase = depends;
        dependsOnState = depends || spec.pricesContext();
    }

    /**
     * Says whether the latency of some action depends on belief or context.
     *
     * @return whether {@link #at} must be used
     */
    public boolean dependsOnState() {
        return dependsOnState;
    }

    /**
     * Returns the expected latencies at the start.
     *
     * @return (K) a copy, seconds
     */
    public double[] fixed() {
        return fixed.clone();
    }

    /**
     * Computes the expected latencies of an episode's next step.
     *
     * @param batch read
     * @param n its column
     * @param latency (K) overwritten, seconds
     */
    public void at(EpisodeBatch batch, int n, double[] latency) {
        if (!dependsOnState()) {
            return;
        }
        int phases = spec.phaseCount();
        double context = batch.context.length > 0 ? batch.context[n] : 0;
        for (int k = 0; k < latency.length; k++) {
            double sum = dependsOnPhase ? 0 : byPhase[k * phases];
            for (int x = 0; x < phases && dependsOnPhase; x++) {
                sum += batch.belief[x * batch.stride + n] * byPhase[k * phases + x];
            }
            latency[k] = sum + spec.actions().get(k).perContext().latency() * context;
        }
    }
}
