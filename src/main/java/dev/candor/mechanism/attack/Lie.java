package dev.candor.mechanism.attack;

import java.io.Serializable;

/**
 * A whole misreport: of rewards, the same on every prompt, and of size.
 *
 * @param name what it does, as a report names it, without the size
 * @param rewards what is claimed of rewards
 * @param size α > 0 or = 0: α·w is claimed in place of w; 0 is to leave
 */
public record Lie(String name, Misreport rewards, double size) implements Serializable {
    public Lie {
        if (!(size >= 0 && size < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a claimed size is a finite multiple >= 0 of the true one, not " + size);
        }
    }

    /** The same claim of rewards with another size. */
    Lie at(double otherSize) {
        return new Lie(name, rewards, otherSize);
    }

    /** A number in a name: 2, not 2.0. */
    static String text(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    /** Name and size in one. */
    @Override
    public String toString() {
        return size == 1 ? name : name + ", size × " + text(size);
    }
}
