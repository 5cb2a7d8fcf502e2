package dev.candor.job.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.candor.LocalSpark;
import dev.candor.api.AuditAction;
import dev.candor.api.AuditResult;
import dev.candor.api.Candor;
import dev.candor.api.Settlement;
import dev.candor.io.files.OutputFile;
import dev.candor.job.VerbRun;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import dev.candor.report.audit.AuditJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** The front door audits as the command line does, to the last bit, and refuses as it does. */
class AuditActionIT extends AuditFixture {
    private AuditAction action() {
        return Candor.on(LocalSpark.session())
                .audit()
                .settlement(settled.directory().toString())
                .lies(30);
    }

    /** audit.json without its timings. */
    private static JsonNode figures(String text) throws IOException {
        return ((com.fasterxml.jackson.databind.node.ObjectNode) new ObjectMapper().readTree(text)).without("stages");
    }

    private void assertIsWhatIsPublished(AuditResult result) throws IOException {
        assertThat(figures(AuditJson.render(result.summary()))).isEqualTo(figures(run.text("audit.json")));
    }

    @Test
    void whatIsFoundIsWhatIsPublished() throws IOException {
        settle("--divergence=hellinger", "--lambda=2");
        audit("--lies=30", "--agents-sampled=2", "--seed=7").isDone();
        try (AuditResult result = action().agentsSampled(2).seed(7).run()) {
            assertThat(result.holds()).isTrue();
            assertIsWhatIsPublished(result);
            assertThat(result.agents().orElseThrow().collectAsList())
                    .hasSize(2)
                    .isEqualTo(run.table("agents").collectAsList());
            assertThat(result.agents().orElseThrow().columns())
                    .isEqualTo(run.table("agents").columns());
            List<String> strategies = new ArrayList<>();
            json().get("attack")
                    .get("strategies")
                    .forEach(line -> strategies.add(line.get("lie").asText() + " "
                            + line.get("gainers_without_payments").asLong() + " "
                            + line.get("largest_without_payments").asDouble() + " "
                            + line.get("largest_with_payments").asDouble()));
            assertThat(result.strategies().collectAsList().stream().map(AuditActionIT::line))
                    .isNotEmpty()
                    .containsExactlyElementsOf(strategies);
            run.assertIsPublishedBy(result::publish, "audit.json", "audit.html");
        }
    }

    private static String line(Row row) {
        return row.getString(0) + " " + row.getLong(1) + " " + row.getDouble(2) + " " + row.getDouble(3);
    }

    /** That lies gain is no failure where nobody pays. */
    @Test
    void aRuleWithoutPayments() throws IOException {
        settle("--payment-rule=none");
        audit("--lies=30").isDone();
        try (AuditResult result = action().run()) {
            assertIsWhatIsPublished(result);
            assertThat(result.summary().attack().orElseThrow().violators()).isPositive();
        }
    }

    @Test
    void aSettlementOfADataFrameIsRefused() throws IOException {
        settle();
        String output = folder.resolve("of a frame").toString();
        SparkSession spark = LocalSpark.session();
        try (Settlement s = Candor.on(spark)
                .settle()
                .reports(spark.read()
                        .option("header", true)
                        .option("inferSchema", true)
                        .csv(in("reports.csv")))
                .candidates(in("candidates.csv"))
                .lambda(1)
                .run()) {
            s.publish(output);
        }
        assertThatThrownBy(() -> Candor.on(spark).audit().settlement(output).run())
                .isInstanceOfSatisfying(
                        UserException.class,
                        refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
                .hasMessage(
                        "Cannot audit the settlement: its reports were a DataFrame, which cannot be read again. Write"
                                + " the table to files, settle from them, and audit that settlement.");
    }

    private String in(String name) {
        return folder.resolve("in").resolve(name).toString();
    }

    @Test
    void whatChangedSinceTheAuditBeganIsNotPublished() throws IOException {
        settle();
        Path reports = folder.resolve("in").resolve("reports.csv");
        String before = Files.readString(reports);
        FileTime time = Files.getLastModifiedTime(reports);
        try (AuditResult result = action().lies(1).run()) {
            Files.writeString(reports, before + "ann,joke,dry,1\n");
            assertRefused(
                    result,
                    "Cannot audit: the reports changed since the audit began (first difference at",
                    "reports.csv). The audit needs the files that the settlement read: put them back, or set --reports to a"
                            + " copy of them, and audit again.");
            assertThat(run.manifest()).isEmpty();
            assertThat(run.result().exitCode()).isEqualTo(ExitCode.INPUT_REJECTED.code());
            Files.writeString(reports, before);
            Files.setLastModifiedTime(reports, time);
            Path table = settled.directory()
                    .resolve(settled.manifest().orElseThrow().files().stream()
                            .map(OutputFile::path)
                            .filter(path -> path.startsWith("payments/"))
                            .findFirst()
                            .orElseThrow());
            Files.setLastModifiedTime(table, FileTime.fromMillis(0));
            assertRefused(result, "Cannot audit: a table of the settlement changed", "payments/");
        }
    }

    private void assertRefused(AuditResult result, String... fragments) {
        assertThatThrownBy(() -> result.publish(run.directory().toString()))
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT_REJECTED))
                .hasMessageContainingAll(fragments);
    }

    @Test
    void mistakesAreUserExceptions() throws IOException {
        settle();
        refused(
                Candor.on(LocalSpark.session()).audit(),
                ExitCode.CONFIGURATION,
                "Cannot audit without a settlement: set --settlement DIR.");
        refused(action().lies(0), ExitCode.CONFIGURATION, "--lies must be from 1 to 10000");
        refused(action().agentsSampled(10_001), ExitCode.CONFIGURATION, "--agents-sampled must be from 1 to 10000");
        refused(action().set("broadcast-limit-mib", "-1"), ExitCode.CONFIGURATION, "at least 0");
        refused(action().experts("x.csv"), ExitCode.CONFIGURATION, "the settlement did not read such a table");
        assertThatThrownBy(() -> action().set("lie", "3"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("lies");
        Path other = Files.writeString(
                folder.resolve("other.csv"), "agent_id,prompt_id,candidate_id,reward\na,greeting,formal,1\n");
        refused(action().reports(other.toString()), ExitCode.INPUT_REJECTED, "are not the files that it read");
        Path page = settled.directory().resolve("manifest.json");
        Files.delete(page);
        assertThatThrownBy(() -> action().run()).isInstanceOf(UserException.class);
    }

    private static void refused(AuditAction action, ExitCode code, String fragment) {
        assertThatThrownBy(action::run)
                .as(fragment)
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.exitCode()).isEqualTo(code))
                .hasMessageContaining(fragment);
        VerbRun.assertNothingIsLeftInTheSession();
    }
}
