package dev.candor.io.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.LocalSpark;
import dev.candor.io.files.OutputFile;
import dev.candor.io.schema.TableFormat;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written column by column is what other readers read, and what Spark would have written row by row. */
class ColumnFileIT {
    private static final SparkSession SPARK = LocalSpark.session();
    private static final StructType SCHEMA = new StructType()
            .add("id", DataTypes.StringType, false)
            .add("group", DataTypes.StringType, false)
            .add("number", DataTypes.DoubleType, false)
            .add("flag", DataTypes.BooleanType, false)
            .add("gap", DataTypes.DoubleType, true)
            .add("money", DataTypes.createDecimalType(38, 2), false);

    @TempDir
    private Path folder;

    /** Rows of every kind of column; {@code first} is the number of the first. */
    private static ColumnTable table(Random random, int rows, int first) {
        byte[][] ids = new byte[rows][];
        Arrays.setAll(
                ids,
                row -> "é%07d\uD83D\uDE00%s"
                        .formatted(first + row, "x".repeat(random.nextInt(4)))
                        .getBytes(StandardCharsets.UTF_8));
        byte[][] groups = {"".getBytes(StandardCharsets.UTF_8), "\uE000".getBytes(StandardCharsets.UTF_8), {'b'}};
        BigDecimal[] money = new BigDecimal[rows];
        Arrays.setAll(
                money,
                row -> new BigDecimal(new BigInteger(random.nextInt(1, 126), random), 2)
                        .multiply(random.nextBoolean() ? BigDecimal.ONE : BigDecimal.ONE.negate()));
        boolean[] flags = new boolean[rows];
        for (int row = 0; row < rows; row++) {
            flags[row] = random.nextBoolean();
        }
        return new ColumnTable(
                rows,
                List.of(
                        ColumnValues.texts(joined(ids), starts(ids)),
                        ColumnValues.texts(
                                joined(groups),
                                starts(groups),
                                random.ints(rows, 0, 3).toArray()),
                        ColumnValues.numbers(IntStream.range(0, rows)
                                .mapToDouble(row -> Double.longBitsToDouble(random.nextLong() & ~(1L << 62)))
                                .toArray()),
                        ColumnValues.flags(flags),
                        random.nextBoolean()
                                ? ColumnValues.absent()
                                : ColumnValues.numbers(random.doubles(rows).toArray()),
                        ColumnValues.decimals(money)));
    }

    private static byte[] joined(byte[][] texts) {
        byte[] all = new byte[starts(texts)[texts.length]];
        int[] start = starts(texts);
        for (int k = 0; k < texts.length; k++) {
            System.arraycopy(texts[k], 0, all, start[k], texts[k].length);
        }
        return all;
    }

    private static int[] starts(byte[][] texts) {
        int[] start = new int[texts.length + 1];
        for (int k = 0; k < texts.length; k++) {
            start[k + 1] = start[k] + texts[k].length;
        }
        return start;
    }

    private static List<Row> rows(List<ColumnTable> tables) {
        List<Row> rows = new ArrayList<>();
        tables.forEach(table -> table.asRows().forEachRemaining(rows::add));
        return rows;
    }

    private String written(List<ColumnTable> tables, String name) throws Exception {
        Path file = folder.resolve(name);
        long rows = ColumnFile.write(
                new org.apache.hadoop.fs.Path(file.toString()), SCHEMA, tables.iterator(), new Configuration());
        assertThat(rows).isEqualTo(tables.stream().mapToLong(ColumnTable::rows).sum());
        return file.toString();
    }

