package dev.candor.io.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.LocalSpark;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.TableFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The verdicts of the columns are those of the rows, for every value a Parquet file can have. */
class BatchRulesIT {
    private static final String[] IDS = {"a", "", null, "ünï", "x".repeat(200), "\uD800"};
    private static final Double[] NUMBERS = {
        0.0,
        -0.0,
        1.5,
        -2.0,
        null,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        1e30,
        -1e30,
        1.1e30,
        Double.MIN_VALUE,
        Double.MAX_VALUE
    };

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(value = InputTable.class, names = "COEFFICIENTS", mode = EnumSource.Mode.EXCLUDE)
    void bothJudgeAlike(InputTable table) {
        SparkSession spark = LocalSpark.session();
        StructType schema = new StructType();
        List<InputTable.Field> fields = table.fieldsInFiles();
        for (InputTable.Field field : fields) {
            schema = schema.add(field.column(), field.numeric() ? DataTypes.DoubleType : DataTypes.StringType);
        }
        List<Row> rows = new ArrayList<>();
        for (int k = 0; k < 4_000; k++) {
            Object[] values = new Object[fields.size()];
            int rest = k;
            for (int f = 0; f < values.length; f++) {
                Object[] choices = fields.get(f).numeric() ? NUMBERS : IDS;
                values[f] = k % 3 == 0 && f != k % values.length ? sound(choices) : choices[rest % choices.length];
                rest = rest / choices.length + f + k;
            }
            rows.add(RowFactory.create(values));
        }
        Dataset<Row> all = spark.createDataFrame(rows, schema);
        bothJudgeAlike(table, all, "all", 10);
        bothJudgeAlike(table, all.selectExpr(table.requiredColumns().toArray(String[]::new)), "required", 3);
    }

    private void bothJudgeAlike(InputTable table, Dataset<Row> all, String name, int least) {
        SparkSession spark = LocalSpark.session();
        String place = folder.resolve(name).toString();
        all.repartition(2).write().parquet(place);
        all.coalesce(1)
                .write()
                .option("parquet.enable.dictionary", false)
                .mode("append")
                .parquet(place);
        TableFiles files = TableFiles.below(
                place,
                table,
                Optional.of(TableFormat.PARQUET),
                spark.sessionState().newHadoopConf());
        TableRows read = TableReader.read(spark, List.of(files)).get(table.role());
        assertThat(read.scan().columnar()).isTrue();
        Map<String, Long> byColumns = counts(read.scan(), table);
        Map<String, Long> byRows = counts(TableScan.ofRows(spark, table, read.rows()), table);
        assertThat(byColumns).isEqualTo(byRows).hasSizeGreaterThan(least);
        assertThat(byColumns.keySet()).anyMatch(row -> row.startsWith("0 ")).anyMatch(row -> !row.startsWith("0 "));
    }

    private static Object sound(Object[] choices) {
        return choices[0] instanceof String ? "a" : (Object) 1.5;
    }

    /** Verdict and, where it is 0, values of each row → how often. */
    private static Map<String, Long> counts(TableScan scan, InputTable table) {
        int ids =
                (int) table.fields().stream().filter(field -> !field.numeric()).count();
        int numbers = table.fields().size() - ids;
        Map<String, Long> counts = new TreeMap<>();
        scan.map(batches -> {
                    List<String> rows = new ArrayList<>();
                    for (RowBatch batch = batches.next(); batch != null; batch = batches.next()) {
                        for (int row = 0; row < batch.rows; row++) {
                            rows.add(text(batch, row, ids, numbers));
                        }
                    }
                    return rows.iterator();
                })
                .collect()
                .forEach(row -> counts.merge(row, 1L, Long::sum));
        return counts;
    }

    private static String text(RowBatch batch, int row, int ids, int numbers) {
        StringBuilder text = new StringBuilder().append(batch.reject[row]).append(' ');
        if (batch.reject[row] == 0) {
            for (int k = 0; k < ids; k++) {
                int code = batch.codes[k][row];
                text.append(code < 0 ? "null" : batch.ids[k].text(code)).append('|');
            }
            for (int k = 0; k < numbers; k++) {
                text.append(batch.numbers[k][row]).append('|');
            }
        }
        return text.toString();
    }
}
