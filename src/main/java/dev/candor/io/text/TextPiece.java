package dev.candor.io.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/**
 * The rows of a text file that begin within [from, to).
 *
 * @param file its number
 * @param quoted whether {@code from} lies within quotes
 * @param header whether the first of them is the header of a CSV file
 * @param rows how many there are, the header not among them
 */
public record TextPiece(int file, long from, long to, boolean quoted, boolean header, long rows)
        implements Serializable {
    /** A piece of which nothing is known yet. */
    public TextPiece(int file, long from, long to) {
        this(file, from, to, false, false, 0);
    }

    /** The same of another number for its file. */
    public TextPiece ofFile(int number) {
        return new TextPiece(number, from, to, quoted, header, rows);
    }

    /** The rows of the file from this piece on: those that begin behind it are there too. */
    LineReader open(TextFile of, Configuration hadoop) throws IOException {
        if (from == 0) {
            return new LineReader(of.from(0, hadoop), of.quotes());
        }
        InputStream bytes = of.from(from - 1, hadoop);
        return new LineReader(bytes, of.quotes(), from, bytes.read(), quoted);
    }
}
