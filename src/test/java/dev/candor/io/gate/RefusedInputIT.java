package dev.candor.io.gate;

import static dev.candor.io.schema.InputTable.AGENTS;
import static dev.candor.io.schema.InputTable.CANDIDATES;
import static dev.candor.io.schema.InputTable.PROMPTS;
import static dev.candor.io.schema.InputTable.REPORTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.LocalSpark;
import dev.candor.io.schema.ReadFailures;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.table.SampleTable;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A corpus of input that is refused as a whole: the exit code, and a message that names what and where. */
class RefusedInputIT {
    private static final String HEADER = "agent_id,prompt_id,candidate_id,reward\n";
    private static final String ROW = "{\"agent_id\":\"a\",\"prompt_id\":\"p\",\"candidate_id\":\"x\",\"reward\":1}";

    @TempDir
    static Path folder;

    private record Refused(String what, ExitCode code, UnaryOperator<Gate> input, List<String> said) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Refused> corpus() {
        return Stream.of(
                rejected(
                        "missing CSV column",
                        gate -> gate.with(REPORTS, "m.csv", "agent_id,prompt_id,candidate,Reward\na,p,x,1\n"),
                        "reports",
                        "m.csv",
                        "no columns candidate_id, reward",
                        "Columns found: agent_id, prompt_id, candidate, Reward",
                        "for reward, rename 'Reward'"),
                rejected(
                        "JSON in which no row has the column",
                        gate -> gate.with(
                                REPORTS, "m.jsonl", "{\"agent_id\":\"a\",\"prompt_id\":\"p\",\"rewards\":1}\n"),
                        "m.jsonl",
                        "no columns candidate_id, reward",
                        "rename 'rewards'"),
                rejected(
                        "missing Parquet column",
                        gate -> gate.with(REPORTS, parquet("'a' agent_id, 'p' prompt_id, 1D reward")),
                        "no column candidate_id"),
                rejected(
                        "number where Parquet ids must be strings",
                        gate -> gate.with(REPORTS, parquet("7 agent_id, 'p' prompt_id, 'x' candidate_id, 1D reward")),
                        "column agent_id",
                        "wrong type",
                        "Expected: string",
                        "int32"),
                rejected(
                        "text where Parquet numbers must be",
                        gate -> gate.with(
                                REPORTS, parquet("'a' agent_id, 'p' prompt_id, 'x' candidate_id, '1' reward")),
                        "column reward",
                        "Expected: double",
                        "binary"),
                rejected(
                        "timestamp for a Parquet number",
                        gate -> gate.with(
                                REPORTS,
                                parquet("'a' agent_id, 'p' prompt_id, 'x' candidate_id, timestamp_seconds(1) reward")),
                        "column reward",
                        "wrong type"),
                rejected(
                        "array for a Parquet number",
                        gate -> gate.with(
                                REPORTS, parquet("'a' agent_id, 'p' prompt_id, 'x' candidate_id, array(1D) reward")),
                        "column reward",
                        "wrong type"),
                rejected(
                        "CSV header that names a column twice",
                        gate -> gate.with(
                                REPORTS, "d.csv", "agent_id,prompt_id,candidate_id,reward,reward\na,p,x,1,2\n"),
                        "d.csv",
                        "twice: reward"),
                rejected("empty file", gate -> gate.with(REPORTS, "e.csv", ""), "reports", "is empty"),
                rejected("header only", gate -> gate.with(REPORTS, "h.csv", HEADER), "is empty", "h.csv", "--reports"),
                rejected("blank CSV lines", gate -> gate.with(REPORTS, "b.csv", HEADER + "\n \n\n"), "is empty"),
                rejected("blank JSON lines", gate -> gate.with(CANDIDATES, "b.jsonl", "\n  \n"), "candidates", "empty"),
                rejected(
                        "Parquet without rows",
                        gate -> gate.with(
                                REPORTS,
                                parquet("'a' agent_id, 'p' prompt_id, 'x' candidate_id, 1D reward where false")),
                        "is empty"),
                rejected(
                        "text named Parquet",
                        gate -> gate.with(REPORTS, "text.parquet", "agent_id,prompt_id\na,p\n"),
                        "text.parquet",
                        "not a Parquet file"),
                rejected(
                        "truncated Parquet",
                        gate -> gate.with(REPORTS, cut(Gate.REPORTS.write(folder, "whole", TableFormat.PARQUET))),
                        "cut.parquet",
                        "not a Parquet file"),
                rejected(
                        "damaged Parquet pages",
                        gate -> gate.with(REPORTS, zeroed(Gate.REPORTS.write(folder, "fine", TableFormat.PARQUET))),
                        "zeroed.parquet"),
                rejected(
                        "truncated gzip",
                        gate -> gate.with(REPORTS, cutGzip(3000)),
                        "cut3000.csv.gz",
                        "ends too early"),
                rejected("gzip truncated in its header", gate -> gate.with(REPORTS, cutGzip(5)), "cut5.csv.gz"),
                rejected("plain text named gzip", gate -> gate.with(REPORTS, plainGzip()), "plain.csv.gz"),
                rejected(
                        "quote that is never closed",
                        gate -> gate.with(REPORTS, "q.csv", HEADER + "a,p,x,1\n\"b,p,x,1\nc,p,x,1\n"),
                        "q.csv",
                        "never closed",
                        "Row 3",
                        "\"b,p,x,1"),
                rejected(
                        "comment ahead of the header",
                        gate -> gate.with(REPORTS, "c.csv", "# from the portal\n" + HEADER + "a,p,x,1\n"),
                        "c.csv",
                        "Columns found: # from the portal.",
                        "begins with #: CSV has no comments"),
                rejected(
                        "header behind a comment sign",
                        gate -> gate.with(REPORTS, "s.csv", "# " + HEADER + "a,p,x,1\n"),
                        "no column agent_id",
                        "Columns found: # agent_id, prompt_id, candidate_id, reward",
                        "for agent_id, rename '# agent_id'"),
                rejected(
                        "second header with other columns",
                        gate -> gate.with(
                                REPORTS,
                                "o.csv",
                                HEADER + "a,p,x,1\nprompt_id,agent_id,candidate_id,reward\np,b,x,2\n"),
                        "o.csv",
                        "second header",
                        "prompt_id,agent_id,candidate_id,reward"),
                rejected(
                        "quote within a cell of the header",
                        gate -> gate.with(REPORTS, "qh.csv", "agent_id,prompt_id,\"candidate\"_id,reward\na,p,x,1\n"),
                        "qh.csv",
                        "quote within a cell"),
                rejected(
                        "carriage returns alone beside line feeds",
                        gate -> gate.with(REPORTS, "m.csv", HEADER + "a\r1,p,x,1\nb,p,x,2\n"),
                        "m.csv",
                        "1 carriage return",
                        "stands alone beside 3 line feeds"),
                rejected(
                        "the same in JSON",
                        gate -> gate.with(REPORTS, "m.jsonl", ROW + "\r" + ROW + "\r\n"),
                        "m.jsonl",
                        "carriage return"),
                rejected(
                        "UTF-16",
                        gate -> gate.with(REPORTS, utf16(HEADER + "a,p,x,1\n")),
                        "utf16.csv",
                        "Write the file in UTF-8"),
                rejected(
                        "JSON array on a line",
                        gate -> gate.with(REPORTS, "array.json", "\n [" + ROW + "," + ROW + "]\n"),
                        "array.json",
                        "is a JSON array",
                        "jq -c '.[]'"),
                rejected(
                        "JSON array over several lines",
                        gate -> gate.with(REPORTS, "lines.json", "[\n" + ROW + ",\n" + ROW + "\n]\n"),
                        "is a JSON array",
                        "one object per line"),
                rejected(
                        "JSON object over several lines",
                        gate -> gate.with(
                                REPORTS, "pretty.json", ROW.replace("{", "{\n").replace(",", ",\n")),
                        "pretty.json",
                        "over several lines",
                        "jq -c ."),
                rejected(
                        "100,000 columns, of which none is wanted",
                        gate -> gate.with(REPORTS, "wide.csv", "c," + wide() + "\n"),
                        "wide.csv",
                        "Columns found: c, c0, c1",
                        "and 99971 more"),
                rejected(
                        "every prompt weighs 0",
                        gate -> gate.with(PROMPTS, "zero.csv", "prompt_id,prompt_weight\np,0\nq,-0.0\n"),
                        "prompts",
                        "every prompt_weight is 0"),
                configuration(
                        "no such file", gate -> gate.with(REPORTS, folder + "/absent.csv"), "absent.csv", "--reports"),
                configuration(
                        "glob without a match", gate -> gate.with(AGENTS, folder + "/none*.csv"), "none*", "--agents"),
                configuration(
                        "unknown scheme", gate -> gate.with(CANDIDATES, "nope://host/x.csv"), "nope", "--candidates"),
                configuration(
                        "unknown extension",
                        gate -> gate.with(REPORTS, "reports.xlsx", "x"),
                        "reports.xlsx",
                        ".parquet",
                        "--format"),
                configuration(
                        "several formats in a directory",
                        gate -> gate.with(REPORTS, "mixed/a.csv", HEADER + "a,p,x,1\n")
                                .with(REPORTS, "mixed/b.jsonl", ROW)
                                .with(REPORTS, folder + "/mixed"),
                        "different formats",
                        "--reports"),
                configuration(
                        "gzipped Parquet",
                        gate -> gate.with(REPORTS, "r.parquet.gz", "x"),
                        "r.parquet.gz",
                        "Decompress"),
                configuration("blank path", gate -> gate.with(REPORTS, " "), "--reports is blank"));
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void isRefused(Refused refused) {
        UserException refusal = refused.input().apply(new Gate(folder, sound())).refusal();
        assertThat(refusal.exitCode()).isEqualTo(refused.code());
        assertThat(refusal).hasMessageStartingWith("Cannot ").message().contains(refused.said());
    }

