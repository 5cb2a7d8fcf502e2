package dev.candor.engine.learn;

import dev.candor.learn.choice.RewardMap;
import dev.candor.model.TargetDomain;
import dev.candor.numeric.GrowingDoubles;
import dev.candor.numeric.GrowingInts;
import java.util.Arrays;

/** Values of one agent before they are mapped: by prompt, of each of its candidates a value and the width of its error. */
final class AgentValues {
    private final GrowingInts prompt = new GrowingInts(16);
    /** First value of each prompt. */
    private final GrowingInts first = new GrowingInts(16);

    private final GrowingInts candidate = new GrowingInts(64);
    private final GrowingDoubles value = new GrowingDoubles(64);
    private final GrowingDoubles width = new GrowingDoubles(64);

    void clear() {
        prompt.clear();
        first.clear();
        candidate.clear();
        value.clear();
        width.clear();
    }

    void startPrompt(int code) {
        prompt.add(code);
        first.add(candidate.size());
    }

    /** Adds a candidate of the prompt started last; candidates come in the order of their ids. */
    void add(int code, double v, double w) {
        candidate.add(code);
        value.add(v);
        width.add(w);
    }

    /**
     * Maps everything into the domain and ends the agent of {@code block}.
     *
     * @param utilities whether the values are utilities, not positions
     * @param factor of all widths
     */
    void mapInto(LearnedBlock block, TargetDomain domain, boolean utilities, double factor) {
        double delta = 0;
        for (int p = 0; p < prompt.size(); p++) {
            int from = first.get(p);
            int to = p + 1 < prompt.size() ? first.get(p + 1) : candidate.size();
            double[] rewards = Arrays.copyOfRange(value.array(), from, to);
            double[] widths = Arrays.copyOfRange(width.array(), from, to);
            for (int k = 0; k < widths.length; k++) {
                widths[k] *= factor;
            }
            delta = Math.max(
                    delta,
                    utilities
                            ? RewardMap.utilities(domain, rewards, widths)
                            : RewardMap.positions(domain, rewards, widths));
            for (int k = 0; k < rewards.length; k++) {
                block.add(prompt.get(p), candidate.get(from + k), rewards[k] + 0.0);
            }
        }
        block.end(delta);
    }
}
