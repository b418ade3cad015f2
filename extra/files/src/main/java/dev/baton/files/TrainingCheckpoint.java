package dev.baton.files;

import dev.baton.files.text.InputFile;
import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.Quoted;
import dev.baton.files.text.Sha256;
import dev.baton.files.text.Source;
import dev.baton.files.text.StoredJson;
import dev.baton.files.text.YamlDocument;
import dev.baton.learn.ResumableTraining;
import dev.baton.learn.TrainingState;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * A training between two updates, which another process goes on from to the end that it would have had, bit for bit.
 * The file is a safetensors file: eight bytes header length, a JSON header, then the arrays, float32, float64 and
 * int64, everything little-endian. The header's {@code __metadata__} begins with the SHA-256 of the whole file in which
 * its own digits are 0.
 *
 * @param settings everything that the training depends on and its state does not say, environment and configuration, in
 *     words of the host's choice or as a hash; a training with other ones is not gone on with
 * @param seed of the training
 * @param metricsBytes how long a file of its metrics was up to this update, for who keeps one; otherwise 0
 * @param state of the training
 */
public record TrainingCheckpoint(String settings, long seed, long metricsBytes, TrainingState state) {
    private static final String WHAT = "a checkpoint of a training (safetensors)";
    private static final String FORMAT = "baton-checkpoint";
    private static final String VERSION = "1";
    private static final String METADATA = "__metadata__";
    private static final String DIGEST_KEY = "sha256";
    private static final String NO_DIGEST = "0".repeat(64);
    private static final long MOST_BYTES = Integer.MAX_VALUE - 64;
    private static final int MAX_HEADER = 1 << 20;

    /**
     * Returns where a training is.
     *
     * @param training not modified
     * @param settings what environment and configuration are; {@link #resume} wants the same
     * @param seed of the training
     * @return a copy
     */
    public static TrainingCheckpoint of(ResumableTraining training, String settings, long seed) {
        return new TrainingCheckpoint(settings, seed, 0, training.save());
    }

    /**
     * Goes on from a file: takes a training in the same environment with the same configuration to where the one was
     * that is in the file. Threads, tile and backend may be others.
     *
     * @param file of {@link #write}
     * @param training changed
     * @param settings that the file must have
     * @param seed that the file must have
     * @throws BatonException if the file cannot be read, is no checkpoint or a damaged one, has other settings or
     *     another seed, or a state that this training cannot have; nothing is changed then
     */
    public static void resume(Path file, ResumableTraining training, String settings, long seed) {
        TrainingCheckpoint checkpoint = read(file, settings, seed);
        try {
            training.restore(checkpoint.state);
        } catch (IllegalArgumentException e) {
            throw new BatonException(
                    InputFile.name(file) + ": does not fit this training: " + e.getMessage(), e);
        }
    }

    /**
     * Writes a file: beside its name first, forced to the disk, then moved into place, so that a process that is killed
     * leaves the file of before or this one.
     *
     * @param file replaced if it is there
     * @throws BatonException if it cannot be written; what was there before is untouched
     */
    public void write(Path file) {
        NamedFile.write(file, "a checkpoint", bytes());
    }

