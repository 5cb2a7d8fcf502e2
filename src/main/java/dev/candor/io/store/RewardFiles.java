package dev.candor.io.store;

import dev.candor.io.files.ContentHashes;
import dev.candor.io.files.OutputFile;
import dev.candor.io.run.RunStore;
import dev.candor.io.write.PlainLocalFileSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.SparkSession;

/** The rewards of one bucket of a {@link PackedStore}: columns agent_id, slot, reward. */
public final class RewardFiles {
    /** Dictionaries beyond this are given up for plain values. */
    private static final int DICTIONARY_BYTES = 16 << 20;

    private static final int PAGE_BYTES = 1 << 20;
    private static final long ROW_GROUP_BYTES = 256L << 20;

    private static final MessageType SCHEMA = Types.buildMessage()
            .required(PrimitiveTypeName.BINARY)
            .as(LogicalTypeAnnotation.stringType())
            .named("agent_id")
            .required(PrimitiveTypeName.INT32)
            .named("slot")
            .required(PrimitiveTypeName.DOUBLE)
            .named("reward")
            .named("rewards");

    private RewardFiles() {}

    /** Rows to write, one after the other. */
    public interface Rows {
        /** Moves to the next row; false behind the last. */
        boolean next();

        /** UTF-8 bytes of the row's agent: the same object as long as the agent is the same. */
        byte[] agentId();

        int slot();

        double reward();
    }

    /** Writes {@code rows} to {@code target}, a name that no other attempt of the task uses. */
    public static void write(Path target, Rows rows, Configuration hadoop) throws IOException {
        Configuration plain = new Configuration(hadoop);
        PlainLocalFileSystem.OPTIONS.forEach(plain::set);
        OrderedFooter file = new OrderedFooter(HadoopOutputFile.fromPath(target, plain));
        try (ParquetWriter<Rows> writer = new Builder(file).withConf(plain).build()) {
            while (rows.next()) {
                writer.write(rows);
            }
        }
    }

    /** Gives the files of the attempts that counted their names; paths relative to {@code staging}. */
    public static void place(Configuration hadoop, Path staging, List<String> drafts, List<String> paths) {
        try {
            RunStore store = RunStore.at(hadoop, staging);
            for (int k = 0; k < paths.size(); k++) {
                if (!store.placeIfAbsent(drafts.get(k), paths.get(k))) {
                    throw new IOException(paths.get(k) + " is there already");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot place the packed rewards: " + e.getMessage(), e);
        }
    }

    private static final class Builder extends ParquetWriter.Builder<Rows, Builder> {
        private final OrderedFooter file;

        Builder(OrderedFooter file) {
            super(file);
            this.file = file;
            withWriteMode(ParquetFileWriter.Mode.OVERWRITE);
            withCompressionCodec(CompressionCodecName.UNCOMPRESSED);
            withPageWriteChecksumEnabled(true);
            withDictionaryPageSize(DICTIONARY_BYTES);
            withPageSize(PAGE_BYTES);
            withRowGroupSize(ROW_GROUP_BYTES);
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        @SuppressWarnings("deprecation") // abstract all the same
        protected WriteSupport<Rows> getWriteSupport(Configuration conf) {
            return new Support(file);
        }
    }

    private static final class Support extends WriteSupport<Rows> {
        private final OrderedFooter file;
        private RecordConsumer out;
        private byte[] lastId;
        private Binary lastAgent;

        Support(OrderedFooter file) {
            this.file = file;
        }

        @Override
        @SuppressWarnings("deprecation") // abstract all the same
        public WriteContext init(Configuration configuration) {
            return new WriteContext(SCHEMA, Map.of());
        }

        @Override
        public void prepareForWrite(RecordConsumer consumer) {
            out = consumer;
        }

        @Override
        public void write(Rows row) {
            if (row.agentId() != lastId) {
                lastId = row.agentId();
                lastAgent = Binary.fromConstantByteArray(lastId);
            }
            out.startMessage();
            out.startField("agent_id", 0);
            out.addBinary(lastAgent);
            out.endField("agent_id", 0);
            out.startField("slot", 1);
            out.addInteger(row.slot());
            out.endField("slot", 1);
            out.startField("reward", 2);
            out.addDouble(row.reward());
            out.endField("reward", 2);
            out.endMessage();
        }

        @Override
        public FinalizedWriteContext finalizeWrite() {
            file.follows();
            return super.finalizeWrite();
        }
    }

    /** Rewards files below {@code staging} as they were written, with their sizes and hashes. */
    public static List<OutputFile> describe(SparkSession spark, Path staging, List<String> paths, List<Long> rows) {
        List<Path> files = paths.stream().map(path -> new Path(staging, path)).toList();
        List<Long> bytes = files.stream()
                .map(file -> bytes(file, spark.sessionState().newHadoopConf()))
                .toList();
        List<String> hashes = ContentHashes.of(spark, files, bytes);
        return IntStream.range(0, paths.size())
                .mapToObj(k -> new OutputFile(paths.get(k), bytes.get(k), rows.get(k), hashes.get(k)))
                .toList();
    }

    private static long bytes(Path file, Configuration hadoop) {
        try {
            return file.getFileSystem(hadoop).getFileStatus(file).getLen();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot find " + file + ", which was just written", e);
        }
    }
}
