package dev.candor.api;

import dev.candor.api.publish.Draft;
import dev.candor.api.publish.Origin;
import dev.candor.api.settings.LearnSettings;
import dev.candor.api.settings.RewardModel;
import dev.candor.api.settings.Tables;
import dev.candor.engine.learn.Learned;
import dev.candor.engine.learn.LearnedRewards;
import dev.candor.engine.learn.LinearRewards;
import dev.candor.engine.learn.LowRank;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.runtime.Phases;
import dev.candor.io.gate.PreferenceLog;
import dev.candor.io.gate.Rejections;
import dev.candor.io.gate.VectorTables;
import dev.candor.io.schema.TableFormat;
import dev.candor.model.LinearModel;
import dev.candor.model.RunSummary;
import dev.candor.model.UserException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * What was learned. Frames are lazy and read what is kept on the executors until {@link #close}; every figure in them is the
 * same to the last bit as in the files of {@code jobs/learn}. Which there are depends on the model:
 *
 * <ul>
 *   <li>tabular: {@link #rewards}, {@link #errors};
 *   <li>linear: {@link #coefficients}, {@link #errors}, {@link #agents}, {@link #population}, {@link #rewards} unless none
 *       are wanted, {@link #groups} where agents have groups;
 *   <li>low-rank: {@link #coefficients}, {@link #candidates}.
 * </ul>
 *
 * A frame that there is not is a {@link NoSuchElementException}.
 */
public final class Learning extends Result implements AutoCloseable {
    private final RewardModel model;
    private final List<Learned.Table> tables;
    private final RunSummary summary;
    private final Optional<LinearModel> population;
    private final Rejections rejections;
    private final Runnable release;
    private Optional<Origin> origin = Optional.empty();

    private Learning(
            RewardModel model,
            List<Learned.Table> tables,
            RunSummary summary,
            Optional<LinearModel> population,
            Rejections rejections,
            Runnable release) {
        this.model = model;
        this.tables = List.copyOf(tables);
        this.summary = summary;
        this.population = population;
        this.rejections = rejections;
        this.release = release;
    }

    /**
     * Learns. What it keeps is let go of when it fails.
     *
     * @param quarantine is told of the rejected rows before they are judged
     * @throws UserException when the input allows no learning
     */
    public static Learning of(
            SparkSession spark,
            Tables tables,
            LearnSettings settings,
            EngineLimits limits,
            Phases phases,
            Consumer<Rejections> quarantine) {
        PreferenceLog log = phases.run(
                "open the tables", () -> PreferenceLog.open(spark, tables.paths(), tables.frames(), settings.scale()));
        return switch (settings.model()) {
            case TABULAR -> {
                LearnedRewards learned =
                        LearnedRewards.of(spark, log, settings.spec().orElseThrow(), limits, phases);
                yield accepted(
                        learned,
                        settings,
                        quarantine,
                        Optional.empty(),
                        () -> LearnAccount.tabular(settings.spec().orElseThrow(), settings.log()));
            }
            case LINEAR -> {
                LinearRewards learned = LinearRewards.of(
                        spark,
                        log,
                        () -> VectorTables.features(spark, tables.paths(), tables.frames()),
                        settings.linear().orElseThrow(),
                        limits,
                        phases);
                yield accepted(
                        learned,
                        settings,
                        quarantine,
                        Optional.of(learned.model()),
                        () -> LearnAccount.linear(settings.linear().orElseThrow(), learned));
            }
            case LOW_RANK -> lowRank(log, settings, phases, quarantine);
        };
    }

    private static Learning accepted(
            Learned learned,
            LearnSettings settings,
            Consumer<Rejections> quarantine,
            Optional<LinearModel> population,
            Supplier<LearnAccount> described) {
        try {
            Rejections rejected = learned.rejections();
            quarantine.accept(rejected);
            Acceptance.require(rejected, learned.rowsAccepted(), settings.maxRejectedRows());
            LearnAccount account = described.get();
            Map<String, Long> counts = new HashMap<>(account.counts());
            counts.put("agents", learned.agents());
            counts.put("rewards", learned.rewards());
            counts.put("log_rows", learned.rowsAccepted());
            counts.put("rejected_rows", rejected.total());
            return new Learning(
                    settings.model(),
                    learned.tables(),
                    new RunSummary(
                            account.settings(),
                            counts,
                            Map.of("largest_delta", learned.largestDelta()),
                            account.notes()),
                    population,
                    rejected,
                    learned::close);
        } catch (Throwable failure) {
            learned.close();
            throw failure;
        }
    }

    private static Learning lowRank(
            PreferenceLog log, LearnSettings settings, Phases phases, Consumer<Rejections> quarantine) {
        try {
            Rejections rejected = log.rejections();
            quarantine.accept(rejected);
            Acceptance.require(rejected, 1, settings.maxRejectedRows());
            LowRank learned = LowRank.of(log, settings.lowRank().orElseThrow(), phases);
            LearnAccount account = LearnAccount.lowRank(settings.lowRank().orElseThrow(), learned);
            LowRank.Measured errors = learned.heldOut();
            return new Learning(
                    settings.model(),
                    List.of(
                            new Learned.Table(
                                    "coefficients", learned.coefficients(), learned.agents(), List.of("agent_id")),
                            new Learned.Table(
                                    "candidates",
                                    learned.candidates(),
                                    learned.items(),
                                    List.of("prompt_id", "candidate_id"))),
                    new RunSummary(
                            account.settings(),
                            account.counts(),
                            Map.of(
                                    "rmse", errors.lowRank(),
                                    "rmse_offsets", errors.offsets(),
                                    "rmse_agent_mean", errors.agentMean(),
                                    "rmse_candidate_mean", errors.itemMean(),
                                    "rmse_mean", errors.mean()),
                            account.notes()),
                    Optional.empty(),
                    rejected,
                    () -> {
                        learned.close();
                        log.close();
                    });
        } catch (Throwable failure) {
            log.close();
            throw failure;
        }
    }

    /** agent_id, prompt_id, candidate_id, reward in the target domain: sorted by the ids; reports, as settle takes them. */
    public Dataset<Row> rewards() {
        return sorted("reports");
    }

    /** agent_id, delta, confidence, of: how far an agent's rewards, or coefficients times features, may be off; sorted. */
    public Dataset<Row> errors() {
        return sorted("errors");
    }

    /** agent_id, beta array of double: sorted by the id. */
    public Dataset<Row> coefficients() {
        return sorted("coefficients");
    }

    /** agent_id, rows of the log, reliance on the prior (0 to 1)[, group_id]: sorted by the id; of a linear model. */
    public Dataset<Row> agents() {
        return sorted("agents");
    }

    /** group_id, agents, beta, standard_deviations, reliance: sorted by the id. */
    public Dataset<Row> groups() {
        return sorted("groups");
    }

    /** prompt_id, candidate_id, features array of double: sorted by the ids; of a low-rank model. */
    public Dataset<Row> candidates() {
        return sorted("candidates");
    }

    private Dataset<Row> sorted(String name) {
        Learned.Table table = tables.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("There is no table " + name + ". There are "
                        + String.join(
                                ", ", tables.stream().map(Learned.Table::name).toList()) + "."));
        return shown(
                table.rows().orderBy(table.keys().stream().map(functions::col).toArray(Column[]::new)));
    }

    /** The tables as they are written, unsorted. */
    public List<Learned.Table> tables() {
        return tables;
    }

    /** What agents' coefficients are drawn from; of a linear model. */
    public Optional<LinearModel> population() {
        return population;
    }

    /** The figures, as in summary.json: counts, the largest error bound or the errors on held-out ratings, notes. */
    public RunSummary summary() {
        return summary;
    }

    /** The rejected rows that were tolerated: table, reason, row_text. */
    public Dataset<Row> rejected() {
        return shown(rejections.rows());
    }

    /**
     * Publishes what was learned as {@code jobs/learn} does, in Parquet.
     *
     * @see #publish(String, TableFormat)
     */
    public RunSummary publish(String output) {
        return publish(output, TableFormat.PARQUET);
    }

    /**
     * Publishes what was learned as {@code jobs/learn --output} does: the same files, the same fingerprint, all or nothing.
     * Input files are hashed now and must be those that were read; a frame counts by its rows. The same run again is a
     * success.
     *
     * @param output the run directory, any Hadoop URI
     * @return the figures
     * @throws UserException configuration, when the format has no arrays and a table has; output conflict, when another
     *     run is there; input rejected, when a file has changed
     */
    public RunSummary publish(String output, TableFormat format) {
        LearnSettings.requireFormat(model, format);
        Origin from = Origin.of(origin);
        from.publish(output, Optional.of(format), (staging, quarantine) -> {
            quarantine.addAll(SettlementFiles.quarantine(rejections, staging));
            return LearnFiles.write(
                    this, new Draft(staging, format, quarantine, from.source().notes(), Phases.silent()));
        });
        return summary();
    }

    /** Can be published. */
    Learning from(Origin known) {
        origin = Optional.of(known);
        return this;
    }

    /** Lets go of everything that is kept on the executors; the frames can no longer be read. */
    @Override
    public void close() {
        release.run();
    }
}
