package dev.candor.api.settings;

import dev.candor.io.gate.InputGate;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.gate.InputTables;
import dev.candor.io.schema.InputTable;
import dev.candor.model.UserException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Where the tables of a run come from: files, or frames of this session, each table from one of them.
 *
 * @param candidatesFromReports whether the candidates are what the reports name, which breaks truthfulness
 */
public record Tables(InputPaths paths, Map<InputTable, Dataset<Row>> frames, boolean candidatesFromReports) {
    public Tables {
        frames = Map.copyOf(frames);
        for (InputTable table : frames.keySet()) {
            if (paths.of(table).isPresent()) {
                throw UserException.configuration("Cannot take the " + table.label()
                        + " table from both a path and a DataFrame: drop one of them.");
            }
        }
    }

    /** The tables that are given; a packed store stands for reports. */
    public Set<InputTable> given() {
        EnumSet<InputTable> given = EnumSet.noneOf(InputTable.class);
        given.addAll(paths.tables().keySet());
        given.addAll(frames.keySet());
        if (paths.packed().isPresent()) {
            given.add(InputTable.REPORTS);
        }
        return given;
    }

    public InputTables open(SparkSession spark) {
        return InputGate.open(spark, paths, frames);
    }
}
