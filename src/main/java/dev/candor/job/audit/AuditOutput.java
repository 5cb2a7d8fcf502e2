package dev.candor.job.audit;

import dev.candor.engine.audit.Audit;
import dev.candor.io.files.OutputFile;
import dev.candor.io.gate.PublishedSettlement;
import dev.candor.io.run.Publication;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.write.StableFiles;
import dev.candor.job.run.RunInProgress;
import dev.candor.model.AuditSummary;
import dev.candor.model.PolicyClass;
import dev.candor.model.SettlementSummary.Mechanism;
import dev.candor.report.audit.AuditJson;
import dev.candor.report.audit.AuditReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An audit as files: agents/, audit.json, audit.html, and the manifest that binds them. */
final class AuditOutput {
    private final RunInProgress work;
    private final PublishedSettlement settlement;
    private final TableFormat format;

    AuditOutput(RunInProgress work, PublishedSettlement settlement, TableFormat format) {
        this.work = work;
        this.settlement = settlement;
        this.format = format;
    }

    /** Writes and publishes everything, failures too: they are the evidence. */
    AuditSummary publish(Audit.Tables tables, Optional<Audit.Findings> findings, List<String> limits) {
        List<OutputFile> files = findings.map(found -> work.phases()
                        .run(
                                "write agents",
                                () -> new StableFiles(format)
                                        .write(
                                                found.agents(),
                                                found.attack().sampled(),
                                                List.of("agent_id"),
                                                work.run().staging(),
                                                "agents")))
                .orElse(List.of());
        AuditSummary summary = summary(tables, findings, limits);
        work.publish(Publication.of(
                files,
                Map.of("audit.json", AuditJson.render(summary), "audit.html", AuditReport.render(summary)),
                Map.of(
                        AuditJob.FAILURES,
                        (long) summary.failures().size(),
                        "payers",
                        summary.subject().payers(),
                        "agents_attacked",
                        findings.map(found -> found.attack().sampled()).orElse(0L)),
                Map.of()));
        return summary;
    }

    private AuditSummary summary(Audit.Tables tables, Optional<Audit.Findings> findings, List<String> limits) {
        List<AuditSummary.Property> properties = new ArrayList<>(tables.properties());
        findings.ifPresent(found -> properties.addAll(found.properties()));
        return new AuditSummary(
                new AuditSummary.Subject(
                        settlement.manifest().fingerprint(),
                        new Mechanism(
                                settlement.policyClass(),
                                settlement.policyClass() == PolicyClass.CATALOG
                                        ? PolicyClass.GIVEN
                                        : settlement.setting("divergence"),
                                Double.parseDouble(settlement.setting("lambda")),
                                settlement.setting("payment-rule"),
                                settlement.setting("normalise"),
                                settlement.setting("domain")),
                        settlement.manifest().counts().get("payers"),
                        sum("welfare"),
                        sum("revenue")),
                findings.map(Audit.Findings::attack),
                properties,
                findings.map(Audit.Findings::splits).orElse(List.of()),
                findings.map(Audit.Findings::pairs).orElse(List.of()),
                findings.map(Audit.Findings::duplicates),
                tables.concentration(),
                findings.flatMap(Audit.Findings::privacy),
                limits,
                work.stages().get());
    }

    private double sum(String figure) {
        return Double.parseDouble(settlement.manifest().sums().get(figure));
    }
}
