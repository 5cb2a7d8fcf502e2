package dev.candor.sql;

import dev.candor.model.Nearest;
import java.util.List;
import org.apache.spark.sql.connector.catalog.procedures.BoundProcedure;
import org.apache.spark.sql.connector.catalog.procedures.UnboundProcedure;
import org.apache.spark.sql.types.StructType;

/**
 * A name that no procedure has. Spark tells nothing of why a procedure cannot be loaded, so the name is refused when it is
 * bound.
 */
record NoProcedure(String name, String namespace) implements UnboundProcedure {
    @Override
    public BoundProcedure bind(StructType arguments) {
        List<String> names =
                Verbs.ALL.stream().map(verb -> namespace + "." + verb.name()).toList();
        throw Refused.because("Cannot call " + name + ": there is no such procedure." + Nearest.question(name, names)
                + " Procedures: " + String.join(", ", names) + ".");
    }
}
