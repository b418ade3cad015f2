package dev.baton.files;

import dev.baton.Activation;
import dev.baton.env.EnvSpec;
import dev.baton.env.Memory;
import dev.baton.env.ObservationScales;
import dev.baton.files.text.Decimals;
import dev.baton.files.text.InputFile;
import dev.baton.files.text.JsonWriter;
import dev.baton.files.text.Quoted;
import dev.baton.files.text.Source;
import dev.baton.files.text.YamlDocument;
import dev.baton.files.text.YamlNode;
import dev.baton.files.text.YamlSection;
import dev.baton.nn.MlpSpec;
import dev.baton.offline.EpisodeRanges;
import dev.baton.policy.MlpPolicy;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A policy as a safetensors file: eight bytes header length, a JSON header, then float32 tensors {@code layerN.weight}
 * (out × in, row-major) and {@code layerN.bias}; everything little-endian. The header's {@code __metadata__} says what
 * the network is for, what its observations are divided by and how it was trained.
 */
final class PolicyFile {
    private static final String WHAT = "a policy file (safetensors)";
    private static final String FORMAT = "baton-policy";
    private static final String VERSION = "2";
    // Did not say what observations were divided by, so nothing tells what its network is to see.
    private static final String WITHOUT_SCALES = "1";
    private static final int PREFIX = Long.BYTES;
    private static final int MAX_HEADER = 1 << 20;
    private static final long UNKNOWN_SIZE = -1;
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{32}");
    /** Only there if the policy was learned from a log. */
    private static final String LOGGED = "loggedEpisodes";

    private static final List<String> METADATA = List.of(
            "format", "version", "inputs", "hidden", "outputs", "activation", "environment", "fingerprint", "dimension",
            "horizon", "actions", "taskScale", "latencyScale", "monetaryScale", "contextScale", "belief",
            "counts", "method", "seed", "episodes", "config",
            "program", LOGGED);

    private PolicyFile() {}

    /** Returns the bytes of a policy file. */
    static byte[] encode(TrainedPolicy policy) {
        byte[] header = header(policy).getBytes(StandardCharsets.UTF_8);
        float[] parameters = policy.network().parameters();
        ByteBuffer bytes = ByteBuffer.allocate(PREFIX + header.length + parameters.length * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length).put(header);
        bytes.asFloatBuffer().put(parameters);
        return bytes.array();
    }

