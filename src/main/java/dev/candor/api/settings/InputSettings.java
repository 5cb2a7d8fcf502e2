package dev.candor.api.settings;

import dev.candor.io.gate.InputPaths;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.TableFormat;
import dev.candor.model.UserException;
import dev.candor.setting.Setting;
import dev.candor.setting.Values;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Where the tables lie, and what is tolerated in them. */
public final class InputSettings {
    public static final Setting<String> REPORTS = Setting.path("reports", "PATH")
            .saying("Reports: agent_id, prompt_id, candidate_id, reward. A file, directory or glob; Parquet, JSON"
                    + " Lines or CSV with a header, .gz too.");

    public static final Setting<String> PACKED =
            Setting.path("packed", "STORE").saying("A packed store (jobs/pack) in place of --reports.");

    public static final Setting<String> CANDIDATES = Setting.path("candidates", "PATH")
            .saying("Candidates: prompt_id, candidate_id[, ref_logprob][, gen_logprob].");

    public static final Setting<Boolean> CANDIDATES_FROM_REPORTS = Setting.flag("candidates-from-reports")
            .saying("Use all candidates that the reports name. An agent then chooses candidates by reporting them,"
                    + " which breaks truthfulness; the output says so.");

    public static final Setting<String> AGENTS =
            Setting.path("agents", "PATH").saying("Agents: agent_id[, weight][, boost][, payer_id].");

    public static final Setting<String> PROMPTS =
            Setting.path("prompts", "PATH").saying("Prompts: prompt_id[, prompt_weight].");

    public static final Setting<String> VALUATIONS = Setting.path("valuations", "PATH")
            .saying("In place of reports for --policy-class catalog: agent_id, checkpoint_id, value.");

    public static final Setting<String> CHECKPOINTS = Setting.path("checkpoints", "PATH")
            .saying("In place of candidates for --policy-class catalog: checkpoint_id[, divergence]; a checkpoint"
                    + " costs lambda x its divergence.");

    public static final Setting<String> EXPERTS = Setting.path("experts", "PATH")
            .saying("In addition to reports for --policy-class mixture: prompt_id, candidate_id, expert_id, and"
                    + " prob or logprob. A candidate that an expert does not list has probability 0.");

    public static final Setting<String> COEFFICIENTS = Setting.path("coefficients", "PATH")
            .saying("In place of reports for --policy-class log-linear: agent_id, beta array<double>; rewards are beta"
                    + " times the candidates' features array<double>. Parquet or JSON Lines.");

    public static final Setting<String> ERRORS = Setting.path("errors", "PATH")
            .saying("Errors of learned rewards (jobs/learn): agent_id, delta, confidence. Adds 2 x weight x delta"
                    + " to each agent's incentive gap.");

    public static final Setting<TableFormat> FORMAT = Setting.choice("format", "FORMAT", TableFormat.class)
            .withoutEffectOnTheResult()
            .saying("Format of all tables. Without: by the files' extensions.");

    public static final Setting<Long> MAX_REJECTED_ROWS = Setting.count("max-rejected-rows", "N")
            .orElse("0")
            .saying("If more rows are rejected, the run ends. Rejected rows go to quarantine/ and have no effect.");

    /** The tables of reports in files. */
    public static final List<Setting<?>> LOG =
            List.of(REPORTS, CANDIDATES, CANDIDATES_FROM_REPORTS, AGENTS, PROMPTS, FORMAT, MAX_REJECTED_ROWS);

    /** The same, the reports in files or in a packed store. */
    public static final List<Setting<?>> OF_REPORTS =
            List.of(PACKED, REPORTS, CANDIDATES, CANDIDATES_FROM_REPORTS, AGENTS, PROMPTS, FORMAT, MAX_REJECTED_ROWS);

    /** The tables of any policy class. */
    public static final List<Setting<?>> OF_ANY_CLASS = List.of(
            VALUATIONS,
            CHECKPOINTS,
            EXPERTS,
            COEFFICIENTS,
            PACKED,
            REPORTS,
            CANDIDATES,
            CANDIDATES_FROM_REPORTS,
            AGENTS,
            PROMPTS,
            FORMAT,
            MAX_REJECTED_ROWS);

    /** Which setting says where a table lies. */
    public static final Map<InputTable, Setting<String>> PATHS = paths();

    private InputSettings() {}

