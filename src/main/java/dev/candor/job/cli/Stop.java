package dev.candor.job.cli;

import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.service.launcher.IrqHandler;

/**
 * Whether somebody asked the run to stop: asked by the thread of a signal, obeyed by the thread that runs the verb, which
 * is interrupted. From the moment a result is being published a request comes too late: the run ends as it would have.
 */
public final class Stop {
    private static final Map<String, ExitCode> SIGNALS =
            Map.of("HUP", ExitCode.HUNG_UP, "INT", ExitCode.INTERRUPTED, "TERM", ExitCode.TERMINATED);

    /** Schedulers send SIGKILL after 10 to 30 seconds. */
    private static final long PATIENCE_SECONDS = 8;

    private final CountDownLatch ended = new CountDownLatch(1);
    /** Who runs the verb and can be interrupted; null before, and once there is nothing to stop. */
    private Thread runner;

    private ExitCode asked;

    /**
     * Obeys SIGHUP, SIGINT and SIGTERM from now on. A second signal, or a run that does not end by itself, ends the
     * process at once.
     */
    public void listen(PrintStream err) {
        for (Map.Entry<String, ExitCode> signal : SIGNALS.entrySet()) {
            new IrqHandler(signal.getKey(), data -> obey(signal.getValue(), err)).bind();
        }
    }

    private void obey(ExitCode signal, PrintStream err) {
        if (!ask(signal)) {
            Runtime.getRuntime().halt(signal.code());
        }
        try {
            if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                err.println("candor: " + message(signal) + " A staging directory may be left in the output.");
                Runtime.getRuntime().halt(signal.code());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** This thread runs the verb. */
    synchronized void begin() {
        runner = Thread.currentThread();
    }

    /** The verb has ended. */
    synchronized void end() {
        withdraw();
        ended.countDown();
    }

    /** Asks; false when somebody has asked before. */
    synchronized boolean ask(ExitCode signal) {
        if (asked != null) {
            return false;
        }
        asked = signal;
        if (runner != null) {
            runner.interrupt();
        }
        return true;
    }

    /**
     * Goes on only when nobody has asked. Otherwise takes the interrupt from the thread, which has caches to release.
     *
     * @throws UserException with the code of the signal
     */
    public synchronized void check() {
        accept().ifPresent(stopped -> {
            throw stopped;
        });
    }

    /** From here on nothing stops the run. */
    public synchronized void commit() {
        check();
        withdraw();
    }

    /** What ended the run, whatever it looked like to who was interrupted; empty when nobody asked, or too late. */
    synchronized Optional<UserException> request() {
        return asked == null || runner == null
                ? Optional.empty()
                : Optional.of(UserException.stopped(asked, message(asked)));
    }

    /** Takes an interrupt that was not met yet from the thread, which has an account of its end to write. */
    public synchronized Optional<UserException> accept() {
        Optional<UserException> request = request();
        request.ifPresent(stopped -> Thread.interrupted());
        return request;
    }

    private void withdraw() {
        runner = null;
    }

    private static String message(ExitCode signal) {
        String name = SIGNALS.entrySet().stream()
                .filter(entry -> entry.getValue() == signal)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no signal ends a run with " + signal));
        return "Stopped by SIG" + name + ": nothing was published. Run the same command again to start over.";
    }
}
