package dev.candor.engine.text;

import dev.candor.embedding.TextEncoder;
import dev.candor.embedding.TextEncoders;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** Vectors by a trained network, the same for a text whatever other texts there are. */
record Embeddings(TextEncoder encoder) implements TextVectors {
    /** Texts differ in length: some more tasks than cores even that out. */
    private static final int TASKS_A_CORE = 4;

    @Override
    public List<Transformer> stages() {
        return List.of(new Stage(encoder.name()));
    }

    @Override
    public int length() {
        return encoder.dimensions();
    }

    @Override
    public String identity() {
        return encoder.identity();
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("vectors", identity());
    }

    @Override
    public String coordinates() {
        return "coordinates of embeddings";
    }

    /** text → unit. Rows are brought together by their texts, so that each text is encoded once. */
    private static final class Stage extends Transformer {
        private static final long serialVersionUID = 1L;

        private final String encoder;

        Stage(String encoder) {
            this.encoder = encoder;
        }

        @Override
        public Dataset<Row> transform(Dataset<?> rows) {
            String name = encoder;
            int text = rows.schema().fieldIndex("text");
            int tasks = TASKS_A_CORE * rows.sparkSession().sparkContext().defaultParallelism();
            return rows.toDF()
                    .repartition(tasks, rows.col("text"))
                    .sortWithinPartitions("text")
                    .mapPartitions(
                            (MapPartitionsFunction<Row, Row>)
                                    part -> new Encoded(part, text, TextEncoders.required(name)),
                            Encoders.row(transformSchema(rows.schema())));
        }

        @Override
        public StructType transformSchema(StructType schema) {
            return schema.add("unit", SQLDataTypes.VectorType(), false);
        }

        @Override
        public Transformer copy(ParamMap extra) {
            return new Stage(encoder);
        }

        @Override
        public String uid() {
            return "embedding";
        }
    }

    /** The rows with one column more; equal texts follow each other. */
    private static final class Encoded implements Iterator<Row> {
        private final Iterator<Row> rows;
        private final int column;
        private final TextEncoder encoder;
        private String text;
        private Vector vector;

        Encoded(Iterator<Row> rows, int column, TextEncoder encoder) {
            this.rows = rows;
            this.column = column;
            this.encoder = encoder;
        }

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public Row next() {
            Row row = rows.next();
            if (!row.getString(column).equals(text)) {
                text = row.getString(column);
                vector = Vectors.dense(encoder.encode(text));
            }
            Object[] values = new Object[row.size() + 1];
            for (int k = 0; k < row.size(); k++) {
                values[k] = row.get(k);
            }
            values[row.size()] = vector;
            return RowFactory.create(values);
        }
    }
}
