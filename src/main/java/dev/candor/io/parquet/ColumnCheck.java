package dev.candor.io.parquet;

import dev.candor.io.schema.DamagedFile;
import dev.candor.io.schema.ReadFailures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Holds Parquet files that Spark is going to read against themselves. Spark's readers believe what a file says of itself:
 * definition levels that are damaged become nulls, a row group that says it has no rows is left out. So every page of the
 * columns in question is read here first, nested ones too: rows, entries, nulls, levels and values have to agree, and
 * nothing may be left.
 */
public final class ColumnCheck {
    /** Less is read by the driver: a job costs more. */
    private static final long DRIVER_BYTES = 16L << 20;

    private static final int SLICE = 1 << 15;

    private final ChunkPages pages;
    private final PrimitiveType type;
    private final int mostRepeated;
    private final int mostDefined;
    private final int[] levels = new int[SLICE];

    /** Entries of the dictionary, −1 where there is none. */
    private final int dictionary;

    private long rows;
    /** Entries by their definition level. */
    private final long[] defined;

    private ColumnCheck(ChunkPages pages) throws IOException {
        ColumnDescriptor column = pages.descriptor();
        this.pages = pages;
        this.type = column.getPrimitiveType();
        this.mostRepeated = column.getMaxRepetitionLevel();
        this.mostDefined = column.getMaxDefinitionLevel();
        this.defined = new long[mostDefined + 1];
        ChunkPages.RawPage found = FlatColumn.dictionary(pages);
        this.dictionary = found == null ? -1 : found.values();
        if (found != null) {
            requirePlain(found.bytes(), found.values());
        }
    }

    /**
     * Refuses files of which one of {@code columns} is damaged; columns that a file lacks do not matter.
     *
     * @throws dev.candor.model.UserException with the file, the column, the row group and what disagrees
     */
    public static void require(SparkSession spark, Collection<Path> files, Set<String> columns) {
        Configuration hadoop = spark.sessionState().newHadoopConf();
        ReadFailures.explaining(() -> {
            List<RowGroup> groups = new ArrayList<>();
            for (Path file : files) {
                groups.addAll(groups(file, hadoop));
            }
            requireEach(spark, groups, new HashSet<>(columns), hadoop);
            return null;
        });
    }

    private static List<RowGroup> groups(Path file, Configuration hadoop) {
        try {
            return RowGroup.of(file, hadoop);
        } catch (IOException e) {
            throw ReadFailures.explain(e, file.toString());
        }
    }

    /** The same of row groups. */
    public static void require(SparkSession spark, List<RowGroup> groups, Set<String> columns, Configuration hadoop) {
        ReadFailures.explaining(() -> {
            requireEach(spark, groups, columns, hadoop);
            return null;
        });
    }

    private static void requireEach(
            SparkSession spark, List<RowGroup> groups, Set<String> columns, Configuration hadoop) {
        if (groups.stream().mapToLong(RowGroup::bytes).sum() <= DRIVER_BYTES) {
            groups.forEach(group -> require(group, columns, hadoop));
            return;
        }
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Broadcast<SerializableConfiguration> shared = context.broadcast(new SerializableConfiguration(hadoop));
        context.parallelize(groups, groups.size())
                .foreachPartition(
                        mine -> requireAll(mine, columns, shared.value().value()));
        shared.destroy();
    }

    private static void requireAll(Iterator<RowGroup> groups, Set<String> columns, Configuration hadoop) {
        groups.forEachRemaining(group -> require(group, columns, hadoop));
    }

    /**
     * Reads these columns of a row group to their ends.
     *
     * @throws DamagedFile when something disagrees
     */
    static void require(RowGroup group, Set<String> columns, Configuration hadoop) {
        try (OpenRowGroup open = OpenRowGroup.open(group, hadoop)) {
            for (ColumnDescriptor column : open.schema().getColumns()) {
                if (columns.contains(column.getPath()[0])) {
                    require(group, open, column);
                }
            }
        } catch (IOException e) {
            throw group.damaged(e);
        }
    }

    private static void require(RowGroup group, OpenRowGroup open, ColumnDescriptor column) {
        try {
            new ColumnCheck(open.pages(column)).read(group.rows());
        } catch (IOException | RuntimeException e) {
            throw group.damaged(String.join(".", column.getPath()), e);
        }
    }

    private void read(long wanted) throws IOException {
        for (ChunkPages.RawPage raw = pages.next(); raw != null; raw = pages.next()) {
            page(DecodedPage.of(raw, pages.descriptor()));
        }
        if (rows != wanted) {
            throw new ParquetDecodingException("it has " + rows + " rows in a row group of " + wanted);
        }
        requireNulls("the footer", pages.totalNulls(), defined);
    }

