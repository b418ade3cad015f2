package dev.baton.testing;

/** FNV-1a over the bits of floats. */
public final class Hash {
    private Hash() {}

    /** Returns the hash in hexadecimal digits. */
    public static String of(float[] values) {
        long hash = 0xcbf29ce484222325L;
        for (float value : values) {
            hash = (hash ^ Float.floatToIntBits(value)) * 0x100000001b3L;
        }
        return Long.toHexString(hash);
    }
}
