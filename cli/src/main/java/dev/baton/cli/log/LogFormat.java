package dev.baton.cli.log;

import dev.baton.env.CostComponent;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.files.BatonException;
import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.Quoted;
import dev.baton.files.text.Source;
import dev.baton.files.text.YamlDocument;
import dev.baton.files.text.YamlNode;
import dev.baton.offline.EpisodeRange;
import dev.baton.offline.LogShape;
import dev.baton.offline.LoggedEpisode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The bytes of a log: a header frame, then blocks, one per call of {@code baton log}; everything little-endian. A frame
 * is four bytes length, that many bytes, and four bytes CRC-32 of them.
 *
 * <p>The header's bytes are {@code baton-log 2} and JSON: environment, fingerprint, dimension, horizon, actions,
 * weights. A block is a frame that announces it, and a frame per episode. An announcement's bytes are −1 and whether
 * the block is whole (int32), the seed, the index of the first episode, the number of episodes, and the bytes of their
 * frames (int64): so a log can be added to without reading its episodes, and one that was cut says so. An episode's are
 * T (int32), g at the end (float32), then T steps of z (d float32), latency, money (float32), action, outcome (int32),
 * cost, behaviour probability (float32).
 */
public final class LogFormat {
    /** What a file that is read should be. */
    public static final String WHAT = "a log ('baton log' writes one)";
    /** The largest header. */
    public static final int MAX_HEADER = 1 << 20;
    /** What a frame adds to its contents. */
    public static final int FRAME = 2 * Integer.BYTES;

    /** Contents of an announcement. */
    public static final int ANNOUNCEMENT = 2 * Integer.BYTES + 4 * Long.BYTES;

    private static final String MAGIC = "baton-log 2\n";
    private static final String WITHOUT_RANGES = "baton-log 1\n";
    private static final int MARK = -1;
    private static final int STEP_NUMBERS = 6;

    private LogFormat() {}

    /** Returns the frame that a log of an environment starts with. */
    public static byte[] header(EnvSpec spec) {
        LogShape shape = LogShape.of(spec);
        JsonWriter json = new JsonWriter().begin();
        json.key("environment").value(shape.environment());
        json.key("fingerprint").value(shape.fingerprint());
        json.key("dimension").value(shape.dimension());
        json.key("horizon").value(shape.horizon());
        json.key("actions").values(shape.actions());
        json.key("weights").values(weights(shape.weights()));
        return frame((MAGIC + json.end().finish()).getBytes(StandardCharsets.UTF_8));
    }

    private static List<Double> weights(CostVector weights) {
        return CostComponent.ALL.stream().map(weights::get).toList();
    }

    /**
     * Returns the frame that announces a block.
     *
     * @param block which episodes, and the bytes of their frames
     */
    public static byte[] announce(Block block) {
        return frame(ByteBuffer.allocate(ANNOUNCEMENT)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(MARK)
                .putInt(block.whole ? 1 : 0)
                .putLong(block.episodes.seed())
                .putLong(block.episodes.first())
                .putLong(block.episodes.count())
                .putLong(block.bytes)
                .array());
    }

