package dev.candor.api;

import java.util.ArrayList;
import java.util.List;

/** What is to be closed, the last first. */
final class Kept implements AutoCloseable {
    private final List<Runnable> releases = new ArrayList<>();

    <T extends AutoCloseable> T keep(T owned) {
        releases.add(0, () -> {
            try {
                owned.close();
            } catch (RuntimeException failure) {
                throw failure;
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        });
        return owned;
    }

    @Override
    public void close() {
        releases.forEach(Runnable::run);
        releases.clear();
    }
}
