package dev.candor.job.tools;

import dev.candor.engine.generate.GeneratePopulation;
import dev.candor.io.schema.TableFormat;
import dev.candor.job.cli.DoesNotAffectResult;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.progress.Figures;
import dev.candor.job.progress.PhaseProgress;
import dev.candor.job.session.SessionLease;
import dev.candor.job.session.Sessions;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import dev.candor.population.PopulationSpec;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A synthetic population: who the agents are, what they report, what the reference model says. */
@Command(name = "generate", description = "Make a synthetic population: reports, candidates, agents and prompts.")
public final class GenerateJob implements Verb {
    @Option(names = "--agents", paramLabel = "N", defaultValue = "1000", description = "Agents.")
    private long agents;

    @Option(names = "--prompts", paramLabel = "N", defaultValue = "100", description = "Prompts.")
    private long prompts;

    @Option(
            names = "--candidates-per-prompt",
            paramLabel = "K",
            defaultValue = "5",
            description = "Candidates of each prompt.")
    private int candidatesPerPrompt;

    @Option(
            names = "--density",
            paramLabel = "SHARE",
            defaultValue = "1.0",
            description = "Share of the prompts an agent reports on, in (0, 1].")
    private double density;

    @Option(
            names = "--prompts-per-agent",
            paramLabel = "N",
            defaultValue = "0",
            description = "Number of prompts that each agent reports on, instead of a density; 0 = by density.")
    private int promptsPerAgent;

    @Option(
            names = "--candidate-density",
            paramLabel = "SHARE",
            defaultValue = "1.0",
            description = "Share of a reported prompt's candidates that are scored, in (0, 1].")
    private double candidateDensity;

    @Option(names = "--clusters", paramLabel = "N", defaultValue = "1", description = "Clusters of taste.")
    private int clusters;

    @Option(
            names = "--correlation",
            paramLabel = "RHO",
            defaultValue = "0.0",
            description = "Correlation of the rewards of two agents of one cluster, in [0, 1].")
    private double correlation;

    @Option(
            names = "--pareto-shape",
            paramLabel = "ALPHA",
            defaultValue = "0.0",
            description = "Tail index of the Pareto weights (>= 1 each); 0 = every weight 1.")
    private double paretoShape;

    @Option(
            names = "--reference-spread",
            paramLabel = "SIGMA",
            defaultValue = "0.0",
            description = "Standard deviation of ref_logprob in nats; 0 = uniform reference.")
    private double referenceSpread;

    @Option(
            names = "--prompt-weight-spread",
            paramLabel = "S",
            defaultValue = "0.0",
            description = "Spread of the prompt weights; 0 = every weight 1.")
    private double promptWeightSpread;

    @Option(
            names = "--judgements",
            paramLabel = "N",
            defaultValue = "0",
            description = "Also comparisons, rankings and ratings, N of each by every agent on every prompt it reports"
                    + " on, drawn from its rewards; 0 = none.")
    private int judgements;

    @Option(names = "--seed", paramLabel = "SEED", defaultValue = "1", description = "Same seed, same rows.")
    private long seed;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "New directory for the four tables and population.json.")
    @DoesNotAffectResult
    private String output;

    @Option(
            names = "--output-format",
            paramLabel = "FORMAT",
            defaultValue = "parquet",
            description = "Format of the tables.")
    private TableFormat outputFormat;

    @Option(names = "--gzip", description = "Compress CSV or JSON.")
    private boolean gzip;

    @Option(
            names = "--files-per-table",
            paramLabel = "N",
            defaultValue = "0",
            description = "0 = by size; 1 = one plain sorted file per table; more = that many files in a directory.")
    private int filesPerTable;

    @Override
    public List<String> plan(RunContext context) {
        PopulationSpec population = population();
        return List.of(
                "read: nothing",
                "compute: about " + Figures.count(Math.round(population.expectedReports())) + " report rows",
                "write: reports, candidates, agents, prompts, "
                        + (judgements > 0 ? "comparisons, rankings, ratings, " : "") + "population.json below "
                        + requireOutput());
    }

    @Override
    public ExitCode run(RunContext context) {
        PopulationSpec population = population();
        GeneratePopulation.Target target =
                new GeneratePopulation.Target(outputFormat, requireOutput(), gzip, filesPerTable);
        try (SessionLease lease = Sessions.open(context);
                PhaseProgress phases = PhaseProgress.of(context, lease.spark().sparkContext())) {
            Map<String, Long> rows = new GeneratePopulation(lease.spark(), population).write(target, phases);
            rows.forEach((table, count) -> context.out().println(table + ": " + Figures.count(count) + " rows"));
            return ExitCode.DONE;
        }
    }

    private PopulationSpec population() {
        return PopulationSpec.of(agents, prompts, candidatesPerPrompt, seed)
                .with(new PopulationSpec.Coverage(density, promptsPerAgent, candidateDensity))
                .with(new PopulationSpec.Tastes(clusters, correlation))
                .with(new PopulationSpec.Spread(paretoShape, referenceSpread, promptWeightSpread))
                .withJudgements(judgements);
    }

    private String requireOutput() {
        if (output == null || output.isBlank()) {
            throw UserException.configuration("Cannot generate without an output directory: set --output DIR.");
        }
        return output;
    }
}
