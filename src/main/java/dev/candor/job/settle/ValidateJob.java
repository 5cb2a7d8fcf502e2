package dev.candor.job.settle;

import dev.candor.api.Acceptance;
import dev.candor.api.Notes;
import dev.candor.engine.candidates.Features;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.potential.Experts;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.runtime.Phases;
import dev.candor.io.gate.InputGate;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.gate.InputTables;
import dev.candor.io.gate.VectorTables;
import dev.candor.io.schema.InputTable;
import dev.candor.job.cli.DoesNotAffectResult;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.progress.Figures;
import dev.candor.job.progress.PhaseProgress;
import dev.candor.job.run.GameOptions;
import dev.candor.job.run.GatedReports;
import dev.candor.job.run.LogOptions;
import dev.candor.job.run.PreferenceOptions;
import dev.candor.job.run.PublishedRun;
import dev.candor.job.session.EngineOptions;
import dev.candor.job.session.SessionLease;
import dev.candor.job.session.Sessions;
import dev.candor.model.ExitCode;
import dev.candor.model.MechanismSpec;
import dev.candor.model.Normalisation;
import dev.candor.model.RewardDomain;
import dev.candor.model.UserException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The input gate alone: every check that settle makes, nothing settled. */
@Command(name = "validate", description = "Check the input as settle would, and settle nothing.")
public final class ValidateJob implements Verb {
    @Mixin
    private GameOptions input;

    @Mixin
    private PreferenceOptions preferences;

    @Mixin
    private MechanismOptions options;

    @Mixin
    private EngineOptions engine;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Where to leave run_result.json and, when rows are rejected, quarantine/. Without: nowhere.")
    @DoesNotAffectResult
    private String output;

    @Override
    public List<String> plan(RunContext context) {
        List<String> lines = new ArrayList<>(LogOptions.plan(pathsOf(options.mechanism())));
        lines.add("compute: the checks of the input gate");
        lines.add("write: "
                + (output == null ? "nothing" : "run_result.json and rejected rows, if any, below " + output));
        return lines;
    }

    @Override
    public ExitCode run(RunContext context) {
        MechanismSpec mechanism = options.mechanism();
        options.tariff();
        engine.validate();
        InputPaths paths = pathsOf(mechanism);
        if (preferences.given()) {
            return new ValidatedPreferences(paths, preferences.scale(), input.maxRejectedRows()).run(context, output);
        }
        if (output != null) {
            return PublishedRun.of(context, output, paths, work -> {
                EngineLimits limits = engine.limits(work.spark(), context);
                String verdict = verdict(
                        work.spark(),
                        paths,
                        limits,
                        work.phases(),
                        tables -> GatedReports.pack(work, tables, mechanism, limits, input));
                context.out().print(verdict);
                work.run().validated(verdict, work.quarantine());
            });
        }
        try (SessionLease lease = Sessions.open(context);
                PhaseProgress phases = PhaseProgress.of(context, lease.spark().sparkContext())) {
            EngineLimits limits = engine.limits(lease.spark(), context);
            context.out().print(verdict(lease.spark(), paths, limits, phases, tables -> {
                PackedReports reports = PackedReports.pack(lease.spark(), tables, mechanism, limits, phases);
                return acceptable(reports);
            }));
            return ExitCode.DONE;
        }
    }

    /** Packs open tables, and refuses them where a settlement would. */
    @FunctionalInterface
    private interface Packing {
        PackedReports of(InputTables tables);
    }

    private PackedReports acceptable(PackedReports reports) {
        try {
            Acceptance.require(reports, reports.rejections(), input.maxRejectedRows());
            return reports;
        } catch (Throwable failure) {
            reports.close();
            throw failure;
        }
    }

    private static String verdict(
            SparkSession spark, InputPaths paths, EngineLimits limits, Phases phases, Packing packing) {
        InputTables tables = phases.run("open the tables", () -> InputGate.open(spark, paths));
        if (paths.of(InputTable.COEFFICIENTS).isPresent()) {
            return ofCoefficients(spark, paths, limits, phases, packing, tables);
        }
        try (PackedReports reports = packing.of(tables)) {
            if (paths.of(InputTable.EXPERTS).isPresent()) {
                phases.run("check the experts", () -> {
                    Experts.check(reports, limits);
                    return null;
                });
            }
            return verdict(reports);
        }
    }

    private static String ofCoefficients(
            SparkSession spark,
            InputPaths paths,
            EngineLimits limits,
            Phases phases,
            Packing packing,
            InputTables tables) {
        try (tables;
                Features features = phases.run(
                        "read the features",
                        () -> Features.read(spark, tables, VectorTables.features(spark, paths), limits));
                PackedReports coefficients =
                        packing.of(VectorTables.coefficients(spark, paths, features.count(), tables))) {
            return verdict(coefficients);
        }
    }

    private InputPaths pathsOf(MechanismSpec mechanism) {
        return preferences.given() ? input.logPaths(preferences.table()) : paths(mechanism);
    }

    private InputPaths paths(MechanismSpec mechanism) {
        InputPaths paths = input.paths();
        if (paths.of(InputTable.COEFFICIENTS).isPresent()
                && (mechanism.normalisation() != Normalisation.NONE
                        || mechanism.domain() != RewardDomain.UNRESTRICTED)) {
            throw UserException.configuration(
                    "Cannot check coefficients with --normalise or --domain: they look at" + " rewards. Drop them.");
        }
        return paths;
    }

    private static String verdict(PackedReports reports) {
        String accepted = "Accepted: "
                + Figures.count(reports.rowsAccepted(), reports.isOfCoefficients() ? "coefficient" : "reward") + " of "
                + Figures.count(reports.agents(), "agent") + " (" + Figures.count(reports.payers(), "payer") + ") on "
                + (reports.isOfCoefficients()
                        ? Figures.count(reports.candidates(), "feature")
                        : Figures.count(reports.prompts(), "prompt") + " with "
                                + Figures.count(reports.candidates(), "candidate"))
                + "; "
                + Figures.count(reports.duplicateRows(), "identical duplicate") + " collapsed, "
                + Figures.count(reports.rowsRejected(), "row") + " rejected.\n";
        return reports.negativeRewards() == 0 || reports.isOfCoefficients()
                ? accepted
                : accepted + Notes.negativeRewards(reports) + ": individual rationality would not be guaranteed.\n";
    }
}
