package dev.baton.cli.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes that leave nothing over: a channel may take less than it is given. */
public final class WholeBuffer {
    private WholeBuffer() {}

    /** Writes all that is left of a buffer where the channel is. */
    public static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
