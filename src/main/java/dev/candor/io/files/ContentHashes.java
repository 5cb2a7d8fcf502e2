package dev.candor.io.files;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * The SHA-256 of many files at once, in one Spark job: pieces of long files and heaps of small ones are shared out to
 * tasks by bytes, each read in one stream.
 */
public final class ContentHashes {
    /** Files longer than this are hashed in pieces of it. Part of what a fingerprint means: never change it. */
    public static final long PIECE_BYTES = 64L << 20;

    /** What opening a file costs, in bytes that could be hashed meanwhile. */
    private static final long OPEN_BYTES = 1L << 20;

    private static final int MOST_TASKS = 10_000;

    private ContentHashes() {}

    /** Bytes [from, from + bytes) of a file. */
    public record Piece(String uri, long from, long bytes) implements Serializable {
        long cost() {
            return bytes + OPEN_BYTES;
        }
    }

    /** The plain SHA-256 of each file (complete URIs) in their order, hexadecimal. No job when there are none. */
    public static List<String> of(SparkSession spark, List<Path> files, List<Long> bytes) {
        return digests(
                spark,
                IntStream.range(0, files.size())
                        .mapToObj(i -> new Piece(files.get(i).toString(), 0, bytes.get(i)))
                        .toList());
    }

    /** {@link InputFile#sha256()} of each file, in their order. No job when there are none. */
    public static List<String> ofInputs(SparkSession spark, List<FileStatus> files, long pieceBytes) {
        List<Piece> pieces = new ArrayList<>();
        int[] end = new int[files.size()];
        for (int i = 0; i < end.length; i++) {
            pieces.addAll(pieces(files.get(i).getPath().toString(), files.get(i).getLen(), pieceBytes));
            end[i] = pieces.size();
        }
        List<String> digests = digests(spark, pieces);
        List<String> hashes = new ArrayList<>();
        for (int i = 0; i < end.length; i++) {
            hashes.add(InputFile.sha256(digests.subList(i == 0 ? 0 : end[i - 1], end[i])));
        }
        return hashes;
    }

    /** A file in pieces of {@code pieceBytes}, the last one shorter; an empty file is one piece. */
    static List<Piece> pieces(String uri, long length, long pieceBytes) {
        List<Piece> pieces = new ArrayList<>(List.of(new Piece(uri, 0, Math.min(length, pieceBytes))));
        for (long from = pieceBytes; from < length; from += pieceBytes) {
            pieces.add(new Piece(uri, from, Math.min(length - from, pieceBytes)));
        }
        return pieces;
    }

    /** Piece numbers by task: the most expensive first, each to the task with the least to do. */
    public static List<List<Integer>> shares(List<Piece> pieces, int tasks) {
        List<List<Integer>> shares = new ArrayList<>();
        long[] load = new long[tasks];
        PriorityQueue<Integer> idlest = new PriorityQueue<>(
                Comparator.<Integer>comparingLong(task -> load[task]).thenComparing(task -> task));
        for (int task = 0; task < tasks; task++) {
            shares.add(new ArrayList<>());
            idlest.add(task);
        }
        IntStream.range(0, pieces.size())
                .boxed()
                .sorted(Comparator.<Integer>comparingLong(i -> pieces.get(i).cost())
                        .reversed())
                .forEach(i -> {
                    int task = idlest.remove();
                    shares.get(task).add(i);
                    load[task] += pieces.get(i).cost();
                    idlest.add(task);
                });
        return shares;
    }

    private static int tasks(List<Piece> pieces, int cores) {
        long bytes = pieces.stream().mapToLong(Piece::cost).sum();
        long most = Math.min(pieces.size(), MOST_TASKS);
        return (int) Math.min(most, Math.max(cores, bytes / PIECE_BYTES));
    }

    private static List<String> digests(SparkSession spark, List<Piece> pieces) {
        if (pieces.isEmpty()) {
            return List.of();
        }
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        List<List<Integer>> shares = shares(pieces, tasks(pieces, context.defaultParallelism()));
        ArrayList<Piece> sent = new ArrayList<>(pieces);
        Broadcast<SerializableConfiguration> hadoop = context.broadcast(
                new SerializableConfiguration(spark.sessionState().newHadoopConf()));
        String[] digests = new String[pieces.size()];
        try {
            context.parallelize(shares, shares.size())
                    .flatMap(List::iterator)
                    .map(i -> new Tuple2<>(i, digest(sent.get(i), hadoop.value().value())))
                    .collect()
                    .forEach(digest -> digests[digest._1()] = digest._2());
        } finally {
            hadoop.destroy();
        }
        return List.of(digests);
    }

    private static String digest(Piece piece, Configuration hadoop) throws IOException {
        Path file = new Path(piece.uri());
        try (FSDataInputStream content = file.getFileSystem(hadoop).open(file)) {
            if (piece.from() > 0) {
                content.seek(piece.from());
            }
            return HexFormat.of().formatHex(Sha256.digest(content, piece.bytes()));
        }
    }
}
