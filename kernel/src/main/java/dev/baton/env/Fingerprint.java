package dev.baton.env;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The digest behind {@link EnvSpec#fingerprint}: SHA-256 of all numbers in a fixed order, each list after its length.
 */
final class Fingerprint {
    // Changed with the meaning of the numbers, so that a fingerprint never stands for two different simulators.
    private static final String VERSION = "baton environment 1";
    private static final int BYTES = 16;

    private final MessageDigest digest;
    private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);

    private Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        digest.update(VERSION.getBytes(StandardCharsets.US_ASCII));
    }

    static String of(EnvSpec spec) {
        Fingerprint fingerprint = new Fingerprint();
        fingerprint.add(spec);
        byte[] bytes = fingerprint.digest.digest();
        return HexFormat.of().formatHex(bytes, 0, BYTES);
    }

    private void add(EnvSpec spec) {
        add(spec.horizon());
        add(spec.start().offset());
        add(spec.start().scale());
        add(spec.start().difficultySigma());
        add(spec.start().jitter());
        add(spec.drift());
        add(spec.tolerance());
        add(spec.weights());
        add(spec.clip());
        add(spec.charge().ordinal());
        add(spec.predictor().ordinal());
        add(spec.actions().size());
        for (Action action : spec.actions()) {
            add(action);
        }
        add(spec.context());
        add(spec.limits().latency());
        add(spec.limits().monetary());
        Phases phases = spec.phases();
        add(phases == null ? 0 : phases.count());
        if (phases != null) {
            add(phases.start());
            add(phases.transition().size());
            phases.transition().forEach(this::add);
            add(phases.solved().size());
            phases.solved().forEach(solved -> add(solved ? 1 : 0));
        }
    }

    private void add(Action action) {
        add(action.kind().ordinal());
        Price.ALL.forEach(price -> add(action.perContext().get(price)));
        add(action.maxCalls());
        add(action.transition().size());
        action.transition().forEach(this::add);
        add(action.outcomes().size());
        for (int j = 0; j < action.outcomes().size(); j++) {
            Outcome outcome = action.outcomes().get(j);
            add(outcome.probabilities());
            add(outcome.failure() ? 1 : 0);
            Price.ALL.forEach(price -> add(outcome.price(price)));
            add(outcome.scale());
            add(outcome.shift());
            add(outcome.context().keep());
            add(outcome.context().add());
            add(outcome.move().size());
            outcome.move().forEach(this::add);
            add(sameSignal(action, j));
        }
    }

    /** What counts of a signal is not its name but the first outcome that shares it. */
    private static int sameSignal(Action action, int j) {
        String signal = action.outcomes().get(j).signal();
        int first = 0;
        while (signal != null && !signal.equals(action.outcomes().get(first).signal())) {
            first++;
        }
        return signal == null ? j : first;
    }

    private void add(CostVector vector) {
        CostComponent.ALL.forEach(component -> add(vector.get(component)));
    }

    private void add(List<Double> vector) {
        add(vector.size());
        for (double value : vector) {
            add(value);
        }
    }

    private void add(double value) {
        // −0 and 0 are the same number in every formula of the model.
        number.clear().putLong(Double.doubleToLongBits(value + 0.0));
        digest.update(number.array());
    }
}
