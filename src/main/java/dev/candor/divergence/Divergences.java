package dev.candor.divergence;

import dev.candor.model.Divergence;

/** What solves and charges under each divergence. */
public final class Divergences {
    private Divergences() {}

    /**
     * Of one that can be chosen.
     *
     * @param lambda λ > 0
     */
    public static Regulariser of(Divergence divergence, double lambda) {
        return switch (divergence) {
            case KL -> new Kl(lambda);
            case REVERSE_KL -> new ReverseKl(lambda);
            case CHI_SQUARED -> new ChiSquared(lambda);
            case TOTAL_VARIATION -> new TotalVariation(lambda);
            case HELLINGER -> new Hellinger(lambda);
            case JENSEN_SHANNON -> new JensenShannon(lambda);
            case L2 -> new L2(lambda);
            case GIVEN -> throw new IllegalArgumentException("the checkpoints of a catalog state their divergence");
        };
    }
}
