package dev.candor.divergence;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;

/** The registry of divergences: one line each. */
public final class Divergences {
    /** The divergences by the names of the command line, each made for a λ > 0. */
    public static final Map<String, DoubleFunction<Regulariser>> BY_NAME = Map.of(
            "kl", Kl::new,
            "reverse-kl", ReverseKl::new,
            "chi-squared", ChiSquared::new,
            "total-variation", TotalVariation::new,
            "hellinger", Hellinger::new,
            "jensen-shannon", JensenShannon::new,
            "l2", L2::new);

    private Divergences() {}

    /** The names of {@link #BY_NAME}, sorted. */
    public static List<String> names() {
        return BY_NAME.keySet().stream().sorted().toList();
    }
}
