package dev.candor.api;

import dev.candor.io.files.OutputFile;
import dev.candor.io.run.Publication;
import dev.candor.model.AuditSummary;
import dev.candor.report.audit.AuditJson;
import dev.candor.report.audit.AuditReport;
import java.util.List;
import java.util.Map;

/** An audit as files: agents/, audit.json, audit.html, and the manifest that binds them. */
public final class AuditFiles {
    /** The count in the manifest of properties that do not hold. */
    public static final String FAILURES = "failed_properties";

    private AuditFiles() {}

    /** What is published of an audit whose tables are these; failures too: they are the evidence. */
    public static Publication publication(List<OutputFile> tables, AuditSummary summary) {
        return Publication.of(
                tables,
                Map.of("audit.json", AuditJson.render(summary), "audit.html", AuditReport.render(summary)),
                Map.of(
                        FAILURES,
                        (long) summary.failures().size(),
                        "payers",
                        summary.subject().payers(),
                        "agents_attacked",
                        summary.attack().map(AuditSummary.Attack::sampled).orElse(0L)),
                Map.of());
    }
}
