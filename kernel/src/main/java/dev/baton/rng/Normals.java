package dev.baton.rng;

import dev.baton.ops.FloatMath;

/** Standard normal numbers from pairs of random words, by the Box–Muller transform. */
public final class Normals {
    private Normals() {}

    /**
     * Returns a standard normal number. Its magnitude is at most 5.8, because the first uniform number is at least
     * 2⁻²⁴.
     *
     * @param word0 32 random bits, for the radius
     * @param word1 32 random bits, for the angle
     * @return √(−2 ln u₀) cos(2π u₁), u₀ in (0, 1], u₁ in [0, 1)
     */
    public static float of(int word0, int word1) {
        float u0 = ((word0 >>> 8) + 1) * Uniforms.SCALE;
        return (float) Math.sqrt(-2f * FloatMath.log(u0)) * FloatMath.cosTwoPi(Uniforms.of(word1));
    }
}
