package dev.candor.io.gate;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import dev.candor.io.schema.InputTable;
import dev.candor.io.table.FrameTables;
import dev.candor.io.table.TableFiles;
import dev.candor.io.table.TableReader;
import dev.candor.io.table.TableRows;
import dev.candor.io.table.TableScan;
import dev.candor.kept.Kept;
import dev.candor.model.RatingScale;
import dev.candor.model.RejectReason;
import dev.candor.model.UserException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A log of preferences behind the gate, comparisons, rankings and ratings in one form: an agent, a prompt, some candidates
 * and a number. Every row has its verdict; rows are judged when they are used. Repeated rows are repeated judgements.
 */
public final class PreferenceLog implements AutoCloseable {
    /** The tables that are such logs. */
    public static final List<InputTable> TABLES =
            List.of(InputTable.COMPARISONS, InputTable.RANKINGS, InputTable.RATINGS);

    private final InputTable table;
    private final Map<InputTable, TableRows> read;
    private final Dataset<Row> rows;
    private final Optional<Dataset<Row>> candidates;
    private final Optional<Dataset<Row>> agents;
    private final Optional<Dataset<Row>> groups;
    private final Rejections before;
    private final TableScan scan;
    private final Kept kept;

    private PreferenceLog(
            InputTable table,
            Map<InputTable, TableRows> read,
            Dataset<Row> rows,
            Optional<Dataset<Row>> candidates,
            Optional<Dataset<Row>> agents,
            Optional<Dataset<Row>> groups,
            Rejections before,
            TableScan scan,
            Kept kept) {
        this.table = table;
        this.read = read;
        this.rows = rows;
        this.candidates = candidates;
        this.agents = agents;
        this.groups = groups;
        this.before = before;
        this.scan = scan;
        this.kept = kept;
    }

    /**
     * Opens the log and the candidates and agents beside it, which are judged at once.
     *
     * @param paths has one of {@link #TABLES}
     * @param scale of ratings
     * @throws UserException as {@link InputGate#open}
     */
    public static PreferenceLog open(SparkSession spark, InputPaths paths, Optional<RatingScale> scale) {
        return open(spark, paths, Map.of(), scale);
    }

    /**
     * The same, some tables being given as frames: their rows pass the same checks as rows of files.
     *
     * @param frames of tables without arrays; a frame that is read twice must give the same rows
     * @throws UserException also when a frame lacks a column or has one of another type
     */
    public static PreferenceLog open(
            SparkSession spark, InputPaths paths, Map<InputTable, Dataset<Row>> frames, Optional<RatingScale> scale) {
        Configuration hadoop = spark.sessionState().newHadoopConf();
        InputTable table = TABLES.stream()
                .filter(one -> paths.of(one).isPresent() || frames.containsKey(one))
                .findFirst()
                .orElseThrow();
        List<TableFiles> files = Stream.of(table, InputTable.CANDIDATES, InputTable.AGENTS, InputTable.AGENT_GROUPS)
                .filter(one -> one != InputTable.RANKINGS)
                .flatMap(one ->
                        paths.of(one).stream().map(location -> TableFiles.below(location, one, paths.format(), hadoop)))
                .toList();
        Map<InputTable, TableRows> tables = new EnumMap<>(InputTable.class);
        tables.putAll(TableReader.read(spark, files));
        frames.forEach((one, frame) -> tables.put(one.role(), FrameTables.of(spark, one, frame)));
        TableRows raw =
                table == InputTable.RANKINGS ? PreferenceRules.rankings(spark, paths, hadoop) : tables.get(table);
        Kept kept = new Kept();
        try {
            Optional<Dataset<Row>> candidates = Optional.ofNullable(tables.get(InputTable.CANDIDATES))
                    .map(rows -> kept.persist(DimensionRules.candidates(rows)));
            Optional<Dataset<Row>> agents = Optional.ofNullable(tables.get(InputTable.AGENTS))
                    .map(rows -> kept.persist(DimensionRules.agents(rows)));
            Rejections before = InputGate.rejected(spark, tables, InputTable.CANDIDATES, candidates)
                    .plus(InputGate.rejected(spark, tables, InputTable.AGENTS, agents));
            Optional<Dataset<Row>> pairs =
                    candidates.map(rows -> DimensionRules.accepted(rows, List.of("prompt_id", "candidate_id")));
            boolean grouped =
                    agents.isPresent() && tables.get(InputTable.AGENTS).table() == InputTable.AGENT_GROUPS;
            String[] columns = grouped ? new String[] {"group_id"} : new String[] {"weight", "boost", "payer_id"};
            Optional<Dataset<Row>> known =
                    agents.map(rows -> DimensionRules.accepted(rows, List.of("agent_id"), columns));
            boolean named = grouped && tables.get(InputTable.AGENTS).present().contains("group_id");
            return new PreferenceLog(
                    table,
                    tables,
                    judged(PreferenceRules.uniform(table, raw.rows(), scale), pairs, known),
                    pairs,
                    known.filter(rows -> !grouped),
                    known.filter(rows -> named),
                    before,
                    raw.scan(),
                    kept);
        } catch (Throwable failure) {
            kept.close();
            throw failure;
        }
    }

