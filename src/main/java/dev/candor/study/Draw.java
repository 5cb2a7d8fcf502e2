package dev.candor.study;

import dev.candor.mechanism.attack.Stream;

/** Random numbers one after the other: a function of the key and of how many were taken. */
final class Draw {
    private final long key;
    private long taken;

    Draw(long key) {
        this.key = key;
    }

    private long bits() {
        return Stream.key(key, taken++);
    }

    /** In (0, 1). */
    double uniform() {
        return Stream.uniform(bits());
    }

    /** In 0 … bound − 1. */
    int below(int bound) {
        return (int) (uniform() * bound);
    }

    /** {@code count} numbers in (0, 1). */
    double[] uniforms(int count) {
        double[] numbers = new double[count];
        for (int k = 0; k < count; k++) {
            numbers[k] = uniform();
        }
        return numbers;
    }
}
