package dev.baton.cli;

import dev.baton.nn.Activation;
import dev.baton.nn.MlpSpec;
import dev.baton.policy.MlpPolicy;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A policy as a safetensors file: eight bytes header length, a JSON header, then float32 tensors {@code layerN.weight}
 * (out × in, row-major) and {@code layerN.bias}; everything little-endian. The header's {@code __metadata__} says what
 * the network is for.
 */
final class PolicyFile {
    /** The name of the file inside a run folder. */
    static final String NAME = "policy.safetensors";

    private static final String WHAT = "a policy file (safetensors)";
    private static final String FORMAT = "baton-policy";
    private static final String VERSION = "1";
    private static final int PREFIX = Long.BYTES;
    private static final int MAX_HEADER = 1 << 20;
    private static final long MAX_PARAMETERS = 1 << 26;
    private static final List<String> METADATA = List.of(
            "format", "version", "inputs", "hidden", "outputs", "activation", "environment", "dimension", "actions",
            "seed", "episodes");

    private PolicyFile() {}

    /** Returns the bytes of a policy file. */
    static byte[] encode(LearnedPolicy policy) {
        byte[] header = header(policy).getBytes(StandardCharsets.UTF_8);
        float[] parameters = policy.network().parameters();
        ByteBuffer bytes = ByteBuffer.allocate(PREFIX + header.length + parameters.length * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length).put(header);
        bytes.asFloatBuffer().put(parameters);
        return bytes.array();
    }

