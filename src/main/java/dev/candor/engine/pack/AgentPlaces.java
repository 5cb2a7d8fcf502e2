package dev.candor.engine.pack;

import dev.candor.engine.runtime.AgentHash;
import dev.candor.io.parquet.AgentRanges;
import java.io.Serializable;

/** In which partition the rows of an agent meet. */
interface AgentPlaces extends Serializable {
    int partitions();

    /** In 0 … partitions − 1; of an agent's id in UTF-8. */
    int of(byte[] bytes, int start, int length);

    /** By {@link AgentHash}. */
    static AgentPlaces byHash(int partitions) {
        return new AgentPlaces() {
            @Override
            public int partitions() {
                return partitions;
            }

            @Override
            public int of(byte[] bytes, int start, int length) {
                return AgentHash.partition(bytes, start, length, partitions);
            }
        };
    }

    /** Where the table lies that is ordered so. */
    static AgentPlaces byRange(AgentRanges ranges) {
        return new AgentPlaces() {
            @Override
            public int partitions() {
                return ranges.partitions();
            }

            @Override
            public int of(byte[] bytes, int start, int length) {
                return ranges.partition(bytes, start, length);
            }
        };
    }
}
