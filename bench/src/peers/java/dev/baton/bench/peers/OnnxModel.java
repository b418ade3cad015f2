package dev.baton.bench.peers;

import dev.baton.Activation;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes a problem's network in the ONNX format: Gemm, activation, Gemm, batch first. */
final class OnnxModel {
    static final String INPUT = "x";
    static final String OUTPUT = "logits";

    private static final int FLOAT = 1;
    private static final int ATTRIBUTE_INT = 2;
    private static final int IR_VERSION = 8;
    private static final int OPSET = 17;

    private OnnxModel() {}

    static byte[] of(Problem problem) {
        boolean relu = problem.spec().activation() == Activation.RELU;
        Message graph = new Message()
                .message(1, gemm("first", INPUT, "w0", "b0", "h"))
                .message(1, node("activation", relu ? "Relu" : "Tanh", "a", "h"))
                .message(1, gemm("second", "a", "w1", "b1", OUTPUT))
                .text(2, "policy")
                .message(5, tensor("w0", problem.weights(0), Problem.HIDDEN, Problem.FEATURES))
                .message(5, tensor("b0", problem.biases(0), Problem.HIDDEN))
                .message(5, tensor("w1", problem.weights(1), Problem.ACTIONS, Problem.HIDDEN))
                .message(5, tensor("b1", problem.biases(1), Problem.ACTIONS))
                .message(11, value(INPUT, Problem.FEATURES))
                .message(12, value(OUTPUT, Problem.ACTIONS));
        return new Message()
                .number(1, IR_VERSION)
                .text(2, "baton")
                .message(7, graph)
                .message(8, new Message().text(1, "").number(2, OPSET))
                .bytes();
    }

    private static Message node(String name, String type, String output, String... inputs) {
        Message node = new Message();
        for (String input : inputs) {
            node.text(1, input);
        }
        return node.text(2, output).text(3, name).text(4, type);
    }

    /** output = input · weightsᵀ + bias. */
    private static Message gemm(String name, String input, String weights, String bias, String output) {
        Message transposed = new Message().text(1, "transB").number(3, 1).number(20, ATTRIBUTE_INT);
        return node(name, "Gemm", output, input, weights, bias).message(5, transposed);
    }

    private static Message tensor(String name, float[] values, int... shape) {
        Message tensor = new Message();
        for (int size : shape) {
            tensor.number(1, size);
        }
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return tensor.number(2, FLOAT).text(8, name).raw(9, raw.array());
    }

    /** A matrix with any number of rows. */
    private static Message value(String name, int columns) {
        Message shape = new Message()
                .message(1, new Message().text(2, "batch"))
                .message(1, new Message().number(1, columns));
        Message type = new Message().message(1, new Message().number(1, FLOAT).message(2, shape));
        return new Message().text(1, name).message(2, type);
    }

    /** A message of protocol buffers. */
    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        Message raw(int field, byte[] bytes) {
            varint((long) field << 3 | 2);
            varint(bytes.length);
            out.writeBytes(bytes);
            return this;
        }

        Message text(int field, String value) {
            return raw(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return raw(field, value.bytes());
        }

        byte[] bytes() {
            return out.toByteArray();
        }

        private void varint(long value) {
            long rest = value;
            while (rest >= 0x80) {
                out.write((int) (rest & 0x7f | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }
    }
}
