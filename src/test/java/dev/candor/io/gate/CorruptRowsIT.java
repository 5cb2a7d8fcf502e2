package dev.candor.io.gate;

import static dev.candor.io.schema.InputTable.AGENTS;
import static dev.candor.io.schema.InputTable.CANDIDATES;
import static dev.candor.io.schema.InputTable.PROMPTS;
import static dev.candor.io.schema.InputTable.REPORTS;
import static dev.candor.model.RejectReason.COMMENT_LINE;
import static dev.candor.model.RejectReason.CONFLICTING_DUPLICATE;
import static dev.candor.model.RejectReason.ID_TOO_LONG;
import static dev.candor.model.RejectReason.MALFORMED;
import static dev.candor.model.RejectReason.MISSING_ID;
import static dev.candor.model.RejectReason.MISSING_VALUE;
import static dev.candor.model.RejectReason.MIXED_PAYER_BOOSTS;
import static dev.candor.model.RejectReason.NEGATIVE_WEIGHT;
import static dev.candor.model.RejectReason.NOT_A_NUMBER;
import static dev.candor.model.RejectReason.NOT_A_TEXT;
import static dev.candor.model.RejectReason.NOT_FINITE;
import static dev.candor.model.RejectReason.NOT_POSITIVE;
import static dev.candor.model.RejectReason.NOT_UTF8;
import static dev.candor.model.RejectReason.OUT_OF_RANGE;
import static dev.candor.model.RejectReason.PROMPT_WITHOUT_WEIGHT;
import static dev.candor.model.RejectReason.REFERENCE_UNDERFLOW;
import static dev.candor.model.RejectReason.REPEATED_HEADER;
import static dev.candor.model.RejectReason.REPEATED_KEY;
import static dev.candor.model.RejectReason.SEVERAL_VALUES;
import static dev.candor.model.RejectReason.UNKNOWN_PROMPT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.table.SampleTable;
import dev.candor.io.write.StableFiles;
import dev.candor.model.RejectReason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A corpus of broken rows: every one is rejected for its reason, with its text, and no sound row beside it is. */
class CorruptRowsIT {
    private static final double NAN = Double.NaN;
    private static final double INF = Double.POSITIVE_INFINITY;

    @TempDir
    static Path folder;

    /** @param marker of the rejected text; unique in its table */
    private record Bad(InputTable table, RejectReason reason, String marker, List<Object> cells) {
        @Override
        public String toString() {
            return table.label() + " " + reason + " " + marker;
        }
    }

    private record Line(InputTable table, RejectReason reason, String marker, String text) {
        @Override
        public String toString() {
            return table.label() + " " + reason + " " + marker;
        }
    }

