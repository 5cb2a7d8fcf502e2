package dev.candor.io.parquet;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.LocalSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Column batches against Spark's reader, over files that Spark wrote. */
class ColumnBatchesIT {
    private static final List<String> IDS = List.of("agent_id", "prompt_id");
    private static final List<String> NUMBERS = List.of("reward", "weight", "boost", "tiny", "short", "large");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "snappy, PARQUET_1_0, true",
        "zstd, PARQUET_1_0, false",
        "lz4_raw, PARQUET_2_0, true",
        "uncompressed, PARQUET_2_0, false"
    })
    void rowsAreThoseOfSpark(String codec, String version, String dictionary) {
        String path = folder.resolve("table").toString();
        rows().coalesce(1)
                .write()
                .options(Map.of(
                        "compression", codec,
                        "parquet.writer.version", version,
                        "parquet.enable.dictionary", dictionary,
                        "parquet.block.size", "1500000",
                        "parquet.page.size", "20000"))
                .parquet(path);

        assertThat(FlatRows.byColumns(onlyFile(path), IDS, NUMBERS).equals(bySpark(path)))
                .isTrue();
    }

    private static Dataset<Row> rows() {
        Column id = col("id");
        return LocalSpark.session()
                .range(90_000)
                .select(
                        concat(lit("agent-"), id.multiply(7919).mod(20_011)).as("agent_id"),
                        when(id.mod(11).gt(2), concat(lit("p"), id.divide(40).cast("int")))
                                .as("prompt_id"),
                        id.multiply(0.37).as("reward"),
                        when(id.mod(5).equalTo(0), id.mod(64)).cast("double").as("weight"),
                        id.multiply(0.1).cast("float").as("boost"),
                        id.mod(100).cast("byte").as("tiny"),
                        id.mod(3000).minus(1500).cast("short").as("short"),
                        id.multiply(1L << 46).plus(id).as("large"));
    }

    private static List<List<Object>> bySpark(String path) {
        List<Column> columns = new ArrayList<>();
        IDS.forEach(name -> columns.add(col(name)));
        NUMBERS.forEach(name -> columns.add(col(name).cast("double")));
        List<List<Object>> rows = new ArrayList<>();
        for (Row row : LocalSpark.session()
                .read()
                .parquet(path)
                .select(columns.toArray(Column[]::new))
                .coalesce(1)
                .collectAsList()) {
            Object[] cells = new Object[row.size()];
            Arrays.setAll(cells, row::get);
            rows.add(Arrays.asList(cells));
        }
        return rows;
    }

    private static Path onlyFile(String folder) {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
