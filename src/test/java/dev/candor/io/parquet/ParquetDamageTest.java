package dev.candor.io.parquet;

import static dev.candor.io.parquet.FlatRows.HADOOP;
import static dev.candor.io.parquet.FlatRows.hadoop;
import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.io.parquet.Damage.Kind;
import dev.candor.io.schema.DamagedFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.schema.Type;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A Parquet file of which a bit or a byte is wrong: the same rows, or a refusal that names the file. Where values lie in
 * the open they may be others, and nothing else may: no row, no null. Where levels lie in the open a null may have moved
 * to another row, for that contradicts nothing; no value may be lost, and none become another's but in that way. Held by our own reader, and by Parquet's behind the
 * check that comes before Spark's.
 */
@Tag("long")
@net.jqwik.api.Tag("long")
class ParquetDamageTest {
    private static final long MOST_MEMORY = 256L << 20;
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final List<Kind> KINDS = List.of(Kind.values());
    private static final List<Writing> WRITINGS = Writing.all();

    /** Where a file is damaged, and how. */
    private record Mutation(int at, byte before, byte after, Kind kind) {
        @Override
        public String toString() {
            return "byte " + at + " (" + kind + ") from " + (before & 0xFF) + " to " + (after & 0xFF);
        }
    }

    @Property(tries = 60)
    void damageIsRefusedOrHarmless(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        Writing writing = WRITINGS.get(random.nextInt(WRITINGS.size()));
        Path file = Files.createTempFile("damage", ".parquet");
        for (int k = 0; k < 50; k++) {
            byte[] bytes = writing.bytes().clone();
            Mutation mutation = mutation(random, bytes, writing.kinds());
            bytes[mutation.at] = mutation.after;
            Files.write(file, bytes);
            String what = writing.name() + ", " + mutation + ", seed " + seed;
            long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
            if (writing.flat()) {
                ownReader(file, writing, mutation.kind, what);
            }
            otherReaders(file, writing, mutation.kind, what);
            assertThat(THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
                    .as("bytes of memory for %s bytes of %s", bytes.length, what)
                    .isLessThan(MOST_MEMORY);
        }
        Files.delete(file);
    }

    /** One bit; where that is not all that a writer could have meant, also any byte. */
    private static Mutation mutation(Random random, byte[] bytes, Kind[] kinds) {
        Kind wanted = KINDS.get(random.nextInt(KINDS.size()));
        int at = random.nextInt(bytes.length);
        for (int tries = 0; kinds[at] != wanted && tries < 2000; tries++) {
            at = random.nextInt(bytes.length);
        }
        byte before = bytes[at];
        byte after = (byte) (before ^ 1 << random.nextInt(8));
        if (kinds[at] != Kind.LEVELS && random.nextInt(3) == 0) {
            after = random.nextBoolean() ? (byte) random.nextInt() : (byte) -random.nextInt(2);
        }
        return new Mutation(at, before, after, kinds[at]);
    }

    private static void ownReader(Path file, Writing writing, Kind kind, String what) throws IOException {
        List<List<Object>> rows;
        try {
            if (!ColumnBatches.reads(CheckedFooter.read(hadoop(file), HADOOP).schema(), Writing.IDS, Writing.NUMBERS)) {
                return; // refused as a column of the wrong type
            }
            rows = FlatRows.byColumns(file, Writing.IDS, Writing.NUMBERS);
        } catch (DamagedFile refused) {
            assertThat(refused).as(what).hasMessageStartingWith("Cannot read file:" + file + ": it is damaged: ");
            return;
        }
        if (kind.hasValues()) {
            assertThat(rows).as(what).hasSameSizeAs(writing.rows());
            if (kind == Kind.VALUES) {
                assertThat(nulls(rows)).as(what).isEqualTo(nulls(writing.rows()));
            } else {
                assertThat(count(nulls(rows))).as(what).isEqualTo(count(nulls(writing.rows())));
            }
        } else if (kind == Kind.LEVELS) {
            assertThat(rows).as(what).hasSameSizeAs(writing.rows());
            assertThat(columns(rows).equals(columns(writing.rows()))).as(what).isTrue();
        } else {
            assertThat(rows.equals(writing.rows())).as(what).isTrue();
        }
    }

    /** The values of each column without the nulls. */
    private static List<List<Object>> columns(List<List<Object>> rows) {
        return IntStream.range(0, Writing.IDS.size() + Writing.NUMBERS.size())
                .mapToObj(k -> rows.stream()
                        .map(row -> row.get(k))
                        .filter(Objects::nonNull)
                        .toList())
                .toList();
    }

    private static List<List<Boolean>> nulls(List<List<Object>> rows) {
        return rows.stream()
                .map(row -> row.stream().map(Objects::isNull).toList())
                .toList();
    }

    private static long count(List<List<Boolean>> nulls) {
        return nulls.stream().flatMap(List::stream).filter(isNull -> isNull).count();
    }

    private static void otherReaders(Path file, Writing writing, Kind kind, String what) throws IOException {
        try {
            for (RowGroup group : RowGroup.of(hadoop(file), HADOOP)) {
                ColumnCheck.require(group, Set.copyOf(Writing.COLUMNS), HADOOP);
            }
        } catch (DamagedFile refused) {
            return;
        }
        List<List<String>> records;
        try {
            records = records(file);
        } catch (IOException | RuntimeException said) {
            return;
        }
        if (kind.hasValues()) {
            assertThat(records).as(what).hasSameSizeAs(writing.records());
        } else if (kind == Kind.LEVELS) {
            assertThat(records).as(what).hasSameSizeAs(writing.records());
            assertThat(byName(records).equals(byName(writing.records())))
                    .as(what)
                    .isTrue();
        } else {
            assertThat(records.equals(writing.records())).as(what).isTrue();
        }
    }

    /** The values of each column in the order of the rows. */
    private static Map<String, List<String>> byName(List<List<String>> records) {
        return records.stream()
                .flatMap(List::stream)
                .collect(Collectors.groupingBy(cell -> cell.substring(0, cell.indexOf('='))));
    }

    /** The rows as Parquet's own reader of records has them: column and value of each value. */
    static List<List<String>> records(Path file) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        try (ParquetReader<Group> reader = ParquetReader.builder(new GroupReadSupport(), hadoop(file))
                .withConf(HADOOP)
                .build()) {
            for (Group group = reader.read(); group != null; group = reader.read()) {
                List<String> row = new ArrayList<>();
                add(group, row);
                rows.add(row);
            }
        }
        return rows;
    }

    private static void add(Group group, List<String> row) {
        for (Type field : group.getType().getFields()) {
            String name = field.getName();
            for (int k = 0; k < group.getFieldRepetitionCount(name); k++) {
                if (field.isPrimitive()) {
                    row.add(name + "=" + group.getValueToString(group.getType().getFieldIndex(name), k));
                } else {
                    List<String> below = new ArrayList<>();
                    add(group.getGroup(name, k), below);
                    below.forEach(cell -> row.add(name + "." + cell));
                }
            }
        }
    }

    /** The classification itself: every kind occurs, and what is read of whole files are rows and nulls. */
    @Test
    void writingsAreOfEveryKind() {
        for (Writing writing : WRITINGS) {
            assertThat(writing.records()).as(writing.name()).hasSizeGreaterThan(40);
            assertThat(writing.kinds()).as(writing.name()).contains(Kind.FOOTER, Kind.HEADER);
        }
        assertThat(WRITINGS.stream().flatMap(writing -> Arrays.stream(writing.kinds())))
                .contains(Kind.LEVELS, Kind.VALUES, Kind.BODY);
        assertThat(WRITINGS.stream().filter(Writing::flat).anyMatch(writing -> count(nulls(writing.rows())) > 0))
                .isTrue();
    }
}
