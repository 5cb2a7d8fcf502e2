package dev.candor.bench;

/**
 * One run as it was measured.
 *
 * @param seconds wall time
 * @param peakHeapBytes sum of the peaks of the heap's pools, garbage that was not yet collected included
 * @param peakResidentBytes of the whole process, {@link ResidentSet#UNKNOWN} where that cannot be measured
 */
record Measured(double seconds, long peakHeapBytes, long peakResidentBytes) {}
