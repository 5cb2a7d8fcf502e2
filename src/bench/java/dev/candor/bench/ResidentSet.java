package dev.candor.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The peak resident set of this process, as Linux counts it. */
final class ResidentSet {
    /** There is no such count here. */
    static final long UNKNOWN = -1;

    private static final Path CLEAR = Path.of("/proc/self/clear_refs");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String PEAK = "VmHWM:";

    private ResidentSet() {}

    /** Starts the count again from what is resident now; says whether that can be done here. */
    static boolean resetPeak() {
        try {
            Files.writeString(CLEAR, "5");
            return true;
        } catch (IOException notLinux) {
            return false;
        }
    }

    /** Bytes, or {@link #UNKNOWN}. */
    static long peak() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(PEAK))
                    .mapToLong(ResidentSet::bytes)
                    .findFirst()
                    .orElse(UNKNOWN);
        } catch (IOException notLinux) {
            return UNKNOWN;
        }
    }

    /** {@code VmHWM:   123456 kB}. */
    private static long bytes(String line) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
    }
}
