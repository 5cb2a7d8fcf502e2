package dev.candor.job.settle;

import dev.candor.api.PackAction;
import dev.candor.api.Packing;
import dev.candor.api.settings.EngineSettings;
import dev.candor.api.settings.InputSettings;
import dev.candor.api.settings.PackSettings;
import dev.candor.api.settings.Tables;
import dev.candor.io.files.OutputFile;
import dev.candor.io.run.Publication;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.progress.Figures;
import dev.candor.job.run.GatedReports;
import dev.candor.job.run.InputPlan;
import dev.candor.job.run.PublishedRun;
import dev.candor.model.ExitCode;
import dev.candor.setting.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** Logs into a packed store, a segment at a time: what is packed once is never parsed again. */
@Command(name = "pack", description = "Add report logs to a packed store, which settle and sweep read fast.")
public final class PackJob implements Verb {
    private final Values values = PackAction.settings();

    @Override
    public Values values() {
        return values;
    }

    @Override
    public List<String> plan(RunContext context) {
        List<String> lines = new ArrayList<>(InputPlan.of(tables().paths()));
        lines.add("compute: the checks of the input gate, agents by bucket");
        lines.add("write: candidates/, rewards/, manifest.json below "
                + PackSettings.of(values).output());
        return lines;
    }

    @Override
    public ExitCode run(RunContext context) {
        Tables tables = tables();
        EngineSettings.validate(values);
        PackSettings settings = PackSettings.of(values);
        return PublishedRun.of(context, settings.output(), tables.paths(), work -> {
            Packing packing = Packing.of(
                    work.spark(),
                    tables,
                    settings,
                    work.limits(values),
                    work.phases(),
                    work.run().staging(),
                    rejected -> GatedReports.quarantine(work, rejected));
            Publication publication = packing.publication(work.quarantine());
            work.publish(publication);
            context.out().println(said(packing, publication, settings.output()));
        });
    }

    private static String said(Packing packing, Publication publication, String output) {
        long bytes = publication.tables().stream().mapToLong(OutputFile::bytes).sum();
        return "Packed " + Figures.count(packing.counts().reportRows(), "reward") + " of "
                + Figures.count(packing.counts().agents(), "agent") + " into " + output + ": "
                + Figures.count(bytes >> 20) + " MiB in " + Figures.count(packing.buckets(), "bucket") + ".";
    }

    private Tables tables() {
        return InputSettings.tables(values, Map.of());
    }
}
