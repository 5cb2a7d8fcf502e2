package dev.candor.api;

import dev.candor.api.publish.Explained;
import dev.candor.api.settings.GenerateSettings;
import dev.candor.engine.generate.GeneratePopulation;
import dev.candor.engine.runtime.Phases;
import dev.candor.model.UserException;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A synthetic population. Frames are lazy and keep nothing: every reading computes the rows anew, and they are the same rows,
 * in the order of their ids, as in the files of {@code jobs/generate}.
 */
public final class Population extends Result {
    private final GeneratePopulation made;
    private final GeneratePopulation.Target target;
    private final Map<String, Dataset<Row>> tables;

    private Population(GeneratePopulation made, GeneratePopulation.Target target) {
        this.made = made;
        this.target = target;
        this.tables = made.byName(target.filesPerTable());
    }

    /** The population of these settings. */
    public static Population of(SparkSession spark, GenerateSettings settings) {
        return new Population(new GeneratePopulation(spark, settings.population()), settings.target());
    }

    /** agent_id, prompt_id, candidate_id, reward: a row for every reward. */
    public Dataset<Row> reports() {
        return shown(tables.get("reports"));
    }

    /** prompt_id, candidate_id, ref_logprob (nats, any constant added on a prompt): a row for every candidate. */
    public Dataset<Row> candidates() {
        return shown(tables.get("candidates"));
    }

    /** agent_id, weight. */
    public Dataset<Row> agents() {
        return shown(tables.get("agents"));
    }

    /** prompt_id, prompt_weight. */
    public Dataset<Row> prompts() {
        return shown(tables.get("prompts"));
    }

    /** agent_id, prompt_id, candidate_a, candidate_b, outcome (a, b or tie); nothing without judgements. */
    public Optional<Dataset<Row>> comparisons() {
        return Optional.ofNullable(tables.get("comparisons")).map(this::shown);
    }

    /** agent_id, prompt_id, ranking array of string, best first; nothing without judgements. */
    public Optional<Dataset<Row>> rankings() {
        return Optional.ofNullable(tables.get("rankings")).map(this::shown);
    }

    /** agent_id, prompt_id, candidate_id, rating; nothing without judgements. */
    public Optional<Dataset<Row>> ratings() {
        return Optional.ofNullable(tables.get("ratings")).map(this::shown);
    }

    /**
     * Writes all tables and population.json as {@code jobs/generate --output} does: the same bytes, all or nothing.
     *
     * @param output a directory that does not exist yet, any Hadoop URI
     * @return table → rows written
     * @throws UserException output conflict, when the directory exists
     */
    public Map<String, Long> write(String output) {
        return Explained.run(() -> write(output, Phases.silent()));
    }

    /** The same in the phases of a run. */
    public Map<String, Long> write(String output, Phases phases) {
        return made.write(target, GenerateSettings.requireOutput(output), phases);
    }
}
