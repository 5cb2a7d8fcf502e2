package dev.candor.engine.learn;

import dev.candor.engine.runtime.IdArray;
import dev.candor.model.ErrorSubject;
import dev.candor.numeric.GrowingDoubles;
import dev.candor.numeric.GrowingInts;
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

    /** In the order of their bytes. */
    final IdArray agents;

    private final IdArray prompts;
    private final IdArray candidates;
    /** Rows of the log that counted, and those rejected by reason code. */
    final long accepted;

    final long[] rejected;

    /** δ by agent, length n. */
    private final GrowingDoubles delta = new GrowingDoubles(16);

    /** First reward of each agent, length n + 1. */
    private final GrowingInts first = new GrowingInts(16);

    private final GrowingInts prompt = new GrowingInts(64);
    private final GrowingInts candidate = new GrowingInts(64);
    private final GrowingDoubles reward = new GrowingDoubles(64);

    LearnedBlock(IdArray agents, IdArray prompts, IdArray candidates, long accepted, long[] rejected) {
        this.agents = agents;
        this.prompts = prompts;
        this.candidates = candidates;
        this.accepted = accepted;
        this.rejected = rejected;
        first.add(0);
    }

    /** Adds a reward of the agent that is learned next. */
    void add(int promptCode, int candidateCode, double r) {
        prompt.add(promptCode);
        candidate.add(candidateCode);
        reward.add(r);
    }

    /** Ends the agent. */
    void end(double error) {
        delta.add(error);
        first.add(reward.size());
    }

    int agents() {
        return delta.size();
    }

    int rewards() {
        return reward.size();
    }

    /** The largest δ, 0 without agents. */
    double largestDelta() {
        return Arrays.stream(delta.toArray()).max().orElse(0);
    }

    /** By agent; each agent's rewards in the order of prompt and candidate. */
    Iterator<Row> reportRows() {
        return IntStream.range(0, agents()).boxed().flatMap(this::reportRows).iterator();
    }

    private Stream<Row> reportRows(int agent) {
        String id = agents.get(agent);
        return IntStream.range(first.get(agent), first.get(agent + 1))
                .mapToObj(k -> RowFactory.create(
                        id, prompts.get(prompt.get(k)), candidates.get(candidate.get(k)), reward.get(k)));
    }

    Iterator<Row> errorRows(double confidence) {
        return IntStream.range(0, agents())
                .mapToObj(k -> RowFactory.create(agents.get(k), delta.get(k), confidence, ErrorSubject.REWARDS.label()))
                .iterator();
    }
}
