package dev.baton.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The float and int species of every SIMD kernel: the machine's preferred width, or the width that the system property
 * {@value #BITS_PROPERTY} names (128, 256 or 512), which tests use. A width above the machine's is slow but right.
 */
public final class SimdSpecies {
    /** The property that overrides the width, in bits. */
    public static final String BITS_PROPERTY = "dev.baton.vectorBits";

    /** Float lanes. */
    public static final VectorSpecies<Float> FLOATS = floats();

    /** Int lanes, as many as float lanes. */
    public static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);

    /** Lanes of a vector. */
    public static final int LANES = FLOATS.length();

    private SimdSpecies() {}

    private static VectorSpecies<Float> floats() {
        String bits = System.getProperty(BITS_PROPERTY, "");
        return switch (bits) {
            case "" -> atMost512(FloatVector.SPECIES_PREFERRED);
            case "128" -> FloatVector.SPECIES_128;
            case "256" -> FloatVector.SPECIES_256;
            case "512" -> FloatVector.SPECIES_512;
            default ->
                throw new IllegalArgumentException(
                        BITS_PROPERTY + ": expected 128, 256 or 512, found \"" + bits + "\"");
        };
    }

    private static VectorSpecies<Float> atMost512(VectorSpecies<Float> preferred) {
        if (preferred.vectorBitSize() > 512) {
            return FloatVector.SPECIES_512;
        }
        return preferred.vectorBitSize() < 128 ? FloatVector.SPECIES_128 : preferred;
    }
}
