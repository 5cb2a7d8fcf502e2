package dev.candor.engine.runtime;

import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.Platform;

/** Where an agent's rows meet: a partition of XXH64 (seed 42) of its id's UTF-8 bytes. */
public final class AgentHash {
    private static final long SEED = 42;

    private AgentHash() {}

    /** In 0 … partitions − 1. */
    public static int partition(byte[] bytes, int offset, int length, int partitions) {
        return (int) Long.remainderUnsigned(of(bytes, offset, length), partitions);
    }

    /** Unsigned. */
    public static long of(byte[] bytes, int offset, int length) {
        return XXH64.hashUnsafeBytes(bytes, Platform.BYTE_ARRAY_OFFSET + offset, length, SEED);
    }
}
