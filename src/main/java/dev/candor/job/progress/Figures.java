package dev.candor.job.progress;

import java.time.Duration;
import java.util.Locale;

/** Figures as a person reads them. */
public final class Figures {
    private Figures() {}

    /** 1,234,567. */
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** 1 row, 2,000 rows. */
    public static String count(long value, String noun) {
        return count(value) + " " + noun + (value == 1 ? "" : "s");
    }

    /** 3.2 s, 75 s, 12 min 5 s. */
    static String seconds(Duration elapsed) {
        double seconds = elapsed.toMillis() / 1e3;
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        return seconds < 600
                ? Math.round(seconds) + " s"
                : elapsed.toMinutes() + " min " + elapsed.toSecondsPart() + " s";
    }

    /** 385k/s: {@code count} over {@code elapsed}, three digits or so. */
    static String rate(long count, Duration elapsed) {
        double perSecond = count / Math.max(1e-3, elapsed.toNanos() / 1e9);
        if (perSecond < 1e4) {
            return count(Math.round(perSecond)) + "/s";
        }
        return perSecond < 1e6
                ? Math.round(perSecond / 1e3) + "k/s"
                : String.format(Locale.ROOT, "%.1fM/s", perSecond / 1e6);
    }
}
