package dev.baton.files.text;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest by which contents are told apart. */
public final class Sha256 {
    private Sha256() {}

    /** Returns the 32 bytes of some bytes' digest. */
    public static byte[] of(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
