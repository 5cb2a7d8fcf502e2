package dev.candor.engine.learn;

import dev.candor.engine.runtime.AgentHash;
import dev.candor.engine.runtime.Chunk;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.runtime.IdArray;
import dev.candor.engine.runtime.Shuffles;
import dev.candor.io.parquet.IdDictionary;
import dev.candor.learn.linear.CoefficientPopulation;
import dev.candor.model.UserException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Tuple2;

/**
 * To which group each agent of the agents table belongs: groups are numbered in the order of their ids' bytes, and go to where
 * their agents' judgements are. Those without a group are the group of the empty id.
 */
final class AgentGroups {
    private final Dataset<Row> rows;
    /** Codes are the groups' numbers. */
    private final IdDictionary names;

    private AgentGroups(Dataset<Row> rows, IdDictionary names) {
        this.rows = rows;
        this.names = names;
    }

    /**
     * Reads the groups.
     *
     * @param rows agent_id, group_id of the accepted agents, each once
     * @param d numbers of a group's mean
     * @throws UserException when there are so many that what is sent of them is too much
     */
    static AgentGroups of(Dataset<Row> rows, int d, EngineLimits limits) {
        int most = (int) Math.min(1 << 24, limits.broadcastBytes() / CoefficientPopulation.groupBytes(d));
        byte[][] sorted = rows.select("group_id").distinct().limit(most + 1).collectAsList().stream()
                .map(row -> row.getString(0).getBytes(StandardCharsets.UTF_8))
                .sorted(Arrays::compareUnsigned)
                .toArray(byte[][]::new);
        if (sorted.length > most) {
            throw UserException.configuration("Cannot learn with more than " + most + " groups of agents: the means,"
                    + " covariances and sums of " + d + " coefficients each take more than "
                    + (limits.broadcastBytes() >> 20)
                    + " MiB. Raise --broadcast-limit-mib (and the memory of executors and driver with it), or put"
                    + " groups of --agents together.");
        }
        IdDictionary names = new IdDictionary();
        for (byte[] name : sorted) {
            names.intern(name, 0, name.length);
        }
        return new AgentGroups(rows, names);
    }

    int size() {
        return names.size();
    }

    /** Null for that of agents without one. */
    static String name(IdDictionary names, int group) {
        return names.length(group) == 0 ? null : names.text(group);
    }

    IdDictionary names() {
        return names;
    }

    /** The agents where {@link PreferenceChunks#byAgent} brings their judgements: one item a partition. */
    JavaRDD<Members> byAgent(int partitions) {
        IdDictionary known = names;
        JavaRDD<InternalRow> agents =
                rows.select("agent_id", "group_id").queryExecution().toRdd().toJavaRDD();
        return Shuffles.byPartition(agents.mapPartitions(part -> chunks(part, known, partitions)), partitions)
                .mapPartitions(chunks -> {
                    Members all = new Members();
                    chunks.forEachRemaining(chunk -> all.add(chunk._2()));
                    return List.of(all).iterator();
                });
    }

    private static Iterator<Tuple2<Integer, byte[]>> chunks(
            Iterator<InternalRow> rows, IdDictionary names, int partitions) {
        Members[] members = new Members[partitions];
        Arrays.setAll(members, p -> new Members());
        while (rows.hasNext()) {
            InternalRow row = rows.next();
            byte[] agent = row.getUTF8String(0).getBytes();
            UTF8String group = row.getUTF8String(1);
            members[AgentHash.partition(agent, 0, agent.length, partitions)].add(
                    agent, names.find(group.getBytes(), 0, group.numBytes()));
        }
        List<Tuple2<Integer, byte[]>> chunks = new ArrayList<>();
        IntStream.range(0, partitions)
                .filter(p -> members[p].agents.size() > 0)
                .forEach(p -> chunks.add(new Tuple2<>(p, members[p].toBytes())));
        return chunks.iterator();
    }

    /** Agents of one partition, each once, in no order. Mergeable by adding chunks. */
    static final class Members {
        private final IdDictionary agents = new IdDictionary();
        /** Group of each agent. */
        private int[] group = new int[16];

        private void add(byte[] agent, int code) {
            int at = agents.intern(agent, 0, agent.length);
            if (at == group.length) {
                group = Arrays.copyOf(group, 2 * at);
            }
            group[at] = code;
        }

        /** Adds what {@link #toBytes} wrote. */
        private void add(byte[] bytes) {
            Chunk chunk = Chunk.reading(bytes);
            IdArray ids = chunk.ids();
            int[] codes = chunk.ints();
            for (int k = 0; k < codes.length; k++) {
                add(ids.copy(k), codes[k]);
            }
        }

        private byte[] toBytes() {
            return Chunk.writing(64)
                    .put(IdArray.all(agents))
                    .put(group, 0, agents.size())
                    .toBytes();
        }

        /** The group of each of these agents, all of which are here. */
        int[] of(IdArray ids) {
            int[] code = ids.find(agents);
            for (int k = 0; k < code.length; k++) {
                code[k] = group[code[k]];
            }
            return code;
        }
    }
}
