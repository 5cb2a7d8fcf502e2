package dev.candor.job.learn;

import dev.candor.engine.learn.Calibration;
import dev.candor.engine.learn.CalibrationSpec;
import dev.candor.io.files.OutputFile;
import dev.candor.io.gate.GoldAnswers;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.gate.PreferenceLog;
import dev.candor.io.run.Publication;
import dev.candor.io.schema.InputTable;
import dev.candor.io.write.StableFiles;
import dev.candor.job.cli.DoesNotAffectResult;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.progress.Figures;
import dev.candor.job.run.GatedReports;
import dev.candor.job.run.LogOptions;
import dev.candor.job.run.OutputOptions;
import dev.candor.job.run.PublishedRun;
import dev.candor.job.run.RunInProgress;
import dev.candor.job.run.TableOptions;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import dev.candor.report.runs.RunJson;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Comparisons whose better candidate is known in, agents with boosts out. */
@Command(
        name = "calibrate",
        description = "Compute boosts of agents from how often they chose the better candidate, on prompts "
                + "where it is known.")
public final class CalibrateJob implements Verb {
    private static final List<String> NOTES = List.of(
            "An agent's boost is a function of its own judgements, or its payer's, and the known answers alone.",
            "The boosts of fold-k use no judgement on a prompt of fold k.",
            "Boosts must be fixed before the reports of a settlement come in: an agent that knows that its reports will determine its boost may gain by reporting "
                    + "the expected answers (docs/calibration.md).");

    @Mixin
    private TableOptions reading;

    @Mixin
    private OutputOptions result;

    @Option(
            names = "--comparisons",
            paramLabel = "PATH",
            description = "Comparisons: agent_id, prompt_id, candidate_a, candidate_b, outcome (a, b or tie).")
    @DoesNotAffectResult
    private String comparisons;

    @Option(
            names = "--gold",
            paramLabel = "PATH",
            description = "Known answers: prompt_id, better (the candidate_id of the better candidate).")
    @DoesNotAffectResult
    private String gold;

    @Option(
            names = "--agents",
            paramLabel = "PATH",
            description =
                    "Agents: agent_id[, weight][, payer_id]. These agents get boosts and keep their weights and payers; log rows of others are "
                            + "rejected. Agents of one payer get one boost. Without: the agents of the log.")
    @DoesNotAffectResult
    private String agents;

    @Option(
            names = "--folds",
            paramLabel = "K",
            defaultValue = "5",
            description = "Number of parts of the prompts; the boosts for each part come from the others.")
    private int folds;

    @Option(names = "--seed", paramLabel = "SEED", defaultValue = "1", description = "Same seed, same folds.")
    private long seed;

    @Option(
            names = "--smoothing",
            paramLabel = "S",
            defaultValue = "1.0",
            description = "Number of right and of wrong judgements that are added to each agent's own.")
    private double smoothing;

    @Option(
            names = "--least-boost",
            paramLabel = "KAPPA",
            defaultValue = "1.0E-6",
            description = "Boost of an agent that is no better than chance, or has no judgement on a known answer.")
    private double leastBoost;

    @Override
    public List<String> plan(RunContext context) {
        CalibrationSpec spec = spec();
        List<String> lines = new ArrayList<>(LogOptions.plan(paths()));
        lines.add("compute: boosts of all agents, and " + spec.folds() + " times without a fold of the prompts");
        lines.add("write: agents/, fold-k/agents/, fold-k/prompts/, summary.json, manifest.json below "
                + result.required("calibrate"));
        return lines;
    }

