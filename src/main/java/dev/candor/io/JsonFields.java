package dev.candor.io;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Looks through whole JSON files for the columns that their heads lack. */
final class JsonFields {
    private JsonFields() {}

    /**
     * The table's columns that some row has, of those whose absence matters. No job runs when every head has them.
     *
     * @throws dev.candor.model.UserException when no parsed row of a file has a required column
     */
    static Set<String> beyondTheHeads(SparkSession spark, InputTable table, List<FileLayout> layouts) {
        List<String> names = table.fieldsInFiles().stream()
                .filter(field -> field.required() || RowRules.needed(table, field, Set.of(field.column())))
                .map(InputTable.Field::column)
                .toList();
        List<FileLayout> lacking = layouts.stream()
                .filter(layout -> layout.hasRows() && !layout.present().containsAll(names))
                .toList();
        Set<String> found = new HashSet<>();
        for (Row file : lacking.isEmpty() ? List.<Row>of() : counts(spark, names, lacking)) {
            FileLayout head = headOf(file, lacking);
            Set<String> here = new HashSet<>(head.present());
            for (int i = 0; i < names.size(); i++) {
                if (file.getLong(i + 2) > 0) {
                    here.add(names.get(i));
                }
            }
            if (file.getLong(1) > 0) {
                refuseMissing(spark, table, head, here);
            }
            found.addAll(here);
        }
        return found;
    }

    private static FileLayout headOf(Row file, List<FileLayout> layouts) {
        return layouts.stream()
                .filter(layout -> layout.path().equals(TextScan.decoded(file)))
                .findFirst()
                .orElseThrow();
    }

    /** By file: its encoded path, the rows that parse, and the rows that have each of {@code names}. */
    private static List<Row> counts(SparkSession spark, List<String> names, List<FileLayout> layouts) {
        StructType withText = layouts.get(0).columns().add(TableReader.CORRUPT, DataTypes.StringType);
        List<Path> paths = layouts.stream().map(FileLayout::path).toList();
        List<Column> counted = new ArrayList<>();
        names.forEach(name -> counted.add(count(col(name))));
        Column parsed = count(when(col(TableReader.CORRUPT).isNull(), lit(1)));
        return ReadFailures.explaining(() -> TableReader.json(spark, withText, paths)
                .groupBy(col("_metadata.file_path"))
                .agg(parsed, counted.toArray(Column[]::new))
                .orderBy("file_path")
                .collectAsList());
    }

    private static void refuseMissing(SparkSession spark, InputTable table, FileLayout head, Set<String> here) {
        List<String> missing = table.requiredColumns().stream()
                .filter(name -> !here.contains(name))
                .toList();
        if (!missing.isEmpty()) {
            Set<String> names;
            try {
                names = JsonHead.names(head.path(), spark.sessionState().newHadoopConf());
            } catch (IOException e) {
                throw ReadFailures.explain(e, head.path().toString());
            }
            throw FileLayout.missingColumns(head.path().toString(), table, missing, names);
        }
    }
}
