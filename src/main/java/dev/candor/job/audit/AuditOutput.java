package dev.candor.job.audit;

import dev.candor.api.AuditResult;
import dev.candor.io.files.OutputFile;
import dev.candor.io.run.Publication;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.write.StableFiles;
import dev.candor.job.run.RunInProgress;
import dev.candor.model.AuditSummary;
import dev.candor.report.audit.AuditJson;
import dev.candor.report.audit.AuditReport;
import java.util.List;
import java.util.Map;

/** An audit as files: agents/, audit.json, audit.html, and the manifest that binds them. */
final class AuditOutput {
    private AuditOutput() {}

    /** Writes and publishes everything, failures too: they are the evidence. */
    static AuditSummary publish(RunInProgress work, AuditResult audit, TableFormat format) {
        List<OutputFile> files = audit.write(new StableFiles(format), work.run().staging());
        AuditSummary summary = audit.summary(work.stages().get());
        work.publish(Publication.of(
                files,
                Map.of("audit.json", AuditJson.render(summary), "audit.html", AuditReport.render(summary)),
                Map.of(
                        AuditJob.FAILURES,
                        (long) summary.failures().size(),
                        "payers",
                        summary.subject().payers(),
                        "agents_attacked",
                        summary.attack().map(AuditSummary.Attack::sampled).orElse(0L)),
                Map.of()));
        return summary;
    }
}
