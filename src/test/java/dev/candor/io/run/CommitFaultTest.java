package dev.candor.io.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.io.run.RunDirectory.Outcome;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The file system fails, loses answers, or shows what no driver of this run wrote. */
class CommitFaultTest {
    private static final Driver FIRST = new Driver("first", "1");
    private static final Driver AGAIN = new Driver("again", "1");

    @Test
    void anyFailedOperationLeavesNoManifestOrAWholeRun() throws IOException {
        List<String> steps = new ArrayList<>();
        FIRST.settle(new SteppedStore(new MemoryStore(), steps::add));
        for (int step = 0; step < steps.size(); step++) {
            MemoryStore store = new MemoryStore();
            int failing = step;
            int[] seen = {0};
            boolean published = settles(new SteppedStore(store, operation -> {
                if (seen[0]++ == failing) {
                    throw new IOException("no answer to " + operation);
                }
            }));
            assertThat(Driver.assertNoneOrWhole(store).isPresent())
                    .as(steps.get(step))
                    .isEqualTo(published);
            AGAIN.settle(store);
            Driver.assertPublished(store, "1");
        }
    }

    @Test
    void createdManifestWhoseAnswerWasLostIsPublished() throws IOException {
        MemoryStore store = new MemoryStore();
        Outcome outcome = FIRST.settle(new SteppedStore(store, operation -> {
            if (operation.equals("place manifest.json")) {
                store.placeIfAbsent("_staging-first/manifest.json", "manifest.json");
                throw new IOException("time out");
            }
        }));
        assertThat(outcome).isEqualTo(Outcome.PUBLISHED);
        Driver.assertPublished(store, "1");
    }

    @Test
    void unknownWhetherPublishedCleansUpNothing() throws IOException {
        for (boolean created : new boolean[] {true, false}) {
            MemoryStore store = new MemoryStore();
            boolean[] down = {false};
            RunStore faulty = new SteppedStore(store, operation -> {
                if (operation.equals("place manifest.json") && created) {
                    store.placeIfAbsent("_staging-first/manifest.json", "manifest.json");
                }
                down[0] |= operation.equals("place manifest.json");
                if (down[0]) {
                    throw new IOException("file system is down at " + operation);
                }
            });
            RunDirectory run = FIRST.open(faulty);
            assertThatThrownBy(() -> run.publish(FIRST.publication(faulty)))
                    .isInstanceOfSatisfying(
                            UserException.class,
                            error -> assertThat(error.exitCode()).isEqualTo(ExitCode.COMMIT_STATE_UNKNOWN))
                    .hasMessageContaining("Run the same command again");
            run.fail(ExitCode.COMMIT_STATE_UNKNOWN, "cannot tell", List.of());
            assertThat(Driver.protocolFiles(store)).containsExactly(CommitClaim.FILE, "_staging-first");
            assertThat(AGAIN.settle(store)).isEqualTo(created ? Outcome.ALREADY_PUBLISHED : Outcome.PUBLISHED);
            Driver.assertPublished(store, "1");
        }
    }

    @Test
    void damagedFileOfAnUnfinishedRunIsNotPublished() throws IOException {
        MemoryStore store = killedBeforeManifest();
        store.write(Driver.PAYMENTS, new byte[0]);
        assertThatThrownBy(() -> AGAIN.settle(store))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(Driver.PAYMENTS)
                .hasMessageContaining("damaged");
        assertThat(store.read(Manifest.FILE)).isEmpty();
    }

    /** The same fingerprint and other bytes: determinism is broken, and the two must not be mixed. */
    @Test
    void driverWithOtherBytesMustNotJoin() throws IOException {
        MemoryStore store = killedBeforeManifest();
        var before = store.snapshot();
        RunDirectory run = AGAIN.open(store);
        assertThatThrownBy(() -> run.publish(new Driver("again", "9").publication(store)))
                .isInstanceOfSatisfying(
                        UserException.class,
                        error -> assertThat(error.exitCode()).isEqualTo(ExitCode.OUTPUT_CONFLICT))
                .hasMessageContaining("same fingerprint, but");
        assertThat(store.snapshot()).isEqualTo(before);
    }

    @Test
    void strangeManifestAndClaimAreConflicts() {
        for (String name : List.of(Manifest.FILE, CommitClaim.FILE)) {
            for (String text : List.of("", "{", "null", "{}", "[1]", "{\"fingerprint\":\"x\"}")) {
                MemoryStore store = new MemoryStore();
                store.write(name, text.getBytes(StandardCharsets.UTF_8));
                assertThatThrownBy(() -> FIRST.settle(store))
                        .isInstanceOfSatisfying(
                                UserException.class,
                                error -> assertThat(error.exitCode()).isEqualTo(ExitCode.OUTPUT_CONFLICT))
                        .hasMessageContaining(name);
                assertThat(store.snapshot()).containsOnlyKeys(name);
            }
        }
    }

    private static MemoryStore killedBeforeManifest() throws IOException {
        MemoryStore store = new MemoryStore();
        assertThatThrownBy(() -> FIRST.settle(new SteppedStore(store, operation -> {
                    if (operation.equals("place manifest.json")) {
                        throw new SteppedStore.Killed(operation);
                    }
                })))
                .isInstanceOf(SteppedStore.Killed.class);
        store.delete("_staging-first");
        return store;
    }

    private static boolean settles(RunStore store) {
        try {
            FIRST.settle(store);
            return true;
        } catch (IOException | UncheckedIOException failed) {
            return false;
        }
    }
}
