package dev.baton.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Copies a stream byte for byte, except for the first line that is the JVM's warning about incubator modules. */
final class WarningFilter {
    private static final byte[] WARNING =
            "WARNING: Using incubator modules".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private boolean lineStart = true;
    private boolean dropping;
    private boolean dropped;
    // How many bytes of the warning the present line has matched; they are held back.
    private int matched;

    WarningFilter(OutputStream out) {
        this.out = out;
    }

    /** Copies until the end of the input; what is there is passed on at once. */
    void copy(InputStream in) throws IOException {
        byte[] buffer = new byte[8192];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            for (int i = 0; i < n; i++) {
                accept(buffer[i]);
            }
            out.flush();
        }
        out.write(WARNING, 0, dropped ? 0 : matched);
        out.flush();
    }

    private void accept(byte b) throws IOException {
        if (dropping) {
            dropping = b != '\n';
            return;
        }
        if (!dropped && (lineStart || matched > 0)) {
            if (b == WARNING[matched]) {
                lineStart = false;
                matched++;
                if (matched == WARNING.length) {
                    dropped = true;
                    dropping = true;
                }
                return;
            }
            out.write(WARNING, 0, matched);
            matched = 0;
        }
        out.write(b);
        lineStart = b == '\n';
    }
}
