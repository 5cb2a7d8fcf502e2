package dev.candor.io.table;

import dev.candor.io.schema.ReadFailures;
import dev.candor.io.schema.Texts;
import dev.candor.io.text.LineTally;
import dev.candor.io.text.TextFile;
import dev.candor.io.text.TextPiece;
import dev.candor.model.UserException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * One look at the bytes of all text files before their rows are read: how many rows each has, and where within quotes a
 * file can be cut, so that each task finds the rows of its own piece.
 *
 * @param pieces of all files, in order
 */
public record TextScan(List<TextPiece> pieces) {
    private static final int SHOWN_BYTES = 400;
    /** A byte order mark is not cut. */
    private static final int MARK_BYTES = 3;

    /**
     * Scans {@code files}, whose numbers are their places in the list; one Spark job, none when there are no files.
     *
     * @throws UserException when a quote is never closed, or single carriage returns stand beside line feeds
     */
    static TextScan of(SparkSession spark, List<TextFile> files) {
        List<TextPiece> cut = cut(files, TextTable.pieceBytes(spark, files));
        LineTally[] tallies = tallies(spark, files, cut);
        Configuration hadoop = spark.sessionState().newHadoopConf();
        List<TextPiece> pieces = new ArrayList<>();
        int first = 0;
        for (int file = 0; file < files.size(); file++) {
            int last = first;
            while (last < cut.size() && cut.get(last).file() == file) {
                last++;
            }
            pieces.addAll(
                    known(files.get(file), cut.subList(first, last), Arrays.copyOfRange(tallies, first, last), hadoop));
            first = last;
        }
        return new TextScan(pieces);
    }

    /** The pieces of a file with what is known of them once the whole file is scanned. */
    public static List<TextPiece> known(
            TextFile file, List<TextPiece> pieces, LineTally[] tallies, Configuration hadoop) {
        int count = tallies.length;
        LineTally[] before = new LineTally[count + 1];
        before[0] = new LineTally(file.quotes(), -1);
        for (int k = 0; k < count; k++) {
            before[k + 1] = before[k].then(tallies[k]);
        }
        require(file, before[count], hadoop);
        boolean[] heads = new boolean[count + 1];
        for (int k = count - 1; k >= 0; k--) {
            heads[k] = tallies[k].heads(before[k].open(), heads[k + 1]);
        }
        List<TextPiece> known = new ArrayList<>();
        long begun = 0;
        for (int k = 0; k < count; k++) {
            TextPiece piece = pieces.get(k);
            long until = before[k + 1].begun(piece.to(), heads[k + 1]);
            boolean header = file.quotes() && begun == 0 && until > 0;
            long rows = until - begun - (header ? 1 : 0);
            known.add(new TextPiece(piece.file(), piece.from(), piece.to(), before[k].open(), header, rows));
            begun = until;
        }
        return known;
    }

    /** Pieces of {@code pieceBytes}, a compressed file in one. */
    public static List<TextPiece> cut(List<TextFile> files, long pieceBytes) {
        List<TextPiece> pieces = new ArrayList<>();
        for (int file = 0; file < files.size(); file++) {
            long end = files.get(file).bytes();
            if (files.get(file).compressed()) {
                pieces.add(new TextPiece(file, 0, Long.MAX_VALUE));
                continue;
            }
            long to;
            for (long from = 0; from < end; from = to) {
                to = Math.min(end, Math.max(from + pieceBytes, MARK_BYTES));
                pieces.add(new TextPiece(file, from, to));
            }
        }
        return pieces;
    }

    private static LineTally[] tallies(SparkSession spark, List<TextFile> files, List<TextPiece> pieces) {
        LineTally[] tallies = new LineTally[pieces.size()];
        if (pieces.isEmpty()) {
            return tallies;
        }
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        List<List<Integer>> shares = TextTable.shares(spark, files, pieces);
        ArrayList<TextPiece> sent = new ArrayList<>(pieces);
        ArrayList<TextFile> bare =
                new ArrayList<>(files.stream().map(TextFile::withoutHeader).toList());
        Broadcast<SerializableConfiguration> hadoop = context.broadcast(
                new SerializableConfiguration(spark.sessionState().newHadoopConf()));
        try {
            ReadFailures.explaining(() -> context.parallelize(shares, shares.size())
                            .flatMap(List::iterator)
                            .map(k -> new Tuple2<>(
                                    k,
                                    tally(
                                            bare.get(sent.get(k).file()),
                                            sent.get(k),
                                            hadoop.value().value())))
                            .collect())
                    .forEach(tally -> tallies[tally._1()] = tally._2());
        } finally {
            hadoop.destroy();
        }
        return tallies;
    }

    public static LineTally tally(TextFile file, TextPiece piece, Configuration hadoop) {
        byte[] buffer = new byte[1 << 16];
        try (InputStream bytes =
                new BufferedInputStream(file.from(Math.max(0, piece.from() - 1), hadoop), buffer.length)) {
            LineTally tally = new LineTally(file.quotes(), piece.from() == 0 ? -1 : bytes.read());
            long position = piece.from();
            while (position < piece.to()) {
                int read = bytes.readNBytes(buffer, 0, (int) Math.min(buffer.length, piece.to() - position));
                if (read == 0) {
                    break;
                }
                boolean marked = position == 0
                        && read >= MARK_BYTES
                        && buffer[0] == (byte) 0xEF
                        && buffer[1] == (byte) 0xBB
                        && buffer[2] == (byte) 0xBF;
                tally.add(buffer, marked ? MARK_BYTES : 0, read, marked ? MARK_BYTES : position);
                position += read;
            }
            return tally;
        } catch (IOException e) {
            throw ReadFailures.explain(e, file.uri());
        }
    }

    private static void require(TextFile file, LineTally tally, Configuration hadoop) {
        if (tally.open()) {
            throw UserException.inputRejected("Cannot read " + file.uri()
                    + ": a quoted value is never closed. Row " + tally.count()
                    + ", which goes on to the end of the file,"
                    + " begins with " + Texts.printable(textAt(file, tally.lastRow(), hadoop))
                    + ". Write quotes within a value twice and close every quoted value (RFC 4180).");
        }
        if (tally.loneReturns() > 0 && tally.lineFeeds() > 0) {
            throw UserException.inputRejected("Cannot read " + file.uri() + ": it has " + tally.loneReturns()
                    + (tally.loneReturns() == 1
                            ? " carriage return (\\r) that stands"
                            : " carriage returns (\\r) that stand")
                    + " alone beside " + tally.lineFeeds() + " line feeds (\\n), and"
                    + " it is unclear whether a row ends there. End every row with \\n or \\r\\n, and put a value"
                    + " with a carriage return in " + (file.quotes() ? "quotes." : "the form \\r."));
        }
    }

    private static String textAt(TextFile file, long position, Configuration hadoop) {
        try (InputStream bytes = file.from(position, hadoop)) {
            if (file.compressed()) {
                bytes.skipNBytes(position);
            }
            return new String(bytes.readNBytes(SHOWN_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw ReadFailures.explain(e, file.uri());
        }
    }
}
