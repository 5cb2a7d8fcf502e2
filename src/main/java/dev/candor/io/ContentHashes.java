package dev.candor.io;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** The SHA-256 of many files at once: one Spark job, one task a file, each streamed through its file system. */
final class ContentHashes {
    private static final int MOST_TASKS = 10_000;

    private ContentHashes() {}

    /** The hashes in the order of {@code files} (complete URIs). No job when there are none. */
    static List<String> of(SparkSession spark, List<Path> files) {
        if (files.isEmpty()) {
            return List.of();
        }
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Broadcast<SerializableConfiguration> hadoop = context.broadcast(
                new SerializableConfiguration(spark.sessionState().newHadoopConf()));
        try {
            List<String> uris = files.stream().map(Path::toString).toList();
            return context.parallelize(uris, Math.min(uris.size(), MOST_TASKS))
                    .map(uri -> hash(uri, hadoop.value().value()))
                    .collect();
        } finally {
            hadoop.destroy();
        }
    }

    private static String hash(String uri, Configuration hadoop) throws IOException {
        Path file = new Path(uri);
        try (InputStream content = file.getFileSystem(hadoop).open(file)) {
            return Sha256.of(content);
        }
    }
}
