package dev.candor.io.gate;

import java.util.List;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Aggregator;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** Keeps the smallest five distinct texts of a group, whatever the order and the partitions. */
final class FirstOffenders extends Aggregator<String, Row, Row> {
    private static final long serialVersionUID = 1L;

    private static final StructType TEXTS =
            new StructType().add("texts", DataTypes.createArrayType(DataTypes.StringType));

    @Override
    public Row zero() {
        return row(List.of());
    }

    @Override
    public Row reduce(Row kept, String text) {
        return text == null ? kept : row(RejectTally.first(List.of(texts(kept), List.of(text))));
    }

    @Override
    public Row merge(Row left, Row right) {
        return row(RejectTally.first(List.of(texts(left), texts(right))));
    }

    @Override
    public Row finish(Row kept) {
        return kept;
    }

    @Override
    public Encoder<Row> bufferEncoder() {
        return Encoders.row(TEXTS);
    }

    @Override
    public Encoder<Row> outputEncoder() {
        return Encoders.row(TEXTS);
    }

    static List<String> texts(Row kept) {
        return kept.getList(0);
    }

    private static Row row(List<String> texts) {
        return RowFactory.create(CollectionConverters.asScala(texts).toSeq());
    }
}
