package dev.candor.io.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.Texts;
import dev.candor.model.RejectReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class RejectTallyTest {
    @Property
    void anyOrderAndAnyGroupingOfMergesGivesTheSame(
            @ForAll("rows") List<RejectTally.Entry> rows,
            @ForAll @IntRange(min = 1, max = 7) int parts,
            @ForAll long seed) {
        RejectTally whole = new RejectTally(rows);
        List<RejectTally.Entry> shuffled = new ArrayList<>(rows);
        java.util.Collections.shuffle(shuffled, new Random(seed));
        RejectTally merged = RejectTally.NONE;
        for (int part = 0; part < parts; part++) {
            merged = new RejectTally(
                            shuffled.subList(part * shuffled.size() / parts, (part + 1) * shuffled.size() / parts))
                    .plus(merged);
        }
        assertThat(merged).isEqualTo(whole);
        assertThat(merged.total()).isEqualTo(rows.size());
    }

    @Property
    void offendersAreTheSmallestDistinctTexts(@ForAll("rows") List<RejectTally.Entry> rows) {
        for (RejectTally.Entry entry : new RejectTally(rows).entries()) {
            List<String> expected = rows.stream()
                    .filter(row -> row.table() == entry.table() && row.reason() == entry.reason())
                    .map(row -> row.firstOffenders().get(0))
                    .distinct()
                    .sorted(Texts.UTF8_ORDER)
                    .limit(5)
                    .toList();
            assertThat(entry.firstOffenders()).isEqualTo(expected);
        }
    }

    @Provide
    Arbitrary<List<RejectTally.Entry>> rows() {
        Arbitrary<RejectTally.Entry> row = Combinators.combine(
                        Arbitraries.of(InputTable.class),
                        Arbitraries.of(RejectReason.MALFORMED, RejectReason.NOT_FINITE, RejectReason.MISSING_ID),
                        Arbitraries.strings().ofMaxLength(3))
                .as((table, reason, text) -> new RejectTally.Entry(table, reason, 1, List.of(text)));
        return row.list().ofMaxSize(60);
    }

    @Example
    void theMessageShowsNoControlCharacters() {
        RejectTally tally = new RejectTally(
                List.of(new RejectTally.Entry(InputTable.REPORTS, RejectReason.MALFORMED, 3, List.of("\u001b[2J\nx"))));
        assertThat(tally.message(2))
                .isEqualTo("Cannot accept the input: 3 rows are rejected, 2 allowed (--max-rejected-rows).\n"
                        + "  reports: 3 × MALFORMED: the row cannot be parsed; write CSV by RFC 4180 with every column, "
                        + "or one JSON object per line. First:\n"
                        + "      \\u001b[2J\\u000ax\n"
                        + "Correct these rows, or raise --max-rejected-rows to continue without them.");
    }

    @Example
    void orderIsThatOfUtf8Bytes() {
        assertThat(RejectTally.first(List.of(List.of("\uFF5E", "\uD83D\uDE00", "z"))))
                .containsExactly("z", "\uFF5E", "\uD83D\uDE00");
    }

    @Example
    void codesAreUnique() {
        assertThat(RejectReason.values())
                .extracting(RejectReason::code)
                .doesNotHaveDuplicates()
                .doesNotContain(0);
        for (RejectReason reason : RejectReason.values()) {
            assertThat(RejectReason.of(reason.code())).isEqualTo(reason);
        }
    }
}