    private static final List<Bad> IN_EVERY_FORMAT = List.of(
            bad(REPORTS, MISSING_ID, "101.0", null, "p", "x", 101.0),
            bad(REPORTS, MISSING_ID, "102.0", "", "p", "x", 102.0),
            bad(REPORTS, MISSING_ID, "103.0", "a", null, "x", 103.0),
            bad(REPORTS, MISSING_ID, "104.0", "a", "p", "", 104.0),
            bad(REPORTS, NOT_FINITE, "is_nan", "is_nan", "p", "x", NAN),
            bad(REPORTS, NOT_FINITE, "plus_inf", "plus_inf", "p", "x", INF),
            bad(REPORTS, NOT_FINITE, "minus_inf", "minus_inf", "p", "x", -INF),
            bad(REPORTS, ID_TOO_LONG, "105.5", "long".repeat(1024) + "é", "p", "x", 105.5),
            bad(AGENTS, ID_TOO_LONG, "1.25", "too_long_payer", 1.25, 1.0, "é".repeat(2049)),
            bad(REPORTS, MISSING_VALUE, "no_reward", "no_reward", "p", "x", null),
            bad(CANDIDATES, MISSING_ID, "-111.0", null, "x", -111.0, 0.0),
            bad(CANDIDATES, MISSING_ID, "-112.0", "p", "", -112.0, 0.0),
            bad(CANDIDATES, MISSING_VALUE, "no_ref", "p", "no_ref", null, 0.0),
            bad(CANDIDATES, MISSING_VALUE, "no_gen", "p", "no_gen", -1.0, null),
            bad(CANDIDATES, NOT_FINITE, "ref_nan", "p", "ref_nan", NAN, 0.0),
            bad(CANDIDATES, NOT_FINITE, "gen_inf", "p", "gen_inf", 0.0, INF),
            bad(CANDIDATES, OUT_OF_RANGE, "overflow", "p", "overflow", 1.7e308, -1.7e308),
            bad(CANDIDATES, REFERENCE_UNDERFLOW, "far_below", "p", "far_below", -700.0, 0.0),
            bad(CANDIDATES, CONFLICTING_DUPLICATE, "-121.0", "q", "twice", -121.0, 0.0),
            bad(CANDIDATES, CONFLICTING_DUPLICATE, "-122.0", "q", "twice", -122.0, -1.0),
            bad(CANDIDATES, PROMPT_WITHOUT_WEIGHT, "unweighted", "unweighted", "x", 0.0, 0.0),
            bad(AGENTS, MISSING_ID, "131.0", null, 131.0, 1.0, null),
            bad(AGENTS, NOT_POSITIVE, "weight_0", "weight_0", 0.0, 1.0, null),
            bad(AGENTS, NOT_POSITIVE, "weight_minus_0", "weight_minus_0", -0.0, 1.0, null),
            bad(AGENTS, NOT_POSITIVE, "weight_below", "weight_below", -1.0, 1.0, null),
            bad(AGENTS, NOT_POSITIVE, "boost_0", "boost_0", 1.0, 0.0, null),
            bad(AGENTS, NOT_POSITIVE, "boost_below", "boost_below", null, -2.0, null),
            bad(AGENTS, NOT_FINITE, "weight_nan", "weight_nan", NAN, 1.0, null),
            bad(AGENTS, NOT_FINITE, "weight_inf", "weight_inf", INF, 1.0, null),
            bad(AGENTS, NOT_FINITE, "boost_nan", "boost_nan", 1.0, NAN, null),
            bad(AGENTS, CONFLICTING_DUPLICATE, "141.0", "twice", 141.0, 1.0, null),
            bad(AGENTS, CONFLICTING_DUPLICATE, "142.0", "twice", 142.0, 1.0, null),
            bad(AGENTS, CONFLICTING_DUPLICATE, "payer_1", "two_payers", 1.0, 1.0, "payer_1"),
            bad(AGENTS, CONFLICTING_DUPLICATE, "payer_2", "two_payers", 1.0, 1.0, "payer_2"),
            bad(AGENTS, MIXED_PAYER_BOOSTS, "mixed_1", "mixed_1", 1.0, 1.0, "group"),
            bad(AGENTS, MIXED_PAYER_BOOSTS, "mixed_2", "mixed_2", 1.0, 2.0, "group"),
            bad(PROMPTS, MISSING_ID, "151.0", null, 151.0),
            bad(PROMPTS, NEGATIVE_WEIGHT, "below", "below", -1.0),
            bad(PROMPTS, NOT_FINITE, "prompt_nan", "prompt_nan", NAN),
            bad(PROMPTS, NOT_FINITE, "prompt_inf", "prompt_inf", INF),
            bad(PROMPTS, UNKNOWN_PROMPT, "nobody", "nobody", 1.0),
            bad(PROMPTS, CONFLICTING_DUPLICATE, "161.0", "twice", 161.0),
            bad(PROMPTS, CONFLICTING_DUPLICATE, "162.0", "twice", 162.0));

