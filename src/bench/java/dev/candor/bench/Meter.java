package dev.candor.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;

/** Time and peak memory of one run, from a collected heap. */
final class Meter {
    private static final double NANOS = 1e9;

    private Meter() {}

    static Measured measure(Runnable run) {
        System.gc();
        List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
        heap.forEach(MemoryPoolMXBean::resetPeakUsage);
        boolean resident = ResidentSet.resetPeak();
        double seconds = seconds(run);
        long peak =
                heap.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        return new Measured(seconds, peak, resident ? ResidentSet.peak() : ResidentSet.UNKNOWN);
    }

    static double seconds(Runnable run) {
        long start = System.nanoTime();
        run.run();
        return (System.nanoTime() - start) / NANOS;
    }
}
