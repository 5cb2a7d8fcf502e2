package dev.candor.job.settle;

import dev.candor.engine.pack.PackSegment;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.io.files.OutputFile;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.run.Publication;
import dev.candor.io.store.PackedStore;
import dev.candor.job.cli.DoesNotAffectResult;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.progress.Figures;
import dev.candor.job.run.GatedReports;
import dev.candor.job.run.LogOptions;
import dev.candor.job.run.PublishedRun;
import dev.candor.job.run.RunInProgress;
import dev.candor.job.session.EngineOptions;
import dev.candor.model.ExitCode;
import dev.candor.model.MechanismSpec;
import dev.candor.model.Normalisation;
import dev.candor.model.PaymentRule;
import dev.candor.model.RewardDomain;
import dev.candor.model.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Logs into a packed store, a segment at a time: what is packed once is never parsed again. */
@Command(name = "pack", description = "Add report logs to a packed store, which settle and sweep read fast.")
public final class PackJob implements Verb {
    /** Rewards as they are reported: what a settlement makes of them is for it to say. */
    private static final MechanismSpec AS_REPORTED =
            new MechanismSpec("kl", 1, PaymentRule.AFFINE_MAXIMISER, Normalisation.NONE, RewardDomain.UNRESTRICTED);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final int LEAST_BUCKETS = 16;

    @Mixin
    private LogOptions input;

    @Mixin
    private EngineOptions engine;

    @Option(
            names = "--store",
            paramLabel = "DIR",
            description = "The packed store, any Hadoop URI; made when it is not there.")
    @DoesNotAffectResult
    private String store;

    @Option(
            names = "--segment",
            paramLabel = "NAME",
            description = "Name of what is added, e.g. the day of the logs: 2026-11-24. Written once; the same logs"
                    + " again are a success, others under a name that is taken are refused.")
    @DoesNotAffectResult
    private String segment;

    @Option(
            names = "--buckets",
            paramLabel = "N",
            defaultValue = "0",
            description = "Buckets of a new store, the tasks of later settlements; 0 = by the size of the first"
                    + " segment. A store that is there keeps its own.")
    @DoesNotAffectResult
    private int buckets;

    @Override
    public List<String> plan(RunContext context) {
        List<String> lines = new ArrayList<>(LogOptions.plan(input.paths()));
        lines.add("compute: the checks of the input gate, agents by bucket");
        lines.add("write: candidates/, rewards/, manifest.json below " + output());
        return lines;
    }

    @Override
    public ExitCode run(RunContext context) {
        InputPaths paths = input.paths();
        engine.validate();
        PackedStore.requireBuckets(buckets);
        return PublishedRun.of(context, output(), paths, work -> pack(context, work, paths));
    }

    private void pack(RunContext context, RunInProgress work, InputPaths paths) {
        Configuration hadoop = work.spark().sessionState().newHadoopConf();
        EngineLimits limits = engine.limits(work.spark(), context);
        EngineLimits bucketed = new EngineLimits(
                PackedStore.bucketsOf(hadoop, store).orElseGet(() -> wanted(work, paths, limits)),
                limits.broadcastBytes());
        try (PackedReports reports = GatedReports.pack(work, paths, AS_REPORTED, bucketed, input)) {
            List<OutputFile> tables = new ArrayList<>(work.quarantine());
            work.phases().run("write segment", () -> {
                work.phases().rows(reports.rowsAccepted());
                return tables.addAll(
                        PackSegment.write(work.spark(), reports, work.run().staging()));
            });
            PackedStore.create(hadoop, store, bucketed.partitions());
            work.publish(Publication.of(
                    tables,
                    Map.of(),
                    Map.of(
                            "agents", reports.agents(),
                            "candidates", reports.candidates(),
                            "duplicate_rows", reports.duplicateRows(),
                            "rejected_rows", reports.rowsRejected(),
                            "report_rows", reports.rowsAccepted()),
                    Map.of()));
            context.out()
                    .println("Packed " + Figures.count(reports.rowsAccepted(), "reward") + " of "
                            + Figures.count(reports.agents(), "agent") + " into " + output() + ": "
                            + Figures.count(bytes(tables) >> 20) + " MiB in "
                            + Figures.count(bucketed.partitions(), "bucket") + ".");
        }
    }

    private int wanted(RunInProgress work, InputPaths paths, EngineLimits limits) {
        return buckets > 0 ? buckets : Math.max(LEAST_BUCKETS, GatedReports.partitions(work, paths, limits));
    }

    private static long bytes(List<OutputFile> tables) {
        return tables.stream().mapToLong(OutputFile::bytes).sum();
    }

    private String output() {
        if (store == null || store.isBlank()) {
            throw UserException.configuration("Cannot pack without a place for it: set --store DIR.");
        }
        if (segment == null || !NAME.matcher(segment).matches() || segment.endsWith(".json")) {
            throw UserException.configuration("Cannot name a segment '" + segment
                    + "': set --segment to a name of letters, digits, '.', '_' and '-', such as 2026-11-24.");
        }
        return store + "/" + segment;
    }
}
