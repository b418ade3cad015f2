package dev.baton.cli;

import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.train.LogShape;
import dev.baton.train.LoggedEpisode;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * A log of episodes: a header frame, then per call of {@code baton log} a frame that announces how many episodes follow,
 * and one frame per episode; everything little-endian. A frame is four bytes length, that many bytes, and four bytes
 * CRC-32 of them. So a log that was cut says so, and one that is whole can be added to at its end.
 *
 * <p>The header's bytes are {@code baton-log 1} and JSON: environment, dimension, horizon, actions, weights. An
 * announcement's are −1 and the number of episodes (int32). An episode's are T (int32), g at the end (float32), then T steps of z (d float32), latency, money (float32), action,
 * outcome (int32), cost, behaviour probability (float32).
 */
final class LogFile {
    private static final String WHAT = "a log ('baton log' writes one)";
    private static final String MAGIC = "baton-log 1\n";
    private static final int MAX_HEADER = 1 << 20;
    private static final int FRAME = 2 * Integer.BYTES;
    private static final int STEP_NUMBERS = 6;
    private static final int ANNOUNCEMENT = -1;

    private LogFile() {}

    /** Returns the frame that a log of an environment starts with. */
    static byte[] header(EnvSpec spec) {
        LogShape shape = LogShape.of(spec);
        JsonWriter json = new JsonWriter().begin();
        json.key("environment").value(shape.environment());
        json.key("dimension").value(shape.dimension());
        json.key("horizon").value(shape.horizon());
        json.key("actions").values(shape.actions());
        json.key("weights").values(weights(shape.weights()));
        return frame((MAGIC + json.end().finish()).getBytes(StandardCharsets.UTF_8));
    }

    private static List<Double> weights(CostVector weights) {
        List<Double> list = new ArrayList<>();
        for (int i = 0; i < CostVector.SIZE; i++) {
            list.add(weights.get(i));
        }
        return list;
    }