    private static final List<Line> IN_CSV = List.of(
            new Line(REPORTS, MALFORMED, "too_few", "too_few,p,x"),
            new Line(REPORTS, MALFORMED, "too_many", "too_many,p,x,1,2"),
            new Line(REPORTS, MALFORMED, "semicolons", "semicolons;p;x;1"),
            new Line(REPORTS, NOT_A_NUMBER, "letters", "letters,p,x,abc"),
            new Line(REPORTS, NOT_A_NUMBER, "suffix_d", "suffix_d,p,x,1d"),
            new Line(REPORTS, NOT_A_NUMBER, "suffix_F", "suffix_F,p,x,1F"),
            new Line(REPORTS, NOT_A_NUMBER, "hexadecimal", "hexadecimal,p,x,0x1p3"),
            new Line(REPORTS, NOT_A_NUMBER, "comma", "comma,p,x,\"0,5\""),
            new Line(REPORTS, NOT_A_NUMBER, "grouped", "grouped,p,x,1_000"),
            new Line(REPORTS, MISSING_VALUE, "blank", "blank,p,x,  "),
            new Line(REPORTS, NOT_FINITE, "word_inf", "word_inf,p,x,-infinity"),
            new Line(REPORTS, NOT_FINITE, "too_large", "too_large,p,x,1e999"),
            new Line(REPORTS, OUT_OF_RANGE, "huge", "huge,p,x,-1e31"),
            new Line(AGENTS, NOT_A_NUMBER, "heavy", "heavy,much,1,"),
            new Line(CANDIDATES, NOT_A_NUMBER, "likely", "p,likely,maybe,0"),
            new Line(PROMPTS, NOT_A_NUMBER, "often", "often,often"),
            new Line(REPORTS, MALFORMED, "marked", "\uFEFFmarked,p,x,1"),
            new Line(REPORTS, MALFORMED, "behind", "\"behind\"it,p,x,1"),
            new Line(REPORTS, MALFORMED, "with\"in", "with\"in\",p,x,1"),
            new Line(
                    REPORTS,
                    REPEATED_HEADER,
                    "agent_id,prompt_id,candidate_id,reward",
                    "agent_id,prompt_id,candidate_id,reward"),
            new Line(
                    CANDIDATES,
                    REPEATED_HEADER,
                    "prompt_id,candidate_id,",
                    "prompt_id,candidate_id,ref_logprob,\"gen_logprob\""),
            new Line(AGENTS, REPEATED_HEADER, "agent_id,weight,", "\uFEFFagent_id,weight,boost,payer_id"),
            new Line(PROMPTS, REPEATED_HEADER, "prompt_id,prompt_weight", "prompt_id,prompt_weight"),
            new Line(REPORTS, COMMENT_LINE, "remark", "# remark"),
            new Line(REPORTS, COMMENT_LINE, "of the portal", "# cells, of the portal, here, 4"),
            new Line(CANDIDATES, COMMENT_LINE, "#\"quoted", "#\"quoted\", and not"),
            new Line(PROMPTS, COMMENT_LINE, "# five", "# five,5"));

    private static final List<Line> IN_JSON = List.of(
            report(NOT_A_NUMBER, "letters", "\"abc\""),
            report(NOT_A_NUMBER, "quoted_number", "\"0.5\""),
            report(NOT_A_NUMBER, "empty_text", "\"\""),
            report(NOT_A_NUMBER, "boolean", "true"),
            report(NOT_A_NUMBER, "object", "{\"value\":1}"),
            id(NOT_A_TEXT, "201", "{\"id\":1}"),
            id(NOT_A_TEXT, "202", "[\"x\"]"),
            id(NOT_A_TEXT, "203", "true"),
            id(NOT_A_TEXT, "204", "1.0"),
            id(NOT_A_TEXT, "205", "1e2"),
            id(NOT_A_TEXT, "206", "-0"),
            id(NOT_UTF8, "207", "\"\\ud800\""),
            id(MALFORMED, "208", "'single'"),
            id(MALFORMED, "209", "01"),
            report(REPEATED_KEY, "twice_a", "1,\"agent_id\":\"b\""),
            report(REPEATED_KEY, "twice_r", "1,\"reward\":2"),
            report(
                    SEVERAL_VALUES,
                    "goes_on",
                    "1}{\"agent_id\":\"b\",\"prompt_id\":\"p\",\"candidate_id\":\"x\",\"reward\":1"),
            report(SEVERAL_VALUES, "comma", "1},{\"agent_id\":\"b\""),
            report(NOT_FINITE, "quoted_nan", "\"NaN\""),
            report(NOT_FINITE, "too_large", "1e999"),
            report(OUT_OF_RANGE, "huge", "1e31"),
            new Line(REPORTS, MALFORMED, "cut_off", "{\"agent_id\":\"cut_off\",\"prompt_id\":\"p\",\"cand"),
            new Line(REPORTS, MALFORMED, "bare words", "bare words"),
            new Line(REPORTS, MALFORMED, "[\"an array\"]", "[\"an array\"]"),
            new Line(REPORTS, MISSING_ID, "105.0", "{\"prompt_id\":\"p\",\"candidate_id\":\"x\",\"reward\":105}"),
            new Line(
                    REPORTS,
                    MISSING_VALUE,
                    "left_out",
                    "{\"agent_id\":\"left_out\",\"prompt_id\":\"p\",\"candidate_id\":\"x\"}"),
            new Line(AGENTS, NOT_A_NUMBER, "heavy", "{\"agent_id\":\"heavy\",\"weight\":\"much\"}"),
            new Line(
                    CANDIDATES,
                    MISSING_VALUE,
                    "half",
                    "{\"prompt_id\":\"p\",\"candidate_id\":\"half\",\"gen_logprob\":0}"));