    @Test
    void otherFailuresAreNotExplainedAway() {
        assertThat(ReadFailures.explain(new IllegalStateException("at file:/data/x.csv")))
                .isEmpty();
        assertThat(ReadFailures.explain(new RuntimeException(new OutOfMemoryError("file:/x"))))
                .isEmpty();
    }

    private static TableFormat sound() {
        return TableFormat.CSV;
    }

    private static Refused rejected(String what, UnaryOperator<Gate> input, String... said) {
        return new Refused(what, ExitCode.INPUT_REJECTED, input, List.of(said));
    }

    private static Refused configuration(String what, UnaryOperator<Gate> input, String... said) {
        return new Refused(what, ExitCode.CONFIGURATION, input, List.of(said));
    }

    private static String parquet(String columns) {
        Path path = folder.resolve("parquet" + Integer.toHexString(columns.hashCode()));
        LocalSpark.session().sql("select " + columns).write().mode("overwrite").parquet(path.toString());
        return path.toString();
    }

    private static byte[] onlyFile(String directory) {
        try (Stream<Path> files = Files.list(Path.of(directory))) {
            return Files.readAllBytes(files.filter(file -> file.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String utf16(String text) {
        return SampleTable.bytes(folder.resolve("utf16.csv"), text.getBytes(StandardCharsets.UTF_16));
    }

    private static String wide() {
        return IntStream.range(0, 100_000).mapToObj(k -> "c" + k).collect(Collectors.joining(","));
    }

    private static String cut(String directory) {
        byte[] whole = onlyFile(directory);
        return SampleTable.bytes(folder.resolve("cut.parquet"), Arrays.copyOf(whole, whole.length / 2));
    }

    /** The footer is whole, the pages are not. */
    private static String zeroed(String directory) {
        byte[] damaged = onlyFile(directory);
        Arrays.fill(damaged, 4, 120, (byte) 0);
        return SampleTable.bytes(folder.resolve("zeroed.parquet"), damaged);
    }

    private static String cutGzip(int length) {
        StringBuilder rows = new StringBuilder(HEADER);
        for (int i = 0; i < 5000; i++) {
            rows.append(Integer.toHexString(i * 7919)).append(",p,x,").append(i).append('\n');
        }
        Path whole = folder.resolve("whole.csv.gz");
        SampleTable.text(whole, rows.toString());
        try {
            Path cut = folder.resolve("cut" + length + ".csv.gz");
            Files.write(cut, Arrays.copyOf(Files.readAllBytes(whole), length));
            return cut.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String plainGzip() {
        try {
            Path plain = folder.resolve("plain.csv.gz");
            Files.write(plain, (HEADER + "a,p,x,1\n").getBytes(StandardCharsets.UTF_8));
            return plain.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
