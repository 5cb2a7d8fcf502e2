package dev.candor.study;

import dev.candor.model.Study;
import dev.candor.study.NoiseTally.Noise;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a {@link NoiseTally} says, in tables, curves and words. */
public final class NoiseStudy {
    private static final List<String> NOTES = List.of(
            "The bound 2·w·ε holds for whatever noise (Thm 4.12). The gain is not searched for: nothing serves an agent better"
                    + " than a report that undoes the noise, and what that gains is a Bregman divergence of the welfare.",
            "Such an agent would have to know the noise before it reports. One that does not gains less, or loses.",
            "uniform: independent on [−ε, ε]. biased: +ε or −ε on each candidate, drawn once a game. adversarial: the signs"
                    + " that cost the agent most, as far as flipping them one at a time finds them.");

    private NoiseStudy() {}

    public static Study of(NoiseTally tally, double[] epsilon, String what, Map<String, String> settings) {
        List<List<Object>> rows = new ArrayList<>();
        List<Study.Panel> panels = new ArrayList<>();
        double largest = 0;
        for (Noise noise : Noise.values()) {
            String kind = noise.name().toLowerCase(Locale.ROOT);
            List<List<Study.Point>> curves = new ArrayList<>();
            for (int r = 0; r < tally.rules().size(); r++) {
                List<Study.Point> curve = new ArrayList<>();
                for (int e = 0; e < epsilon.length; e++) {
                    double most = tally.largest(r, e, noise);
                    largest = Math.max(largest, most);
                    curve.add(new Study.Point(epsilon[e], most));
                    rows.add(List.of(tally.rules().get(r).name(), kind, epsilon[e], tally.mean(r, e, noise), most));
                }
                curves.add(curve);
            }
            panels.add(new Study.Panel("Largest gain / 2wε, " + kind, "ε, in reward", curves));
        }
        String lead = String.format(
                Locale.ROOT,
                "When the mechanism works from noisy rewards, truth-telling is no longer exactly the best strategy, but nobody"
                        + " can gain more than 2·w·ε by lying, ε the largest error. In %s the most that anybody could"
                        + " have gained was %.3f of that bound.",
                what,
                largest);
        return new Study(
                "noise",
                "What noise in the rewards gives a liar",
                lead,
                settings,
                List.of(new Study.Table(
                        "noise",
                        "The gain from lying over the bound 2wε: its mean over games, and the largest.",
                        false,
                        List.of("divergence", "noise", "epsilon", "mean_share_of_bound", "largest_share_of_bound"),
                        rows)),
                List.of(new Study.Chart(
                        "noise",
                        "The largest gain from lying, as a share of its bound",
                        "One curve a divergence, one plot a kind of noise. 1 would be the bound 2wε itself.",
                        tally.rules().stream().map(WelfareMaximising::name).toList(),
                        panels)),
                NOTES);
    }
}
