package dev.candor.hunt;

import java.nio.file.Path;

/** One kind of round. */
interface Hunt {
    /**
     * Draws, writes below {@code folder}, runs and checks.
     *
     * @throws Finding when something is not as it must be; any other exception is a finding too
     */
    void round(Dice dice, Path folder);
}
