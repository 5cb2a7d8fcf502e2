package dev.candor.report.runs;

import java.util.List;
import java.util.Map;

/** summary.json of what was learned: how, how much, how far off at most, and what that assumes. */
public final class LearningJson {
    private LearningJson() {}

    /**
     * The document.
     *
     * @param largestDelta null in the document where no bound is known
     */
    public static String render(
            Map<String, String> settings, Map<String, Long> counts, double largestDelta, List<String> notes) {
        return RunJson.render(settings, counts, Map.of("largest_delta", largestDelta), notes);
    }
}
