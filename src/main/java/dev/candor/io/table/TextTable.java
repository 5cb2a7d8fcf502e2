package dev.candor.io.table;

import dev.candor.io.files.ContentHashes;
import dev.candor.io.schema.FileHeads;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.text.CsvHeader;
import dev.candor.io.text.JsonCells;
import dev.candor.io.text.JsonHead;
import dev.candor.io.text.LineReader;
import dev.candor.io.text.TextColumn;
import dev.candor.io.text.TextFile;
import dev.candor.io.text.TextPiece;
import dev.candor.io.text.TextRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.Statistics;
import org.apache.spark.sql.catalyst.plans.physical.UnknownPartitioning;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A table of CSV or JSON Lines, heads read and bytes scanned. {@link LineReader} alone says where a row ends, {@link
 * CsvCells} and {@link JsonCells} alone what its cells are, for heads, counts and rows alike.
 */
public final class TextTable {
    /** 0, or the code of the reason for which the row's text is no row of the table. */
    public static final String VERDICT = "_verdict";

    /** The row's text where {@link #VERDICT} is not 0. */
    public static final String CORRUPT = "_corrupt_record";

    /** The number of the row's file among {@link #files}. */
    static final String FILE = "_file";

    private final SparkSession spark;
    private final InputTable table;
    private final TableFormat format;
    private final List<TextFile> files;
    private final List<TextPiece> pieces;

    private TextTable(SparkSession spark, TableFiles of, List<TextFile> files, List<TextPiece> pieces) {
        this.spark = spark;
        this.table = of.table();
        this.format = of.format();
        this.files = files;
        this.pieces = pieces;
    }

    /**
     * Opens the tables of {@code heads}, all files in one scan.
     *
     * @throws dev.candor.model.UserException as {@link TextScan#of}
     */
    static Map<TableFiles, TextTable> open(SparkSession spark, Map<TableFiles, List<TextFile>> heads) {
        TextScan scan =
                TextScan.of(spark, heads.values().stream().flatMap(List::stream).toList());
        Map<TableFiles, TextTable> tables = new LinkedHashMap<>();
        int first = 0;
        for (Map.Entry<TableFiles, List<TextFile>> table : heads.entrySet()) {
            int from = first;
            int to = from + table.getValue().size();
            List<TextPiece> pieces = scan.pieces().stream()
                    .filter(piece -> piece.file() >= from && piece.file() < to)
                    .map(piece -> piece.ofFile(piece.file() - from))
                    .toList();
            tables.put(table.getKey(), new TextTable(spark, table.getKey(), table.getValue(), pieces));
            first = to;
        }
        return tables;
    }

    /** Opens one table. @throws dev.candor.model.UserException also when it has no rows */
    public static TextTable open(SparkSession spark, TableFiles files) {
        List<TextFile> heads = heads(files, spark.sessionState().newHadoopConf());
        TableReader.refuseEmpty(files, heads.stream().anyMatch(TextFile::hasRows));
        return open(spark, Map.of(files, heads)).get(files);
    }

    /** The heads of the files, in their order. */
    static List<TextFile> heads(TableFiles files, Configuration hadoop) {
        return FileHeads.of(
                files.paths(),
                path -> files.format() == TableFormat.CSV
                        ? CsvHeader.read(path, files.table(), hadoop)
                        : JsonHead.read(path, files.table(), hadoop));
    }

    InputTable table() {
        return table;
    }

    TableFormat format() {
        return format;
    }

    List<TextFile> files() {
        return files;
    }

