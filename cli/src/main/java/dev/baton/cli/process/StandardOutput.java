package dev.baton.cli.process;

import dev.baton.files.text.InputFile;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Standard output that remembers why it failed. A reader that went away ({@code | head}) is no failure: what follows is
 * dropped in silence.
 */
public final class StandardOutput extends OutputStream {
    private final OutputStream out;
    private @Nullable String failure;
    private boolean closed;

    public StandardOutput(OutputStream out) {
        this.out = out;
    }

    /** Returns what went wrong, or null. */
    public @Nullable String failure() {
        return failure;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        if (closed) {
            return;
        }
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            closed = true;
            String reason = InputFile.reason(e);
            failure = reason.contains("Broken pipe") ? null : reason;
        }
    }
}
