package dev.candor.io.text;

import dev.candor.io.schema.ReadFailures;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.schema.Texts;
import dev.candor.io.table.TextTable;
import dev.candor.model.RejectReason;
import dev.candor.model.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The rows of some pieces of text files: the wanted columns, then {@link TextTable#VERDICT}, {@link TextTable#CORRUPT} and
 * {@link TextTable#FILE}. The same row object every time.
 */
public final class TextRows implements Iterator<InternalRow> {
    private final List<TextFile> files;
    private final List<String> required;
    private final List<TextColumn> columns;
    private final Iterator<TextPiece> pieces;
    private final Configuration hadoop;
    private final GenericInternalRow row;
    private final JsonCells json;
    private final CsvCells csv = new CsvCells();

    private TextPiece piece;
    private LineReader lines;
    /** The header of the open CSV file, and where each wanted column stands in it; −1 = nowhere. */
    private byte[][] header;

    private int[] places;
    /** Rows of the piece so far. */
    private long found;

    private boolean ready;

    /**
     * The rows of some pieces.
     *
     * @param required the columns that a header of the table has
     */
    public TextRows(
            List<TextFile> files,
            List<String> required,
            List<TextColumn> columns,
            Iterator<TextPiece> pieces,
            Configuration hadoop) {
        this.files = files;
        this.required = required;
        this.columns = columns;
        this.pieces = pieces;
        this.hadoop = hadoop;
        this.row = new GenericInternalRow(columns.size() + 3);
        this.json = new JsonCells(columns);
    }

    @Override
    public boolean hasNext() {
        if (!ready) {
            ready = advance();
        }
        return ready;
    }

    @Override
    public InternalRow next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        ready = false;
        return row;
    }

    /** Lets go of the open file. */
    public void close() throws IOException {
        if (lines != null) {
            lines.close();
            lines = null;
        }
    }

    private TextFile file() {
        return files.get(piece.file());
    }

    private boolean advance() {
        try {
            while (true) {
                if (lines == null) {
                    if (!pieces.hasNext()) {
                        return false;
                    }
                    open(pieces.next());
                }
                if (lines.next() && lines.start() < piece.to()) {
                    found++;
                    read();
                    return true;
                }
                close();
                requireAll();
            }
        } catch (IOException e) {
            throw ReadFailures.explain(e, file().uri());
        }
    }

    private void open(TextPiece next) throws IOException {
        piece = next;
        lines = next.open(file(), hadoop);
        if (file().format() == TableFormat.CSV) {
            List<String> names = file().header();
            header = names.stream()
                    .map(name -> name.getBytes(StandardCharsets.UTF_8))
                    .toArray(byte[][]::new);
            places = columns.stream()
                    .mapToInt(column -> names.indexOf(column.name()))
                    .toArray();
        }
        if (next.header()) {
            lines.next();
        }
        found = 0;
    }

    /** The rows that were counted before, and no others. */
    private void requireAll() {
        if (found != piece.rows()) {
            throw UserException.inputRejected("Cannot read " + file().uri() + ": it had " + piece.rows()
                    + " rows from byte " + piece.from() + " on when it was opened, and " + found + " when it was read."
                    + " It was changed meanwhile; run again once nothing writes to it.");
        }
    }

    private void read() {
        int verdict =
                file().format() == TableFormat.CSV ? readCsv() : json.read(lines.buffer(), lines.from(), lines.to());
        boolean kept = verdict == 0 || verdict == RejectReason.NOT_A_NUMBER.code();
        for (int k = 0; k < columns.size(); k++) {
            row.update(k, kept ? value(k) : null);
        }
        row.update(columns.size(), verdict);
        row.update(columns.size() + 1, verdict == 0 ? null : UTF8String.fromString(lines.text()));
        row.update(columns.size() + 2, piece.file());
    }

    private Object value(int column) {
        if (file().format() == TableFormat.JSON) {
            return json.value(column);
        }
        byte[] value = places[column] < 0 ? null : csv.value(places[column]);
        return value == null ? null : UTF8String.fromBytes(value);
    }

    private int readCsv() {
        boolean sharp = lines.buffer()[lines.from()] == '#';
        if (!csv.cut(lines.buffer(), lines.from(), lines.to())) {
            return (sharp ? RejectReason.COMMENT_LINE : RejectReason.MALFORMED).code();
        }
        if (isHeader()) {
            return RejectReason.REPEATED_HEADER.code();
        }
        if (sharp && isComment()) {
            return RejectReason.COMMENT_LINE.code();
        }
        // A mark further down may be part of an id or not: two ids that look alike.
        return csv.count() == header.length && !lines.marked() ? 0 : RejectReason.MALFORMED.code();
    }

    /** Whether the row repeats the header. Another header is refused: what follows it would be read in wrong columns. */
    private boolean isHeader() {
        for (String name : required) {
            if (csv.indexOf(name.getBytes(StandardCharsets.UTF_8)) < 0) {
                return false;
            }
        }
        boolean same = csv.count() == header.length;
        for (int k = 0; same && k < header.length; k++) {
            same = csv.is(k, header[k]);
        }
        // Of a table with one required column, an id may well be called what that column is.
        if (!same && required.size() == 1 && !isColumnNames()) {
            return false;
        }
        if (!same) {
            throw UserException.inputRejected("Cannot read " + file().uri()
                    + ": it has a second header with other columns"
                    + " than the first, " + Texts.printable(lines.text()) + ". Put the rows under it in a file of their"
                    + " own.");
        }
        return true;
    }

    /** Whether the row is nothing but two or more names of columns that the header has. */
    private boolean isColumnNames() {
        for (int cell = 0; cell < csv.count(); cell++) {
            boolean known = false;
            for (int k = 0; !known && k < header.length; k++) {
                known = csv.is(cell, header[k]);
            }
            if (!known) {
                return false;
            }
        }
        return csv.count() > 1;
    }

    /** Of a row that begins with #, not in quotes: an id such as #1 is one among other cells only. */
    private boolean isComment() {
        int second = lines.from() + 1;
        boolean blank = second == lines.to() || lines.buffer()[second] == ' ' || lines.buffer()[second] == '\t';
        return blank || header.length == 1 || csv.count() != header.length;
    }
}
