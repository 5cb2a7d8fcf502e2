package dev.candor.io.gate;

import static dev.candor.io.schema.InputTable.AGENTS;
import static dev.candor.io.schema.InputTable.CANDIDATES;
import static dev.candor.io.schema.InputTable.PROMPTS;
import static dev.candor.io.schema.InputTable.REPORTS;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.LocalSpark;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.table.SampleTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sound input: what the gate lets through, in every format. */
class InputGateIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void everyFormatGivesTheSameTables(TableFormat format) {
        assertSound(new Gate(folder, format).read());
    }

    @Test
    void gzippedTextGivesTheSameTables() {
        assertSound(new Gate(folder, TableFormat.PARQUET)
                .with(REPORTS, "r.csv.gz", Gate.REPORTS.csv())
                .with(CANDIDATES, "c.jsonl.gz", Gate.CANDIDATES.json())
                .with(AGENTS, "a.ndjson.gz", Gate.AGENTS.json())
                .with(PROMPTS, "p.json.gz", Gate.PROMPTS.json())
                .read());
    }

    private static void assertSoundReports(GatedTables tables) {
        assertThat(Gate.rejections(tables).total()).isZero();
        assertThat(SampleTable.sorted(tables.reports().drop("row_text")))
                .containsExactly("[a,p,x,1.0,0]", "[a,p,y,0.5,0]", "[b,p,x,-0.25,0]", "[b,q,x,3.0,0]");
    }

    private static void assertSound(GatedTables tables) {
        assertSoundReports(tables);
        assertThat(SampleTable.sorted(tables.candidates())).containsExactly("[p,x,1.0]", "[p,y,0.5]", "[q,x,-2.0]");
        assertThat(SampleTable.sorted(tables.agents().orElseThrow()))
                .containsExactly("[a,2.0,1.5,firm]", "[b,1.0,1.0,b]");
        assertThat(SampleTable.sorted(tables.prompts().orElseThrow())).containsExactly("[p,2.0]", "[q,1.0]");
    }

    @Test
    void schemasAreThoseOfTheContract() {
        GatedTables tables = new Gate(folder, TableFormat.CSV).read();
        assertThat(tables.reports().schema().toDDL())
                .startsWith("agent_id STRING,prompt_id STRING,candidate_id STRING,reward DOUBLE,reject INT")
                .contains("row_text STRING");
        assertThat(tables.candidates().columns()).containsExactly("prompt_id", "candidate_id", "log_base");
        assertThat(tables.agents().orElseThrow().columns()).containsExactly("agent_id", "weight", "boost", "payer_id");
        assertThat(tables.prompts().orElseThrow().columns()).containsExactly("prompt_id", "prompt_weight");
    }

    @Test
    void theOptionalColumnsMayBeAbsent() {
        GatedTables tables = new Gate(folder, TableFormat.CSV)
                .with(CANDIDATES, "c.csv", "prompt_id,candidate_id\np,x\np,y\nq,x\n")
                .with(AGENTS, "a.csv", "agent_id\na\nb\n")
                .with(PROMPTS, "p.csv", "prompt_id,text\np,hello\nq,\n")
                .read();
        assertThat(tables.rejected().total()).isZero();
        assertThat(SampleTable.sorted(tables.candidates())).containsExactly("[p,x,0.0]", "[p,y,0.0]", "[q,x,0.0]");
        assertThat(SampleTable.sorted(tables.agents().orElseThrow())).containsExactly("[a,1.0,1.0,a]", "[b,1.0,1.0,b]");
        assertThat(SampleTable.sorted(tables.prompts().orElseThrow())).containsExactly("[p,1.0]", "[q,1.0]");
    }

    @Test
    void anOptionalJsonMemberMayAppearLate() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 150; i++) {
            lines.append("{\"agent_id\":\"i").append(i).append("\"}\n");
        }
        lines.append("{\"agent_id\":\"a\",\"weight\":7}\n{\"agent_id\":\"b\"}\n");
        GatedTables tables = new Gate(folder, TableFormat.CSV)
                .with(AGENTS, "a.jsonl", lines.toString())
                .read();
        assertThat(SampleTable.sorted(
                        tables.agents().orElseThrow().filter(col("weight").notEqual(1.0))))
                .containsExactly("[a,7.0,1.0,a]");
    }

    @Test
    void candidatesCanComeFromAcceptedReports() {
        GatedTables tables = new Gate(folder, TableFormat.CSV)
                .without(CANDIDATES)
                .with(REPORTS, "r.csv", Gate.REPORTS.csv() + "a,p,z,NaN\n,p,w,1\n")
                .read();
        assertThat(SampleTable.sorted(tables.candidates())).containsExactly("[p,x,0.0]", "[p,y,0.0]", "[q,x,0.0]");
    }

    @Test
    void identicalDuplicatesCollapse() {
        GatedTables tables = new Gate(folder, TableFormat.CSV)
                .with(CANDIDATES, "c.csv", Gate.CANDIDATES.csv() + "p,x,-1,-2.00\n")
                .with(AGENTS, "a.csv", Gate.AGENTS.csv() + "b,1,,b\n")
                .with(PROMPTS, "p.csv", Gate.PROMPTS.csv() + "q,1\n")
                .read();
        assertSound(tables);
    }

    @Test
    void aCandidateMayLieJustAboveTheUnderflow() {
        GatedTables tables = new Gate(folder, TableFormat.CSV)
                .with(CANDIDATES, "c.csv", "prompt_id,candidate_id,ref_logprob\np,x,0\np,y,-690\nq,x,-9999\n")
                .read();
        assertThat(tables.rejected().total()).isZero();
    }

    @Test
    void aPromptOfWeightZeroNeedsNoCandidates() {
        GatedTables tables = new Gate(folder, TableFormat.CSV)
                .with(PROMPTS, "p.csv", Gate.PROMPTS.csv() + "unused,0\n")
                .read();
        assertThat(tables.rejected().total()).isZero();
    }

    @Test
    void negativeZeroIsZero() {
        GatedTables tables = Gate.ofReports(folder)
                .with(REPORTS, "r.csv", "agent_id,prompt_id,candidate_id,reward\na,p,x,-0.0\n")
                .read();
        double reward = tables.reports().head().getDouble(3);
        assertThat(Double.doubleToRawLongBits(reward)).isZero();
    }

    @Test
    void csvColumnsAreMatchedByNameFileByFile() {
        SampleTable.text(
                folder.resolve("r/one.csv"), "reward,note,candidate_id,agent_id,prompt_id\n1.0,n,x,a,p\n0.5,,y,a,p\n");
        SampleTable.text(folder.resolve("r/two.csv"), "candidate_id,prompt_id,agent_id,reward\nx,p,b,-0.25\nx,q,b,3\n");
        SampleTable.text(folder.resolve("r/_SUCCESS"), "");
        assertSoundReports(Gate.ofReports(folder)
                .with(REPORTS, folder.resolve("r").toString())
                .read());
    }

    @Test
    void globsAndNamesThatLookLikeGlobs() {
        String[] rows = Gate.REPORTS.csv().lines().toArray(String[]::new);
        SampleTable.text(folder.resolve("g/part 1.csv"), rows[0] + "\n" + rows[1] + "\n" + rows[2] + "\n");
        SampleTable.text(folder.resolve("g/part{2}[x]%20+é.csv"), rows[0] + "\n" + rows[3] + "\n" + rows[4] + "\n");
        SampleTable.text(folder.resolve("g/other.csv"), "x\n");
        assertSoundReports(Gate.ofReports(folder)
                .with(REPORTS, folder.resolve("g").toUri() + "part*.csv")
                .read());
    }

    @Test
    void byteOrderMarkAndWindowsLineEnds() {
        assertSound(new Gate(folder, TableFormat.CSV)
                .with(REPORTS, "r.csv", "\uFEFF" + Gate.REPORTS.csv().replace("\n", "\r\n"))
                .with(CANDIDATES, "c.jsonl", "\uFEFF" + Gate.CANDIDATES.json().replace("\n", "\r\n"))
                .with(
                        AGENTS,
                        "a.csv",
                        "\uFEFF\"agent_id\",weight,boost,payer_id,\"te\nxt\"\r\n"
                                + "a,2,1.5,firm,\"two\r\nlines, and \"\"quotes\"\"\"\r\nb,,,,\r\n")
                .read());
    }

    @Test
    void aQuotedLineBreakHidesNoRow() {
        GatedTables tables = Gate.ofReports(folder)
                .with(
                        REPORTS,
                        "r.csv",
                        "agent_id,prompt_id,candidate_id,reward,note\na,p,x,1,\"see\nvictim,p,x,9,n\nend\"\nb,p,x,2,\n")
                .read();
        assertThat(SampleTable.sorted(tables.reports().select("agent_id", "reward", "reject")))
                .containsExactly("[a,1.0,0]", "[b,2.0,0]");
    }

    @Test
    void formatCanBeGiven() {
        assertSound(new Gate(folder, TableFormat.CSV)
                .as(TableFormat.CSV)
                .with(REPORTS, "reports.txt", Gate.REPORTS.csv())
                .read());
    }

    @Test
    void parquetNumbersOfEveryKindAreReadTogetherAsDoubles() {
        String path = folder.resolve("typed").toString();
        List<String> types = List.of("double", "float", "int", "bigint", "smallint", "tinyint", "decimal(20,2)");
        for (String type : types) {
            LocalSpark.session()
                    .sql("select cast(3 as " + type + ") reward, '" + type
                            + "' agent_id, 'p' prompt_id, 'x' candidate_id")
                    .write()
                    .mode("append")
                    .parquet(path);
        }
        Dataset<Row> reports = Gate.ofReports(folder).with(REPORTS, path).read().reports();
        assertThat(reports.schema().apply("reward").dataType()).isEqualTo(DataTypes.DoubleType);
        assertThat(SampleTable.sorted(reports.select("agent_id", "reward", "reject")))
                .containsExactlyElementsOf(types.stream()
                        .map(type -> "[" + type + ",3.0,0]")
                        .sorted()
                        .toList());
    }

    @ParameterizedTest
    @EnumSource
    void rowTextCostsNothingWhereItIsNotSelected(TableFormat format) {
        Dataset<Row> reports = Gate.ofReports(folder)
                .with(REPORTS, Gate.REPORTS.write(folder, "r", format))
                .read()
                .reports();
        String lean = reports.select("agent_id", "prompt_id", "candidate_id", "reward", "reject")
                .queryExecution()
                .executedPlan()
                .toString();
        assertThat(lean).doesNotContainIgnoringCase("structstojson");
        String full = reports.queryExecution().executedPlan().toString();
        assertThat(full).containsIgnoringCase("structstojson");
    }

    @Test
    void rowTextIsTheRow() {
        GatedTables tables = Gate.ofReports(folder)
                .with(REPORTS, "r.csv", "reward,agent_id,prompt_id,candidate_id\nabc,a,p,\"x\"\"1\"\n1,a\n")
                .read();
        assertThat(SampleTable.sorted(tables.reports().select("row_text")))
                .containsExactly(
                        "[1,a]",
                        "[{\"agent_id\":\"a\",\"prompt_id\":\"p\",\"candidate_id\":\"x\\\"1\",\"reward\":\"abc\"}]");
    }

    @Test
    void invalidUtf8IsNotTakenForAnId() {
        byte[] latin1 = "agent_id,prompt_id,candidate_id,reward\nJos\u00e9,p,x,1\nb,p,x,2\n"
                .getBytes(StandardCharsets.ISO_8859_1);
        GatedTables tables = Gate.ofReports(folder)
                .with(REPORTS, SampleTable.bytes(folder.resolve("latin1.csv"), latin1))
                .read();
        assertThat(Gate.rejections(tables).tally().entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.reason()).isEqualTo(dev.candor.model.RejectReason.NOT_UTF8));
    }
}
