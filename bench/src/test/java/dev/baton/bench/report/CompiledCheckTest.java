package dev.baton.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompiledCheckTest {
    private static final String COMPILED = "   1203  812       4       dev.baton.ops.SimdBatchOps::tanh (98 bytes)";

    @Test
    void aMethodThatTheCompilerGaveUpIsReported() {
        String ours = "   2203  912       3       dev.baton.env.SimdStepper::step (412 bytes)   COMPILE SKIPPED: out of"
                + " virtual registers in LIR generator (retry at different tier)";
        String another = "   2203  912       3       java.lang.String::strip (41 bytes)   COMPILE SKIPPED: out of"
                + " nodes";
        String triedAgain = "   2203  912       3       dev.baton.ops.SimdBatchOps::tile (300 bytes)   COMPILE SKIPPED:"
                + " concurrent class loading";
        assertThat(CompiledCheck.skipped(List.of(COMPILED, another, triedAgain)))
                .isEmpty();
        assertThat(CompiledCheck.skipped(List.of(COMPILED, ours)))
                .singleElement()
                .asString()
                .contains("SimdStepper::step");
    }

    @Test
    void outputWithoutCompilationsIsAProblem() {
        assertThat(CompiledCheck.skipped(List.of("Result: 12 ns/op"))).hasSize(1);
    }

    @Test
    void forksThatDifferAreReported() throws IOException {
        String text;
        try (var in = CompiledCheckTest.class.getResourceAsStream("/results/rollout.json")) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        // In both forks a step takes as long as the same number of multiply-adds: the machine was slower in the first.
        String even = text.replace("\"samples\":", "\"fmaGflopsSum\": {\"rawData\": [[50], [65]]}, \"samples\":");
        assertThat(CompiledCheck.differingForks(Row.parse("rollout", even).subList(0, 1)))
                .isEmpty();
        List<Row> rows = Row.parse("rollout", text);
        assertThat(CompiledCheck.differingForks(rows)).hasSameSizeAs(rows).first().asString().contains("20 %", "1.3");
        assertThat(CompiledCheck.again(Row.parse("rollout", even).subList(0, 1))).isEmpty();
        assertThat(CompiledCheck.again(rows))
                .hasSameSizeAs(rows)
                .first()
                .isEqualTo("\\.RolloutBenchmark.rollout$ -p implementation=SIMD -p batch=256 -p hidden=64 -p"
                        + " activation=RELU");
        try (var in = CompiledCheckTest.class.getResourceAsStream("/results/kernels.json")) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(CompiledCheck.differingForks(Row.parse("kernels", text))).isEmpty();
    }

    @Test
    void iterationsThatANeighbourSlowedAreNoDifference() throws IOException {
        String text;
        try (var in = CompiledCheckTest.class.getResourceAsStream("/results/rollout.json")) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        String slowed = text.replaceFirst(
                "\\[\\s*\\[\\s*1\\.0\\s*],\\s*\\[\\s*1\\.3\\s*]\\s*]", "[[1.3, 1.29, 0.9, 0.9, 0.9, 0.9], [1.3, 1.3]]");
        assertThat(slowed).isNotEqualTo(text);
        assertThat(CompiledCheck.differingForks(Row.parse("rollout", slowed).subList(0, 1)))
                .isEmpty();
    }
}
