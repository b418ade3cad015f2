package dev.baton.nn.pass;

/**
 * Adam (Kingma and Ba, ICLR 2015, algorithm 1) on a flat array, with the bias corrections folded into the step size: θ
 * ← θ − α_t m / (√v + ε √(1 − β₂ᵗ)), α_t = α √(1 − β₂ᵗ) / (1 − β₁ᵗ).
 */
public final class Adam {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final float[] mean;
    private final float[] variance;
    private double beta1Power = 1;
    private double beta2Power = 1;

    /**
     * Makes the optimiser's state.
     *
     * @param parameters P
     */
    public Adam(int parameters) {
        mean = new float[parameters];
        variance = new float[parameters];
    }

    /**
     * Returns the running moments.
     *
     * @return (2 P) a copy: the means, then the mean squares
     */
    public float[] moments() {
        float[] moments = new float[2 * mean.length];
        System.arraycopy(mean, 0, moments, 0, mean.length);
        System.arraycopy(variance, 0, moments, mean.length, mean.length);
        return moments;
    }

    /**
     * Returns the powers of the decay rates, which count the steps.
     *
     * @return β₁ᵗ and β₂ᵗ
     */
    public double[] powers() {
        return new double[] {beta1Power, beta2Power};
    }

    /**
     * Goes on from another optimiser's state.
     *
     * @param moments (2 P) its moments; not modified
     * @param powers its powers; not modified
     */
    public void restore(float[] moments, double[] powers) {
        System.arraycopy(moments, 0, mean, 0, mean.length);
        System.arraycopy(moments, mean.length, variance, 0, mean.length);
        beta1Power = powers[0];
        beta2Power = powers[1];
    }

    /**
     * Takes one step down the gradient.
     *
     * @param parameters (P) updated
     * @param gradient (P) not modified
     * @param scale what every gradient is multiplied by first
     * @param learningRate α
     */
    public void step(float[] parameters, float[] gradient, float scale, double learningRate) {
        beta1Power *= BETA1;
        beta2Power *= BETA2;
        double correction = Math.sqrt(1 - beta2Power);
        float alpha = (float) (learningRate * correction / (1 - beta1Power));
        float epsilon = (float) (EPSILON * correction);
        float b1 = (float) BETA1;
        float b2 = (float) BETA2;
        float c1 = (float) (1 - BETA1);
        float c2 = (float) (1 - BETA2);
        for (int p = 0; p < parameters.length; p++) {
            float g = gradient[p] * scale;
            float m = Math.fma(b1, mean[p], c1 * g);
            float v = Math.fma(b2, variance[p], c2 * g * g);
            mean[p] = m;
            variance[p] = v;
            parameters[p] -= alpha * m / ((float) Math.sqrt(v) + epsilon);
        }
    }
}
