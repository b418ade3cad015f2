package dev.baton.cli.log;

import dev.baton.files.BatonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads the frames of a log one after another. */
public final class FrameReader {
    private final String name;
    private final InputStream in;
    private long position;

    /**
     * Reads from the present place on.
     *
     * @param name of the file, for messages
     * @param in from which
     */
    public FrameReader(String name, InputStream in) {
        this.name = name;
        this.in = in;
    }

    /** Returns how many bytes have been read. */
    public long position() {
        return position;
    }

    /**
     * Returns the contents of the next frame, none at the end of the file.
     *
     * @param what is expected, for messages
     * @param longest that it may be
     */
    public byte[] next(String what, int longest) throws IOException {
        byte[] prefix = in.readNBytes(Integer.BYTES);
        if (prefix.length == 0) {
            return prefix;
        }
        try {
            requireWhole(prefix, Integer.BYTES);
            int length = LogFormat.little(prefix).getInt();
            if (length < 1 || length > longest) {
                throw new BatonException(name + ": " + what + ": damaged, or not " + LogFormat.WHAT
                        + ": expected a length of 1 to " + longest + " bytes, found " + length);
            }
            byte[] payload = in.readNBytes(length);
            requireWhole(payload, length);
            byte[] sum = in.readNBytes(Integer.BYTES);
            requireWhole(sum, Integer.BYTES);
            if (LogFormat.little(sum).getInt() != LogFormat.checksum(payload)) {
                throw new BatonException(name + ": " + what + ": damaged: its checksum does not match its contents");
            }
            position += LogFormat.FRAME + (long) length;
            return payload;
        } catch (EOFException e) {
            throw new BatonException(name + ": truncated: it ends within " + what + "; what comes before is whole", e);
        }
    }

    private static void requireWhole(byte[] bytes, int length) throws EOFException {
        if (bytes.length < length) {
            throw new EOFException();
        }
    }
}
