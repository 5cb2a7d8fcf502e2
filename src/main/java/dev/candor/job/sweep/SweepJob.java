package dev.candor.job.sweep;

import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.io.gate.InputPaths;
import dev.candor.job.cli.Options;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.progress.Figures;
import dev.candor.job.run.GatedReports;
import dev.candor.job.run.InputOptions;
import dev.candor.job.run.LogOptions;
import dev.candor.job.run.PlaceOptions;
import dev.candor.job.run.PublishedRun;
import dev.candor.job.run.RunInProgress;
import dev.candor.job.session.EngineOptions;
import dev.candor.model.ExitCode;
import dev.candor.model.FrontierPoint;
import dev.candor.model.MechanismSpec;
import dev.candor.report.frontier.FrontierTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Many mechanisms on the same reports, settled together: the frontier that λ is chosen from. Nobody is charged. */
@Command(
        name = "sweep",
        description = "Settle a grid of lambda and divergences in one pass: the frontier to choose lambda from.")
public final class SweepJob implements Verb {
    /** What settles many mechanisms together. */
    @FunctionalInterface
    public interface Engine {
        /**
         * One point a mechanism.
         *
         * @param mechanisms at least one, differing in divergence and λ only; the reports were packed for the first
         */
        List<FrontierPoint> sweep(
                RunInProgress work, PackedReports reports, List<MechanismSpec> mechanisms, EngineLimits limits);
    }

    private final Engine sweep;

    @Mixin
    private InputOptions input;

    @Mixin
    private SweepOptions options;

    @Mixin
    private EngineOptions engine;

    @Mixin
    private PlaceOptions publication;

    public SweepJob(Engine sweep) {
        this.sweep = sweep;
    }

    @Override
    public List<String> plan(RunContext context) {
        List<MechanismSpec> mechanisms = options.mechanisms();
        List<String> lines = new ArrayList<>(LogOptions.plan(input.paths()));
        lines.add("compute: " + Figures.count(mechanisms.size(), "settlement") + " in one pass, the "
                + options.policyClass() + " policy under "
                + distinct(mechanisms.stream().map(MechanismSpec::divergence).toList()) + ", lambda "
                + distinct(mechanisms.stream().map(MechanismSpec::lambda).toList()) + ", and "
                + Options.typed(mechanisms.get(0).paymentRule()) + " payments");
        lines.add("write: frontier.csv, frontier.json, frontier.svg, frontier.html, manifest.json below "
                + publication.required("sweep"));
        return lines;
    }

    @Override
    public ExitCode run(RunContext context) {
        InputPaths paths = input.paths();
        List<MechanismSpec> mechanisms = options.mechanisms();
        engine.validate();
        return PublishedRun.of(context, publication.required("sweep"), paths, work -> {
            EngineLimits limits = engine.limits(work.spark(), context);
            try (PackedReports reports = GatedReports.pack(work, paths, mechanisms.get(0), limits, input)) {
                List<FrontierPoint> points = sweep.sweep(work, reports, mechanisms, limits);
                SweepOutput result = new SweepOutput(work, mechanisms.get(0));
                context.out().print(FrontierTable.render(result.publish(reports, points, input), context.page()));
            }
        });
    }

    private static String distinct(List<?> values) {
        return values.stream().distinct().map(Object::toString).collect(Collectors.joining(", "));
    }
}