    /** The table's columns that some file has; of JSON among its first rows. */
    Set<String> present() {
        return files.stream().flatMap(file -> file.present().stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** Rows of all files that are not blank, counted before they are read. */
    public long rowCount() {
        return pieces.stream().mapToLong(TextPiece::rows).sum();
    }

    /** Bytes of all files as they lie there. */
    long bytes() {
        return files.stream().mapToLong(TextFile::bytes).sum();
    }

    /** The columns in this order, then {@link #VERDICT}, {@link #CORRUPT} and {@link #FILE}; read when the frame is used. */
    public Dataset<Row> rows(List<TextColumn> columns) {
        StructType schema = new StructType();
        for (TextColumn column : columns) {
            schema = schema.add(column.name(), column.type(format));
        }
        schema = schema.add(VERDICT, DataTypes.IntegerType, false)
                .add(CORRUPT, DataTypes.StringType)
                .add(FILE, DataTypes.IntegerType, false);
        return frame(rdd(columns), schema);
    }

    private JavaRDD<InternalRow> rdd(List<TextColumn> columns) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Broadcast<SerializableConfiguration> hadoop = context.broadcast(
                new SerializableConfiguration(spark.sessionState().newHadoopConf()));
        ArrayList<TextFile> heads = new ArrayList<>(files);
        ArrayList<TextColumn> wanted = new ArrayList<>(columns);
        ArrayList<String> required = new ArrayList<>(table.requiredColumns());
        List<ArrayList<TextPiece>> tasks = new ArrayList<>();
        for (List<Integer> share : shares(spark, files, pieces)) {
            tasks.add(new ArrayList<>(share.stream().map(pieces::get).toList()));
        }
        return context.parallelize(tasks, tasks.size()).mapPartitions(mine -> {
            TextRows rows = new TextRows(
                    heads,
                    required,
                    wanted,
                    mine.next().iterator(),
                    hadoop.value().value());
            TaskCompletionListener closing = task -> closeQuietly(rows);
            TaskContext.get().addTaskCompletionListener(closing);
            return rows;
        });
    }

    private static void closeQuietly(TextRows rows) {
        try {
            rows.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A frame that tells Spark how large it is, so that small tables are broadcast. */
    private Dataset<Row> frame(JavaRDD<InternalRow> rdd, StructType schema) {
        org.apache.spark.sql.classic.SparkSession session = (org.apache.spark.sql.classic.SparkSession) spark;
        Statistics size = new Statistics(
                scala.math.BigInt.apply(Math.max(1, bytes())), Option.empty(), Statistics.apply$default$3(), false);
        LogicalRDD plan = new LogicalRDD(
                attributes(schema),
                rdd.rdd(),
                new UnknownPartitioning(0),
                CollectionConverters.asScala(List.<org.apache.spark.sql.catalyst.expressions.SortOrder>of())
                        .toSeq(),
                false,
                Option.empty(),
                session,
                Option.apply(size),
                Option.empty());
        return org.apache.spark.sql.classic.Dataset.ofRows(session, plan);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static scala.collection.immutable.Seq<Attribute> attributes(StructType schema) {
        return (scala.collection.immutable.Seq) DataTypeUtils.toAttributes(schema);
    }

    /** How much of a file a task reads: what Spark's own sources give it. */
    static long pieceBytes(SparkSession spark, List<TextFile> files) {
        long openBytes = spark.sessionState().conf().filesOpenCostInBytes();
        long all = files.stream().mapToLong(file -> file.bytes() + openBytes).sum();
        long each = all / spark.sparkContext().defaultParallelism();
        return Math.min(spark.sessionState().conf().filesMaxPartitionBytes(), Math.max(openBytes, each));
    }

    /** Piece numbers by task. */
    static List<List<Integer>> shares(SparkSession spark, List<TextFile> files, List<TextPiece> pieces) {
        long openBytes = spark.sessionState().conf().filesOpenCostInBytes();
        List<ContentHashes.Piece> costs = pieces.stream()
                .map(piece -> new ContentHashes.Piece(
                        "",
                        0,
                        openBytes
                                + (piece.to() == Long.MAX_VALUE
                                        ? files.get(piece.file()).bytes()
                                        : piece.to() - piece.from())))
                .toList();
        long all = costs.stream().mapToLong(ContentHashes.Piece::bytes).sum();
        long tasks = Math.max(1, Math.min(pieces.size(), all / pieceBytes(spark, files) + 1));
        return ContentHashes.shares(costs, (int) tasks);
    }
}
