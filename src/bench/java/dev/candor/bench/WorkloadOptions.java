package dev.candor.bench;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What is settled. */
final class WorkloadOptions {
    @Option(names = "--rows", paramLabel = "N", defaultValue = "5000000", description = "Reward rows.")
    private long rows;

    @Option(names = "--prompts", paramLabel = "N", defaultValue = "2000", description = "Prompts.")
    private long prompts;

    @Option(
            names = "--candidates-per-prompt",
            paramLabel = "K",
            defaultValue = "5",
            description = "Candidates of each prompt.")
    private int candidatesPerPrompt;

    @Option(
            names = "--prompts-per-agent",
            paramLabel = "N",
            defaultValue = "50",
            description = "Prompts each agent reports on; there are as many agents as the rows need.")
    private int promptsPerAgent;

    @Option(
            names = "--pareto-shape",
            paramLabel = "ALPHA",
            defaultValue = "0.0",
            description = "Tail index of the agents' weights; 0 = every weight 1.")
    private double paretoShape;

    @Option(
            names = "--reference-spread",
            paramLabel = "SIGMA",
            defaultValue = "0.0",
            description = "Standard deviation of ref_logprob; 0 = uniform reference.")
    private double referenceSpread;

    @Option(
            names = "--prompt-weight-spread",
            paramLabel = "S",
            defaultValue = "0.0",
            description = "Spread of the prompt weights; 0 = every weight 1.")
    private double promptWeightSpread;

    @Option(
            names = "--order",
            paramLabel = "ORDER",
            defaultValue = "agent",
            description = "Order of the reports: sorted by agent, or by a hash of the row as a log of time would be.")
    private Order order;

    @Option(names = "--seed", paramLabel = "SEED", defaultValue = "1", description = "Same seed, same rows.")
    private long seed;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            defaultValue = "target/bench",
            description = "Where workloads are made, and kept for the next time.")
    private String work;

    @Option(names = "--clean", description = "Remove the workloads at the end.")
    private boolean clean;

    WorkloadSpec spec(Shape shape) {
        WorkloadSpec.Spread spread = new WorkloadSpec.Spread(paretoShape, referenceSpread, promptWeightSpread);
        return new WorkloadSpec(shape, order, rows, prompts, candidatesPerPrompt, promptsPerAgent, spread, seed);
    }

    Path work() {
        return Path.of(work).toAbsolutePath();
    }

    boolean clean() {
        return clean;
    }
}
