package dev.candor.io.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.io.run.RunDirectory.Outcome;
import dev.candor.io.run.SteppedStore.Killed;
import dev.candor.model.ExitCode;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * Two drivers on one directory: every schedule in which one driver does i operations, the other j, the first one
 * the rest of its own and then the other the rest (all i, j), and random schedules in which one may be killed.
 */
class TwoDriversTest {
    private static final Driver A = new Driver("a", "1");
    private static final Driver SAME = new Driver("b", "1");
    private static final Driver OTHER = new Driver("b", "2");

    @Test
    void sameRunInEverySchedule() throws IOException {
        everySchedule(SAME, (a, b, store) -> {
            assertThat(List.of(a, b)).containsExactlyInAnyOrder(Outcome.PUBLISHED, Outcome.ALREADY_PUBLISHED);
            Driver.assertPublished(store, "1");
            assertThat(Driver.protocolFiles(store)).isEmpty();
            assertThat(store.read(RunResult.FILE)).isPresent();
        });
    }

    @Test
    void anotherRunInEverySchedule() throws IOException {
        everySchedule(OTHER, (a, b, store) -> {
            assertThat(List.of(a, b)).containsExactlyInAnyOrder(Outcome.PUBLISHED, ExitCode.OUTPUT_CONFLICT);
            Driver.assertPublished(store, a == Outcome.PUBLISHED ? "1" : "2");
            assertThat(Driver.protocolFiles(store)).isEmpty();
        });
    }

    @Property(tries = 300)
    void randomTurnsSameRunOneKilled(@ForAll Random turns) throws IOException {
        MemoryStore store = new MemoryStore();
        Object survivor = randomTurns(SAME, store, turns);
        assertThat(survivor).isIn(Outcome.PUBLISHED, Outcome.ALREADY_PUBLISHED);
        Driver.assertPublished(store, "1");
    }

    @Property(tries = 300)
    void randomTurnsAnotherRunOneKilled(@ForAll Random turns) throws IOException {
        MemoryStore store = new MemoryStore();
        Object survivor = randomTurns(OTHER, store, turns);
        if (survivor == Outcome.PUBLISHED) {
            Driver.assertPublished(store, "2");
            return;
        }
        assertThat(survivor).isEqualTo(ExitCode.OUTPUT_CONFLICT);
        Driver.assertNoneOrWhole(store);
        new Driver("c", "1").settle(store);
        Driver.assertPublished(store, "1");
    }

    /** A is killed at a random moment; what B came to. */
    private static Object randomTurns(Driver other, MemoryStore store, Random turns) {
        Lockstep a = new Lockstep(A, store);
        Lockstep b = new Lockstep(other, store);
        int life = turns.nextInt(60);
        while (!a.ended() || !b.ended()) {
            if (turns.nextBoolean()) {
                b.step();
            } else if (life-- > 0) {
                a.step();
            } else {
                a.kill();
            }
        }
        assertThat(a.result())
                .isIn(Outcome.PUBLISHED, Outcome.ALREADY_PUBLISHED, ExitCode.OUTPUT_CONFLICT, Killed.class);
        return b.result();
    }

    private static void everySchedule(Driver other, Check check) throws IOException {
        int mostA = length(A);
        int mostB = length(other);
        for (int i = 0; i <= mostA; i++) {
            for (int j = 0; j <= mostB; j++) {
                MemoryStore store = new MemoryStore();
                Lockstep a = new Lockstep(A, store);
                Lockstep b = new Lockstep(other, store);
                a.steps(i);
                b.steps(j);
                a.finish();
                b.finish();
                check.accept(a.result(), b.result(), store);
            }
        }
    }

    private static int length(Driver driver) {
        Lockstep alone = new Lockstep(driver, new MemoryStore());
        int length = 0;
        while (alone.step()) {
            length++;
        }
        return length;
    }

    private interface Check {
        void accept(Object a, Object b, MemoryStore store) throws IOException;
    }
}