    private static Bad bad(InputTable table, RejectReason reason, String marker, Object... cells) {
        return new Bad(table, reason, marker, Arrays.asList(cells));
    }

    private static Line report(RejectReason reason, String agent, String reward) {
        return new Line(
                REPORTS,
                reason,
                agent,
                "{\"agent_id\":\"" + agent + "\",\"prompt_id\":\"p\",\"candidate_id\":\"x\",\"reward\":" + reward
                        + "}");
    }

    private static Line id(RejectReason reason, String marker, String agent) {
        return new Line(
                REPORTS,
                reason,
                marker,
                "{\"agent_id\":" + agent + ",\"prompt_id\":\"p\",\"candidate_id\":\"x\",\"reward\":" + marker + "}");
    }

    /** What one run of the gate over the whole corpus said. */
    private record Verdict(GatedTables tables, Rejections rejections, List<Row> quarantine, long read) {}

    private static final Map<TableFormat, Verdict> VERDICTS = new ConcurrentHashMap<>();

    private static Verdict verdict(TableFormat format) {
        return VERDICTS.computeIfAbsent(format, CorruptRowsIT::run);
    }

    private static Verdict run(TableFormat format) {
        Gate gate = new Gate(folder.resolve("sound"), format);
        long read = 0;
        for (InputTable table : Gate.GAME) {
            SampleTable rows = Gate.sound(table);
            for (Bad bad : IN_EVERY_FORMAT) {
                rows = bad.table() == table ? rows.row(bad.cells().toArray()) : rows;
            }
            List<Line> lines =
                    lines(format).filter(line -> line.table() == table).toList();
            read += table == REPORTS ? rows.rows().size() + lines.size() : 0;
            gate.with(table, write(table, rows, lines, format));
        }
        GatedTables tables = gate.read();
        Rejections rejections = Gate.rejections(tables);
        return new Verdict(tables, rejections, rejections.rows().collectAsList(), read);
    }

    private static String write(InputTable table, SampleTable rows, List<Line> lines, TableFormat format) {
        String text = format == TableFormat.CSV ? rows.csv() : rows.json();
        return format == TableFormat.PARQUET
                ? rows.write(folder, "bad_" + table.label(), format)
                : SampleTable.text(
                        folder.resolve("bad_" + table.label() + "." + format.label()),
                        text + String.join("\n", lines.stream().map(Line::text).toList()));
    }

    private static Stream<Line> lines(TableFormat format) {
        return switch (format) {
            case CSV -> IN_CSV.stream();
            case JSON -> IN_JSON.stream();
            case PARQUET -> Stream.of();
        };
    }

