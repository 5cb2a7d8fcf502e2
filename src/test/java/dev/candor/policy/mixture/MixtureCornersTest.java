package dev.candor.policy.mixture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.divergence.MixtureDivergence;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** Mixtures with references down to the least that input may have, under λ from the least to the most. */
@Tag("long")
class MixtureCornersTest {
    private static final double[] LAMBDAS = {1e-30, 1e-9, 1, 1e12, 1e30};
    private static final double[] LEAST_REFS = {2e-300, 1e-216, 1e-100, 1e-8};

    @Provide
    Arbitrary<Double> lambdas() {
        return Arbitraries.of(Arrays.stream(LAMBDAS).boxed().toList());
    }

    @Provide
    Arbitrary<Double> refs() {
        return Arbitraries.of(Arrays.stream(LEAST_REFS).boxed().toList());
    }

    /** Two experts of 64ths, so that they sum to 1 exactly, on two prompts; each covers all. */
    private static ExpertBlock block(Random random, double least) {
        double[] prob = new double[2 * 8];
        double[] ref = new double[8];
        double[] weight = new double[8];
        Arrays.fill(weight, 0.5);
        for (int c = 0; c < 2; c++) {
            for (int x = 0; x < 4; x++) {
                ref[4 * c + x] = x == 0 ? 1 : StrictMath.pow(least, random.nextDouble());
            }
            ref[4 * c + 3] = c == 0 ? least : ref[4 * c + 3];
            for (int k = 0; k < 2; k++) {
                int left = 60;
                for (int x = 0; x < 4; x++) {
                    int more = x == 3 ? left : random.nextInt(left + 1);
                    prob[2 * (4 * c + x) + k] = (1 + more) / 64.0;
                    left -= more;
                }
            }
        }
        return new ExpertBlock(2, prob, ref, weight);
    }

    /** Agents, most of them small, whose values together have their optimum at weight y of the second expert. */
    private static double[] values(Random random, Evaluation at) {
        double wanted = at.gradient(1) - at.gradient(0);
        double[] b = new double[2 * 4];
        for (int i = 1; i < 4; i++) {
            b[2 * i + 1] = wanted * StrictMath.pow(10, -9 * random.nextDouble()) * (random.nextBoolean() ? 1 : -1);
            wanted -= b[2 * i + 1];
        }
        b[1] = wanted;
        return b;
    }

    /** Each payment by 60-digit arithmetic is in its interval, and that is narrow. */
    @Property(tries = 30)
    void intervalsHoldTheExactPayment(
            @ForAll MixtureDivergence divergence,
            @ForAll("lambdas") double told,
            @ForAll("refs") double least,
            @ForAll long seed) {
        Random random = new Random(seed);
        ExpertBlock block = block(random, least);
        double lambda = told * block.unit(divergence, told);
        double y = 0.05 + 0.9 * random.nextDouble();
        double[] b = values(random, Evaluation.of(block, divergence, lambda, new double[] {1 - y, y}));
        MixtureGame game = new MixtureGame(divergence, lambda, block, b);
        assertThat(game.optimum.isCertified()).isTrue();
        MixtureCharges charges = game.charges();
        ExactPair exact = new ExactPair(game);
        for (int i = 0; i < game.agents(); i++) {
            double payment = exact.charge(i);
            assertThat(payment).isBetween(charges.lower(i), charges.upper(i));
            if (payment > 1e-14 * Math.abs(game.optimum.welfare())) {
                assertThat(charges.upper(i) - charges.lower(i)).isLessThanOrEqualTo(2e-6 * payment);
            }
        }
    }

    /** λ and all values times a power of two are the same game. */
    @Property(tries = 60)
    void aUnitChangesNoBit(@ForAll MixtureDivergence divergence, @ForAll long seed) {
        Random random = new Random(seed);
        ExpertBlock block = block(random, 1e-8);
        double[] b = values(random, Evaluation.of(block, divergence, 1, new double[] {0.3, 0.7}));
        MixtureGame game = new MixtureGame(divergence, 1, block, b);
        double unit = 0x1p-140;
        double[] scaled = Arrays.stream(b).map(value -> unit * value).toArray();
        MixtureGame small = new MixtureGame(divergence, unit, block, scaled);
        assertThat(small.optimum.theta()).containsExactly(game.optimum.theta());
        MixtureCharges charges = game.charges();
        MixtureCharges ofSmall = small.charges();
        for (int i = 0; i < game.agents(); i++) {
            assertThat(ofSmall.payment(i) / unit).isEqualTo(charges.payment(i));
            assertThat(ofSmall.lower(i) / unit).isEqualTo(charges.lower(i));
            assertThat(ofSmall.upper(i) / unit).isEqualTo(charges.upper(i));
        }
    }

    /** No unit where none is needed; with one, λ times the largest slope and curvature is far from the end of double. */
    @Example
    void unitsAreForGamesThatNeedThem() {
        double[] prob = {0.5, 0.25, 0.5, 0.75};
        for (double least : LEAST_REFS) {
            ExpertBlock block = new ExpertBlock(2, prob, new double[] {least, 1}, new double[] {1, 1});
            for (MixtureDivergence divergence : MixtureDivergence.values()) {
                assertThat(block.unit(divergence, 1e-30)).isEqualTo(1);
                for (double lambda : LAMBDAS) {
                    double unit = block.unit(divergence, lambda);
                    assertThat(List.of(0x1p0, Math.scalb(1.0, Math.getExponent(unit))))
                            .contains(unit);
                    double steepest = divergence.isSteepAtZero() ? Evaluation.LEAST_PROB : 1;
                    assertThat(unit * lambda * divergence.curvature(steepest, least))
                            .isLessThan(0x1p961);
                    assertThat(unit * lambda * divergence.curvature(steepest, 1))
                            .isLessThan(0x1p961);
                    assertThat(unit * lambda * Math.abs(divergence.slope(steepest, 1)))
                            .isLessThan(0x1p961);
                    assertThat(unit * lambda * Math.abs(divergence.slope(1, least)))
                            .isLessThan(0x1p961);
                }
            }
        }
        assertThat(new ExpertBlock(2, prob, new double[] {2e-300, 1}, new double[] {1, 1})
                        .unit(MixtureDivergence.CHI_SQUARED, 1e30))
                .isLessThan(1);
    }
}
