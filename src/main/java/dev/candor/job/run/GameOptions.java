package dev.candor.job.run;

import dev.candor.io.gate.InputPaths;
import dev.candor.io.schema.InputTable;
import dev.candor.job.cli.DoesNotAffectResult;
import dev.candor.model.UserException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the tables of any policy class lie: reports and candidates, or a catalog's valuations and checkpoints. */
public final class GameOptions extends InputOptions {
    @Option(
            names = "--valuations",
            paramLabel = "PATH",
            description = "In place of reports for --policy-class catalog: agent_id, checkpoint_id, value.")
    @DoesNotAffectResult
    private String valuations;

    @Option(
            names = "--checkpoints",
            paramLabel = "PATH",
            description = "In place of candidates for --policy-class catalog: checkpoint_id[, divergence]; a checkpoint"
                    + " costs lambda x its divergence.")
    @DoesNotAffectResult
    private String checkpoints;

    @Option(
            names = "--experts",
            paramLabel = "PATH",
            description = "Beside reports for --policy-class mixture: prompt_id, candidate_id, expert_id, and prob or"
                    + " logprob. What an expert does not name has probability 0.")
    @DoesNotAffectResult
    private String experts;

    @Option(
            names = "--coefficients",
            paramLabel = "PATH",
            description =
                    "In place of reports for --policy-class log-linear: agent_id, beta array<double>; rewards are beta"
                            + " times the candidates' features array<double>. Parquet or JSON Lines.")
    @DoesNotAffectResult
    private String coefficients;

    @Override
    public InputPaths paths() {
        if (coefficients != null) {
            return linear();
        }
        if (valuations == null && checkpoints == null) {
            return experts == null ? super.paths() : super.paths().with(InputTable.EXPERTS, experts);
        }
        requireTolerance();
        if (valuations == null || checkpoints == null) {
            throw UserException.configuration(
                    "Cannot settle a catalog without both of its tables: set --valuations PATH"
                            + " and --checkpoints PATH.");
        }
        if (namesReports() || isPacked() || experts != null) {
            throw UserException.configuration("Cannot settle a catalog and reports at once: --valuations and"
                    + " --checkpoints stand in the place of --reports, --packed, --candidates, --prompts and --experts. Drop the"
                    + " one or the other.");
        }
        Map<InputTable, String> tables = new EnumMap<>(InputTable.class);
        tables.put(InputTable.VALUATIONS, valuations);
        tables.put(InputTable.CHECKPOINTS, checkpoints);
        return withAgents(tables, Optional.empty());
    }

    /** A log of preferences, and nothing that stands in the place of reports. */
    public InputPaths logPaths(Map<InputTable, String> log) {
        if (isPacked() || valuations != null || checkpoints != null || experts != null || coefficients != null) {
            throw UserException.configuration("Cannot take a log of preferences together with --packed, --valuations,"
                    + " --checkpoints, --experts or --coefficients: drop the one or the other.");
        }
        return preferences(log);
    }

    private InputPaths linear() {
        if (valuations != null || checkpoints != null || experts != null) {
            throw UserException.configuration("Cannot settle coefficients together with --valuations, --checkpoints or"
                    + " --experts: drop the one or the other.");
        }
        return linear(isPacked(), coefficients);
    }
}
