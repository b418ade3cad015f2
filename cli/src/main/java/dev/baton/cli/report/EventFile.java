package dev.baton.cli.report;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * A file of scalar curves that TensorBoard reads: records (TFRecord) of Protocol Buffers messages, an {@code Event}
 * with a {@code Summary} for every number. Of the messages a handful of fields is needed, which are written here by
 * their numbers (tensorflow/core/util/event.proto, tensorflow/core/framework/summary.proto).
 */
final class EventFile {
    /** What every name of such a file has to contain. */
    static final String NAME = "events.out.tfevents.0.baton";

    private static final String VERSION = "brain.Event:2";
    // So that the checksum of a record within a record is not that of the record.
    private static final int MASK = 0xa282ead8;

    private static final int EVENT_WALL_TIME = 1;
    private static final int EVENT_STEP = 2;
    private static final int EVENT_FILE_VERSION = 3;
    private static final int EVENT_SUMMARY = 5;
    private static final int SUMMARY_VALUE = 1;
    private static final int VALUE_TAG = 1;
    private static final int VALUE_SIMPLE = 2;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final double wallTime;

    /**
     * Begins a file.
     *
     * @param wallTime of every event, in seconds since 1970: metrics do not say when an update was
     */
    EventFile(double wallTime) {
        this.wallTime = wallTime;
        record(new Message()
                .number(EVENT_WALL_TIME, wallTime)
                .bytes(EVENT_FILE_VERSION, VERSION.getBytes(StandardCharsets.UTF_8)));
    }

    /** Adds a number of a curve. */
    void add(String curve, long step, double value) {
        Message one = new Message()
                .bytes(VALUE_TAG, curve.getBytes(StandardCharsets.UTF_8))
                .number(VALUE_SIMPLE, (float) value);
        Message summary = new Message().bytes(SUMMARY_VALUE, one.finish());
        record(new Message()
                .number(EVENT_WALL_TIME, wallTime)
                .whole(EVENT_STEP, step)
                .bytes(EVENT_SUMMARY, summary.finish()));
    }

    private void record(Message event) {
        byte[] payload = event.finish();
        byte[] length = little(Long.BYTES).putLong(payload.length).array();
        bytes.writeBytes(length);
        bytes.writeBytes(checksum(length));
        bytes.writeBytes(payload);
        bytes.writeBytes(checksum(payload));
    }

    private static byte[] checksum(byte[] of) {
        CRC32C crc = new CRC32C();
        crc.update(of);
        return little(Integer.BYTES).putInt(Integer.rotateRight((int) crc.getValue(), 15) + MASK).array();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns the file. */
    byte[] finish() {
        return bytes.toByteArray();
    }

    /** A message of Protocol Buffers: fields with their numbers and wire types. */
    private static final class Message {
        private static final int VARINT = 0;
        private static final int FIXED_64 = 1;
        private static final int LENGTH = 2;
        private static final int FIXED_32 = 5;

        private final ByteArrayOutputStream fields = new ByteArrayOutputStream();

        Message number(int field, double value) {
            varint(field << 3 | FIXED_64);
            fields.writeBytes(little(Double.BYTES).putDouble(value).array());
            return this;
        }

        Message number(int field, float value) {
            varint(field << 3 | FIXED_32);
            fields.writeBytes(little(Float.BYTES).putFloat(value).array());
            return this;
        }

        Message whole(int field, long value) {
            varint(field << 3 | VARINT);
            varint(value);
            return this;
        }

        Message bytes(int field, byte[] value) {
            varint(field << 3 | LENGTH);
            varint(value.length);
            fields.writeBytes(value);
            return this;
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                fields.write((int) (rest & 0x7f | 0x80));
                rest >>>= 7;
            }
            fields.write((int) rest);
        }

        byte[] finish() {
            return fields.toByteArray();
        }
    }
}