    /** Returns the frame that announces episodes. */
    static byte[] announce(int episodes) {
        return frame(ByteBuffer.allocate(2 * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(ANNOUNCEMENT)
                .putInt(episodes)
                .array());
    }

    /** Returns the frame of an episode. */
    static byte[] encode(LoggedEpisode episode, int dimension) {
        int state = dimension + 2;
        ByteBuffer bytes = ByteBuffer.allocate(
                        (2 + episode.steps() * (dimension + STEP_NUMBERS)) * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(episode.steps()).putFloat(episode.constraint());
        for (int t = 0; t < episode.steps(); t++) {
            for (int i = 0; i < state; i++) {
                bytes.putFloat(episode.state()[t * state + i]);
            }
            bytes.putInt(episode.action()[t]).putInt(episode.outcome()[t]);
            bytes.putFloat(episode.cost()[t]).putFloat(episode.probability()[t]);
        }
        return frame(bytes.array());
    }

    private static byte[] frame(byte[] payload) {
        CRC32 crc = new CRC32();
        crc.update(payload);
        return ByteBuffer.allocate(FRAME + payload.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(payload.length)
                .put(payload)
                .putInt((int) crc.getValue())
                .array();
    }

    /** Reads and checks a log of an environment. */
    static List<LoggedEpisode> read(Path file, EnvSpec spec) {
        InputFile.requireFile(file, WHAT);
        String name = InputFile.name(file);
        List<LoggedEpisode> episodes = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            LogShape shape = shape(name, header(name, in));
            try {
                shape.requireFits(spec);
            } catch (IllegalArgumentException e) {
                throw new BatonException(name + ": " + Quoted.plain(String.valueOf(e.getMessage())), e);
            }
            int longest = (2 + shape.horizon() * (shape.dimension() + STEP_NUMBERS)) * Integer.BYTES;
            for (int left = announced(name, episodes, in); left > 0; left = announced(name, episodes, in)) {
                for (; left > 0; left--) {
                    String what = String.format(Locale.ROOT, "episode %,d", episodes.size());
                    byte[] payload = payload(name, what, in, longest);
                    if (payload.length == 0) {
                        throw truncated(name, String.format(Locale.ROOT, "with %,d more announced", left), episodes);
                    }
                    episodes.add(decode(name + ": " + what, payload, shape));
                }
            }
            if (episodes.isEmpty()) {
                throw new BatonException(name + ": truncated: expected episodes after the header, found none");
            }
            return episodes;
        } catch (IOException e) {
            throw InputFile.failure(file, "cannot be read", e);
        }
    }

    /** Returns how many episodes follow, 0 at the end of the file. */
    private static int announced(String name, List<LoggedEpisode> episodes, DataInputStream in) throws IOException {
        String what = String.format(Locale.ROOT, "what follows episode %,d", episodes.size() - 1);
        byte[] payload = payload(name, episodes.isEmpty() ? "what follows the header" : what, in, 2 * Integer.BYTES);
        if (payload.length == 0) {
            return 0;
        }
        ByteBuffer bytes = little(payload);
        if (payload.length != 2 * Integer.BYTES || bytes.getInt() != ANNOUNCEMENT || bytes.getInt(Integer.BYTES) < 1) {
            throw new BatonException(name + ": " + what + ": damaged: expected the number of episodes to come");
        }
        return bytes.getInt();
    }

    private static BatonException truncated(String name, String where, List<LoggedEpisode> episodes) {
        return new BatonException(String.format(
                Locale.ROOT, "%s: truncated: it ends after %,d episodes %s", name, episodes.size(), where));
    }

    private static String header(String name, DataInputStream in) throws IOException {
        byte[] bytes = payload(name, "the header", in, MAX_HEADER);
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (!text.startsWith(MAGIC)) {
            throw new BatonException(name + ": not a log: expected " + WHAT + ", found "
                    + (bytes.length == 0 ? "an empty file" : "another header"));
        }
        return text.substring(MAGIC.length());
    }

    /** Returns the bytes of the next frame, none at the end of the file. */
    private static byte[] payload(String name, String what, DataInputStream in, int longest) throws IOException {
        byte[] prefix = in.readNBytes(Integer.BYTES);
        if (prefix.length == 0) {
            return prefix;
        }
        try {
            if (prefix.length < Integer.BYTES) {
                throw new EOFException();
            }
            int length = little(prefix).getInt();
            if (length < 1 || length > longest) {
                throw new BatonException(name + ": " + what + ": damaged, or not " + WHAT + ": expected a length of 1 to "
                        + longest + " bytes, found " + length);
            }
            byte[] payload = new byte[length];
            in.readFully(payload);
            byte[] sum = new byte[Integer.BYTES];
            in.readFully(sum);
            CRC32 crc = new CRC32();
            crc.update(payload);
            if (little(sum).getInt() != (int) crc.getValue()) {
                throw new BatonException(name + ": " + what + ": damaged: its checksum does not match its contents");
            }
            return payload;
        } catch (EOFException e) {
            throw new BatonException(name + ": truncated: it ends within " + what + "; what comes before is whole", e);
        }
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static LoggedEpisode decode(String what, byte[] payload, LogShape shape) {
        int dimension = shape.dimension();
        ByteBuffer in = little(payload);
        int step = (dimension + STEP_NUMBERS) * Integer.BYTES;
        int steps = payload.length < 2 * Integer.BYTES ? -1 : in.getInt();
        if (steps < 0 || payload.length != 2 * Integer.BYTES + (long) steps * step) {
            throw new BatonException(what + ": expected 8 bytes and " + step + " per step, found " + payload.length
                    + " bytes for " + steps + " steps");
        }
        float constraint = in.getFloat();
        int state = dimension + 2;
        LoggedEpisode episode = new LoggedEpisode(
                new float[steps * state], new int[steps], new int[steps], new float[steps], new float[steps],
                constraint);
        for (int t = 0; t < steps; t++) {
            for (int i = 0; i < state; i++) {
                episode.state()[t * state + i] = in.getFloat();
            }
            episode.action()[t] = in.getInt();
            episode.outcome()[t] = in.getInt();
            episode.cost()[t] = in.getFloat();
            episode.probability()[t] = in.getFloat();
        }
        try {
            episode.check(shape);
        } catch (IllegalArgumentException e) {
            throw new BatonException(what + ", " + e.getMessage(), e);
        }
        return episode;
    }

    private static LogShape shape(String name, String json) {
        Source source = new Source(name + ": log header", json);
        if (!(YamlDocument.parse(source) instanceof YamlNode.Mapping top)) {
            throw source.failure(0, "expected an object");
        }
        List<String> weights = texts(source, top, "weights");
        if (weights.size() != CostVector.SIZE) {
            throw source.failure(0, "weights: expected " + CostVector.SIZE + " numbers, found " + weights.size());
        }
        double[] w = new double[CostVector.SIZE];
        for (int i = 0; i < w.length; i++) {
            w[i] = number(source, "weights", weights.get(i));
        }
        return new LogShape(
                text(source, top, "environment"),
                whole(source, "dimension", text(source, top, "dimension")),
                whole(source, "horizon", text(source, top, "horizon")),
                texts(source, top, "actions"),
                new CostVector(w[0], w[1], w[2], w[3], w[4]));
    }

    private static int whole(Source source, String key, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw source.failure(0, key + ": expected a whole number, found " + Quoted.of(text), e);
        }
    }

    private static double number(Source source, String key, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw source.failure(0, key + ": expected a number, found " + Quoted.of(text), e);
        }
    }

    private static YamlNode value(Source source, YamlNode.Mapping top, String key) {
        for (YamlNode.Entry entry : top.entries()) {
            if (entry.key().equals(key)) {
                return entry.value();
            }
        }
        throw source.failure(0, key + ": missing");
    }

    private static String text(Source source, YamlNode.Mapping top, String key) {
        YamlNode node = value(source, top, key);
        if (node instanceof YamlNode.Scalar scalar) {
            return scalar.text();
        }
        throw source.failure(0, key + ": expected a value, found " + node.describe());
    }

    private static List<String> texts(Source source, YamlNode.Mapping top, String key) {
        YamlNode node = value(source, top, key);
        if (!(node instanceof YamlNode.Sequence list)) {
            throw source.failure(0, key + ": expected a list, found " + node.describe());
        }
        return list.items().stream()
                .map(item -> item instanceof YamlNode.Scalar scalar ? scalar.text() : "")
                .toList();
    }
}
