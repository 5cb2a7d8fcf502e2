package dev.candor.model;

/** Why the input gate rejects a row. The code travels with the row through the one pass over the reports. */
public enum RejectReason {
    MALFORMED(1, "the row cannot be parsed"),
    MISSING_ID(2, "an id is null or empty"),
    MISSING_VALUE(3, "a required value is null"),
    NOT_A_NUMBER(4, "the value is not a number (wrong type)"),
    NOT_FINITE(5, "the value is NaN or infinite"),
    NOT_POSITIVE(6, "a weight or boost is not > 0"),
    NEGATIVE_WEIGHT(7, "a prompt weight is negative"),
    UNKNOWN_CANDIDATE(8, "the (prompt_id, candidate_id) is not in the candidates table"),
    UNKNOWN_AGENT(9, "the agent_id is not in the agents table"),
    UNKNOWN_PROMPT(10, "the prompt_id has no candidates"),
    PROMPT_WITHOUT_WEIGHT(11, "the prompt_id is not in the prompts table"),
    CONFLICTING_DUPLICATE(12, "the same key appears again with another value"),
    REFERENCE_UNDERFLOW(13, "the reference probability is below 1e-300 beside the prompt's other candidates"),
    MIXED_PAYER_BOOSTS(14, "the agents of one payer_id have different boosts"),
    NEGATIVE_REWARD(15, "the reward is negative, which --normalise and --domain do not allow"),
    OUTSIDE_DOMAIN(16, "the agent's rewards on the prompt lie outside the declared domain"),
    INCOMPLETE_REPORT(17, "the agent has no report on some prompt, which the payment rule needs"),
    WEIGHT_BELOW_ONE(18, "the weight is below 1, the smallest type the payment rule assumes");

    private final int code;
    private final String text;

    RejectReason(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /** > 0; 0 stands for an accepted row. */
    public int code() {
        return code;
    }

    public String text() {
        return text;
    }

    public static RejectReason of(int code) {
        for (RejectReason reason : values()) {
            if (reason.code == code) {
                return reason;
            }
        }
        throw new IllegalArgumentException("no reject reason has code " + code);
    }
}
