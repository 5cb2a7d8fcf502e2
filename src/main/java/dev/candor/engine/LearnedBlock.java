package dev.candor.engine;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What was learned of the agents of one partition, as arrays: rewards by agent, and each agent's error bound. */
final class LearnedBlock implements Serializable {
    private static final long serialVersionUID = 1L;

    static final StructType REPORTS = new StructType()
            .add("agent_id", DataTypes.StringType, false)
            .add("prompt_id", DataTypes.StringType, false)
            .add("candidate_id", DataTypes.StringType, false)
            .add("reward", DataTypes.DoubleType, false);

    static final StructType ERRORS = new StructType()
            .add("agent_id", DataTypes.StringType, false)
            .add("delta", DataTypes.DoubleType, false)
            .add("confidence", DataTypes.DoubleType, false)
            .add("of", DataTypes.StringType, false);

    /** What δ bounds: errors of rewards in a domain, or of β·φ as it is. */
    static final String OF_REWARDS = "rewards";

    static final String OF_COEFFICIENTS = "coefficients";

    /** In the order of their bytes. */
    final Ids agents;

    private final Ids prompts;
    private final Ids candidates;
    /** Rows of the log that counted, and those rejected by reason code. */
    final long accepted;

    final long[] rejected;

    /** δ by agent, length n. */
    double[] delta = new double[16];

    /** First reward of each agent, length n + 1. */
    private int[] first = new int[17];

    private int learned;
    private int rewards;
    private int[] prompt = new int[64];
    private int[] candidate = new int[64];
    private double[] reward = new double[64];

    LearnedBlock(Ids agents, Ids prompts, Ids candidates, long accepted, long[] rejected) {
        this.agents = agents;
        this.prompts = prompts;
        this.candidates = candidates;
        this.accepted = accepted;
        this.rejected = rejected;
    }

    /** Adds a reward of the agent that is learned next. */
    void add(int promptCode, int candidateCode, double r) {
        if (rewards == prompt.length) {
            prompt = Arrays.copyOf(prompt, 2 * rewards);
            candidate = Arrays.copyOf(candidate, 2 * rewards);
            reward = Arrays.copyOf(reward, 2 * rewards);
        }
        prompt[rewards] = promptCode;
        candidate[rewards] = candidateCode;
        reward[rewards++] = r;
    }

    /** Ends the agent. */
    void end(double error) {
        if (learned == delta.length) {
            delta = Arrays.copyOf(delta, 2 * learned);
            first = Arrays.copyOf(first, 2 * learned + 1);
        }
        delta[learned++] = error;
        first[learned] = rewards;
    }

    int agents() {
        return learned;
    }

    int rewards() {
        return rewards;
    }

    /** The largest δ, 0 without agents. */
    double largestDelta() {
        return Arrays.stream(delta, 0, learned).max().orElse(0);
    }

    /** By agent; each agent's rewards in the order of prompt and candidate. */
    Iterator<Row> reportRows() {
        return IntStream.range(0, learned).boxed().flatMap(this::reportRows).iterator();
    }

    private Stream<Row> reportRows(int agent) {
        String id = agents.get(agent);
        return IntStream.range(first[agent], first[agent + 1])
                .mapToObj(k -> RowFactory.create(id, prompts.get(prompt[k]), candidates.get(candidate[k]), reward[k]));
    }

    Iterator<Row> errorRows(double confidence) {
        return IntStream.range(0, learned)
                .mapToObj(k -> RowFactory.create(agents.get(k), delta[k], confidence, OF_REWARDS))
                .iterator();
    }
}