    /** What is wrong with a row beside the other tables. */
    private static Dataset<Row> judged(
            Dataset<Row> rows, Optional<Dataset<Row>> candidates, Optional<Dataset<Row>> agents) {
        Dataset<Row> judged = rows;
        if (agents.isPresent()) {
            judged =
                    DimensionRules.unlessKnown(judged, "agent_id", agents.get(), lit(true), RejectReason.UNKNOWN_AGENT);
        }
        if (candidates.isPresent()) {
            Dataset<Row> lists = candidates
                    .get()
                    .groupBy("prompt_id")
                    .agg(collect_list("candidate_id").as("known"));
            Column stranger = exists(col("items"), id -> not(array_contains(col("known"), id)));
            judged = DimensionRules.rejecting(
                            left(judged, lists, "prompt_id"),
                            col("known").isNull().or(stranger),
                            RejectReason.UNKNOWN_CANDIDATE)
                    .drop("known");
        }
        return judged.select("agent_id", "prompt_id", "items", "number", "reject", "row_text");
    }

    private static Dataset<Row> left(Dataset<Row> rows, Dataset<Row> lists, String on) {
        return rows.join(lists, CollectionConverters.asScala(List.of(on)).toSeq(), "left");
    }

    /**
     * agent_id, weight, boost, payer_id, one row an agent, defaults filled in; empty where no table was given as
     * {@link InputTable#AGENTS}.
     */
    public Optional<Dataset<Row>> agents() {
        return agents;
    }

    /** Which log it is. */
    public InputTable table() {
        return table;
    }

    /**
     * agent_id, prompt_id string; items array of string, a comparison's winner or a ranking's best first; number double,
     * 1 for a choice, 0 for a tie, a rating's position on its scale in [0, 1]; reject int; row_text string.
     */
    public Dataset<Row> rows() {
        return rows;
    }

    /** prompt_id, candidate_id of the accepted candidates, one row each; empty = no table was given. */
    public Optional<Dataset<Row>> candidates() {
        return candidates;
    }

    /**
     * agent_id, group_id of the accepted agents, one row each, the empty id where an agent has no group; empty = no table of
     * agents was given as {@link InputTable#AGENT_GROUPS}, or none with such a column.
     */
    public Optional<Dataset<Row>> groups() {
        return groups;
    }

    /** How many rows the candidates or the agents have, whatever becomes of them; the table must be given. */
    public long rowsRead(InputTable beside) {
        return read.get(beside).rowsRead();
    }

    /** Bytes of the log, as Spark estimates them. */
    public long bytes() {
        return scan.bytes();
    }

    /**
     * That no row of the log was lost and none read twice.
     *
     * @param read accepted and rejected ones together
     * @throws UserException where the files say otherwise
     */
    public void requireAll(long read) {
        scan.requireAll(read);
    }

    /** Rejected rows of candidates and agents. */
    public Rejections rejectedBefore() {
        return before;
    }

    /** The same and the log's own; reads the log. */
    public Rejections rejections() {
        return before.plus(Rejections.of(scan.count(), rows));
    }

    @Override
    public void close() {
        kept.close();
    }
}
