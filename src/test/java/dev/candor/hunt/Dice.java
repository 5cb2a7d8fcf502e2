package dev.candor.hunt;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** All randomness of a round: a function of its seed. */
final class Dice {
    private final SplittableRandom random;

    Dice(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** {@code least} to {@code most}, both included. */
    int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    double uniform(double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    /** 10 to a power between the two, both signs of it equally likely where the bounds are symmetric. */
    double power(double lowExponent, double highExponent) {
        return StrictMath.pow(10, uniform(lowExponent, highExponent));
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    final <T> T pick(T... values) {
        return values[random.nextInt(values.length)];
    }

    <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    <T> List<T> shuffled(List<T> values) {
        List<T> shuffled = new ArrayList<>(values);
        for (int last = shuffled.size() - 1; last > 0; last--) {
            int other = random.nextInt(last + 1);
            T value = shuffled.set(last, shuffled.get(other));
            shuffled.set(other, value);
        }
        return shuffled;
    }
}
