package dev.baton.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.env.EnvSpec;
import dev.baton.env.KnownWorlds;
import dev.baton.env.TestEnvironments;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Finds every fault that is planted in dynamics without one, and none in those. */
class EnvironmentCheckerTest {
    private static final long SEED = 6;
    private static final int STEPS = 20;
    /** A fault in one method of {@link Walk}. */
    enum Fault {
        COST_IS_NOT_FINITE("cost of the step in episode ", "expected a finite number, found NaN") {
            @Override
            void afterStep(Faulty own, DynamicsBatch batch, int from, int to) {
                for (int n = from; n < to; n++) {
                    batch.cost[n] = batch.step[n] == 3 ? Float.NaN : batch.cost[n];
                }
            }
        },
        OBSERVATION_IS_NOT_FINITE("observation in episode ", "feature 1: expected a finite number, found Infinity") {
            @Override
            void afterObserve(DynamicsBatch batch, int from, int to, float[] out, int start, int stride) {
                for (int n = from; n < to; n++) {
                    if (batch.step[n] == 2) {
                        out[start + stride + n] = Float.POSITIVE_INFINITY;
                    }
                }
            }
        },
        FINAL_OBSERVATION_IS_NOT_FINITE("observation after its end, in episode ", "found NaN") {
            @Override
            void afterObserve(DynamicsBatch batch, int from, int to, float[] out, int start, int stride) {
                for (int n = from; n < to; n++) {
                    if (batch.ended[n] != DynamicsBatch.RUNNING) {
                        out[start + n] = Float.NaN;
                    }
                }
            }
        },
        NOTHING_IS_AVAILABLE("availability in episode ", "expected at least one of 3 actions, found none") {
            @Override
            void afterAvailable(DynamicsBatch batch, int from, int to, long[] mask) {
                for (int n = from; n < to; n++) {
                    // Bits of actions that do not exist.
                    mask[n] = batch.step[n] == 4 ? 0b11000 : mask[n];
                }
            }
        },
        THE_END_IS_NO_END("end of the step in episode ", "or 3 (truncated), found 4") {
            @Override
            void afterStep(Faulty own, DynamicsBatch batch, int from, int to) {
                for (int n = from; n < to; n++) {
                    batch.ended[n] = batch.ended[n] == DynamicsBatch.SUCCEEDED ? 4 : batch.ended[n];
                }
            }
        },
        A_COLUMN_READS_ITS_NEIGHBOUR("expected the same bits in a batch of its own", "feature 0 ") {
            @Override
            void afterStep(Faulty own, DynamicsBatch batch, int from, int to) {
                for (int n = from; n < to - 1; n++) {
                    batch.floats[n] += batch.floats[n + 1] * 0x1p-10f;
                }
            }
        },
        THE_COLUMN_COUNTS("expected the same bits 5 columns farther on", "a cost of ") {
            @Override
            void afterStep(Faulty own, DynamicsBatch batch, int from, int to) {
                for (int n = from; n < to; n++) {
                    batch.cost[n] += n % 4;
                }
            }
        },
        THE_GROUPING_COUNTS("expected the same bits in tiles of 16 columns, the last first", "a cost of ") {
            @Override
            void afterStep(Faulty own, DynamicsBatch batch, int from, int to) {
                for (int n = from; n < to; n++) {
                    batch.cost[n] += to - from > 16 ? 1 : 0;
                }
            }
        },
        SOMETHING_IS_REMEMBERED("expected the same bits the second time", "a cost of ") {
            @Override
            void afterStep(Faulty own, DynamicsBatch batch, int from, int to) {
                batch.cost[from] += own.calls.incrementAndGet() % 64;
            }
        },
        WARM_IS_NOT_COLD("expected the same bits after many steps", "feature 0 ") {
            @Override
            void afterStep(Faulty own, DynamicsBatch batch, int from, int to) {
                if (own.calls.incrementAndGet() > 500) {
                    for (int n = from; n < to; n++) {
                        batch.floats[n] = Math.nextUp(batch.floats[n]);
                    }
                }
            }
        },
        THE_THREAD_COUNTS("expected the same bits on 4 threads", "a cost of ") {
            @Override
            void afterStep(Faulty own, DynamicsBatch batch, int from, int to) {
                for (int n = from; n < to; n++) {
                    batch.cost[n] += Thread.currentThread().threadId() == own.thread ? 0 : 1;
                }
            }
        },
        A_STEP_ALLOCATES("steps: expected none of them to allocate once they are warm, found ", " bytes in each") {
            @Override
            void afterStep(Faulty own, DynamicsBatch batch, int from, int to) {
                own.kept = new int[] {from, to};
            }
        },
        A_STEP_WRITES_ELSEWHERE(
                "step of columns 16 to 26: expected floats of column 3 to be kept", "found it changed") {
            @Override
            void afterStep(Faulty own, DynamicsBatch batch, int from, int to) {
                if (from == 16 && to == 27) {
                    batch.floats[3]++;
                }
            }
        },
        A_STEP_CHANGES_THE_ACTION(
                "step of columns 16 to 26: expected action of column 16 to be kept", "found it changed") {
            @Override
            void afterStep(Faulty own, DynamicsBatch batch, int from, int to) {
                batch.action[from] = (batch.action[from] + 1) % 3;
            }
        },
        A_STEP_COUNTS_ITSELF("step: expected the number of steps to be kept", "at 2 after the first") {
            @Override
            void afterStep(Faulty own, DynamicsBatch batch, int from, int to) {
                for (int n = from; n < to; n++) {
                    batch.step[n]++;
                }
            }
        },
        A_FEATURE_IS_FORGOTTEN("observe: expected feature 1 of column 16 to be written", "found it as it was") {
            @Override
            boolean observesAll() {
                return false;
            }
        },
        TOO_MUCH_IS_OBSERVED("observe of columns 16 to 26: expected nothing to be written outside", "row 1, column 3") {
            @Override
            void afterObserve(DynamicsBatch batch, int from, int to, float[] out, int start, int stride) {
                if (from == 16 && to == 27) {
                    out[start + stride + 3] = 0;
                }
            }
        },
        OBSERVING_CHANGES_THE_STATE("observe of columns 16 to 26: expected ints of column 16 to be kept", "changed") {
            @Override
            void afterObserve(DynamicsBatch batch, int from, int to, float[] out, int start, int stride) {
                batch.ints[from] ^= 2;
            }
        },
        THE_START_IS_THE_END("start in column 5: expected an episode that runs", "found the end 1") {
            @Override
            void afterStart(DynamicsBatch batch, int from, int to) {
                if (from <= 5 && to - from > 40) {
                    batch.ended[5] = DynamicsBatch.TERMINATED;
                }
            }
        },
        THE_BATCH_IS_TOO_SMALL("an exception is thrown: java.lang.ArrayIndexOutOfBoundsException", "") {
            @Override
            void afterStep(Faulty own, DynamicsBatch batch, int from, int to) {
                batch.floats[batch.floats.length + from] = 0;
            }
        };

