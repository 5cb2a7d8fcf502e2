package dev.candor.mechanism.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.model.RewardDomain;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MisreportTest {
    private static final double[] REWARD = {0.2, 0.5, 0.3};
    private static final LiarView AT =
            new LiarView(REWARD.clone(), new double[] {10, 0, 5}, new double[] {0.25, 0.25, 0.5}, 1);

    private static double[] claim(Misreport misreport) {
        double[] claim = new double[REWARD.length];
        misreport.write(AT, claim);
        return claim;
    }

    @Test
    void theConstructionsAreThoseOfTheTheorems() {
        assertThat(claim(Misreport.truth())).containsExactly(REWARD);
        assertThat(claim(Misreport.lowerWorst(0.5))).containsExactly(0.1, 0.5, 0.3);
        assertThat(claim(Misreport.shiftWorstToBest(0.5))).containsExactly(0.1, 0.6, 0.3);
        assertThat(claim(Misreport.shiftWorstToBestBy(0.01))).containsExactly(0.2 - 0.01, 0.5 + 0.01, 0.3);
        // t ∝ r − 0.325: −0.125, 0.175, −0.025; the range is 0.3.
        assertThat(claim(Misreport.polarise(0.1)))
                .containsExactly(
                        new double[] {0.2 - 0.03 * 125 / 175, 0.5 + 0.03, 0.3 - 0.03 * 25 / 175}, within(1e-15));
        assertThat(claim(Misreport.polariseOne(0.1))).containsExactly(new double[] {0.2, 0.5, 0.27}, within(1e-15));
    }

    @Test
    void theOthersAreLookedAtOnTheAgentsOwnScale() {
        // S_{-i} = 10, 0, 5 on [0.2, 0.5] is 0.5, 0.2, 0.35.
        assertThat(claim(Misreport.mix(0))).containsExactly(new double[] {0.5, 0.2, 0.35}, within(1e-15));
        assertThat(claim(Misreport.mix(2))).containsExactly(new double[] {-0.1, 0.8, 0.25}, within(1e-15));
        assertThat(claim(Misreport.mix(1))).containsExactly(REWARD);
    }

    @Test
    void theOtherShapes() {
        assertThat(claim(Misreport.stretch(2))).containsExactly(new double[] {0.05, 0.65, 0.25}, within(1e-15));
        assertThat(claim(Misreport.stretch(0))).containsExactly(new double[] {0.35, 0.35, 0.35}, within(1e-15));
        assertThat(claim(Misreport.stretch(-1))).containsExactly(new double[] {0.5, 0.2, 0.4}, within(1e-15));
        assertThat(claim(Misreport.onlyBest())).containsExactly(0.2, 0.5, 0.2);
        assertThat(claim(Misreport.onlyWorst())).containsExactly(0.2, 0.5, 0.5);
    }

    /** Coefficients of features: lies go from 0, in twice the largest. */
    @Test
    void coefficientsAreCountedFromZero() {
        double[] beta = {0.5, -1, 0.25};
        LiarView at = LiarView.aboutZero(beta, new double[] {3, 0, -6}, new double[] {1, 0.25, 0}, 1);
        double[] claim = new double[3];
        Misreport.stretch(-2).write(at, claim);
        assertThat(claim).containsExactly(-1, 2, -0.5);
        Misreport.mix(0).write(at, claim);
        assertThat(claim).containsExactly(0.5, 0, -1);
        Misreport.lowerWorst(0.5).write(at, claim);
        assertThat(claim).containsExactly(0.5, -2, 0.25);
        // t ∝ 0.5, −0.25, 0.
        Misreport.polarise(1).write(at, claim);
        assertThat(claim).containsExactly(2.5, -2, 0.25);
    }

    /** But for "worst lowered", which needs a worst. */
    @Test
    void anIndifferentAgentHasNothingToClaim() {
        LiarView indifferent = new LiarView(new double[] {0.5, 0.5}, new double[] {1, 0}, new double[] {1, 1}, 1);
        for (Lie lie : Lies.first(120)) {
            double[] claim = new double[2];
            lie.rewards().write(indifferent, claim);
            if (!lie.name().startsWith("worst lowered")) {
                assertThat(claim[0]).as(lie.name()).isEqualTo(claim[1]);
            }
        }
    }

    @Test
    void theListIsFixedAndHasNoLieTwice() {
        List<String> all = Lies.first(500).stream().map(Lie::toString).toList();
        assertThat(new HashSet<>(all)).hasSameSizeAs(all);
        assertThat(Lies.first(40).stream().map(Lie::toString).toList()).isEqualTo(all.subList(0, 40));
        assertThat(Lies.first(0)).isEmpty();
    }

    @Test
    void randomDirectionsAreOfTheirStreamAlone() {
        assertThat(claim(Misreport.random(1, 5))).containsExactly(claim(Misreport.random(1, 5)));
        assertThat(claim(Misreport.random(1, 5))).isNotEqualTo(claim(Misreport.random(1, 6)));
        double[] other = new double[REWARD.length];
        Misreport.random(1, 5).write(new LiarView(REWARD.clone(), new double[3], new double[3], 2), other);
        assertThat(other).isNotEqualTo(claim(Misreport.random(1, 5)));
        for (int x = 0; x < other.length; x++) {
            assertThat(Math.abs(other[x] - REWARD[x])).isLessThanOrEqualTo(0.3);
        }
    }

    /** Every claim that is fitted is of the domain, and one of the domain stays as it is. */
    @Property(tries = 200)
    void claimsAreBroughtIntoTheDomain(@ForAll long seed) {
        PromptGame game = Games.draw("kl", RewardDomain.UNRESTRICTED, seed).of(0);
        LiarView at = new LiarView(game.reward(), game.others, new double[game.length()], seed);
        for (Lie lie : Lies.first(110)) {
            for (RewardDomain domain : List.of(RewardDomain.MAX, RewardDomain.SUM)) {
                double[] claim = new double[game.length()];
                lie.rewards().write(at, claim);
                DomainFit.fit(domain, claim);
                assertThat(Arrays.stream(claim).min().orElseThrow()).isNotNegative();
                double size = domain == RewardDomain.MAX
                        ? Arrays.stream(claim).max().orElseThrow()
                        : Arrays.stream(claim).sum();
                assertThat(size).isCloseTo(1, within(1e-12));
                double[] again = claim.clone();
                DomainFit.fit(domain, again);
                assertThat(again).containsExactly(claim);
            }
        }
    }
}
