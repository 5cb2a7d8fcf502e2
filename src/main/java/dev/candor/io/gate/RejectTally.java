package dev.candor.io.gate;

import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.Texts;
import dev.candor.model.RejectReason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * How many rows were rejected, by table and reason, and the first of each. A mergeable state: {@link #NONE} is the
 * identity of {@link #plus}, and neither the order nor the grouping of merges shows in the result.
 *
 * @param entries ordered by table, then reason; one each
 */
public record RejectTally(List<Entry> entries) {
    /** Nothing rejected. */
    static final RejectTally NONE = new RejectTally(List.of());

    /** Offenders kept of each table and reason. */
    static final int FIRST = 5;

    private static final Comparator<Entry> ORDER =
            Comparator.comparing(Entry::table).thenComparing(Entry::reason);

    /**
     * The rows of one table rejected for one reason.
     *
     * @param count > 0
     * @param firstOffenders the smallest distinct row texts in the order of their UTF-8 bytes, at most five
     */
    public record Entry(InputTable table, RejectReason reason, long count, List<String> firstOffenders) {
        /** Refuses a count of 0. */
        public Entry {
            firstOffenders = List.copyOf(firstOffenders);
            if (count <= 0) {
                throw new IllegalArgumentException("a rejection of " + count + " rows");
            }
        }

        private Entry plus(Entry other) {
            return new Entry(table, reason, count + other.count, first(List.of(firstOffenders, other.firstOffenders)));
        }
    }

    /** Orders the entries and adds up those of the same table and reason. */
    public RejectTally {
        TreeMap<Entry, Entry> merged = new TreeMap<>(ORDER);
        entries.forEach(entry -> merged.merge(entry, entry, Entry::plus));
        entries = List.copyOf(merged.values());
    }

    /** The tally of both. */
    RejectTally plus(RejectTally other) {
        return new RejectTally(
                Stream.concat(entries.stream(), other.entries.stream()).toList());
    }

    /** All rejected rows. */
    long total() {
        return entries.stream().mapToLong(Entry::count).sum();
    }

    /** The rejected rows of {@code table}. */
    public long total(InputTable table) {
        return entries.stream()
                .filter(entry -> entry.table() == table)
                .mapToLong(Entry::count)
                .sum();
    }

    /** The first distinct texts of all, in UTF-8 order. */
    static List<String> first(Collection<? extends Collection<String>> texts) {
        TreeSet<String> ordered = new TreeSet<>(Texts.UTF8_ORDER);
        texts.forEach(ordered::addAll);
        return new ArrayList<>(ordered).subList(0, Math.min(FIRST, ordered.size()));
    }

    /** What was rejected, how often, the first offenders, and what to change; many lines. */
    String message(long maxRejectedRows) {
        return message(
                ", " + maxRejectedRows + " allowed (--max-rejected-rows).",
                ", or raise --max-rejected-rows to continue without them.");
    }

    /** The same where no rejected row is tolerated. */
    String message() {
        return message(".", ".");
    }

    private String message(String tolerance, String otherwise) {
        StringBuilder text = new StringBuilder("Cannot accept the input: ")
                .append(total())
                .append(total() == 1 ? " row is rejected" : " rows are rejected")
                .append(tolerance);
        for (Entry entry : entries) {
            text.append("\n  ")
                    .append(entry.table().label())
                    .append(": ")
                    .append(entry.count())
                    .append(" × ")
                    .append(entry.reason())
                    .append(": ")
                    .append(entry.reason().text())
                    .append("; ")
                    .append(entry.reason().remedy())
                    .append(". First:");
            entry.firstOffenders().forEach(row -> text.append("\n      ").append(Texts.printable(row)));
        }
        return text.append("\nCorrect these rows").append(otherwise).toString();
    }
}
