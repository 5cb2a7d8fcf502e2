package dev.candor.bench;

import dev.candor.model.SettlementSummary.Stage;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** One way to compute the policy and the payments of a workload. Used from one thread, run after run. */
interface Contender {
    String name();

    /** What a run needs and the clock does not see: a connection, arrays in memory. */
    default void prepare() {}

    /** The run that is measured; {@code output} does not exist yet. */
    void run(Path output);

    /** agent_id, payment: what the last run computed. */
    Dataset<Row> payments(Path output);

    /** The largest relative difference from Candor's payments that its arithmetic explains. */
    double tolerance();

    /** Where the time of the last run went, if that is known. */
    default List<Stage> stages(Path output) {
        return List.of();
    }

    /** Gives back what {@link #prepare} took, right after the run; {@link #payments} are read later. */
    default void release() {}
}