    @Override
    public ExitCode run(RunContext context) {
        CalibrationSpec spec = spec();
        InputPaths paths = paths();
        return PublishedRun.of(context, result.required("calibrate"), paths, work -> {
            try (PreferenceLog log = work.phases()
                    .run("open the tables", () -> PreferenceLog.open(work.spark(), paths, Optional.empty()))) {
                GoldAnswers answers =
                        work.phases().run("read the answers", () -> GoldAnswers.open(work.spark(), paths));
                try (Calibration made =
                        work.phases().run("grade every agent", () -> new Calibration(log, answers, spec))) {
                    GatedReports.requireAcceptable(
                            work,
                            log.rejections().plus(answers.rejected()),
                            made.counts().rows(),
                            reading.maxRejectedRows());
                    requireJudged(made.counts());
                    publish(work, made, spec);
                    context.out().print(said(made.counts()));
                }
            }
        });
    }

    private void publish(RunInProgress work, Calibration made, CalibrationSpec spec) {
        List<OutputFile> tables = new ArrayList<>(work.quarantine());
        work.phases().run("write tables", () -> {
            write(work, made.agents(), made.counts().agents(), "agent_id", "agents", tables);
            for (int k = 0; k < spec.folds(); k++) {
                String fold = "fold-" + k;
                write(work, made.agents(k), made.counts().agents(), "agent_id", fold + "/agents", tables);
                write(work, made.prompts(k), made.counts().prompts(), "prompt_id", fold + "/prompts", tables);
            }
            return tables;
        });
        Calibration.Counts counts = made.counts();
        Map<String, Long> published = Map.of(
                "agents", counts.agents(),
                "agents_at_least_boost", counts.leastBoosts(),
                "prompts", counts.prompts(),
                "log_rows", counts.rows(),
                "judgements", counts.judged());
        work.publish(Publication.of(
                tables,
                Map.of(
                        "summary.json",
                        RunJson.render(
                                settings(spec), published, Map.of("accuracy", counts.accuracy()), work.notes(NOTES))),
                published,
                Map.of("accuracy", Double.toString(counts.accuracy()))));
    }

    private void write(
            RunInProgress work, Dataset<Row> rows, long count, String key, String table, List<OutputFile> written) {
        written.addAll(new StableFiles(result.format())
                .write(rows, count, List.of(key), work.run().staging(), table));
    }

    private static Map<String, String> settings(CalibrationSpec spec) {
        return new TreeMap<>(Map.of(
                "folds", Integer.toString(spec.folds()),
                "seed", Long.toString(spec.seed()),
                "smoothing", Double.toString(spec.smoothing()),
                "least_boost", Double.toString(spec.leastBoost())));
    }

    private static String said(Calibration.Counts counts) {
        return String.format(
                Locale.ROOT,
                "Graded %s on %s with known answers: %s, %.1f %% of them right (ties half); %s no better than chance.%n",
                Figures.count(counts.agents(), "agent"),
                Figures.count(counts.prompts(), "prompt"),
                Figures.count(counts.judged(), "judgement"),
                100 * counts.accuracy(),
                Figures.count(counts.leastBoosts(), "agent"));
    }

    private static void requireJudged(Calibration.Counts counts) {
        if (counts.judged() == 0) {
            throw UserException.inputRejected("Cannot calibrate: none of "
                    + Figures.count(counts.rows(), "comparison") + " names the better candidate of one of "
                    + Figures.count(counts.prompts(), "prompt")
                    + " with known answers. Correct --gold, or take the comparisons of these prompts.");
        }
    }

    private CalibrationSpec spec() {
        return new CalibrationSpec(folds, seed, smoothing, leastBoost);
    }

    private InputPaths paths() {
        reading.requireTolerance();
        Map<InputTable, String> tables = new EnumMap<>(InputTable.class);
        tables.put(InputTable.COMPARISONS, required(comparisons, "comparisons", "--comparisons PATH"));
        tables.put(InputTable.GOLD, required(gold, "known answers", "--gold PATH"));
        if (agents != null) {
            tables.put(InputTable.AGENTS, agents);
        }
        return new InputPaths(tables, Optional.empty(), reading.format());
    }

    private static String required(String value, String what, String flag) {
        if (value == null || value.isBlank()) {
            throw UserException.configuration("Cannot calibrate without " + what + ": set " + flag + ".");
        }
        return value;
    }
}