    /**
     * Returns the contents of the file.
     *
     * @return new bytes; the same for the same checkpoint
     * @throws BatonException if they are more than an array holds
     */
    public byte[] bytes() {
        List<Tensor> tensors = new ArrayList<>();
        long begin = 0;
        for (Tensor tensor : unplaced()) {
            tensors.add(tensor.at(begin));
            begin += tensor.bytes();
        }
        byte[] header = header(tensors).getBytes(StandardCharsets.UTF_8);
        if (header.length > MAX_HEADER) {
            throw new BatonException("checkpoint of seed " + seed + ": expected settings and names of arrays of at"
                    + " most " + InputFile.bytes(MAX_HEADER) + ", found " + InputFile.bytes(header.length));
        }
        long size = Long.BYTES + header.length + begin;
        if (size > MOST_BYTES) {
            throw new BatonException("checkpoint of seed " + seed + ": expected at most " + InputFile.bytes(MOST_BYTES)
                    + " of parameters and what they are learned by, found " + InputFile.bytes(size)
                    + "; use a smaller network");
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
        json.key(METADATA).begin();
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

    /**
     * Reads the checkpoint of a training that one knows.
     *
     * @param file of {@link #write}
     * @param settings that it must have
     * @param seed that it must have
     * @return what it holds
     * @throws BatonException as for {@link #read(Path)}, or if it is one of another training
     */
    public static TrainingCheckpoint read(Path file, String settings, long seed) {
        TrainingCheckpoint checkpoint = read(file);
        if (!checkpoint.settings.equals(settings) || checkpoint.seed != seed) {
            throw new BatonException(InputFile.name(file) + ": a checkpoint of another training: expected settings "
                    + Quoted.plain(settings) + " and seed " + seed + ", found settings "
                    + Quoted.plain(checkpoint.settings) + " and seed " + checkpoint.seed);
        }
        return checkpoint;
    }

    /**
     * Reads a checkpoint.
     *
     * @param file of {@link #write}, or the {@code checkpoint.safetensors} of an unfinished run of {@code baton train}
     * @return what it holds
     * @throws BatonException if it cannot be read, is none, or is cut short or damaged
     */
    public static TrainingCheckpoint read(Path file) {
        InputFile.requireFile(file, WHAT);
        byte[] bytes;
        try {
            long size = Files.size(file);
            if (size > MOST_BYTES) {
                throw new BatonException(InputFile.name(file) + ": too large for " + WHAT + ": expected at most "
                        + InputFile.bytes(MOST_BYTES) + ", found " + InputFile.bytes(size));
            }
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw InputFile.failure(file, "cannot be read", e);
        }
        return parse(InputFile.name(file), bytes);
    }

    private static TrainingCheckpoint parse(String name, byte[] bytes) {
        long length = bytes.length < Long.BYTES ? 0 : little(bytes).getLong();
        if (length < 2 || length > MAX_HEADER || bytes.length < Long.BYTES + length || digestAt(bytes) < 0) {
            throw new BatonException(name + ": not a checkpoint, or cut short: found " + InputFile.bytes(bytes.length)
                    + " without a whole header");
        }
        int at = digestAt(bytes);
        String found = new String(bytes, at, NO_DIGEST.length(), StandardCharsets.ISO_8859_1);
        byte[] whole = bytes.clone();
        System.arraycopy(NO_DIGEST.getBytes(StandardCharsets.ISO_8859_1), 0, whole, at, NO_DIGEST.length());
        if (!digest(whole).equals(found)) {
            throw new BatonException(name + ": damaged: its " + InputFile.bytes(bytes.length)
                    + " do not have the SHA-256 that it says");
        }
        String text = new String(bytes, Long.BYTES, (int) length, StandardCharsets.UTF_8);
        StoredJson header = new StoredJson(name, YamlDocument.parse(new Source(name + ": header", text)));
        require(name, header, "format", FORMAT);
        require(name, header, "version", VERSION);
        TrainingState state = new TrainingState();
        int start = (int) (Long.BYTES + length);
        for (String key : header.keys()) {
            if (!key.equals(METADATA)) {
                put(state, name, key, header.get(key).orElseThrow(), little(bytes).slice(start, bytes.length - start));
            }
        }
        return new TrainingCheckpoint(
                metadata(header, "settings"),
                whole(name, header, "seed"),
                whole(name, header, "metricsBytes"),
                state);
    }

    private static void require(String name, StoredJson header, String key, String expected) {
        String found = metadata(header, key);
        if (!found.equals(expected)) {
            throw new BatonException(name + ": expected " + key + " " + expected + ", found " + Quoted.plain(found));
        }
    }

    private static String metadata(StoredJson header, String key) {
        return header.at(METADATA, key).flatMap(StoredJson::text).orElse("");
    }

    private static long whole(String name, StoredJson header, String key) {
        String found = metadata(header, key);
        try {
            return Long.parseLong(found);
        } catch (NumberFormatException e) {
            throw new BatonException(
                    name + ": expected a whole number as " + key + ", found " + Quoted.plain(found), e);
        }
    }

    private static void put(TrainingState state, String file, String name, StoredJson tensor, ByteBuffer bytes) {
        String type = tensor.get("dtype").flatMap(StoredJson::text).orElse("");
        List<Double> offsets = tensor.get("data_offsets").map(StoredJson::numbers).orElse(List.of());
        int size = type.equals("F32") ? Float.BYTES : Long.BYTES;
        boolean known = type.equals("F32") || type.equals("F64") || type.equals("I64");
        if (!known
                || offsets.size() != 2
                || !(offsets.get(0) >= 0 && offsets.get(0) <= offsets.get(1) && offsets.get(1) <= bytes.capacity())
                || (offsets.get(1) - offsets.get(0)) % size != 0) {
            throw new BatonException(file + ": array " + Quoted.of(name) + ": expected F32, F64 or I64 within "
                    + InputFile.bytes(bytes.capacity()) + ", found " + Quoted.plain(type) + " at " + offsets);
        }
        int begin = offsets.get(0).intValue();
        ByteBuffer part = bytes.slice(begin, offsets.get(1).intValue() - begin).order(ByteOrder.LITTLE_ENDIAN);
        switch (type) {
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
        return HexFormat.of().formatHex(Sha256.of(bytes));
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
