package dev.candor.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.report.audit.AuditJson;
import dev.candor.report.audit.AuditReport;
import dev.candor.report.frontier.FrontierJson;
import dev.candor.report.frontier.FrontierReport;
import dev.candor.report.runs.ExportJson;
import dev.candor.report.runs.LinearModelJson;
import dev.candor.report.runs.RunJson;
import dev.candor.report.settlement.HtmlReport;
import dev.candor.report.settlement.SummaryJson;
import dev.candor.report.study.StudyFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every byte of the JSON and HTML files, over every branch of what they say, held to files in {@code golden/}. What was
 * rendered is left in {@code target/golden}: a change that is meant is copied from there and named in the changelog.
 */
class GoldenFilesTest {
    private static final Path RENDERED = Path.of("target", "golden");

    @TestFactory
    List<DynamicTest> bytesAreAsPublished() {
        return files().entrySet().stream()
                .map(file -> DynamicTest.dynamicTest(file.getKey(), () -> holds(file.getKey(), file.getValue())))
                .toList();
    }

    private static void holds(String name, String rendered) throws IOException {
        Files.createDirectories(RENDERED);
        Files.writeString(RENDERED.resolve(name), rendered);
        try (InputStream golden = GoldenFilesTest.class.getResourceAsStream("/golden/" + name)) {
            assertThat(golden).as("golden/" + name).isNotNull();
            assertThat(rendered).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Map<String, String> files() {
        Map<String, String> files = new TreeMap<>();
        GoldenSettlements.ALL.forEach((name, summary) -> {
            files.put("summary-" + name + ".json", SummaryJson.render(summary));
            files.put("report-" + name + ".html", HtmlReport.render(summary));
        });
        GoldenAudits.ALL.forEach((name, summary) -> {
            files.put("audit-" + name + ".json", AuditJson.render(summary));
            files.put("audit-" + name + ".html", AuditReport.render(summary));
        });
        GoldenSweeps.FRONTIERS.forEach((name, frontier) -> {
            files.put("frontier-" + name + ".json", FrontierJson.render(frontier));
            files.put("frontier-" + name + ".html", FrontierReport.render(frontier));
        });
        StudyFiles.render(GoldenSweeps.STUDY).forEach((name, text) -> files.put("study-" + name, text));
        files.put("export-pairs.json", ExportJson.render(GoldenRuns.PAIRS));
        files.put("export-sft.json", ExportJson.render(GoldenRuns.SFT));
        files.put("model.json", LinearModelJson.render(GoldenRuns.MODEL, GoldenRuns.SETTINGS));
        files.put("model-grouped.json", LinearModelJson.render(GoldenRuns.GROUPED, GoldenRuns.SETTINGS));
        files.put(
                "run.json",
                RunJson.render(GoldenRuns.SETTINGS, GoldenRuns.COUNTS, GoldenRuns.FIGURES, GoldenRuns.NOTES));
        files.put("run-empty.json", RunJson.render(Map.of(), Map.of(), Map.of(), List.of()));
        files.put(
                "learning.json",
                RunJson.render(GoldenRuns.SETTINGS, GoldenRuns.COUNTS, Map.of("largest_delta", 0.25), List.of()));
        files.put(
                "learning-unbounded.json",
                RunJson.render(
                        GoldenRuns.SETTINGS,
                        GoldenRuns.COUNTS,
                        Map.of("largest_delta", Double.POSITIVE_INFINITY),
                        GoldenRuns.NOTES));
        return files;
    }
}