    /** Returns the frame of an episode. */
    public static byte[] encode(LoggedEpisode episode, int dimension) {
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
        return ByteBuffer.allocate(FRAME + payload.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(payload.length)
                .put(payload)
                .putInt(checksum(payload))
                .array();
    }

    /** Returns the CRC-32 of a frame's contents. */
    public static int checksum(byte[] payload) {
        CRC32 crc = new CRC32();
        crc.update(payload);
        return (int) crc.getValue();
    }

    /** Returns the contents of the longest frame of an episode. */
    public static int longest(LogShape shape) {
        return (2 + shape.horizon() * (shape.dimension() + STEP_NUMBERS)) * Integer.BYTES;
    }

    /** Returns how many steps the frames of episodes hold together. */
    public static long steps(LogShape shape, Block block) {
        long frames = block.episodes.count() * (FRAME + 2 * Integer.BYTES);
        return (block.bytes - frames) / ((shape.dimension() + STEP_NUMBERS) * (long) Integer.BYTES);
    }

    /**
     * Reads the contents of a header.
     *
     * @param name of the file
     * @param payload none where the file is empty
     */
    public static LogShape shape(String name, byte[] payload) {
        String text = new String(payload, StandardCharsets.UTF_8);
        if (text.startsWith(WITHOUT_RANGES)) {
            throw new BatonException(name + ": written by an earlier Baton and does not say which episodes it holds;"
                    + " log them again with 'baton log'");
        }
        if (!text.startsWith(MAGIC)) {
            throw new BatonException(name + ": not a log: expected " + WHAT + ", found "
                    + (payload.length == 0 ? "an empty file" : "another header"));
        }
        Source source = new Source(name + ": log header", text.substring(MAGIC.length()));
        if (!(YamlDocument.parse(source) instanceof YamlNode.Mapping top)) {
            throw source.failure(0, "expected an object");
        }
        List<String> weights = texts(source, top, "weights");
        if (weights.size() != CostComponent.COUNT) {
            throw source.failure(0, "weights: expected " + CostComponent.COUNT + " numbers, found " + weights.size());
        }
        double[] w = new double[CostComponent.COUNT];
        for (int i = 0; i < w.length; i++) {
            w[i] = number(source, "weights", weights.get(i));
        }
        return new LogShape(
                text(source, top, "environment"),
                text(source, top, "fingerprint"),
                whole(source, "dimension", text(source, top, "dimension"), 0, EnvSpec.MAX_DIMENSION),
                whole(source, "horizon", text(source, top, "horizon"), 1, EnvSpec.MAX_HORIZON),
                texts(source, top, "actions"),
                CostVector.of(component -> w[component.index()]));
    }

    /**
     * Reads the contents of an announcement.
     *
     * @param where file and place, for messages
     */
    public static Block block(String where, byte[] payload) {
        ByteBuffer bytes = little(payload);
        if (payload.length != ANNOUNCEMENT || bytes.getInt() != MARK) {
            throw new BatonException(where + ": damaged: expected the announcement of episodes");
        }
        int whole = bytes.getInt();
        long seed = bytes.getLong();
        long first = bytes.getLong();
        long count = bytes.getLong();
        long length = bytes.getLong();
        if ((whole != 0 && whole != 1) || length < 0) {
            throw new BatonException(where + ": damaged: expected the announcement of episodes");
        }
        try {
            return new Block(new EpisodeRange(seed, first, count), length, whole == 1);
        } catch (IllegalArgumentException e) {
            throw new BatonException(where + ": damaged: " + e.getMessage(), e);
        }
    }

    /**
     * Reads the contents of an episode's frame.
     *
     * @param where file and episode, for messages
     */
    public static LoggedEpisode decode(String where, byte[] payload, LogShape shape) {
        int dimension = shape.dimension();
        ByteBuffer in = little(payload);
        int step = (dimension + STEP_NUMBERS) * Integer.BYTES;
        int steps = payload.length < 2 * Integer.BYTES ? -1 : in.getInt();
        if (steps < 0 || payload.length != 2 * Integer.BYTES + (long) steps * step) {
            throw new BatonException(where + ": expected 8 bytes and " + step + " per step, found " + payload.length
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
        return episode;
    }

    /** Returns bytes as numbers. */
    public static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int whole(Source source, String key, String text, int least, int most) {
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw source.failure(0, key + ": expected a whole number, found " + Quoted.of(text), e);
        }
        throw source.failure(0, key + ": expected " + least + " to " + most + ", found " + Quoted.of(text));
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

    /**
     * What a call of {@code baton log} wrote.
     *
     * @param episodes which
     * @param bytes of their frames
     * @param whole whether all of them are there; otherwise the writer was ended, or is still at it
     */
    public record Block(EpisodeRange episodes, long bytes, boolean whole) {}
}
