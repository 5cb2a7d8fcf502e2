package dev.candor.engine.audit;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import dev.candor.model.AuditSummary.Property;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What is looked at in every row of a table with a column {@code place}. */
record RowCheck(String name, String statement, boolean claimed, Column figure, Extreme worst, Column holds) {
    /** Violations and the worst row, the worst violator where there is one; what is unknown or no number does not hold. */
    List<Column> columns() {
        Column violated = isnan(figure).or(not(coalesce(holds, lit(false))));
        boolean least = worst == Extreme.LEAST;
        Column all = struct((least ? not(violated) : violated).as("rank"), figure.as("figure"), col("place"));
        return List.of(count(when(violated, 1)), least ? min(all) : max(all));
    }

    /** Which figure is worst. */
    enum Extreme {
        LEAST,
        MOST
    }

    /** Checks of the same rows, in one job. */
    static List<Property> of(Dataset<Row> rows, List<RowCheck> checks) {
        List<Column> columns = new ArrayList<>();
        checks.forEach(check -> columns.addAll(check.columns()));
        Row all = rows.agg(count(lit(1)), columns.toArray(Column[]::new)).head();
        List<Property> found = new ArrayList<>();
        for (int k = 0; k < checks.size(); k++) {
            RowCheck check = checks.get(k);
            Row worst = all.isNullAt(2 * k + 2) ? null : all.getStruct(2 * k + 2);
            found.add(new Property(
                    check.name(),
                    check.statement(),
                    check.claimed(),
                    all.getLong(0),
                    all.getLong(2 * k + 1),
                    worst == null || worst.isNullAt(1) ? 0 : finite(worst.getDouble(1)),
                    worst == null || worst.isNullAt(2) ? "" : worst.getString(2)));
        }
        return found;
    }

    /** A figure that can be written: what is no finite number becomes the largest. */
    static double finite(double figure) {
        return Double.isFinite(figure) ? figure : Double.MAX_VALUE;
    }
}
