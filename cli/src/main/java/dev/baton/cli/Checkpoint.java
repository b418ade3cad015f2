package dev.baton.cli;

import dev.baton.files.BatonException;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.Quoted;
import dev.baton.files.text.Source;
import dev.baton.files.text.YamlDocument;
import dev.baton.learn.TrainingState;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * A training between two updates, as a safetensors file: eight bytes header length, a JSON header, then the arrays, float32,
 * float64 and int64, everything little-endian. The header's {@code __metadata__} begins with the SHA-256 of the whole file in which
 * its own digits are 0.
 *
 * @param settings the hash of the run's identity
 * @param seed of the training
 * @param metricsBytes how long the file of its metrics was, which are there up to this update
 * @param state of the training
 */
record Checkpoint(String settings, long seed, long metricsBytes, TrainingState state) {
    private static final String FORMAT = "baton-checkpoint";
    private static final String VERSION = "1";
    private static final String DIGEST_KEY = "sha256";
    private static final String NO_DIGEST = "0".repeat(64);
    private static final long MOST_BYTES = Integer.MAX_VALUE - 64;
    private static final int MAX_HEADER = 1 << 20;
    private static final String REMEDY = "; start over with --force, which keeps the folder aside";

    /** Returns the bytes of the file. */
    byte[] bytes() {
        List<Tensor> tensors = new ArrayList<>();
        long begin = 0;
        for (Tensor tensor : unplaced()) {
            tensors.add(tensor.at(begin));
            begin += tensor.bytes();
        }
        byte[] header = header(tensors).getBytes(StandardCharsets.UTF_8);
        long size = Long.BYTES + header.length + begin;
        if (size > MOST_BYTES) {
            throw new BatonException("checkpoint of seed " + seed + ": expected at most " + InputFile.bytes(MOST_BYTES)
                    + " of parameters and what they are learned by, found " + InputFile.bytes(size)
                    + "; use a smaller network (--hidden)");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) size)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length).put(header);
        for (Tensor tensor : tensors) {
            tensor.write(bytes);
        }
        byte[] digest = digest(bytes.array()).getBytes(StandardCharsets.UTF_8);
        bytes.put(digestAt(bytes.array()), digest);
        return bytes.array();
    }

    /** The arrays whose numbers have eight bytes come first, so that each lies at a multiple of its own. */
    private List<Tensor> unplaced() {
        return state.names().stream()
                .map(name -> new Tensor(name, state.array(name), 0))
                .sorted(Comparator.comparing(tensor -> tensor.array instanceof float[]))
                .toList();
    }

    private String header(List<Tensor> tensors) {
        JsonWriter json = JsonWriter.onOneLine().begin();
        json.key("__metadata__").begin();
        json.key(DIGEST_KEY).value(NO_DIGEST);
        json.key("format").value(FORMAT);
        json.key("version").value(VERSION);
        json.key("settings").value(settings);
        json.key("seed").value(Long.toString(seed));
        json.key("metricsBytes").value(Long.toString(metricsBytes));
        json.end();
        for (Tensor tensor : tensors) {
            json.key(tensor.name).begin();
            json.key("dtype").value(tensor.type());
            json.key("shape").values(List.of(tensor.length()));
            json.key("data_offsets").values(List.of(tensor.begin, tensor.begin + tensor.bytes()));
            json.end();
        }
        String text = json.end().finish();
        return text + " ".repeat(Math.floorMod(-text.getBytes(StandardCharsets.UTF_8).length, Long.BYTES));
    }

    /** Reads a checkpoint of a run and seed; refuses every other file. */
    static Checkpoint read(Path file, String settings, long seed) {
        String name = InputFile.name(file);
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw InputFile.failure(file, "cannot be read", e);
        }
        Checkpoint checkpoint = parse(name, bytes);
        if (!checkpoint.settings.equals(settings) || checkpoint.seed != seed) {
            throw new BatonException(name + ": a checkpoint of another training: expected settings " + settings + " and seed "
                    + seed + ", found settings " + Quoted.plain(checkpoint.settings) + " and seed " + checkpoint.seed
                    + REMEDY);
        }
        return checkpoint;
    }

    private static Checkpoint parse(String name, byte[] bytes) {
        long length = bytes.length < Long.BYTES ? 0 : little(bytes).getLong();
        if (length < 2 || length > MAX_HEADER || bytes.length < Long.BYTES + length || digestAt(bytes) < 0) {
            throw new BatonException(name + ": not a checkpoint, or cut short: found " + InputFile.bytes(bytes.length)
                    + " without a whole header" + REMEDY);
        }
        int at = digestAt(bytes);
        String found = new String(bytes, at, NO_DIGEST.length(), StandardCharsets.ISO_8859_1);
        byte[] whole = bytes.clone();
        System.arraycopy(NO_DIGEST.getBytes(StandardCharsets.ISO_8859_1), 0, whole, at, NO_DIGEST.length());
        if (!digest(whole).equals(found)) {
            throw new BatonException(name + ": damaged: its " + InputFile.bytes(bytes.length)
                    + " do not have the SHA-256 that it says" + REMEDY);
        }
        String text = new String(bytes, Long.BYTES, (int) length, StandardCharsets.UTF_8);
        StoredJson header = new StoredJson(name, YamlDocument.parse(new Source(name + ": header", text)));
        require(name, header, "format", FORMAT);
        require(name, header, "version", VERSION);
        TrainingState state = new TrainingState();
        ByteBuffer data = little(bytes).slice((int) (Long.BYTES + length), (int) (bytes.length - Long.BYTES - length))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (String key : header.keys()) {
            if (!key.equals("__metadata__")) {
                put(state, key, header.get(key).orElseThrow(), data);
            }
        }
        return new Checkpoint(
                metadata(header, "settings"),
                Long.parseLong(metadata(header, "seed")),
                Long.parseLong(metadata(header, "metricsBytes")),
                state);
    }

    private static void require(String name, StoredJson header, String key, String expected) {
        String found = metadata(header, key);
        if (!found.equals(expected)) {
            throw new BatonException(
                    name + ": expected " + key + " " + expected + ", found " + Quoted.plain(found) + REMEDY);
        }
    }

    private static String metadata(StoredJson header, String key) {
        return header.at("__metadata__", key).flatMap(StoredJson::text).orElse("");
    }

    private static void put(TrainingState state, String name, StoredJson tensor, ByteBuffer data) {
        List<Double> offsets = tensor.get("data_offsets").orElseThrow().numbers();
        int begin = offsets.get(0).intValue();
        ByteBuffer part = data.slice(begin, offsets.get(1).intValue() - begin).order(ByteOrder.LITTLE_ENDIAN);
        switch (tensor.get("dtype").flatMap(StoredJson::text).orElse("")) {
            case "F32" -> {
                float[] floats = new float[part.remaining() / Float.BYTES];
                part.asFloatBuffer().get(floats);
                state.put(name, floats);
            }
            case "F64" -> {
                double[] doubles = new double[part.remaining() / Double.BYTES];
                part.asDoubleBuffer().get(doubles);
                state.put(name, doubles);
            }
            default -> {
                long[] longs = new long[part.remaining() / Long.BYTES];
                part.asLongBuffer().get(longs);
                state.put(name, longs);
            }
        }
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns where the digits of the digest are, or −1. */
    private static int digestAt(byte[] file) {
        int most = Math.min(file.length, Long.BYTES + 200);
        String start = new String(file, 0, most, StandardCharsets.ISO_8859_1);
        String key = JsonWriter.quote(DIGEST_KEY) + ": \"";
        int at = start.indexOf(key);
        return at < 0 || at + key.length() + NO_DIGEST.length() > file.length ? -1 : at + key.length();
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * One array of the file.
     *
     * @param name as in the header
     * @param array of floats, doubles or longs
     * @param begin its first byte after the header
     */
    private record Tensor(String name, Object array, long begin) {
        Tensor at(long place) {
            return new Tensor(name, array, place);
        }

        int length() {
            return Array.getLength(array);
        }

        long bytes() {
            return (long) length() * (array instanceof float[] ? Float.BYTES : Long.BYTES);
        }

        String type() {
            return switch (array) {
                case float[] floats -> "F32";
                case double[] doubles -> "F64";
                default -> "I64";
            };
        }

        void write(ByteBuffer bytes) {
            int end = Math.toIntExact(bytes.position() + bytes());
            switch (array) {
                case float[] floats -> bytes.asFloatBuffer().put(floats);
                case double[] doubles -> bytes.asDoubleBuffer().put(doubles);
                case long[] longs -> bytes.asLongBuffer().put(longs);
                default -> throw new IllegalStateException(name);
            }
            bytes.position(end);
        }
    }
}