        private final String start;
        private final String end;

        Fault(String start, String end) {
            this.start = start;
            this.end = end;
        }

        void afterStart(DynamicsBatch batch, int from, int to) {}

        void afterStep(Faulty own, DynamicsBatch batch, int from, int to) {}

        void afterObserve(DynamicsBatch batch, int from, int to, float[] out, int start, int stride) {}

        void afterAvailable(DynamicsBatch batch, int from, int to, long[] mask) {}

        boolean observesAll() {
            return true;
        }
    }

    static final class Faulty extends Walk {
        private final Fault fault;
        private final long thread = Thread.currentThread().threadId();
        private final AtomicInteger calls = new AtomicInteger();
        private volatile int[] kept = {};

        Faulty(Fault fault) {
            this.fault = fault;
        }

        @Override
        public void start(DynamicsBatch batch, Draws draws, int from, int to) {
            super.start(batch, draws, from, to);
            fault.afterStart(batch, from, to);
        }

        @Override
        public void step(DynamicsBatch batch, Draws draws, int from, int to) {
            super.step(batch, draws, from, to);
            fault.afterStep(this, batch, from, to);
        }

        @Override
        public void observe(DynamicsBatch batch, int from, int to, float[] out, int start, int stride) {
            if (fault.observesAll()) {
                super.observe(batch, from, to, out, start, stride);
            } else {
                Arrays.fill(out, start + from, start + to, 1);
            }
            fault.afterObserve(batch, from, to, out, start, stride);
        }

        @Override
        public void available(DynamicsBatch batch, int from, int to, long[] mask) {
            super.available(batch, from, to, mask);
            fault.afterAvailable(batch, from, to, mask);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyPlantedFaultIsFoundAndNamed(Fault fault) {
        // Where it is not the fault, nobody waits until nothing is allocated.
        long nanos = fault == Fault.A_STEP_ALLOCATES ? 200_000_000 : 0;
        Faulty faulty = new Faulty(fault);
        List<String> violations = EnvironmentChecker.check(faulty, SEED, STEPS, nanos);
        assertThat(violations).anySatisfy(sentence -> assertThat(sentence).contains(fault.start).contains(fault.end));
        assertThat(faulty.kept.length > 0).isEqualTo(fault == Fault.A_STEP_ALLOCATES);
    }

    @Test
    void dynamicsWithoutAFaultHaveNone() {
        assertThat(EnvironmentChecker.check(new Walk(), SEED, STEPS)).isEmpty();
    }

    /** That they allocate nothing is in AllocationTest: a big kernel waits long for the compiler. */
    @Test
    void environmentsOfTheModelHaveNone() {
        List<EnvSpec> environments = List.of(
                TestEnvironments.paper(), TestEnvironments.everything(), KnownWorlds.agentLoop(8),
                KnownWorlds.cascade(7));
        for (EnvSpec spec : environments) {
            assertThat(EnvironmentChecker.check(spec, SEED, STEPS, 0)).as(spec.name()).isEmpty();
        }
    }

    @Test
    void whatCannotBeCheckedIsRefused() {
        assertThatThrownBy(() -> EnvironmentChecker.check(new Walk(), SEED, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("steps: expected 1 or more, found 0");
        assertThatThrownBy(() -> EnvironmentChecker.check(new Walk(), -1, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("seed: expected 0 to 4294967295, found -1");
    }
}