    static Stream<Arguments> corpus() {
        List<Arguments> cases = new ArrayList<>();
        for (TableFormat format : TableFormat.values()) {
            IN_EVERY_FORMAT.forEach(bad -> cases.add(Arguments.of(format, bad.table(), bad.reason(), bad.marker())));
            lines(format).forEach(bad -> cases.add(Arguments.of(format, bad.table(), bad.reason(), bad.marker())));
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void isRejectedForItsReasonWithItsText(TableFormat format, InputTable table, RejectReason reason, String marker) {
        assertThat(verdict(format).quarantine())
                .filteredOn(row -> row.getString(0).equals(table.label()))
                .filteredOn(row -> row.getString(2).contains(marker))
                .extracting(row -> row.getString(1))
                .isNotEmpty()
                .containsOnly(reason.name());
    }

    @ParameterizedTest
    @EnumSource
    void nothingElseIsRejected(TableFormat format) {
        long bad = IN_EVERY_FORMAT.size() + lines(format).count();
        assertThat(verdict(format).rejections().total()).isEqualTo(bad);
        assertThat(verdict(format).quarantine()).hasSize((int) bad);
    }

    @ParameterizedTest
    @EnumSource
    void countsAreThoseOfTheCorpus(TableFormat format) {
        for (RejectTally.Entry entry : verdict(format).rejections().tally().entries()) {
            long typed = IN_EVERY_FORMAT.stream()
                    .filter(bad -> bad.table() == entry.table() && bad.reason() == entry.reason())
                    .count();
            long lines = lines(format)
                    .filter(bad -> bad.table() == entry.table() && bad.reason() == entry.reason())
                    .count();
            assertThat(entry.count()).as(entry.toString()).isEqualTo(typed + lines);
            assertThat(entry.firstOffenders()).hasSize((int) Math.min(5, entry.count()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void acceptedAndRejectedMakeUpWhatWasRead(TableFormat format) {
        Verdict verdict = verdict(format);
        long accepted = Gate.acceptedReports(verdict.tables());
        assertThat(accepted).isEqualTo(Gate.REPORTS.rows().size());
        assertThat(accepted + verdict.rejections().tally().total(REPORTS)).isEqualTo(verdict.read());
    }

    @ParameterizedTest
    @EnumSource
    void soundRowsBesideThemPass(TableFormat format) {
        GatedTables tables = verdict(format).tables();
        assertThat(SampleTable.sorted(tables.candidates())).containsExactly("[p,x,1.0]", "[p,y,0.5]", "[q,x,-2.0]");
        assertThat(SampleTable.sorted(tables.agents().orElseThrow()))
                .containsExactly("[a,2.0,1.5,firm]", "[b,1.0,1.0,b]");
        assertThat(SampleTable.sorted(tables.prompts().orElseThrow())).containsExactly("[p,2.0]", "[q,1.0]");
    }

    @ParameterizedTest
    @EnumSource
    void theMessageCountsNamesAndAdvises(TableFormat format) {
        String message = verdict(format).rejections().message(0);
        assertThat(message)
                .contains("0 allowed (--max-rejected-rows)")
                .contains("agents: 2 × MIXED_PAYER_BOOSTS: the agents of one payer_id have different boosts; give them")
                .contains("prompts: 1 × NEGATIVE_WEIGHT")
                .contains("\n      {\"agent_id\":\"is_nan\"");
    }

    @ParameterizedTest
    @EnumSource
    void quarantineHoldsEveryRejectedRowInOrder(TableFormat format) {
        Verdict verdict = verdict(format);
        Path staging = folder.resolve("staging_" + format.label());
        new StableFiles(format)
                .write(
                        verdict.rejections().rows(),
                        List.of("table", "reason", "row_text"),
                        new org.apache.hadoop.fs.Path(staging.toUri()),
                        "quarantine");
        List<Row> written = dev.candor.LocalSpark.session()
                .read()
                .option("header", true)
                .option("escape", "\"")
                .schema("table string, reason string, row_text string")
                .format(format.label())
                .load(staging.resolve("quarantine").toString())
                .collectAsList();
        List<String> expected = verdict.quarantine().stream()
                .sorted((a, b) -> a.toString().compareTo(b.toString()))
                .map(Row::toString)
                .toList();
        assertThat(written).extracting(Row::toString).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(written.stream().map(row -> row.getString(0) + " " + row.getString(1)))
                .isSorted();
    }
}
