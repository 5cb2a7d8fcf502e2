package dev.candor.api;

import dev.candor.api.settings.InputSettings;
import dev.candor.api.settings.Tables;
import dev.candor.io.schema.InputTable;
import dev.candor.session.PinnedSession;
import dev.candor.setting.Setting;
import dev.candor.setting.Values;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * An action that reads reports and what belongs to them.
 *
 * @param <A> the action itself, which every method returns
 */
public abstract class TableAction<A extends TableAction<A>> extends Action<A> {
    TableAction(PinnedSession session, Values values) {
        super(session, values);
    }

    /** The settings of lists together, each once. */
    static Values values(List<List<Setting<?>>> lists) {
        return new Values(lists.stream().flatMap(List::stream).distinct().toList());
    }

    /** agent_id, prompt_id, candidate_id, reward. */
    public final A reports(String path) {
        return set(InputSettings.REPORTS, path);
    }

    /** The same as a frame. */
    public final A reports(Dataset<Row> frame) {
        return table(InputTable.REPORTS, frame);
    }

    /** prompt_id, candidate_id[, ref_logprob][, gen_logprob]. */
    public final A candidates(String path) {
        return set(InputSettings.CANDIDATES, path);
    }

    /** The same as a frame. */
    public final A candidates(Dataset<Row> frame) {
        return table(InputTable.CANDIDATES, frame);
    }

    /** Takes as candidates what the reports name. Agents then choose candidates by reporting them: not truthful. */
    public final A candidatesFromReports() {
        return set(InputSettings.CANDIDATES_FROM_REPORTS, true);
    }

    /** agent_id[, weight][, boost][, payer_id]. */
    public final A agents(String path) {
        return set(InputSettings.AGENTS, path);
    }

    /** The same as a frame. */
    public final A agents(Dataset<Row> frame) {
        return table(InputTable.AGENTS, frame);
    }

    /** prompt_id[, prompt_weight]. */
    public final A prompts(String path) {
        return set(InputSettings.PROMPTS, path);
    }

    /** The same as a frame. */
    public final A prompts(Dataset<Row> frame) {
        return table(InputTable.PROMPTS, frame);
    }

    final Tables tables() {
        return InputSettings.tables(values, frames);
    }
}
