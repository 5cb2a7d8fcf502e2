package dev.candor.api;

import dev.candor.api.publish.Draft;
import dev.candor.api.publish.Origin;
import dev.candor.api.settings.Tables;
import dev.candor.engine.learn.Calibration;
import dev.candor.engine.learn.CalibrationSpec;
import dev.candor.engine.runtime.Phases;
import dev.candor.io.gate.GoldAnswers;
import dev.candor.io.gate.PreferenceLog;
import dev.candor.io.gate.Rejections;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.TableFormat;
import dev.candor.model.RunSummary;
import dev.candor.model.UserException;
import dev.candor.report.text.Numbers;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Agents with boosts. Frames are lazy and read what is kept on the executors until {@link #close}; every figure in them is
 * the same to the last bit as in the files of {@code jobs/calibrate}.
 */
public final class Boosts extends Result implements AutoCloseable {
    private static final List<String> NOTES = List.of(
            "An agent's boost is a function of its own judgements, or its payer's, and the known answers alone.",
            "The boosts of fold-k use no judgement on a prompt of fold k.",
            "Boosts must be fixed before the reports of a settlement come in: an agent that knows that its"
                    + " reports will determine its boost may gain by reporting the expected answers (docs/calibration.md).");

    private final PreferenceLog log;
    private final Calibration made;
    private final CalibrationSpec spec;
    private final Rejections rejections;
    private Optional<Origin> origin = Optional.empty();

    private Boosts(PreferenceLog log, Calibration made, CalibrationSpec spec, Rejections rejections) {
        this.log = log;
        this.made = made;
        this.spec = spec;
        this.rejections = rejections;
    }

    /**
     * Calibrates. What it keeps is let go of when it fails.
     *
     * @param quarantine is told of the rejected rows before they are judged
     * @throws UserException when the input allows no calibration
     */
    public static Boosts of(
            SparkSession spark,
            Tables tables,
            CalibrationSpec spec,
            long maxRejectedRows,
            Phases phases,
            Consumer<Rejections> quarantine) {
        Optional<Dataset<Row>> gold = Optional.ofNullable(tables.frames().get(InputTable.GOLD));
        PreferenceLog log = phases.run(
                "open the tables", () -> PreferenceLog.open(spark, tables.paths(), tables.frames(), Optional.empty()));
        Calibration made = null;
        try {
            GoldAnswers answers = phases.run(
                    "read the answers",
                    () -> gold.map(frame -> GoldAnswers.of(spark, frame))
                            .orElseGet(() -> GoldAnswers.open(spark, tables.paths())));
            made = phases.run("grade every agent", () -> new Calibration(log, answers, spec));
            Rejections rejected = log.rejections().plus(answers.rejected());
            quarantine.accept(rejected);
            Acceptance.require(rejected, made.counts().rows(), maxRejectedRows);
            requireJudged(made.counts());
            return new Boosts(log, made, spec, rejected);
        } catch (Throwable failure) {
            if (made != null) {
                made.close();
            }
            log.close();
            throw failure;
        }
    }

    private static void requireJudged(Calibration.Counts counts) {
        if (counts.judged() == 0) {
            throw UserException.inputRejected("Cannot calibrate: none of "
                    + Numbers.count(counts.rows(), "comparison") + " names the better candidate of one of "
                    + Numbers.count(counts.prompts(), "prompt")
                    + " with known answers. Correct --gold, or take the comparisons of these prompts.");
        }
    }

    /** agent_id, boost (> 0), and of an agents table weight, payer_id: sorted by the id; as settle takes agents. */
    public Dataset<Row> agents() {
        return shown(made.agents().orderBy("agent_id"));
    }

    /** The same for the prompts of a fold, 0 to {@link #folds} − 1: boosts from the answers of the others. */
    public Dataset<Row> agents(int fold) {
        return shown(made.agents(fold(fold)).orderBy("agent_id"));
    }

    /** prompt_id, prompt_weight, sorted: 1 for the prompts of the fold, 0 for the others that have an answer. */
    public Dataset<Row> prompts(int fold) {
        return shown(made.prompts(fold(fold)).orderBy("prompt_id"));
    }

    private int fold(int fold) {
        return Objects.checkIndex(fold, spec.folds());
    }

    /** The tables as they are written, unsorted. */
    Calibration tables() {
        return made;
    }

    /** K. */
    public int folds() {
        return spec.folds();
    }

    /** What the boosts rest on. */
    public Calibration.Counts counts() {
        return made.counts();
    }

    /** The figures, as in summary.json. */
    public RunSummary summary() {
        Calibration.Counts counts = made.counts();
        return new RunSummary(
                new TreeMap<>(Map.of(
                        "folds", Integer.toString(spec.folds()),
                        "seed", Long.toString(spec.seed()),
                        "smoothing", Double.toString(spec.smoothing()),
                        "least_boost", Double.toString(spec.leastBoost()))),
                Map.of(
                        "agents", counts.agents(),
                        "agents_at_least_boost", counts.leastBoosts(),
                        "prompts", counts.prompts(),
                        "log_rows", counts.rows(),
                        "judgements", counts.judged()),
                Map.of("accuracy", counts.accuracy()),
                NOTES);
    }

    /** The rejected rows that were tolerated: table, reason, row_text. */
    public Dataset<Row> rejected() {
        return shown(rejections.rows());
    }

    /**
     * Publishes the boosts as {@code jobs/calibrate} does, in Parquet.
     *
     * @see #publish(String, TableFormat)
     */
    public RunSummary publish(String output) {
        return publish(output, TableFormat.PARQUET);
    }

    /**
     * Publishes the boosts as {@code jobs/calibrate --output} does: the same files, the same fingerprint, all or nothing.
     * Input files are hashed now and must be those that were read; a frame counts by its rows. The same run again is a
     * success.
     *
     * @param output the run directory, any Hadoop URI
     * @return the figures
     * @throws UserException output conflict, when another run is there; input rejected, when a file has changed
     */
    public RunSummary publish(String output, TableFormat format) {
        Origin from = Origin.of(origin);
        from.publish(output, Optional.of(format), (staging, quarantine) -> {
            quarantine.addAll(SettlementFiles.quarantine(rejections, staging));
            return BoostFiles.write(
                    this, new Draft(staging, format, quarantine, from.source().notes(), Phases.silent()));
        });
        return summary();
    }

    /** Can be published. */
    Boosts from(Origin known) {
        origin = Optional.of(known);
        return this;
    }

    /** Lets go of everything that is kept on the executors; the frames can no longer be read. */
    @Override
    public void close() {
        made.close();
        log.close();
    }
}
