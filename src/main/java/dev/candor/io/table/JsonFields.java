package dev.candor.io.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import dev.candor.io.schema.ColumnNames;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.ReadFailures;
import dev.candor.io.text.JsonHead;
import dev.candor.io.text.TextColumn;
import dev.candor.io.text.TextFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Looks through whole JSON files for the columns that their heads lack. */
public final class JsonFields {
    private JsonFields() {}

    /**
     * The table's columns that some row has, of those whose absence matters. No job runs when every head has them.
     *
     * @param columns how to read the table
     * @throws dev.candor.model.UserException when no parsed row of a file has a required column
     */
    public static Set<String> beyondTheHeads(SparkSession spark, TextTable text, List<TextColumn> columns) {
        InputTable table = text.table();
        List<String> names = table.fieldsInFiles().stream()
                .filter(field -> field.required() || FieldRule.isNeeded(table, field, Set.of(field.column())))
                .map(InputTable.Field::column)
                .distinct()
                .toList();
        boolean allThere = text.files().stream()
                .allMatch(file -> !file.hasRows() || file.present().containsAll(names));
        Set<String> found = new HashSet<>();
        for (Row file : allThere ? List.<Row>of() : counts(text, names, columns)) {
            TextFile head = text.files().get(file.getInt(0));
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

    /** By file: its number, the rows that parse, and the rows that have each of {@code names}. */
    private static List<Row> counts(TextTable text, List<String> names, List<TextColumn> columns) {
        List<Column> counted = new ArrayList<>();
        names.forEach(name -> counted.add(count(col(name))));
        Column parsed = count(when(col(TextTable.VERDICT).equalTo(0), lit(1)));
        return ReadFailures.explaining(() -> text.rows(columns)
                .groupBy(col(TextTable.FILE))
                .agg(parsed, counted.toArray(Column[]::new))
                .orderBy(TextTable.FILE)
                .collectAsList());
    }

    private static void refuseMissing(SparkSession spark, InputTable table, TextFile head, Set<String> here) {
        List<String> missing = table.requiredColumns().stream()
                .distinct()
                .filter(name -> !here.contains(name))
                .toList();
        if (!missing.isEmpty()) {
            Set<String> names;
            try {
                names = JsonHead.names(head.path(), table, spark.sessionState().newHadoopConf());
            } catch (IOException e) {
                throw ReadFailures.explain(e, head.uri());
            }
            throw ColumnNames.missingColumns(head.uri(), table, missing, names);
        }
    }
}
