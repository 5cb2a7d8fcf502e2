package dev.candor.sql;

import dev.candor.io.files.Places;
import dev.candor.model.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;

/** What an input names: a table or temporary view where there is one of that name, else a path. */
record Inputs(SparkSession spark) {
    /** Whether the text names a table or a temporary view. */
    boolean isTable(String text) {
        if (!isIdentifier(text)) {
            return false;
        }
        try {
            return spark.catalog().tableExists(text);
        } catch (Exception unknown) {
            // A part of the name is no catalog or no namespace. Spark does not declare what it throws.
            if (unknown instanceof AnalysisException) {
                return false;
            }
            throw unknown;
        }
    }

    /** Refuses a name that is nothing at all. A glob, or a path with a slash, is no name. */
    void requireFound(String parameter, String text) {
        if (isIdentifier(text) && !exists(Places.path(text))) {
            throw UserException.configuration("Cannot read " + parameter + " => '" + Places.shown(text)
                    + "': there is no table or temporary view of that name, and no file. Correct " + parameter + ".");
        }
    }

    private boolean isIdentifier(String text) {
        try {
            return !spark.sessionState()
                    .sqlParser()
                    .parseMultipartIdentifier(text)
                    .isEmpty();
        } catch (ParseException path) {
            return false;
        }
    }

    private boolean exists(Path path) {
        try {
            return Places.fileSystem(path, spark.sessionState().newHadoopConf()).exists(path);
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot reach " + Places.shown(path.toString()), failure);
        }
    }
}
