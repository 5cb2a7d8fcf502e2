package dev.candor.job.audit;

import dev.candor.api.AuditAction;
import dev.candor.api.AuditFiles;
import dev.candor.api.AuditInputs;
import dev.candor.api.AuditResult;
import dev.candor.api.settings.AuditSettings;
import dev.candor.api.settings.EngineSettings;
import dev.candor.engine.audit.Audit;
import dev.candor.io.files.OutputFile;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.gate.PublishedSettlement;
import dev.candor.io.listing.InputSnapshot;
import dev.candor.io.run.Manifest;
import dev.candor.io.write.StableFiles;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.progress.Figures;
import dev.candor.job.run.OutputOptions;
import dev.candor.job.run.PublishedRun;
import dev.candor.job.run.RunInProgress;
import dev.candor.model.AuditSummary;
import dev.candor.model.ExitCode;
import dev.candor.report.audit.AuditTable;
import dev.candor.setting.Values;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lies told to a published settlement's mechanism, and its tables checked: what holds, and what it does not protect from. */
@Command(
        name = "audit",
        description = "Audit a published settlement: the best lies against it, its properties, its limits.")
public final class AuditJob implements Verb {
    private final Values values = AuditAction.settings();

    @Mixin
    private OutputOptions publication;

    @Override
    public Values values() {
        return values;
    }

    @Override
    public List<String> plan(RunContext context) {
        Audit.Effort effort = validate();
        String from = AuditSettings.settlement(values);
        return List.of(
                "read: policy/, payments/ and manifest.json of the settlement at " + from,
                "read: the tables that its manifest names, checked by their SHA-256",
                "compute: " + Figures.count(effort.lies()) + " lies and more of " + Figures.count(effort.agents())
                        + " agents, seed " + effort.seed() + ", and the properties of all",
                "write: agents/, audit.json, audit.html, manifest.json below " + publication.required("audit"));
    }

    @Override
    public ExitCode run(RunContext context) {
        Audit.Effort effort = validate();
        String from = AuditSettings.settlement(values);
        String output = publication.required("audit");
        return PublishedRun.of(
                context,
                output,
                (spark, hadoop) -> snapshot(spark, hadoop, from, output),
                work -> audit(work, from, effort),
                AuditJob::verdict);
    }

    /** A property that should hold and does not is what exit code 4 is for; the result is there: it is the evidence. */
    private static ExitCode verdict(Optional<Manifest> published) {
        return published.orElseThrow().counts().get(AuditFiles.FAILURES) > 0
                ? ExitCode.CERTIFICATE_NOT_MET
                : ExitCode.DONE;
    }

    private void audit(RunInProgress work, String from, Audit.Effort effort) {
        PublishedSettlement found =
                PublishedSettlement.open(work.spark().sessionState().newHadoopConf(), from);
        try (AuditResult audit = AuditResult.of(
                work.spark(),
                found,
                AuditInputs.paths(found.manifest(), values),
                effort,
                EngineSettings.limits(
                        values,
                        work.spark(),
                        work.context().common().partitions().orElse(0)),
                work.phases())) {
            List<OutputFile> tables = audit.write(
                    new StableFiles(publication.format()), work.run().staging());
            AuditSummary summary = audit.summary(work.stages().get());
            work.publish(AuditFiles.publication(tables, summary));
            work.context().out().print(AuditTable.render(summary, work.context().page()));
        }
    }

    private InputSnapshot snapshot(SparkSession spark, Configuration hadoop, String from, String output) {
        PublishedSettlement found = PublishedSettlement.open(hadoop, from);
        InputPaths paths = AuditInputs.paths(found.manifest(), values);
        return AuditInputs.snapshot(spark, found, paths, Optional.of(output));
    }

    private Audit.Effort validate() {
        EngineSettings.validate(values);
        return AuditSettings.effort(values);
    }
}
