package dev.candor.kept;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.storage.StorageLevel;

/**
 * Owns what must be closed: {@link #close} lets go of everything, the last first, even where one of them fails. A method that
 * builds something adds to it as it goes, and closes it when it fails halfway.
 */
public final class Kept implements AutoCloseable {
    private final Deque<AutoCloseable> owned = new ArrayDeque<>();

    /** Closes {@code one} with this; the same object. */
    public <T extends AutoCloseable> T keep(T one) {
        owned.push(one);
        return one;
    }

    /** Persists the rows in memory and on disk until {@link #close}. */
    public <T> Dataset<T> persist(Dataset<T> rows) {
        Dataset<T> persisted = rows.persist(StorageLevel.MEMORY_AND_DISK());
        owned.push(persisted::unpersist);
        return persisted;
    }

    /** Persists the rows in memory and on disk until {@link #close}. */
    public <T> JavaRDD<T> persist(JavaRDD<T> rows) {
        return keep(rows.persist(StorageLevel.MEMORY_AND_DISK()));
    }

    /** Unpersists the rows with this; the same object. */
    public <T> JavaRDD<T> keep(JavaRDD<T> persisted) {
        owned.push(persisted::unpersist);
        return persisted;
    }

    /** Destroys the broadcast with this; the same object. */
    public <T> Broadcast<T> keep(Broadcast<T> sent) {
        owned.push(sent::destroy);
        return sent;
    }

    /** The first failure is thrown when everything is closed; what failed later is suppressed by it. */
    @Override
    public void close() {
        RuntimeException first = null;
        while (!owned.isEmpty()) {
            try {
                owned.pop().close();
            } catch (Exception failure) {
                if (first == null) {
                    first = failure instanceof RuntimeException plain ? plain : new IllegalStateException(failure);
                } else {
                    first.addSuppressed(failure);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
