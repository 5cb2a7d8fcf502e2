package dev.candor.io.text;

import dev.candor.io.schema.FileHeads;
import dev.candor.io.schema.TableFormat;
import dev.candor.model.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/**
 * A file of CSV or JSON Lines, its head read.
 *
 * @param bytes its length as it lies there
 * @param compressed whether it must be read from its start
 * @param header the names in the header of a CSV file, in order; of JSON none
 * @param present the table's columns that the file has; of JSON those among its first rows
 * @param hasRows whether anything follows the header
 */
public record TextFile(
        String uri,
        TableFormat format,
        long bytes,
        boolean compressed,
        List<String> header,
        Set<String> present,
        boolean hasRows)
        implements Serializable {
    private static final int PROBED = 4;

    /** Opens a file for {@link CsvHeader} and {@link JsonHead}: its rows from the first one on. */
    static LineReader open(Path path, TableFormat format, Configuration hadoop) throws IOException {
        PushbackInputStream bytes = new PushbackInputStream(FileHeads.open(path, hadoop), PROBED);
        byte[] first = new byte[PROBED];
        int read = bytes.readNBytes(first, 0, PROBED);
        bytes.unread(first, 0, read);
        if (read >= 2 && isUtf16(first, read)) {
            bytes.close();
            throw UserException.inputRejected(
                    "Cannot read " + path + ": it is UTF-16 or UTF-32, not UTF-8. Write the file in UTF-8.");
        }
        return new LineReader(bytes, quotes(format));
    }

    /** A byte order mark, or zeros where text has none. */
    private static boolean isUtf16(byte[] first, int read) {
        boolean marked = (first[0] == (byte) 0xFF && first[1] == (byte) 0xFE)
                || (first[0] == (byte) 0xFE && first[1] == (byte) 0xFF);
        boolean zeros = first[0] == 0 || first[1] == 0 || (read == PROBED && (first[2] == 0 || first[3] == 0));
        return marked || zeros;
    }

    static long length(Path path, Configuration hadoop) throws IOException {
        return path.getFileSystem(hadoop).getFileStatus(path).getLen();
    }

    static boolean compressed(Path path, Configuration hadoop) {
        return new CompressionCodecFactory(hadoop).getCodec(path) != null;
    }

    /** Whether quotes hide row ends. */
    static boolean quotes(TableFormat format) {
        return format == TableFormat.CSV;
    }

    /** The same without what tasks do not need that only look at bytes. */
    public TextFile withoutHeader() {
        return new TextFile(uri, format, bytes, compressed, List.of(), present, hasRows);
    }

    public boolean quotes() {
        return quotes(format);
    }

    public Path path() {
        return new Path(uri);
    }

    /** The bytes from {@code position} on, decompressed; only a file that is not compressed has another than 0. */
    public InputStream from(long position, Configuration hadoop) throws IOException {
        if (compressed) {
            return FileHeads.open(path(), hadoop);
        }
        FSDataInputStream bytes = path().getFileSystem(hadoop).open(path());
        bytes.seek(position);
        return bytes;
    }
}
