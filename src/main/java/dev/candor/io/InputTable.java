package dev.candor.io;

import java.util.List;
import java.util.Optional;

/** The input tables of the data contract and their columns; columns it does not name are ignored. */
public enum InputTable {
    REPORTS("reports", id("agent_id"), id("prompt_id"), id("candidate_id"), number("reward")),
    CANDIDATES(
            "candidates",
            id("prompt_id"),
            id("candidate_id"),
            optionalNumber("ref_logprob"),
            optionalNumber("gen_logprob")),
    AGENTS("agents", id("agent_id"), optionalNumber("weight"), optionalNumber("boost"), optionalId("payer_id")),
    PROMPTS("prompts", id("prompt_id"), optionalNumber("prompt_weight"));

    /** One column: a string id, or a double. */
    record Field(String name, boolean numeric, boolean required) {}

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

    List<Field> fields() {
        return fields;
    }

    Optional<Field> field(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).findFirst();
    }

    List<String> requiredNames() {
        return fields.stream().filter(Field::required).map(Field::name).toList();
    }

    private static Field id(String name) {
        return new Field(name, false, true);
    }

    private static Field number(String name) {
        return new Field(name, true, true);
    }

    private static Field optionalId(String name) {
        return new Field(name, false, false);
    }

    private static Field optionalNumber(String name) {
        return new Field(name, true, false);
    }
}