    /** Reads a policy file, or a pipe; the size of a file is checked before the tensors are read. */
    static TrainedPolicy read(Path file) {
        InputFile.requireFile(file, WHAT);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return read(InputFile.name(file), in, Files.isRegularFile(file) ? Files.size(file) : UNKNOWN_SIZE);
        } catch (EOFException e) {
            throw new BatonException(InputFile.name(file) + ": cut short while it was read; expected " + WHAT, e);
        } catch (IOException e) {
            throw InputFile.failure(file, "cannot be read", e);
        }
    }

    private static TrainedPolicy read(String name, InputStream in, long size) throws IOException {
        byte[] prefix = in.readNBytes(PREFIX);
        if (prefix.length < PREFIX || (size != UNKNOWN_SIZE && size < PREFIX + 2)) {
            throw new BatonException(name + ": not a policy file: expected " + WHAT + ", found "
                    + InputFile.bytes(size == UNKNOWN_SIZE ? prefix.length : size));
        }
        long length = little(prefix).getLong();
        if (length < 2 || length > MAX_HEADER) {
            throw new BatonException(name + ": not a policy file: expected a header of 2 to " + MAX_HEADER
                    + " bytes, found a length of " + Long.toUnsignedString(length));
        }
        byte[] bytes = in.readNBytes((int) length);
        if (bytes.length < length) {
            throw new BatonException(name + ": truncated: expected a header of " + length + " bytes, found "
                    + bytes.length + " bytes after its length");
        }
        if (bytes[0] != '{') {
            throw new BatonException(name + ": not a policy file: expected a JSON header, found rubbish");
        }
        String text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes)).toString();
        Header header = new Header(new Source(name + ": policy header", text));
        long tensors = PREFIX + length;
        long expected = tensors + header.spec.parameterCount() * (long) Float.BYTES;
        if (size != UNKNOWN_SIZE && size != expected) {
            throw wrongSize(name, expected, size);
        }
        byte[] values = in.readNBytes((int) (expected - tensors));
        if (size == UNKNOWN_SIZE) {
            long found = tensors + values.length + (in.read() < 0 ? 0 : 1);
            if (found != expected) {
                throw wrongSize(name, expected, found);
            }
        } else if (tensors + values.length < expected) {
            throw new EOFException();
        }
        float[] parameters = new float[header.spec.parameterCount()];
        little(values).asFloatBuffer().get(parameters);
        try {
            MlpPolicy network = new MlpPolicy(header.spec, parameters);
            return new TrainedPolicy(network, header.environment, header.provenance);
        } catch (IllegalArgumentException e) {
            throw new BatonException(name + ": " + e.getMessage(), e);
        }
    }

    private static BatonException wrongSize(String name, long expected, long found) {
        return new BatonException(name + ": " + (found < expected ? "truncated" : "too long") + ": expected " + expected
                + " bytes, found " + found);
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String header(TrainedPolicy policy) {
        MlpSpec spec = policy.network().spec();
        TrainedIn environment = policy.environment();
        Provenance provenance = policy.provenance();
        String actions =
                environment.actions().stream().map(JsonWriter::quote).collect(Collectors.joining(", ", "[", "]"));
        JsonWriter json = new JsonWriter().begin();
        json.key("__metadata__").begin();
        json.key("format").value(FORMAT);
        json.key("version").value(VERSION);
        json.key("inputs").value(Integer.toString(spec.inputs()));
        json.key("hidden").value(spec.hidden().stream().map(String::valueOf).collect(Collectors.joining(",")));
        json.key("outputs").value(Integer.toString(spec.outputs()));
        json.key("activation").value(spec.activation().key());
        json.key("environment").value(environment.name());
        json.key("fingerprint").value(environment.fingerprint());
        json.key("dimension").value(Integer.toString(environment.dimension()));
        json.key("horizon").value(Integer.toString(environment.horizon()));
        json.key("actions").value(actions);
        json.key("taskScale").value(Double.toString(environment.scales().task()));
        json.key("latencyScale").value(Double.toString(environment.scales().latency()));
        json.key("monetaryScale").value(Double.toString(environment.scales().monetary()));
        if (environment.scales().context() != 1) {
            json.key("contextScale").value(Double.toString(environment.scales().context()));
        }
        if (!environment.memory().equals(Memory.BELIEF)) {
            json.key("belief").value(Boolean.toString(environment.memory().belief()));
            json.key("counts").value(Boolean.toString(environment.memory().counts()));
        }
        json.key("method").value(provenance.method().key());
        json.key("seed").value(Long.toString(provenance.seed()));
        json.key("episodes").value(Long.toString(provenance.episodes()));
        json.key("config").value(provenance.config());
        json.key("program").value(provenance.program());
        if (!provenance.loggedEpisodes().isEmpty()) {
            json.key(LOGGED).value(provenance.loggedEpisodes());
        }
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
        private final TrainedIn environment;
        private final Provenance provenance;

        Header(Source source) {
            this.source = source;
            YamlNode root = YamlDocument.parse(source);
            YamlNode.Mapping top = mapping(root, "the header");
            YamlNode.Mapping meta = mapping(value(top, "__metadata__"), "__metadata__");
            requireVersion(flat(value(meta, "format")), flat(value(meta, "version")));
            YamlSection metadata = YamlSection.of(source, "__metadata__", meta, METADATA, key -> Optional.empty());
            this.spec = spec(metadata);
            List<String> actions = actions(text(metadata, "actions"));
            if (actions.size() != spec.outputs()) {
                throw wrong("__metadata__.actions", spec.outputs() + " names", actions.size() + "");
            }
            this.environment = new TrainedIn(
                    text(metadata, "environment"),
                    fingerprint(metadata),
                    (int) number(metadata, "dimension", 0, MlpSpec.MAX_WIDTH),
                    (int) number(metadata, "horizon", 1, EnvSpec.MAX_HORIZON),
                    actions,
                    new ObservationScales(
                            scale(metadata, "taskScale"),
                            scale(metadata, "latencyScale"),
                            scale(metadata, "monetaryScale"),
                            metadata.has("contextScale") ? scale(metadata, "contextScale") : 1),
                    new Memory(truth(metadata, "belief", true), truth(metadata, "counts", false)));
            this.provenance = new Provenance(
                    method(metadata),
                    number(metadata, "seed", Long.MIN_VALUE, Long.MAX_VALUE),
                    number(metadata, "episodes", 0, Long.MAX_VALUE),
                    text(metadata, "config"),
                    text(metadata, "program"),
                    logged(metadata));
            checkTensors(top);
        }

        private void requireVersion(String format, String version) {
            if (format.equals(FORMAT) && version.equals(WITHOUT_SCALES)) {
                throw source.failure(0, "written by an earlier Baton and does not say what observations are divided by;"
                        + " expected version " + VERSION + ", found " + version + "; train the policy again");
            }
            if (!format.equals(FORMAT) || !version.equals(VERSION)) {
                throw source.failure(0, "expected format " + FORMAT + " version " + VERSION + ", found "
                        + Quoted.plain(format) + " version " + Quoted.plain(version));
            }
        }

        private String fingerprint(YamlSection metadata) {
            String text = text(metadata, "fingerprint");
            if (!FINGERPRINT.matcher(text).matches()) {
                throw wrong("__metadata__.fingerprint", "32 hexadecimal digits", Quoted.of(text));
            }
            return text;
        }

        private boolean truth(YamlSection metadata, String key, boolean otherwise) {
            if (!metadata.has(key)) {
                return otherwise;
            }
            String text = text(metadata, key);
            if (!text.equals("true") && !text.equals("false")) {
                throw wrong("__metadata__." + key, "true or false", Quoted.of(text));
            }
            return Boolean.parseBoolean(text);
        }

        private double scale(YamlSection metadata, String key) {
            String text = text(metadata, key);
            double scale = Decimals.parse(text);
            if (scale > 0 && scale <= EnvSpec.MAX_MAGNITUDE) {
                return scale;
            }
            throw wrong("__metadata__." + key, "a number above 0, at most 1e9", Quoted.of(text));
        }

        private Method method(YamlSection metadata) {
            String text = text(metadata, "method");
            for (Method method : Method.values()) {
                if (method.key().equals(text)) {
                    return method;
                }
            }
            throw wrong("__metadata__.method", "a known method", Quoted.of(text));
        }

        private String logged(YamlSection metadata) {
            if (!metadata.has(LOGGED)) {
                return "";
            }
            String text = text(metadata, LOGGED);
            try {
                return EpisodeRanges.parse(text).text();
            } catch (IllegalArgumentException e) {
                throw source.failure(
                        0, "__metadata__." + LOGGED + ": expected ranges such as 0:0+20000, found " + Quoted.of(text),
                        e);
            }
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
            Activation known = Activation.of(activation)
                    .orElseThrow(() -> wrong("__metadata__.activation", "a known activation", Quoted.of(activation)));
            return modest(new MlpSpec(inputs, hidden, outputs, known));
        }

        private MlpSpec modest(MlpSpec spec) {
            if (spec.parameterCount() > TrainedPolicy.MAX_PARAMETERS) {
                throw wrong(
                        "__metadata__.hidden", "at most " + TrainedPolicy.MAX_PARAMETERS + " parameters",
                        spec.parameterCount() + "");
            }
            return spec;
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
            if (!Decimals.isWhole(text)) {
                throw wrong(key, "a whole number", Quoted.of(text));
            }
            try {
                long value = Long.parseLong(text);
                if (value >= min && value <= max) {
                    return value;
                }
            } catch (NumberFormatException e) {
                throw wrong(key, "a whole number from " + min + " to " + max, Quoted.plain(text));
            }
            throw wrong(key, "a whole number from " + min + " to " + max, text);
        }

        private BatonException wrong(String key, String expected, String found) {
            return source.wrong(0, key, expected, found);
        }
    }
}
