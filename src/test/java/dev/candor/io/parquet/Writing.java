package dev.candor.io.parquet;

import static dev.candor.io.parquet.FlatRows.HADOOP;
import static dev.candor.io.parquet.FlatRows.hadoop;

import dev.candor.io.parquet.Damage.Kind;
import dev.candor.io.write.ColumnFile;
import dev.candor.io.write.ColumnTable;
import dev.candor.io.write.ColumnValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A small table of agents, or of their rankings, as one of several writers writes it.
 *
 * @param rows of a flat table as our reader gives them
 * @param records as Parquet's own reader gives them
 * @param kinds what each byte is
 */
@SuppressWarnings("ArrayRecordComponent") // compared with nothing
record Writing(
        String name, byte[] bytes, boolean flat, List<List<Object>> rows, List<List<String>> records, Kind[] kinds) {
    static final List<String> IDS = List.of("agent_id", "payer_id");
    static final List<String> NUMBERS = List.of("weight", "slot");
    static final List<String> COLUMNS = List.of("agent_id", "payer_id", "weight", "slot", "ranking", "beta");

    private static final MessageType FLAT = MessageTypeParser.parseMessageType("""
            message t {
              required binary agent_id (STRING);
              optional double weight;
              optional binary payer_id (STRING);
              required int32 slot;
            }
            """);
    private static final MessageType NESTED = MessageTypeParser.parseMessageType("""
            message t {
              required binary agent_id (STRING);
              optional group ranking (LIST) { repeated group list { optional binary element (STRING); } }
              optional group beta (LIST) { repeated group list { optional double element; } }
            }
            """);
    private static final List<CompressionCodecName> CODECS = List.of(
            CompressionCodecName.UNCOMPRESSED,
            CompressionCodecName.SNAPPY,
            CompressionCodecName.ZSTD,
            CompressionCodecName.GZIP);

    /** Writers, versions of pages, codecs, encodings, nulls and row groups. */
    static List<Writing> all() {
        try {
            Path folder = Files.createTempDirectory("writings");
            List<Writing> all = new ArrayList<>();
            all.add(ours(folder));
            for (WriterVersion version : WriterVersion.values()) {
                for (CompressionCodecName codec : CODECS) {
                    all.add(spark(folder, version, codec, true, false));
                    all.add(spark(folder, version, codec, false, codec == CompressionCodecName.UNCOMPRESSED));
                    all.add(lists(folder, version, codec));
                }
                all.add(spark(folder, version, CompressionCodecName.UNCOMPRESSED, true, true));
            }
            duck(folder, all);
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Writing of(String name, Path file, boolean flat) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        return new Writing(
                name,
                bytes,
                flat,
                flat ? FlatRows.byRecords(file, IDS, NUMBERS) : List.of(),
                ParquetDamageTest.records(file),
                Damage.kinds(file, bytes));
    }

    private static Writing ours(Path folder) throws IOException {
        Path file = folder.resolve("ours.parquet");
        byte[] ids = "ann-bob-cyd-dan".getBytes(StandardCharsets.US_ASCII);
        int[] starts = {0, 3, 4, 7, 8, 11, 12, 15};
        int[] of = new int[60];
        double[] weights = new double[60];
        for (int row = 0; row < of.length; row++) {
            of[row] = row % 7;
            weights[row] = row / 7.0;
        }
        List<ColumnTable> tables = List.of(
                new ColumnTable(
                        60,
                        List.of(
                                ColumnValues.texts(ids, starts, of),
                                ColumnValues.numbers(weights),
                                ColumnValues.absent())),
                new ColumnTable(
                        60,
                        List.of(ColumnValues.texts(ids, starts, of), ColumnValues.absent(), ColumnValues.absent())));
        StructType schema = new StructType()
                .add("agent_id", DataTypes.StringType, false)
                .add("weight", DataTypes.DoubleType, true)
                .add("payer_id", DataTypes.StringType, true);
        ColumnFile.write(hadoop(file), schema, tables.iterator(), HADOOP);
        return of("ours", file, true);
    }

    /** By the writer that Spark has. */
    private static Writing spark(
            Path folder, WriterVersion version, CompressionCodecName codec, boolean dictionary, boolean checksums)
            throws IOException {
        String name = String.join(
                " ",
                "spark",
                version.name(),
                codec.name(),
                dictionary ? "dictionary" : "plain",
                checksums ? "crc" : "");
        List<List<Object>> rows = new ArrayList<>();
        Random random = new Random(1);
        for (int row = 0; row < 400; row++) {
            rows.add(Arrays.asList(
                    "agent-" + row / 3,
                    random.nextInt(4) == 0 ? null : (Object) (row % 5 / 3.0),
                    row / 50 % 2 == 0 ? null : "payer-" + row % 20,
                    row % 90));
        }
        Path file = FlatRows.write(
                folder.resolve(name + ".parquet"), FLAT, settings(version, codec, dictionary, checksums), rows);
        return of(name, file, true);
    }

    private static UnaryOperator<ExampleParquetWriter.Builder> settings(
            WriterVersion version, CompressionCodecName codec, boolean dictionary, boolean checksums) {
        return builder -> builder.withWriterVersion(version)
                .withCompressionCodec(codec)
                .withDictionaryEncoding(dictionary)
                .withPageWriteChecksumEnabled(checksums)
                .withPageRowCountLimit(70)
                .withMinRowCountForPageSizeCheck(10)
                .withMaxRowCountForPageSizeCheck(20)
                .withRowGroupSize(3000L);
    }

    private static Writing lists(Path folder, WriterVersion version, CompressionCodecName codec) throws IOException {
        String name = String.join(" ", "lists", version.name(), codec.name());
        Path file = folder.resolve(name + ".parquet");
        Random random = new Random(2);
        try (ParquetWriter<Group> writer = settings(version, codec, codec == CompressionCodecName.SNAPPY, false)
                .apply(ExampleParquetWriter.builder(hadoop(file))
                        .withType(NESTED)
                        .withConf(HADOOP))
                .build()) {
            for (int row = 0; row < 150; row++) {
                Group group = new SimpleGroup(NESTED).append("agent_id", "agent-" + row);
                for (String list : List.of("ranking", "beta")) {
                    if (random.nextInt(8) > 0) {
                        addList(group.addGroup(list), list.equals("beta"), random);
                    }
                }
                writer.write(group);
            }
        }
        return of(name, file, false);
    }

    private static void addList(Group list, boolean numbers, Random random) {
        for (int k = random.nextInt(5); k > 0; k--) {
            Group item = list.addGroup("list");
            if (random.nextInt(10) > 0 && numbers) {
                item.add("element", random.nextInt(9) / 7.0);
            } else if (random.nextInt(10) > 0 && !numbers) {
                item.add("element", "answer-" + random.nextInt(30));
            }
        }
    }

    private static void duck(Path folder, List<Writing> all) throws IOException {
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement run = duck.createStatement()) {
            String flat = "select 'agent-' || i // 3 agent_id, case when i % 4 = 0 then null else i % 5 / 3 end weight,"
                    + " case when NULL_IF then null else 'payer-' || i % 20 end payer_id, (i % 90)::int slot"
                    + " from range(ROWS) t(i)";
            String nested =
                    "select 'agent-' || i agent_id, case when i % 8 = 0 then null else list_transform(range(i % 5),"
                            + " x -> 'answer-' || (x + i) % 30) end ranking, case when i % 9 = 0 then null else"
                            + " list_transform(range(i % 4), x -> x / 7) end beta from range(200) t(i)";
            String some = flat.replace("NULL_IF", "i // 50 % 2 = 0").replace("ROWS", "300");
            String none = flat.replace("NULL_IF", "false").replace("ROWS", "2500");
            for (String codec : List.of("uncompressed", "snappy", "zstd", "gzip")) {
                for (String version : List.of("v1", "v2")) {
                    String options = "(format parquet, row_group_size 2048, compression " + codec + ", parquet_version "
                            + version + ")";
                    all.add(duck(run, folder, some, options, true));
                    // With dictionaries nothing in its lists tells a value from a null: no count of nulls, and codes
                    // are filled up to 256.
                    all.add(duck(run, folder, nested, options.replace(")", ", dictionary_size_limit 1)"), false));
                    if (codec.equals("uncompressed")) {
                        all.add(duck(run, folder, none, options, true));
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Writing duck(Statement run, Path folder, String query, String options, boolean flat)
            throws SQLException, IOException {
        Path file = Files.createTempFile(folder, "duck", ".parquet");
        run.execute("copy (" + query + ") to '" + file + "' " + options);
        return of("duckdb " + options + (flat ? " flat" : " lists"), file, flat);
    }
}