    /** Sizes on both sides of a page's, several row groups, none. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "2, 0, 3", "3, 20000, 1", "4, 20001, 7", "5, 45000, 20000", "6, 0, 0"})
    void sparkReadsTheRowsThatWereWritten(long seed, int first, int second) throws Exception {
        Random random = new Random(seed);
        List<ColumnTable> tables = List.of(table(random, first, 0), table(random, second, first));
        for (String vectorized : List.of("true", "false")) {
            SparkSession session = SPARK.newSession();
            session.conf().set("spark.sql.parquet.enableVectorizedReader", vectorized);
            assertThat(session.read()
                            .schema(SCHEMA)
                            .parquet(written(tables, "t-" + vectorized + ".parquet"))
                            .collectAsList())
                    .isEqualTo(rows(tables));
        }
    }

    /** Statistics that were wrong would drop row groups that have rows. */
    @Test
    void aFilterByAnyColumnFindsEveryRowOfItsValue() throws Exception {
        Random random = new Random(7);
        List<ColumnTable> tables = List.of(table(random, 30_000, 0), table(random, 30_000, 30_000));
        List<Row> rows = rows(tables);
        String file = written(tables, "f.parquet");
        for (int at : random.ints(12, 0, rows.size()).toArray()) {
            for (String name : SCHEMA.fieldNames()) {
                int column = SCHEMA.fieldIndex(name);
                Object value = rows.get(at).get(column);
                long expected = rows.stream()
                        .filter(row -> value != null && value.equals(row.get(column)))
                        .count();
                assertThat(SPARK.read()
                                .parquet(file)
                                .filter(org.apache
                                        .spark
                                        .sql
                                        .functions
                                        .col("`" + name + "`")
                                        .equalTo(value))
                                .count())
                        .as("%s = %s", name, value)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void duckDbReadsThemToo() throws Exception {
        List<ColumnTable> tables = List.of(table(new Random(8), 25_000, 0), table(new Random(9), 10, 25_000));
        List<Row> rows = rows(tables);
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet found =
                        statement.executeQuery("select * from read_parquet('" + written(tables, "d.parquet") + "')")) {
            for (Row row : rows) {
                assertThat(found.next()).isTrue();
                assertThat(found.getString(1)).isEqualTo(row.getString(0));
                assertThat(found.getString(2)).isEqualTo(row.getString(1));
                assertThat(found.getDouble(3)).isEqualTo(row.getDouble(2));
                assertThat(found.getBoolean(4)).isEqualTo(row.getBoolean(3));
                assertThat(found.getObject(5)).isEqualTo(row.get(4));
                assertThat(found.getBigDecimal(6)).isEqualByComparingTo(row.getDecimal(5));
            }
            assertThat(found.next()).isFalse();
        }
    }

    @Test
    void theBytesAreAFunctionOfTheRows() throws Exception {
        String once = written(List.of(table(new Random(10), 50_000, 0)), "a.parquet");
        String again = written(List.of(table(new Random(10), 50_000, 0)), "b.parquet");
        assertThat(Files.readAllBytes(Path.of(once))).isEqualTo(Files.readAllBytes(Path.of(again)));
    }

    @ParameterizedTest
    @EnumSource(TableFormat.class)
    void aSortedTableIsAFileAPartitionInEveryFormat(TableFormat format) {
        Random random = new Random(11);
        List<ColumnTable> tables = List.of(table(random, 300, 0), table(random, 200, 300), table(random, 5, 500));
        JavaSparkContext context = JavaSparkContext.fromSparkContext(SPARK.sparkContext());
        org.apache.hadoop.fs.Path staging = new org.apache.hadoop.fs.Path(folder.toString());
        List<OutputFile> files = new StableFiles(format)
                .writeSorted(new SortedTable(SPARK, context.parallelize(tables, 3), SCHEMA), 505, staging, "t");
        assertThat(files).extracting(OutputFile::rows).containsExactly(300L, 200L, 5L);
        assertThat(folder.toFile().list()).containsExactly("t");
        List<Row> found = new ArrayList<>();
        for (OutputFile file : files) {
            found.addAll(SPARK.read()
                    .schema(SCHEMA)
                    .format(format.label())
                    .options(format == TableFormat.CSV ? java.util.Map.of("header", "true") : java.util.Map.of())
                    .load(folder.resolve(file.path()).toString())
                    .collectAsList());
        }
        assertThat(found).hasSameSizeAs(rows(tables));
        assertThat(found)
                .extracting(row -> row.getString(0))
                .isEqualTo(rows(tables).stream().map(row -> row.getString(0)).toList());
    }

    @Test
    void aTableOfAnotherSizeThanSaidIsRefused() {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(SPARK.sparkContext());
        SortedTable table =
                new SortedTable(SPARK, context.parallelize(List.of(table(new Random(12), 3, 0)), 1), SCHEMA);
        assertThatThrownBy(() -> new StableFiles(TableFormat.PARQUET)
                        .writeSorted(table, 4, new org.apache.hadoop.fs.Path(folder.toString()), "t"))
                .hasMessageContaining("3 rows, not 4");
    }
}