    private static Map<InputTable, Setting<String>> paths() {
        Map<InputTable, Setting<String>> paths = new LinkedHashMap<>();
        paths.put(InputTable.REPORTS, REPORTS);
        paths.put(InputTable.CANDIDATES, CANDIDATES);
        paths.put(InputTable.AGENTS, AGENTS);
        paths.put(InputTable.PROMPTS, PROMPTS);
        paths.put(InputTable.VALUATIONS, VALUATIONS);
        paths.put(InputTable.CHECKPOINTS, CHECKPOINTS);
        paths.put(InputTable.EXPERTS, EXPERTS);
        paths.put(InputTable.COEFFICIENTS, COEFFICIENTS);
        paths.put(InputTable.ERRORS, ERRORS);
        return paths;
    }

    /**
     * The tables that are given, as paths or as frames.
     *
     * @throws UserException when tables exclude each other, or one is missing
     */
    public static Tables tables(Values values, Map<InputTable, Dataset<Row>> frames) {
        return new Given(values, frames).tables();
    }

    /** Whether a path of any table is given that belongs to reports. */
    public static boolean namesReports(Values values) {
        Given given = new Given(values, Map.of());
        return given.isPacked() || given.namesReports();
    }

    /** Which tables go together. */
    private record Given(Values values, Map<InputTable, Dataset<Row>> frames) {
        Tables tables() {
            SettleSettings.requireTolerance(values.get(MAX_REJECTED_ROWS));
            if (is(InputTable.COEFFICIENTS)) {
                requireLinear();
            } else if (is(InputTable.VALUATIONS) || is(InputTable.CHECKPOINTS)) {
                requireCatalog();
            } else {
                requireReports();
            }
            Map<InputTable, String> paths = new EnumMap<>(InputTable.class);
            PATHS.forEach((table, setting) -> values.find(setting).ifPresent(path -> paths.put(table, path)));
            return new Tables(
                    new InputPaths(paths, values.find(PACKED), values.find(FORMAT)),
                    frames,
                    areCandidatesFromReports());
        }

        private boolean is(InputTable table) {
            return values.find(PATHS.get(table)).isPresent() || frames.containsKey(table);
        }

        private boolean isPacked() {
            return values.find(PACKED).isPresent();
        }

        private boolean areCandidatesFromReports() {
            return values.find(CANDIDATES_FROM_REPORTS).orElse(false);
        }

        private boolean namesReports() {
            return is(InputTable.REPORTS)
                    || is(InputTable.CANDIDATES)
                    || areCandidatesFromReports()
                    || is(InputTable.PROMPTS);
        }

        private void requireReports() {
            if (!is(InputTable.REPORTS) && !isPacked()) {
                throw UserException.configuration("Cannot go on without reports: set --reports PATH.");
            }
            if (is(InputTable.REPORTS) && isPacked()) {
                throw UserException.configuration(
                        "Cannot take the reports from both --reports and --packed: drop one of them.");
            }
            if (!is(InputTable.CANDIDATES) && !areCandidatesFromReports()) {
                throw UserException.configuration("Cannot settle without candidates: set --candidates PATH. To take the"
                        + " candidates from the reports, which breaks truthfulness, say --candidates-from-reports.");
            }
            if (is(InputTable.CANDIDATES) && areCandidatesFromReports()) {
                throw UserException.configuration(
                        "Cannot take the candidates from both --candidates and the reports: drop one of --candidates and"
                                + " --candidates-from-reports.");
            }
        }

        private void requireLinear() {
            if (is(InputTable.VALUATIONS) || is(InputTable.CHECKPOINTS) || is(InputTable.EXPERTS)) {
                throw UserException.configuration("Cannot settle coefficients together with --valuations, --checkpoints"
                        + " or --experts: drop the one or the other.");
            }
            if (is(InputTable.REPORTS) || isPacked() || areCandidatesFromReports()) {
                throw UserException.configuration(
                        "Cannot take rewards from coefficients and from reports: drop --coefficients,"
                                + " or --reports, --packed and --candidates-from-reports.");
            }
            if (!is(InputTable.CANDIDATES)) {
                throw UserException.configuration(
                        "Cannot settle coefficients without candidates and their features: set --candidates PATH.");
            }
        }

        private void requireCatalog() {
            if (!is(InputTable.VALUATIONS) || !is(InputTable.CHECKPOINTS)) {
                throw UserException.configuration(
                        "Cannot settle a catalog without both of its tables: set --valuations PATH"
                                + " and --checkpoints PATH.");
            }
            if (namesReports() || isPacked() || is(InputTable.EXPERTS)) {
                throw UserException.configuration("Cannot settle a catalog and reports at once: --valuations and"
                        + " --checkpoints stand in the place of --reports, --packed, --candidates, --prompts and"
                        + " --experts. Drop the one or the other.");
            }
        }
    }
}
