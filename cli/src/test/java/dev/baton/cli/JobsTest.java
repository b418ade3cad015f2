package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.cli.process.Jobs;
import dev.baton.files.BatonException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JobsTest {
    @Test
    void resultsAreInTheOrderOfTheTasks() {
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int n = i;
            tasks.add(() -> n * n);
        }
        for (int threads : new int[] {1, 2, 7}) {
            assertThat(Jobs.run(threads, tasks))
                    .isEqualTo(IntStream.range(0, 50).map(n -> n * n).boxed().toList());
        }
    }

    /** Seed 1 fails first in time; what is reported is seed 0. */
    @Test
    void theFailureOfTheFirstTaskIsReportedWheneverItHappens() {
        for (int round = 0; round < 20; round++) {
            CountDownLatch second = new CountDownLatch(1);
            List<Callable<Integer>> tasks = List.of(
                    () -> {
                        second.await();
                        Thread.sleep(5);
                        throw new BatonException("seed 0");
                    },
                    () -> {
                        second.countDown();
                        throw new BatonException("seed 1");
                    });
            assertThatThrownBy(() -> Jobs.run(2, tasks)).isInstanceOf(BatonException.class).hasMessage("seed 0");
        }
    }

    @Test
    void whatComesAfterAFailureIsNotBegun() {
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch failed = new CountDownLatch(1);
        List<Callable<Integer>> tasks = new ArrayList<>();
        tasks.add(() -> {
            failed.await();
            Thread.sleep(50);
            return 0;
        });
        tasks.add(() -> {
            failed.countDown();
            throw new BatonException("seed 1");
        });
        for (int i = 0; i < 10_000; i++) {
            tasks.add(() -> {
                Thread.sleep(1);
                return begun.incrementAndGet();
            });
        }

        assertThatThrownBy(() -> Jobs.run(2, tasks)).hasMessage("seed 1");
        assertThat(begun.get()).isLessThan(1_000);
    }
}