    /** Reads a policy file; sizes are checked before the tensors are read. */
    static LearnedPolicy read(Path file) {
        InputFile.requireFile(file, WHAT);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return read(InputFile.name(file), channel, channel.size());
        } catch (EOFException e) {
            throw new BatonException(InputFile.name(file) + ": cut short while it was read; expected " + WHAT, e);
        } catch (IOException e) {
            throw InputFile.failure(file, "cannot be read", e);
        }
    }

    /** Finds the policy that a path on the command line means: a file, or the folder of a run. */
    static Path locate(Path path) {
        if (!Files.isDirectory(path)) {
            return path;
        }
        Path file = path.resolve(NAME);
        if (Files.exists(file)) {
            return file;
        }
        List<Path> seeds = RunFiles.seedFolders(path);
        if (!seeds.isEmpty()) {
            throw new BatonException(InputFile.name(path) + ": holds the policies of several seeds; name one of them,"
                    + " such as " + InputFile.name(seeds.get(0)));
        }
        throw new BatonException(InputFile.name(path) + ": no " + NAME
                + " in this folder; expected the output folder of 'baton train', or " + WHAT);
    }

    private static LearnedPolicy read(String name, FileChannel channel, long size) throws IOException {
        if (size < PREFIX + 2) {
            throw new BatonException(
                    name + ": not a policy file: expected " + WHAT + ", found " + InputFile.bytes(size));
        }
        long length = read(channel, PREFIX).getLong();
        if (length < 2 || length > MAX_HEADER) {
            throw new BatonException(name + ": not a policy file: expected a header of 2 to " + MAX_HEADER
                    + " bytes, found a length of " + Long.toUnsignedString(length));
        }
        if (length > size - PREFIX) {
            throw new BatonException(name + ": truncated: expected a header of " + length + " bytes, found "
                    + (size - PREFIX) + " bytes after its length");
        }
        byte[] bytes = read(channel, (int) length).array();
        if (bytes[0] != '{') {
            throw new BatonException(name + ": not a policy file: expected a JSON header, found rubbish");
        }
        String text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes)).toString();
        Header header = new Header(new Source(name + ": policy header", text));
        long expected = PREFIX + length + header.spec.parameterCount() * (long) Float.BYTES;
        if (size != expected) {
            throw new BatonException(name + ": " + (size < expected ? "truncated" : "too long") + ": expected "
                    + expected + " bytes, found " + size);
        }
        float[] parameters = new float[header.spec.parameterCount()];
        read(channel, parameters.length * Float.BYTES).asFloatBuffer().get(parameters);
        for (int i = 0; i < parameters.length; i++) {
            if (!Float.isFinite(parameters[i])) {
                throw new BatonException(
                        name + ": parameter " + i + ": expected a finite number, found " + parameters[i]);
            }
        }
        return header.policy(new MlpPolicy(header.spec, parameters));
    }

    private static ByteBuffer read(FileChannel channel, int length) throws IOException {
        byte[] bytes = Channels.newInputStream(channel).readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String header(LearnedPolicy policy) {
        MlpSpec spec = policy.network().spec();
        String actions = policy.actions().stream().map(JsonWriter::quote).collect(Collectors.joining(", ", "[", "]"));
        JsonWriter json = new JsonWriter().begin();
        json.key("__metadata__").begin();
        json.key("format").value(FORMAT);
        json.key("version").value(VERSION);
        json.key("inputs").value(Integer.toString(spec.inputs()));
        json.key("hidden").value(spec.hidden().stream().map(String::valueOf).collect(Collectors.joining(",")));
        json.key("outputs").value(Integer.toString(spec.outputs()));
        json.key("activation").value(spec.activation().key());
        json.key("environment").value(policy.environment());
        json.key("dimension").value(Integer.toString(policy.dimension()));
        json.key("actions").value(actions);
        json.key("seed").value(Long.toString(policy.seed()));
        json.key("episodes").value(Long.toString(policy.episodes()));
        json.end();
        for (Tensor tensor : tensors(spec)) {
            json.key(tensor.name).begin();
            json.key("dtype").value("F32");
            json.key("shape").values(tensor.shape);
            json.key("data_offsets").values(List.of(tensor.begin, tensor.end()));
            json.end();
        }
        String text = json.end().finish();
        // Readers map the tensors into memory: they start at a multiple of eight.
        return text + " ".repeat(Math.floorMod(-text.getBytes(StandardCharsets.UTF_8).length, PREFIX));
    }

    private static List<Tensor> tensors(MlpSpec spec) {
        List<Integer> widths = new ArrayList<>();
        widths.add(spec.inputs());
        widths.addAll(spec.hidden());
        widths.add(spec.outputs());
        List<Tensor> tensors = new ArrayList<>();
        long begin = 0;
        for (int layer = 0; layer + 1 < widths.size(); layer++) {
            Tensor weight = new Tensor(
                    "layer" + layer + ".weight", List.of(widths.get(layer + 1), widths.get(layer)), begin);
            Tensor bias = new Tensor("layer" + layer + ".bias", List.of(widths.get(layer + 1)), weight.end());
            tensors.add(weight);
            tensors.add(bias);
            begin = bias.end();
        }
        return tensors;
    }

    /**
     * One tensor of the file.
     *
     * @param name as in the header
     * @param shape as in the header
     * @param begin its first byte after the header
     */
    private record Tensor(String name, List<Integer> shape, long begin) {
        long end() {
            long bytes = Float.BYTES;
            for (int size : shape) {
                bytes *= size;
            }
            return begin + bytes;
        }
    }

    /** The parsed header; every value is checked before it is used. */
    private static final class Header {
        private final Source source;
        private final MlpSpec spec;
        private final String environment;
        private final int dimension;
        private final List<String> actions;
        private final long seed;
        private final long episodes;

        Header(Source source) {
            this.source = source;
            YamlNode root = YamlDocument.parse(source);
            YamlNode.Mapping top = mapping(root, "the header");
            YamlSection metadata = YamlSection.of(
                    source,
                    "__metadata__",
                    mapping(value(top, "__metadata__"), "__metadata__"),
                    METADATA,
                    key -> Optional.empty());
            if (!text(metadata, "format").equals(FORMAT) || !text(metadata, "version").equals(VERSION)) {
                throw source.failure(0, "expected format " + FORMAT + " version " + VERSION + ", found "
                        + Quoted.plain(text(metadata, "format")) + " version "
                        + Quoted.plain(text(metadata, "version")));
            }
            this.spec = spec(metadata);
            this.environment = text(metadata, "environment");
            this.dimension = (int) number(metadata, "dimension", 1, MlpSpec.MAX_WIDTH);
            this.actions = actions(text(metadata, "actions"));
            if (actions.size() != spec.outputs()) {
                throw wrong("__metadata__.actions", spec.outputs() + " names", actions.size() + "");
            }
            this.seed = number(metadata, "seed", Long.MIN_VALUE, Long.MAX_VALUE);
            this.episodes = number(metadata, "episodes", 0, Long.MAX_VALUE);
            checkTensors(top);
        }

        LearnedPolicy policy(MlpPolicy network) {
            return new LearnedPolicy(network, environment, dimension, actions, seed, episodes);
        }

        private MlpSpec spec(YamlSection metadata) {
            int inputs = (int) number(metadata, "inputs", 1, MlpSpec.MAX_WIDTH);
            int outputs = (int) number(metadata, "outputs", 1, MlpSpec.MAX_WIDTH);
            List<Integer> hidden = new ArrayList<>();
            String widths = text(metadata, "hidden");
            if (!widths.isEmpty()) {
                for (String width : widths.split(",", -1)) {
                    hidden.add((int) number("__metadata__.hidden", width, 1, MlpSpec.MAX_WIDTH));
                }
                if (hidden.size() > MlpSpec.MAX_LAYERS) {
                    throw wrong("__metadata__.hidden", "at most " + MlpSpec.MAX_LAYERS + " layers", hidden.size() + "");
                }
            }
            String activation = text(metadata, "activation");
            for (Activation known : Activation.values()) {
                if (known.key().equals(activation)) {
                    requireModestSize(inputs, hidden, outputs);
                    return new MlpSpec(inputs, hidden, outputs, known);
                }
            }
            throw wrong("__metadata__.activation", "a known activation", Quoted.of(activation));
        }

        private void requireModestSize(int inputs, List<Integer> hidden, int outputs) {
            long parameters = 0;
            long in = inputs;
            List<Integer> widths = new ArrayList<>(hidden);
            widths.add(outputs);
            for (int out : widths) {
                parameters += (in + 1) * out;
                in = out;
            }
            if (parameters > MAX_PARAMETERS) {
                throw wrong("__metadata__.hidden", "at most " + MAX_PARAMETERS + " parameters", parameters + "");
            }
        }

        private List<String> actions(String text) {
            YamlNode node = YamlDocument.parse(new Source(source.name() + ": __metadata__.actions", text));
            List<String> names = new ArrayList<>();
            if (node instanceof YamlNode.Sequence list) {
                for (YamlNode item : list.items()) {
                    names.add(item instanceof YamlNode.Scalar s ? s.text() : "");
                }
            }
            return names;
        }

        private void checkTensors(YamlNode.Mapping top) {
            List<Tensor> tensors = tensors(spec);
            for (YamlNode.Entry entry : top.entries()) {
                boolean known = entry.key().equals("__metadata__")
                        || tensors.stream().anyMatch(t -> t.name.equals(entry.key()));
                if (!known) {
                    throw source.failure(0, Quoted.plain(entry.key()) + ": unknown tensor");
                }
            }
            for (Tensor tensor : tensors) {
                YamlNode.Mapping found = mapping(value(top, tensor.name), tensor.name);
                require(tensor.name + ".dtype", "F32", value(found, "dtype"));
                require(tensor.name + ".shape", tensor.shape.toString(), value(found, "shape"));
                require(
                        tensor.name + ".data_offsets",
                        List.of(tensor.begin, tensor.end()).toString(),
                        value(found, "data_offsets"));
            }
        }

        private void require(String key, String expected, YamlNode node) {
            String found = flat(node);
            if (!found.equals(expected)) {
                throw wrong(key, expected, Quoted.plain(found));
            }
        }

        private static String flat(YamlNode node) {
            return switch (node) {
                case YamlNode.Scalar scalar -> scalar.text();
                case YamlNode.Sequence list ->
                    list.items().stream().map(Header::flat).collect(Collectors.joining(", ", "[", "]"));
                case YamlNode.Mapping mapping -> mapping.describe();
            };
        }

        private YamlNode.Mapping mapping(YamlNode node, String key) {
            if (node instanceof YamlNode.Mapping mapping) {
                return mapping;
            }
            throw wrong(key, "an object", node.describe());
        }

        private YamlNode value(YamlNode.Mapping mapping, String key) {
            for (YamlNode.Entry entry : mapping.entries()) {
                if (entry.key().equals(key)) {
                    return entry.value();
                }
            }
            throw source.failure(0, key + ": missing");
        }

        private String text(YamlSection metadata, String key) {
            YamlNode node = metadata.require(key, "a text");
            if (node instanceof YamlNode.Scalar scalar) {
                return scalar.text();
            }
            throw wrong("__metadata__." + key, "a text", node.describe());
        }

        private long number(YamlSection metadata, String key, long min, long max) {
            return number("__metadata__." + key, text(metadata, key), min, max);
        }

        private long number(String key, String text, long min, long max) {
            try {
                long value = Long.parseLong(text);
                if (value >= min && value <= max) {
                    return value;
                }
            } catch (NumberFormatException e) {
                throw wrong(key, "a whole number", Quoted.of(text));
            }
            throw wrong(key, "a whole number from " + min + " to " + max, text);
        }

        private BatonException wrong(String key, String expected, String found) {
            return source.wrong(0, key, expected, found);
        }
    }
}
