package dev.candor.io.schema;

import dev.candor.io.gate.ObservedPayments;
import dev.candor.io.gate.PreferenceLog;
import dev.candor.io.gate.VectorTables;
import dev.candor.model.RejectReason;
import java.util.List;
import java.util.Optional;

/**
 * The input tables of the data contract and their columns; columns it does not name are ignored.
 *
 * <p>A catalog is a game of one prompt, whose id is empty: its valuations stand where reports do, its checkpoints where
 * candidates do, and behind the gate their columns have those names. So too with coefficients: behind the gate an agent's
 * β is a report on one prompt whose candidates are the features ({@link VectorTables}).
 */
public enum InputTable {
    REPORTS("reports", id("agent_id"), id("prompt_id"), id("candidate_id"), number("reward")),
    CANDIDATES(
            "candidates",
            id("prompt_id"),
            id("candidate_id"),
            optionalNumber("ref_logprob"),
            optionalNumber("gen_logprob")),
    AGENTS("agents", id("agent_id"), optionalNumber("weight"), optionalNumber("boost"), optionalId("payer_id")),
    /** The agents table as learning with groups reads it. */
    AGENT_GROUPS("agents", id("agent_id"), optionalId("group_id")),
    PROMPTS("prompts", id("prompt_id"), optionalNumber("prompt_weight")),
    VALUATIONS(
            "valuations", id("agent_id"), noPrompt(), id("candidate_id", "checkpoint_id"), number("reward", "value")),
    CHECKPOINTS("checkpoints", noPrompt(), id("candidate_id", "checkpoint_id"), optionalNumber("divergence")),
    EXPERTS(
            "experts",
            id("prompt_id"),
            id("candidate_id"),
            id("expert_id"),
            optionalNumber("prob"),
            optionalNumber("logprob")),
    COEFFICIENTS("coefficients", id("agent_id"), noPrompt(), id("candidate_id", "beta"), number("reward", "beta")),
    /** The candidates table as export reads it. */
    CANDIDATE_TEXTS("candidates", id("prompt_id"), id("candidate_id"), optionalId("text")),
    /** The candidates table as features reads it. */
    TEXTS(
            "candidates",
            id("prompt_id"),
            id("candidate_id"),
            optionalId("text"),
            optionalNumber("ref_logprob"),
            optionalNumber("gen_logprob")),
    /** The prompts table as export reads it. */
    PROMPT_TEXTS("prompts", id("prompt_id"), optionalId("text"), optionalNumber("prompt_weight")),
    COMPARISONS("comparisons", id("agent_id"), id("prompt_id"), id("candidate_a"), id("candidate_b"), word("outcome")),
    /** Its column ranking is an array: {@link PreferenceLog} reads it. */
    RANKINGS("rankings", id("agent_id"), id("prompt_id"), id("ranking")),
    RATINGS("ratings", id("agent_id"), id("prompt_id"), id("candidate_id"), number("rating")),
    /** {@code of}: what δ bounds, {@code rewards} or {@code coefficients}. */
    ERRORS("errors", id("agent_id"), optionalId("of"), number("delta"), number("confidence")),
    /** The candidate known to be the better one of its prompt. */
    GOLD("gold", id("prompt_id"), id("better")),
    /** Payments of a rule that cannot be asked: {@link ObservedPayments}. */
    PAYMENTS(
            "payments",
            id("game_id"),
            id("report_id"),
            id("candidate_id"),
            optionalNumber("ref_prob"),
            number("others_aggregate"),
            number("own_reward"),
            number("own_size"),
            number("payment"));

    /**
     * One column: a string id, or a double.
     *
     * @param name behind the gate
     * @param column in files; empty = no file has it, and the id is empty in every row
     * @param missing what a row without it is rejected for, where it is required
     */
    public record Field(String name, String column, boolean numeric, boolean required, RejectReason missing) {
        Field(String name, String column, boolean numeric, boolean required) {
            this(name, column, numeric, required, numeric ? RejectReason.MISSING_VALUE : RejectReason.MISSING_ID);
        }

        /** A text for people to read, as long as it may be. */
        public boolean isText() {
            return name.equals("text");
        }

        public boolean isInFiles() {
            return !column.isEmpty();
        }
    }

    private final String label;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<Field> fields;

    InputTable(String label, Field... fields) {
        this.label = label;
        this.fields = List.of(fields);
    }

    /** The table's name in messages and in quarantine. */
    public String label() {
        return label;
    }

    /** The flag that says where the table lies. */
    public String flag() {
        return "--" + label;
    }

    /** The table in whose place this one stands: itself, or a table of the game that a catalog is. */
    public InputTable role() {
        return switch (this) {
            case VALUATIONS, COEFFICIENTS -> REPORTS;
            case CHECKPOINTS -> CANDIDATES;
            case AGENT_GROUPS -> AGENTS;
            default -> this;
        };
    }

    public List<Field> fields() {
        return fields;
    }

    /** The fields that files have. */
    public List<Field> fieldsInFiles() {
        return fields.stream().filter(Field::isInFiles).toList();
    }

    /** The columns of the ids, or of the numbers, in the order of the fields. */
    public List<String> columns(boolean numeric) {
        return fields.stream()
                .filter(field -> field.numeric() == numeric)
                .map(Field::column)
                .toList();
    }

    /** The field in this column of a file. */
    public Optional<Field> inColumn(String column) {
        return fieldsInFiles().stream()
                .filter(field -> field.column().equals(column))
                .findFirst();
    }

    public List<String> requiredColumns() {
        return fieldsInFiles().stream()
                .filter(Field::required)
                .map(Field::column)
                .toList();
    }

    private static Field id(String name) {
        return id(name, name);
    }

    private static Field id(String name, String column) {
        return new Field(name, column, false, true);
    }

    /** A string that is no id. */
    private static Field word(String name) {
        return new Field(name, name, false, true, RejectReason.MISSING_VALUE);
    }

    private static Field number(String name) {
        return number(name, name);
    }

    private static Field number(String name, String column) {
        return new Field(name, column, true, true);
    }

    private static Field optionalId(String name) {
        return new Field(name, name, false, false);
    }

    private static Field optionalNumber(String name) {
        return new Field(name, name, true, false);
    }

    private static Field noPrompt() {
        return new Field("prompt_id", "", false, false);
    }
}
