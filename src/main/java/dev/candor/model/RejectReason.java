package dev.candor.model;

/** Why the input gate rejects a row. The code travels with the row through the one pass over the reports. */
public enum RejectReason {
    MALFORMED(1, "the row cannot be parsed", "write CSV by RFC 4180 with every column, or one JSON object per line"),
    MISSING_ID(2, "an id is null or empty", "give every row its ids"),
    MISSING_VALUE(3, "a required value is null", "give the value or leave the row out"),
    NOT_A_NUMBER(4, "the value is not a number (wrong type)", "write a plain decimal number, in JSON without quotes"),
    NOT_FINITE(5, "the value is NaN or infinite", "write a finite number or leave the row out"),
    NOT_POSITIVE(6, "a weight or boost is not > 0", "leave the agent out or give it a positive number"),
    NEGATIVE_WEIGHT(7, "a prompt weight is negative", "write 0 or more"),
    UNKNOWN_CANDIDATE(
            8,
            "the (prompt_id, candidate_id) is not in the candidates table (a catalog's checkpoint_id not among the"
                    + " checkpoints)",
            "add the candidate or leave the report out"),
    UNKNOWN_AGENT(9, "the agent_id is not in the agents table", "add the agent or leave its reports out"),
    UNKNOWN_PROMPT(10, "the prompt_id has no candidates", "add its candidates, give it weight 0 or leave it out"),
    PROMPT_WITHOUT_WEIGHT(11, "the prompt_id is not in the prompts table", "add the prompt and its weight"),
    CONFLICTING_DUPLICATE(12, "the same key appears again with another value", "keep one row per key"),
    REFERENCE_UNDERFLOW(
            13,
            "the reference probability is below 2e-300 (690 nats) relative to the prompt's other candidates",
            "leave the candidate out or correct its log-probabilities"),
    MIXED_PAYER_BOOSTS(14, "the agents of one payer_id have different boosts", "give them one boost"),
    NEGATIVE_REWARD(
            15,
            "the reward is negative, which --normalise and --domain do not allow",
            "make the rewards >= 0 or use --normalise none"),
    OUTSIDE_DOMAIN(
            16,
            "the agent's rewards on the prompt lie outside the declared domain",
            "scale the rewards or declare a different --domain"),
    NEGATIVE_DIVERGENCE(19, "the divergence of a checkpoint is negative", "write 0 or more"),
    NEGATIVE_PROBABILITY(20, "the probability of an expert is negative", "write 0 or more"),
    WRONG_LENGTH(
            21, "the length of the array differs from that of the candidates' features", "give one value per feature"),
    UNKNOWN_OUTCOME(22, "the outcome is not a, b or tie", "write a, b or tie"),
    SELF_COMPARISON(23, "candidate_a and candidate_b are the same", "leave the row out"),
    REPEATED_CANDIDATE(24, "the ranking names a candidate twice", "name each candidate once, best first"),
    TOO_SHORT(
            25,
            "the ranking has fewer than two candidates",
            "for a single choice, write one comparison with each other candidate shown (outcome "
                    + "a); if the whole order is known, rank them all"),
    OUTSIDE_SCALE(
            26, "the rating is not on the scale declared by --rating-scale", "correct the rating or declare its scale"),
    NEGATIVE_ERROR(27, "the delta of an agent is negative", "write 0 or more"),
    OUT_OF_RANGE(18, "the absolute value is above 1e30", "write numbers in a larger unit"),
    NOT_UTF8(17, "an id or a text is not UTF-8", "write the file in UTF-8"),
    REPEATED_HEADER(28, "the row repeats the header", "remove it; it is probably left from joining files"),
    COMMENT_LINE(
            29,
            "the line begins with #, and CSV has no comments",
            "remove it, or put an id that begins with # in quotes"),
    SEVERAL_VALUES(30, "more follows the first JSON value on the line", "write one object per line (JSON Lines)"),
    REPEATED_KEY(31, "the object has a column twice", "write each column once"),
    NOT_A_TEXT(
            32,
            "an id is neither a JSON string nor a whole number, or a text is an array or an object",
            "write it as a string, in quotes"),
    NOT_AN_ARRAY(
            33,
            "the value is not a JSON array",
            "write an array such as [\"x\",\"y\"] or [0.5,1], without quotes around it"),
    TIED_CANDIDATES(
            34, "an element of ranking is an array, and ties cannot be ranked", "write comparisons with outcome tie"),
    ID_TOO_LONG(35, "an id is longer than 4,096 bytes", "give it a shorter id, e.g. a hash of the long one");

    private final int code;
    private final String text;
    private final String remedy;

    RejectReason(int code, String text, String remedy) {
        this.code = code;
        this.text = text;
        this.remedy = remedy;
    }

    /** > 0; 0 stands for an accepted row. */
    public int code() {
        return code;
    }

    public String text() {
        return text;
    }

    /** What to change, as an imperative. */
    public String remedy() {
        return remedy;
    }

    /**
     * The reason that {@code code} stands for.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static RejectReason of(int code) {
        for (RejectReason reason : values()) {
            if (reason.code == code) {
                return reason;
            }
        }
        throw new IllegalArgumentException("no reject reason has code " + code);
    }
}
