package dev.candor.job.tools;

import dev.candor.api.GenerateAction;
import dev.candor.api.Population;
import dev.candor.api.settings.GenerateSettings;
import dev.candor.job.cli.DoesNotAffectResult;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.progress.Figures;
import dev.candor.job.progress.PhaseProgress;
import dev.candor.job.session.SessionLease;
import dev.candor.job.session.Sessions;
import dev.candor.model.ExitCode;
import dev.candor.population.PopulationSpec;
import dev.candor.setting.Values;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A synthetic population: who the agents are, what they report, what the reference model says. */
@Command(name = "generate", description = "Make a synthetic population: reports, candidates, agents and prompts.")
public final class GenerateJob implements Verb {
    private final Values values = GenerateAction.settings();

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "New directory for the four tables and population.json.")
    @DoesNotAffectResult
    private String output;

    @Override
    public Values values() {
        return values;
    }

    @Override
    public List<String> plan(RunContext context) {
        PopulationSpec population = GenerateSettings.of(values).population();
        return List.of(
                "read: nothing",
                "compute: about " + Figures.count(Math.round(population.expectedReports())) + " report rows",
                "write: reports, candidates, agents, prompts, "
                        + (population.judgements() > 0 ? "comparisons, rankings, ratings, " : "")
                        + "population.json below " + GenerateSettings.requireOutput(output));
    }

    @Override
    public ExitCode run(RunContext context) {
        GenerateSettings settings = GenerateSettings.of(values);
        String place = GenerateSettings.requireOutput(output);
        try (SessionLease lease = Sessions.open(context);
                PhaseProgress phases = PhaseProgress.of(context, lease.spark().sparkContext())) {
            Population.of(lease.spark(), settings)
                    .write(place, phases)
                    .forEach((table, count) -> context.out().println(table + ": " + Figures.count(count) + " rows"));
            return ExitCode.DONE;
        }
    }
}
