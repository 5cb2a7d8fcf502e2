package dev.candor.bench;

import dev.candor.model.UserException;

/**
 * What the rows are: with these and the code, every row is fixed.
 *
 * @param rows of the reports table, rounded down to whole agents
 * @param prompts of the shapes that do not say it themselves
 * @param candidatesPerPrompt of all shapes but {@link Shape#WIDE}
 * @param promptsPerAgent of the agents that are not special to their shape
 * @param spread how unequal weights are
 */
record WorkloadSpec(
        Shape shape,
        Order order,
        long rows,
        long prompts,
        int candidatesPerPrompt,
        int promptsPerAgent,
        Spread spread,
        long seed) {

    /** Of the drawn shapes: tail index of the agents' weights, deviation of ref_logprob and of log prompt weight. */
    record Spread(double paretoShape, double referenceSpread, double promptWeightSpread) {}

    WorkloadSpec {
        if (prompts < 1 || candidatesPerPrompt < 1 || promptsPerAgent < 1 || promptsPerAgent > prompts) {
            throw UserException.configuration("Cannot make a workload of " + prompts + " prompts with "
                    + candidatesPerPrompt + " candidates and agents on " + promptsPerAgent + " of them: all must be"
                    + " at least 1, and an agent reports a prompt once. Change --prompts, --candidates-per-prompt or"
                    + " --prompts-per-agent.");
        }
        if (rows < rowsPerAgent(shape, candidatesPerPrompt, promptsPerAgent)) {
            throw UserException.configuration("Cannot make the workload " + shape.label() + " of " + rows
                    + " rows: that is less than one agent. Raise --rows.");
        }
    }

    WorkloadSpec withRows(long changed) {
        return new WorkloadSpec(shape, order, changed, prompts, candidatesPerPrompt, promptsPerAgent, spread, seed);
    }

    WorkloadSpec withShape(Shape changed) {
        return new WorkloadSpec(changed, order, rows, prompts, candidatesPerPrompt, promptsPerAgent, spread, seed);
    }

    long agents() {
        return switch (shape) {
            case BALANCED, LONG_IDS, HOT_PROMPT, WIDE, SINGLE_ROWS -> rows / rowsPerAgent();
            case WHALE -> 1 + Math.max(1, (rows - whaleRows()) / rowsPerAgent());
            case MANY_PROMPTS -> Shape.FEW_AGENTS;
        };
    }

    long promptCount() {
        return switch (shape) {
            case BALANCED, LONG_IDS, SINGLE_ROWS -> prompts;
            case HOT_PROMPT -> 1 + prompts;
            case WHALE -> Math.max(promptsPerAgent, rows / (10L * candidatesPerPrompt));
            case WIDE -> 1;
            case MANY_PROMPTS -> Math.max(1, rows / ((long) Shape.FEW_AGENTS * candidatesPerPrompt));
        };
    }

    int candidates() {
        return shape == Shape.WIDE ? Shape.WIDE_CANDIDATES : candidatesPerPrompt;
    }

    /** Rows of the whale: every candidate of every prompt. */
    long whaleRows() {
        return promptCount() * candidatesPerPrompt;
    }

    /** Of an agent that is not special. */
    long rowsPerAgent() {
        return rowsPerAgent(shape, candidatesPerPrompt, promptsPerAgent);
    }

    private static long rowsPerAgent(Shape shape, int candidatesPerPrompt, int promptsPerAgent) {
        return switch (shape) {
            case BALANCED, LONG_IDS, WHALE -> (long) promptsPerAgent * candidatesPerPrompt;
            case HOT_PROMPT -> 2L * candidatesPerPrompt;
            case WIDE -> Shape.WIDE_CANDIDATES;
            case MANY_PROMPTS -> (long) Shape.FEW_AGENTS * candidatesPerPrompt;
            case SINGLE_ROWS -> 1;
        };
    }

    /** Unlike for unlike rows: what a kept workload is recognised by. */
    String description() {
        return toString() + "\n";
    }

    /** A folder's name. */
    String label() {
        return shape.label() + "-" + order.label() + "-" + rows;
    }
}
