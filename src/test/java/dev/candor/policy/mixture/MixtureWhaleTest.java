package dev.candor.policy.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.divergence.MixtureDivergence;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two experts that are one candidate each, and an agent that outweighs the other: the optimum leaves the other's candidate
 * next to no mass, and the way to the counterfactual raises it by 10⁸ to 10⁴⁵ of itself.
 */
class MixtureWhaleTest {
    /** Payments by 60-digit arithmetic: the small agent is worth 1 on x, the whale {@code size} on y, π0 = ½, λq = ½. */
    @ParameterizedTest
    @CsvSource({
        "KL, 16, 0.65662824359015916, 1e-11",
        "KL, 24, 0.65663084247637646, 1e-11",
        "KL, 32, 0.65663084375854341, 1e-11",
        "KL, 60, 0.65663084375911142, 1e-11",
        "KL, 200, 0.65663084375911142, 1e-10",
        "KL, 2e4, 0.65663084375911142, 1e-8",
        "KL, 2e8, 0.65663084375911142, 1e-4",
        "JENSEN_SHANNON, 16, 0.51171615437644963, 1e-11",
        "JENSEN_SHANNON, 24, 0.51171615437670697, 1e-11",
        "JENSEN_SHANNON, 60, 0.51171615437670697, 1e-10",
        "JENSEN_SHANNON, 200, 0.51171615437670697, 1e-10",
        "JENSEN_SHANNON, 2e4, 0.51171615437670697, 1e-8",
        "JENSEN_SHANNON, 2e8, 0.51171615437670697, 1e-4"
    })
    void paysWhatTheOtherLoses(MixtureDivergence divergence, double size, double payment, double width) {
        ExpertBlock block =
                new ExpertBlock(2, new double[] {1, 0, 0, 1}, new double[] {0.5, 0.5}, new double[] {0.5, 0.5});
        MixtureGame game = new MixtureGame(divergence, 1, block, new double[] {0.5, 0, 0, size / 2});
        MixtureCharges charges = game.charges();
        assertThat(charges.payment(1)).isCloseTo(payment, within(width));
        assertThat(payment).isBetween(charges.lower(1), charges.upper(1));
        assertThat(charges.upper(1) - charges.lower(1)).isLessThan(width);
    }
}