    private void page(DecodedPage page) {
        long starts = page.starts() == null ? page.entries() : counted(page.starts(), page.entries(), mostRepeated)[0];
        long[] found = page.levels() == null
                ? new long[] {page.entries()}
                : counted(page.levels(), page.entries(), mostDefined);
        int present = (int) found[mostDefined];
        if (page.rows() >= 0 && page.rows() != starts) {
            throw new ParquetDecodingException(
                    "a page says that it has " + page.rows() + " rows, and it has " + starts);
        }
        requireValues(page, present);
        requireNulls("a page", page.nulls(), found);
        rows += starts;
        for (int level = 0; level <= mostDefined; level++) {
            defined[level] += found[level];
        }
    }

    /** In a nested column empty lists count as nulls, or do not, or only absent elements do: writers differ. */
    private void requireNulls(String where, long declared, long[] found) {
        long all = Arrays.stream(found).sum() - found[mostDefined];
        boolean same = declared < 0 || declared == all;
        if (mostRepeated > 0) {
            long last = found[mostDefined - 1];
            long before = mostDefined > 1 ? found[mostDefined - 2] : 0;
            same |= declared == last || declared == all - last || declared == all - before;
        }
        if (!same) {
            throw new ParquetDecodingException(
                    where + " says that " + declared + " values are null, and " + all + " are");
        }
    }

    /** How many of the next {@code entries} levels, the last ones of the page, are 0, 1, … {@code most}. */
    private long[] counted(HybridDecoder decoder, int entries, int most) {
        long[] counted = new long[most + 1];
        for (int from = 0; from < entries; from += SLICE) {
            int some = Math.min(SLICE, entries - from);
            decoder.read(levels, 0, some);
            for (int i = 0; i < some; i++) {
                if (levels[i] > most) {
                    throw new ParquetDecodingException("a level of " + levels[i] + " where " + most + " is the most");
                }
                counted[levels[i]]++;
            }
        }
        decoder.end();
        return counted;
    }

    private void requireValues(DecodedPage page, int present) {
        ByteBuffer values = page.values();
        Encoding encoding = page.encoding();
        if (encoding.usesDictionary()) {
            requireCodes(new DictionaryCodes(values, FlatColumn.needed(dictionary)), present);
            return;
        }
        switch (encoding) {
            case PLAIN -> requirePlain(values, present);
            case BYTE_STREAM_SPLIT -> requireSize(values, (long) present * size());
            case RLE -> requireFlags(values, present);
            case DELTA_BINARY_PACKED -> requireCount(DeltaNumbers.count(values, page.entries()), present);
            case DELTA_LENGTH_BYTE_ARRAY, DELTA_BYTE_ARRAY ->
                requireIds(new DeltaIds(encoding, values, page.entries(), null), present, encoding);
            default -> throw new ParquetDecodingException("values encoded as " + encoding);
        }
    }

    private void requireCodes(DictionaryCodes codes, int present) {
        for (int from = 0; from < present; from += SLICE) {
            codes.read(levels, 0, Math.min(SLICE, present - from));
        }
        codes.end();
    }

    private void requirePlain(ByteBuffer values, int count) {
        switch (type.getPrimitiveTypeName()) {
            case BINARY -> {
                PlainIds ids = new PlainIds(values);
                for (int k = 0; k < count; k++) {
                    ids.next();
                }
                if (ids.left() > 0) {
                    throw FlatColumn.left(ids.left());
                }
            }
            case BOOLEAN -> requireSize(values, (count + 7L) / 8);
            default -> requireSize(values, (long) count * size());
        }
    }

    private int size() {
        return switch (type.getPrimitiveTypeName()) {
            case INT32, FLOAT -> Integer.BYTES;
            case INT64, DOUBLE -> Long.BYTES;
            case INT96 -> 12;
            case FIXED_LEN_BYTE_ARRAY -> type.getTypeLength();
            default -> throw new ParquetDecodingException(type + " has no size");
        };
    }

    private static void requireSize(ByteBuffer values, long bytes) {
        if (values.remaining() != bytes) {
            throw new ParquetDecodingException(
                    "values of " + bytes + " bytes in " + values.remaining() + " bytes of a page");
        }
    }

    private void requireFlags(ByteBuffer values, int present) {
        if (type.getPrimitiveTypeName() != PrimitiveTypeName.BOOLEAN || values.remaining() < Integer.BYTES) {
            throw new ParquetDecodingException(type + " encoded as RLE");
        }
        requireSize(values, Integer.BYTES + (long) values.getInt(0));
        int start = values.arrayOffset() + values.position();
        counted(new HybridDecoder(values.array(), start + Integer.BYTES, start + values.remaining(), 1), present, 1);
    }

    /** A damaged beginning shows when the ids are put together. */
    private static void requireIds(DeltaIds ids, int present, Encoding encoding) {
        requireCount(ids.count(), present);
        for (int k = 0; k < present && encoding == Encoding.DELTA_BYTE_ARRAY; k++) {
            ids.next();
        }
    }

    private static void requireCount(int count, int present) {
        if (count != present) {
            throw new ParquetDecodingException(count + " values in a page of " + present);
        }
    }
}
