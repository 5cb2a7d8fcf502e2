package dev.candor.policy.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.divergence.MixtureDivergence;
import dev.candor.model.Divergence;
import dev.candor.model.UserException;
import dev.candor.optim.SolveStatus;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import org.assertj.core.api.Assertions;

/** What every mixture must satisfy, on random small games. */
@PropertyDefaults(tries = 300)
@Tag("long")
class MixtureLawsTest {

    private static Arbitrary<RandomMixture> mixtures(int fewest, int most) {
        return Combinators.combine(
                        Arbitraries.of(MixtureDivergence.values()),
                        Arbitraries.integers().between(fewest, most),
                        Arbitraries.doubles().between(-0.5, 1).map(e -> StrictMath.pow(10, e)),
                        Arbitraries.longs())
                .as(RandomMixture::new);
    }

    @Provide
    Arbitrary<RandomMixture> games() {
        return mixtures(1, 6);
    }

    @Provide
    Arbitrary<RandomMixture> pairs() {
        return mixtures(2, 2);
    }

    private static double size(MixtureGame game) {
        return Arrays.stream(game.values).map(Math::abs).max().orElse(0)
                + game.lambda
                + game.optimum.evaluation().value();
    }

    /** No transfer of weight between two experts raises F: θ* is optimal, whoever found it. */
    @Property
    void converges(@ForAll("games") RandomMixture drawn) {
        MixtureGame game = drawn.game();
        assertThat(game.optimum.status()).isEqualTo(SolveStatus.CONVERGED);
        assertThat(game.optimum.gap()).isLessThanOrEqualTo(1e-10 * size(game));
        double[] theta = game.optimum.theta();
        assertThat(Arrays.stream(theta).sum()).isCloseTo(1, within(1e-14));
        for (int from = 0; from < theta.length; from++) {
            for (int to = 0; to < theta.length; to++) {
                double weight = Math.min(1e-4, theta[from] / 2);
                if (from != to && weight > 0) {
                    double[] moved = theta.clone();
                    moved[from] -= weight;
                    moved[to] += weight;
                    assertThat(welfare(game, moved)).isLessThanOrEqualTo(game.optimum.welfare() + 1e-13 * size(game));
                }
            }
        }
    }

    private static double welfare(MixtureGame game, double[] theta) {
        double value = 0;
        for (int k = 0; k < theta.length; k++) {
            value += game.values[k] * theta[k];
        }
        return value - game.evaluate(theta).value();
    }

    /** Each interval holds what an independent solver finds: ascent over pairs of experts by bisection, no Hessian. */
    @Property(tries = 100)
    void intervalsHoldTheDifferenceOfTwoOptima(@ForAll("games") RandomMixture drawn) {
        MixtureGame game = drawn.game();
        MixtureCharges charges = game.charges();
        assertThat(charges.passes()).isLessThanOrEqualTo(10);
        for (int i = 0; i < game.agents(); i++) {
            double[] found = PairwiseAscent.charge(game, i);
            double rounding = 1e-11 * size(game);
            assertThat(charges.payment(i)).isNotNegative().isBetween(charges.lower(i), charges.upper(i));
            assertThat(found[0]).isLessThanOrEqualTo(charges.upper(i) + rounding);
            assertThat(found[1]).isGreaterThanOrEqualTo(charges.lower(i) - rounding);
        }
    }

