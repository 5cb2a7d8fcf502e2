package dev.candor.io.run;

import dev.candor.io.run.RunDirectory.Outcome;
import dev.candor.io.run.SteppedStore.Killed;
import dev.candor.model.UserException;
import java.io.IOException;
import java.util.concurrent.SynchronousQueue;

/**
 * A driver in a thread of its own that does one operation of the file system each time it is told to. The thread
 * that tells waits meanwhile, so a schedule of two drivers is one sequence of operations.
 */
final class Lockstep {
    private final SynchronousQueue<Boolean> orders = new SynchronousQueue<>();
    private final SynchronousQueue<Boolean> reports = new SynchronousQueue<>();
    private boolean ended;
    private volatile Object result;

    /** Starts the driver and lets it come to its first operation. */
    Lockstep(Driver driver, RunStore store) {
        RunStore stepped = new SteppedStore(store, operation -> {
            report(false);
            if (!await(orders)) {
                throw new Killed(operation);
            }
        });
        Thread thread = new Thread(
                () -> {
                    result = settle(driver, stepped);
                    report(true);
                },
                "driver-" + driver.name());
        thread.setDaemon(true);
        thread.start();
        ended = await(reports);
    }

    boolean ended() {
        return ended;
    }

    /** One operation; false if the driver has ended. */
    boolean step() {
        return tell(true);
    }

    /** At most {@code steps} operations. */
    void steps(int steps) {
        int done = 0;
        while (done < steps && step()) {
            done++;
        }
    }

    void finish() {
        steps(Integer.MAX_VALUE);
    }

    /** The driver's process is gone. */
    void kill() {
        tell(false);
    }

    /** {@link Outcome}, or the exit code of a refusal, or {@link Killed}, or what went wrong. */
    Object result() {
        if (!ended) {
            throw new IllegalStateException("still running");
        }
        return result;
    }

    private boolean tell(boolean go) {
        if (ended) {
            return false;
        }
        try {
            orders.put(go);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
        ended = await(reports);
        return true;
    }

    private static Object settle(Driver driver, RunStore store) {
        try {
            return driver.settle(store);
        } catch (UserException refusal) {
            return refusal.exitCode();
        } catch (IOException | RuntimeException wrong) {
            return wrong;
        } catch (Killed killed) {
            return Killed.class;
        }
    }

    private void report(boolean end) {
        try {
            reports.put(end);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private static boolean await(SynchronousQueue<Boolean> queue) {
        try {
            return queue.take();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
