package dev.candor.sql;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.LocalScan;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import scala.Function1;

/** A few rows that the driver holds. */
record LocalRows(StructType readSchema, List<Row> local) implements LocalScan, ScanBuilder {
    @Override
    public InternalRow[] rows() {
        Function1<Object, Object> converted = CatalystTypeConverters.createToCatalystConverter(readSchema);
        return local.stream().map(row -> (InternalRow) converted.apply(row)).toArray(InternalRow[]::new);
    }

    @Override
    public Scan build() {
        return this;
    }

    @Override
    public String description() {
        return local.size() + " rows of the driver";
    }
}