    /** Two experts, bisection in 60-digit arithmetic: the intervals hold payments of any size, down to nothing. */
    @Property(tries = 80)
    void intervalsHoldTheExactPayment(@ForAll("pairs") RandomMixture drawn) {
        MixtureGame game = drawn.game();
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

    /**
     * No sampled misreport, of values and of size, gains more than the incentive gap reported: the gap of the optimum and the
     * width of the agent's interval, under the truth or under the lie.
     */
    @Property
    void noMisreportGainsMoreThanTheGap(@ForAll("games") RandomMixture drawn, @ForAll long seed) {
        MixtureGame truth = drawn.game();
        Random random = new Random(seed);
        int experts = truth.block.experts();
        int liar = random.nextInt(truth.agents());
        double[] told = truth.b.clone();
        double size = 3 * random.nextDouble();
        double noise = random.nextInt(3) * Math.abs(truth.b[liar * experts]);
        for (int k = 0; k < experts; k++) {
            told[liar * experts + k] = size * (told[liar * experts + k] + noise * random.nextGaussian());
        }
        MixtureGame lie = new MixtureGame(truth.divergence, truth.lambda, truth.block, told);
        double gap = gap(truth, liar) + gap(lie, liar);
        assertThat(utility(lie, liar, truth.b))
                .isLessThanOrEqualTo(utility(truth, liar, truth.b) + gap + 1e-14 * (size(truth) + size(lie)));
    }

    private static double gap(MixtureGame game, int agent) {
        MixtureCharges charges = game.charges();
        return game.optimum.gap() + charges.upper(agent) - charges.lower(agent);
    }

    /** κu of the agent whose true b is given, at the outcome of {@code game}. */
    private static double utility(MixtureGame game, int agent, double[] b) {
        double[] theta = game.optimum.theta();
        double value = 0;
        for (int k = 0; k < theta.length; k++) {
            value += b[agent * theta.length + k] * theta[k];
        }
        return value - game.charges().payment(agent);
    }

    /** Five experts on two candidates: where the solver stopped, slopes along what they have in common were left out. */
    @Example
    void relabellingOfExpertsThatDepend() {
        relabelling(new RandomMixture(MixtureDivergence.JENSEN_SHANNON, 5, 0.954992586021436, -1576052));
    }

    /** The order of experts and agents is no input. */
    @Property
    void relabelling(@ForAll("games") RandomMixture drawn) {
        MixtureGame game = drawn.game();
        int experts = game.block.experts();
        MixtureGame mirrored = new MixtureGame(
                game.divergence,
                game.lambda,
                new ExpertBlock(experts, mirrored(game.block.prob, experts), game.block.ref, game.block.weight),
                mirrored(reversedRows(game.b, experts), experts));
        MixtureCharges charges = game.charges();
        MixtureCharges others = mirrored.charges();
        for (int i = 0; i < game.agents(); i++) {
            int j = game.agents() - 1 - i;
            double most = Math.max(charges.lower(i), others.lower(j));
            double least = Math.min(charges.upper(i), others.upper(j));
            assertThat(most).isLessThanOrEqualTo(least);
        }
    }

    private static double[] mirrored(double[] rows, int experts) {
        double[] mirrored = new double[rows.length];
        for (int at = 0; at < rows.length; at++) {
            mirrored[at] = rows[at - at % experts + experts - 1 - at % experts];
        }
        return mirrored;
    }

    private static double[] reversedRows(double[] rows, int experts) {
        double[] reversed = new double[rows.length];
        for (int at = 0; at < rows.length; at += experts) {
            System.arraycopy(rows, at, reversed, rows.length - experts - at, experts);
        }
        return reversed;
    }

    /** An agent's bits do not depend on who is charged beside it. */
    @Property
    void batchesDoNotMatter(@ForAll("games") RandomMixture drawn) {
        MixtureGame game = drawn.game();
        int experts = game.block.experts();
        MixtureCounterfactuals counterfactuals =
                new MixtureCounterfactuals(game.block, game.divergence, game.lambda, game.values, game.optimum);
        MixtureCharges together = counterfactuals.charge(game.b);
        for (int i = 0; i < game.agents(); i++) {
            MixtureCharges alone = counterfactuals.charge(Arrays.copyOfRange(game.b, i * experts, (i + 1) * experts));
            assertThat(alone.payment(0)).isEqualTo(together.payment(i));
            assertThat(alone.lower(0)).isEqualTo(together.lower(i));
            assertThat(alone.upper(0)).isEqualTo(together.upper(i));
        }
    }

    /** Any cut of the candidates, merged in any order: the same bits. */
    @Property
    void evaluationsMerge(@ForAll("games") RandomMixture drawn, @ForAll long seed) {
        MixtureGame game = drawn.game();
        Random random = new Random(seed);
        double[] theta = MixtureSolver.normalised(
                random.doubles(drawn.experts(), 0.01, 1.0 / drawn.experts()).toArray());
        Evaluation whole = game.evaluate(theta);
        Evaluation merged = Evaluation.empty(theta);
        int cut = random.nextInt(game.block.candidates() + 1);
        merged.merge(evaluate(game, theta, cut, game.block.candidates())).merge(evaluate(game, theta, 0, cut));
        assertThat(merged.value()).isEqualTo(whole.value());
        assertThat(merged.noise()).isEqualTo(whole.noise());
        assertThat(merged.hessian()).isEqualTo(whole.hessian());
        assertThat(merged.candidates()).isEqualTo(whole.candidates());
        for (int k = 0; k < theta.length; k++) {
            assertThat(merged.gradient(k)).isEqualTo(whole.gradient(k));
            assertThat(merged.ratio(k)).isEqualTo(whole.ratio(k));
        }
    }

    private static Evaluation evaluate(MixtureGame game, double[] theta, int from, int to) {
        int experts = game.block.experts();
        ExpertBlock part = new ExpertBlock(
                experts,
                Arrays.copyOfRange(game.block.prob, from * experts, to * experts),
                Arrays.copyOfRange(game.block.ref, from, to),
                Arrays.copyOfRange(game.block.weight, from, to));
        return Evaluation.of(part, game.divergence, game.lambda, theta);
    }

    /** Gradient and Hessian against central differences. */
    @Property
    void derivatives(@ForAll("games") RandomMixture drawn, @ForAll long seed) {
        MixtureGame game = drawn.game();
        int experts = drawn.experts();
        double[] theta = new Random(seed).doubles(experts, 0.1, 0.3).toArray();
        Evaluation at = game.evaluate(theta);
        double[] hessian = at.hessian();
        double constant = 0;
        for (int k = 0; k < experts; k++) {
            double step = 1e-5 * theta[k];
            double[] up = theta.clone();
            double[] down = theta.clone();
            up[k] += step;
            down[k] -= step;
            Evaluation above = game.evaluate(up);
            Evaluation below = game.evaluate(down);
            double slope = (above.value() - below.value()) / (2 * step);
            double scale = game.lambda + Math.abs(at.gradient(k)) + Math.abs(at.value());
            // Slopes are told up to a constant of all experts.
            constant = k == 0 ? slope - at.gradient(0) : constant;
            assertThat(slope - constant).isCloseTo(at.gradient(k), within(1e-6 * scale));
            for (int l = 0; l < experts; l++) {
                double curvature = (above.gradient(l) - below.gradient(l)) / (2 * step);
                double most = Math.sqrt(hessian[k * experts + k] * hessian[l * experts + l]) + scale;
                assertThat(curvature).isCloseTo(hessian[k * experts + l], within(1e-5 * most));
            }
        }
    }

    @Property
    void oneExpertPaysNothing(@ForAll("games") RandomMixture drawn) {
        MixtureCharges charges = new RandomMixture(drawn.divergence(), 1, drawn.lambda(), drawn.seed())
                .game()
                .charges();
        for (int i = 0; i < charges.agents(); i++) {
            assertThat(charges.payment(i)).isZero();
            assertThat(charges.lower(i)).isZero();
            assertThat(charges.upper(i)).isZero();
        }
    }

    /** Values that are the same for every expert move nothing. */
    @Property
    void indifferentAgentsPayExactlyNothing(@ForAll("games") RandomMixture drawn) {
        MixtureGame game = drawn.game();
        double[] same = new double[drawn.experts()];
        Arrays.fill(same, 0.7);
        MixtureCharges charges = new MixtureCounterfactuals(
                        game.block, game.divergence, game.lambda, game.values, game.optimum)
                .charge(same);
        assertThat(charges.payment(0)).isZero();
        assertThat(charges.upper(0)).isLessThanOrEqualTo(1e-15 * size(game));
    }

    @Example
    void candidatesWithoutWeightOrReachCountAsTheyShould() {
        double[] prob = {0.5, 0.25, 0.5, 0.75, 0, 0, 0.3, 0.4};
        double[] ref = {0.3, 0.3, 0.4, 0.5};
        double[] weight = {1, 1, 1, 0};
        double[] theta = {0.5, 0.5};
        double cost = Evaluation.of(new ExpertBlock(2, prob, ref, weight), MixtureDivergence.CHI_SQUARED, 2, theta)
                .value();
        double byHand = 2 * (0.075 * 0.075 / 0.3 + 0.325 * 0.325 / 0.3 + 0.4);
        assertThat(cost).isCloseTo(byHand, within(1e-14));
        Assertions.assertThatThrownBy(() ->
                        Evaluation.of(new ExpertBlock(2, prob, ref, weight), MixtureDivergence.REVERSE_KL, 2, theta))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("use another --divergence");
        Assertions.assertThatThrownBy(() -> MixtureDivergence.of(Divergence.TOTAL_VARIATION))
                .hasMessageContaining("use another --divergence");
    }
}
