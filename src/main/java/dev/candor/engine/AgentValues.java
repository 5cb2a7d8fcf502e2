package dev.candor.engine;

import dev.candor.learn.RewardMap;
import dev.candor.model.TargetDomain;
import java.util.Arrays;

/** Values of one agent before they are mapped: by prompt, of each of its candidates a value and the width of its error. */
final class AgentValues {
    private int prompts;
    private int[] prompt = new int[16];
    private int[] first = new int[17];
    private int size;
    private int[] candidate = new int[64];
    private double[] value = new double[64];
    private double[] width = new double[64];

    void clear() {
        prompts = 0;
        size = 0;
    }

    void startPrompt(int code) {
        if (prompts == prompt.length) {
            prompt = Arrays.copyOf(prompt, 2 * prompts);
            first = Arrays.copyOf(first, 2 * prompts + 1);
        }
        first[prompts] = size;
        prompt[prompts++] = code;
    }

    /** Adds a candidate of the prompt started last; candidates come in the order of their ids. */
    void add(int code, double v, double w) {
        if (size == candidate.length) {
            candidate = Arrays.copyOf(candidate, 2 * size);
            value = Arrays.copyOf(value, 2 * size);
            width = Arrays.copyOf(width, 2 * size);
        }
        candidate[size] = code;
        value[size] = v;
        width[size++] = w;
    }

    /**
     * Maps everything into the domain and ends the agent of {@code block}.
     *
     * @param utilities whether the values are utilities, not positions
     * @param factor of all widths
     */
    void mapInto(LearnedBlock block, TargetDomain domain, boolean utilities, double factor) {
        double delta = 0;
        first[prompts] = size;
        for (int p = 0; p < prompts; p++) {
            double[] rewards = Arrays.copyOfRange(value, first[p], first[p + 1]);
            double[] widths = Arrays.copyOfRange(width, first[p], first[p + 1]);
            for (int k = 0; k < widths.length; k++) {
                widths[k] *= factor;
            }
            delta = Math.max(
                    delta,
                    utilities
                            ? RewardMap.utilities(domain, rewards, widths)
                            : RewardMap.positions(domain, rewards, widths));
            for (int k = 0; k < rewards.length; k++) {
                block.add(prompt[p], candidate[first[p] + k], rewards[k] + 0.0);
            }
        }
        block.end(delta);
    }
}
