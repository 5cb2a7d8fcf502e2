package dev.candor.io.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.io.ParquetDecodingException;

/**
 * A column of a row group that is not nested, decoded page by page into the arrays of a batch, whatever its pages'
 * borders are. At the end of a page, and of the row group, nothing may be left of levels or values, and there are as many
 * nulls as the headers say.
 */
abstract class FlatColumn {
    private final ChunkPages pages;
    private final int[] levels;

    /** The page that is open; null before the first. */
    private DecodedPage page;

    /** Rows left of the current page. */
    private int left;

    /** Values of the page so far, nulls not among them. */
    private int presentInPage;

    private long nulls;

    /** @param pages null when the file lacks the column: then all is null */
    FlatColumn(ChunkPages pages, int mostRows) {
        this.pages = pages;
        this.levels = new int[mostRows];
    }

    /** Forgets the batch before. */
    protected void clear() {}

    /** Takes the values of a new page, encoded: those of {@code rows} rows without the nulls. */
    protected abstract void open(Encoding encoding, ByteBuffer values, int rows) throws IOException;

    /** Decodes the next {@code count} values to the batch's rows from {@code from} on. */
    protected abstract void decode(int from, int count);

    /**
     * Moves the {@code present} values at {@code from} apart, for {@code rows} rows of which those with level 0 are
     * null.
     */
    protected abstract void spread(int from, int rows, int present, int[] levels);

    /** Refuses a page of which something is left behind its {@code present} values. */
    protected abstract void end(int present);

    /** Decodes the next {@code rows} rows into the batch. */
    final void fill(int rows) throws IOException {
        clear();
        int some;
        for (int from = 0; from < rows; from += some) {
            if (left == 0) {
                turnPage(rows);
            }
            some = Math.min(left, rows - from);
            segment(from, some);
            left -= some;
            if (left == 0 && page != null) {
                endPage();
            }
        }
    }

    private void segment(int from, int rows) {
        int present = present(rows);
        if (present > 0) {
            decode(from, present);
        }
        if (present < rows) {
            spread(from, rows, present, levels);
        }
        presentInPage += present;
    }

    private int present(int rows) {
        if (pages == null) {
            return 0;
        }
        if (page.levels() == null) {
            return rows;
        }
        page.levels().read(levels, 0, rows);
        int present = 0;
        for (int i = 0; i < rows; i++) {
            present += levels[i];
        }
        return present;
    }

    private void turnPage(int rows) throws IOException {
        if (pages == null) {
            left = rows;
            return;
        }
        ChunkPages.RawPage raw = pages.next();
        if (raw == null) {
            throw new ParquetDecodingException("the column ends before the row group does");
        }
        page = DecodedPage.of(raw, pages.descriptor());
        left = page.entries();
        presentInPage = 0;
        open(page.encoding(), page.values(), page.entries());
    }

    private void endPage() {
        if (page.levels() != null) {
            page.levels().end();
        }
        end(presentInPage);
        requireNulls("a page", page.nulls(), page.entries() - presentInPage);
        nulls += page.entries() - presentInPage;
    }

    /** Refuses what is left when all rows of the row group are read. */
    final void end() throws IOException {
        if (pages == null) {
            return;
        }
        if (left > 0 || pages.next() != null) {
            throw new ParquetDecodingException("the column goes on behind the row group");
        }
        requireNulls("the footer", pages.totalNulls(), nulls);
    }

    private static void requireNulls(String where, long declared, long found) {
        if (declared >= 0 && declared != found) {
            throw new ParquetDecodingException(
                    where + " says that " + declared + " values are null, and " + found + " are");
        }
    }

    /** The size of the dictionary, once it is known that the file has one. */
    protected static int needed(int entries) {
        if (entries < 0) {
            throw new ParquetDecodingException("a page of codes in a column without a dictionary");
        }
        return entries;
    }

    /** The dictionary's bytes, plain values, {@code null} where there is none or the file lacks the column. */
    protected static ChunkPages.RawPage dictionary(ChunkPages pages) throws IOException {
        ChunkPages.RawPage dictionary = pages == null ? null : pages.dictionary();
        if (dictionary != null && !PLAIN.contains(dictionary.encoding())) {
            throw new ParquetDecodingException("a dictionary encoded as " + dictionary.encoding());
        }
        return dictionary;
    }

    @SuppressWarnings("deprecation") // What old files say.
    private static final java.util.Set<Encoding> PLAIN =
            java.util.EnumSet.of(Encoding.PLAIN, Encoding.PLAIN_DICTIONARY);

    /** The refusal of bytes behind the last value. */
    protected static ParquetDecodingException left(long bytes) {
        return new ParquetDecodingException(bytes + " bytes are left behind the last value of a page");
    }
}
