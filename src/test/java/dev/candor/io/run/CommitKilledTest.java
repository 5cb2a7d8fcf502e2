package dev.candor.io.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.io.run.RunDirectory.Outcome;
import dev.candor.io.run.SteppedStore.Killed;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver is killed before every single operation it does on the file system. */
class CommitKilledTest {
    private static final Driver FIRST = new Driver("first", "1");
    private static final Driver AGAIN = new Driver("again", "1");
    private static final Driver THIRD = new Driver("third", "1");
    private static final Driver OTHER = new Driver("other", "2");

    @TempDir
    Path folder;

    @Test
    void leavesNoManifestOrAWholeRunAndTheSameRunFinishesIt() throws IOException {
        int steps = steps(FIRST, afterFailure()).size();
        boolean claimed = false;
        for (int step = 0; step < steps; step++) {
            MemoryStore store = afterFailure();
            kill(FIRST, store, step);
            Driver.assertNoneOrWhole(store);
            claimed |= isTaken(store);
            assertThat(isTaken(store)).as("once claimed, for ever").isEqualTo(claimed);
            assertOtherRun(new MemoryStore(store));
            AGAIN.settle(store);
            Driver.assertPublished(store, "1");
        }
        assertThat(claimed).isTrue();
    }

    @Test
    void killedTwice() throws IOException {
        int steps = steps(FIRST, new MemoryStore()).size();
        for (int first = 0; first < steps; first++) {
            MemoryStore once = new MemoryStore();
            kill(FIRST, once, first);
            int stepsAgain = steps(AGAIN, new MemoryStore(once)).size();
            for (int second = 0; second < stepsAgain; second++) {
                MemoryStore store = new MemoryStore(once);
                kill(AGAIN, store, second);
                Driver.assertNoneOrWhole(store);
                THIRD.settle(store);
                Driver.assertPublished(store, "1");
            }
        }
    }

    @Test
    void onDisk() throws IOException {
        int steps = steps(FIRST, new LocalRunStore(folder.resolve("whole"))).size();
        for (int step = 0; step < steps; step++) {
            RunStore store = new LocalRunStore(folder.resolve("local-" + step));
            kill(FIRST, store, step);
            Driver.assertNoneOrWhole(store);
            AGAIN.settle(store);
            Driver.assertPublished(store, "1");
        }
    }

    /** Only where names appear: Hadoop's local file system starts a process for each file. */
    @Test
    void throughHadoop() throws IOException {
        Configuration hadoop = new Configuration();
        List<String> steps = steps(FIRST, hadoop(hadoop, "whole"));
        for (int step = 0; step < steps.size(); step++) {
            if (steps.get(step).startsWith("place")) {
                RunStore store = hadoop(hadoop, "hadoop-" + step);
                kill(FIRST, store, step);
                Driver.assertNoneOrWhole(store);
                AGAIN.settle(store);
                Driver.assertPublished(store, "1");
            }
        }
    }

    @Test
    void whileFailing() throws IOException {
        List<String> steps = new ArrayList<>();
        FIRST.reject(new SteppedStore(new MemoryStore(), steps::add));
        for (int step = 0; step < steps.size(); step++) {
            MemoryStore store = new MemoryStore();
            try {
                FIRST.reject(new SteppedStore(store, killer(step)));
            } catch (Killed expected) {
                assertThat(expected).hasMessageContaining(steps.get(step));
            }
            assertThat(isTaken(store)).isFalse();
            assertThat(OTHER.settle(store)).isEqualTo(Outcome.PUBLISHED);
            Driver.assertPublished(store, "2");
            assertThat(store.list("quarantine")).containsExactly("part-00000.json");
        }
    }

    /** Refused without a touch once the directory is taken, published otherwise. */
    private static void assertOtherRun(MemoryStore store) throws IOException {
        if (isTaken(store)) {
            var before = store.snapshot();
            assertThatThrownBy(() -> OTHER.settle(store))
                    .isInstanceOfSatisfying(
                            UserException.class,
                            refusal -> assertThat(refusal.exitCode()).isEqualTo(ExitCode.OUTPUT_CONFLICT));
            assertThat(store.snapshot()).isEqualTo(before);
        } else {
            OTHER.settle(store);
            Driver.assertPublished(store, "2");
        }
    }

    private static boolean isTaken(RunStore store) throws IOException {
        return store.read(CommitClaim.FILE).isPresent()
                || store.read(Manifest.FILE).isPresent();
    }

    private static MemoryStore afterFailure() throws IOException {
        MemoryStore store = new MemoryStore();
        new Driver("failed", "0").reject(store);
        assertThat(store.snapshot()).hasSize(2);
        return store;
    }

    private static List<String> steps(Driver driver, RunStore store) throws IOException {
        List<String> steps = new ArrayList<>();
        driver.settle(new SteppedStore(store, steps::add));
        Driver.assertPublished(store, driver.lambda());
        return steps;
    }

    private static void kill(Driver driver, RunStore store, int step) {
        assertThatThrownBy(() -> driver.settle(new SteppedStore(store, killer(step))))
                .isInstanceOf(Killed.class);
    }

    private static SteppedStore.Step killer(int step) {
        int[] seen = {0};
        return operation -> {
            if (seen[0]++ == step) {
                throw new Killed(operation);
            }
        };
    }

    private RunStore hadoop(Configuration hadoop, String name) throws IOException {
        return new HadoopRunStore(
                hadoop, new org.apache.hadoop.fs.Path(folder.resolve(name).toUri()));
    }
}
