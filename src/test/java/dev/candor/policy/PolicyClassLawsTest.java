package dev.candor.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.divergence.MixtureDivergence;
import dev.candor.model.Divergence;
import dev.candor.numeric.ExactSums;
import dev.candor.policy.PolicyClass.Outcome;
import dev.candor.policy.mixture.MixtureCharges;
import dev.candor.policy.mixture.MixtureGame;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;

/** The laws of the mechanism, the same for every policy class under every divergence it takes. */
@PropertyDefaults(tries = 600)
class PolicyClassLawsTest {
    /** Of welfares computed in plain doubles. */
    private static final double ROUNDING = 1e-12;
    /** Of the maximisers that know no second derivative. */
    private static final double SOLVED = 1e-11;

    /** A class, a divergence and a game. */
    record Case(PolicyClass policyClass, String divergence, long seed) {
        CommonGame game() {
            return CommonGame.draw(divergence, seed, 3);
        }

        Random random() {
            return new Random(~seed);
        }
    }

    @Provide
    Arbitrary<Case> cases() {
        List<Case> all = Arrays.stream(PolicyClass.values())
                .flatMap(one -> one.divergences.stream().map(divergence -> new Case(one, divergence, 0)))
                .toList();
        return Combinators.combine(Arbitraries.of(all), Arbitraries.longs())
                .as((one, seed) -> new Case(one.policyClass, one.divergence, seedOf(one.policyClass, seed)));
    }

    /** Local optima promise nothing: what is claimed of them is claimed of a hundred games. */
    private static long seedOf(PolicyClass policyClass, long seed) {
        return policyClass == PolicyClass.RESTRICTED ? Math.floorMod(seed, 100L) : seed;
    }

    /** κp = max ASW_{−i} − ASW_{−i}(π*) by an independent maximiser, within the interval that is reported; never negative. */
    @Property(tries = 150)
    void chargesAreWhatTheOthersLose(@ForAll("cases") Case drawn) {
        CommonGame game = drawn.game();
        Outcome outcome = drawn.policyClass.settle(game);
        double rounding = SOLVED * game.size();
        for (int i = 0; i < outcome.charge.length; i++) {
            double lost = drawn.policyClass.maximum(game, i) - game.welfare(outcome.prob, outcome.cost, i);
            assertThat(outcome.charge[i]).isNotNegative().isBetween(outcome.lower[i], outcome.upper[i]);
            assertThat(lost).isBetween(outcome.lower[i] - rounding, outcome.upper[i] + rounding);
        }
    }

    /**
     * What is 0 by structure is 0: divergences and payments are never below it, and an agent that gives all candidates of a
     * prompt the same, however much, pays exactly nothing.
     */
    @Property
    void zerosAndSignsHold(@ForAll("cases") Case drawn) {
        CommonGame game = drawn.game();
        Random random = drawn.random();
        int agent = random.nextInt(game.batch.agents());
        // To a catalog and a mixture this game tells values of policies, which have been rounded apart.
        boolean toldOfPolicies = drawn.policyClass == PolicyClass.CATALOG || drawn.policyClass == PolicyClass.MIXTURE;
        double alike = toldOfPolicies ? 0 : 1000 * random.nextDouble();
        Outcome outcome = drawn.policyClass.settle(game.indifferent(agent, alike));
        assertThat(outcome.cost).isNotNegative();
        for (int i = 0; i < outcome.charge.length; i++) {
            assertThat(outcome.charge[i]).isNotNegative();
            assertThat(outcome.lower[i]).isNotNegative();
        }
        assertThat(outcome.charge[agent]).isZero();
    }

    /** Rewards ≥ 0: nobody is worse off than without the mechanism, but for what the certificate leaves open. */
    @Property
    void individuallyRational(@ForAll("cases") Case drawn) {
        CommonGame game = drawn.game();
        Outcome outcome = drawn.policyClass.settle(game);
        for (int i = 0; i < outcome.charge.length; i++) {
            double value = game.value(i, outcome.prob);
            assertThat(outcome.charge[i]).isNotNegative().isLessThanOrEqualTo(value * (1 + ROUNDING) + outcome.gap[i]);
        }
    }

    /** No drawn misreport of rewards and size gains more than the incentive gap reported. */
    @Property
    void noMisreportGainsMoreThanTheGap(@ForAll("cases") Case drawn) {
        CommonGame truth = drawn.game();
        Outcome honest = drawn.policyClass.settle(truth);
        Random random = drawn.random();
        int liar = random.nextInt(honest.charge.length);
        double utility = truth.value(liar, honest.prob) - honest.charge[liar];
        for (int k = 0; k < 4; k++) {
            CommonGame lie = truth.misreported(liar, random);
            Outcome outcome = drawn.policyClass.settle(lie);
            double dishonest = truth.value(liar, outcome.prob) - outcome.charge[liar];
            double rounding = ROUNDING * (truth.size() + lie.size());
            assertThat(dishonest).isLessThanOrEqualTo(utility + honest.gap[liar] + rounding);
        }
    }

    /**
     * The range does not depend on reports: of two profiles, each has its own policy at least as good as the other's. And what
     * the others could have without an agent does not depend on what that agent says.
     */
    @Property
    void theRangeIsTheSameForAllReports(@ForAll("cases") Case drawn) {
        CommonGame one = drawn.game();
        CommonGame other = one.reported(drawn.random());
        Outcome first = drawn.policyClass.settle(one);
        Outcome second = drawn.policyClass.settle(other);
        double rounding = ROUNDING * (one.size() + other.size());
        assertThat(one.welfare(second.prob, second.cost, -1))
                .isLessThanOrEqualTo(one.welfare(first.prob, first.cost, -1) + rounding);
        assertThat(other.welfare(first.prob, first.cost, -1))
                .isLessThanOrEqualTo(other.welfare(second.prob, second.cost, -1) + rounding);
        CommonGame lie = one.misreported(0, drawn.random());
        Outcome lied = drawn.policyClass.settle(lie);
        double without = one.welfare(first.prob, first.cost, 0) + first.charge[0];
        assertThat(lie.welfare(lied.prob, lied.cost, 0) + lied.charge[0])
                .isCloseTo(without, within(first.gap[0] + lied.gap[0] + ROUNDING * (one.size() + lie.size())));
    }

    /** No class has more welfare than all policies. */
    @Property
    void tabularIsAnUpperBound(@ForAll("cases") Case drawn) {
        CommonGame game = drawn.game();
        Outcome outcome = drawn.policyClass.settle(game);
        Outcome best = PolicyClass.TABULAR.settle(game);
        assertThat(game.welfare(outcome.prob, outcome.cost, -1))
                .isLessThanOrEqualTo(game.welfare(best.prob, best.cost, -1) + ROUNDING * game.size());
    }

    /** A search that steps to where π underflows steps back: −∞ is a welfare like others. */
    @Example
    void searchesThatGoTooFarReturn() {
        for (long seed : new long[] {6461, -5549245, 16156558400921L, -17530433979533L}) {
            Case far = new Case(PolicyClass.RESTRICTED, "reverse-kl", seed);
            tabularIsAnUpperBound(far);
            theRangeIsTheSameForAllReports(far);
        }
    }

    /** On one prompt the mixtures of point masses are all policies. */
    @Property
    void pointMassesMixToTheTabularClass(@ForAll("cases") Case drawn) {
        if (!PolicyClass.MIXTURE.divergences.contains(drawn.divergence)) {
            return;
        }
        CommonGame game = CommonGame.draw(drawn.divergence, drawn.seed, 1);
        int candidates = game.reward.candidates();
        double[] values = IntStream.range(0, game.batch.agents() * candidates)
                .mapToDouble(k -> game.batch.scale(k / candidates) * game.reward(k / candidates, k % candidates))
                .toArray();
        MixtureGame mixture = new MixtureGame(
                MixtureDivergence.of(Divergence.of(drawn.divergence)),
                game.lambda,
                PolicyClass.pointMasses(game.ref()),
                values);
        MixtureCharges charges = mixture.charges();
        Outcome tabular = PolicyClass.TABULAR.settle(game);
        assertThat(mixture.optimum.welfare())
                .isCloseTo(game.welfare(tabular.prob, tabular.cost, -1), within(ROUNDING * game.size()));
        double[] theta = mixture.optimum.theta();
        for (int x = 0; x < candidates; x++) {
            assertThat(theta[x]).isCloseTo(tabular.prob[x], within(1e-9));
        }
        for (int i = 0; i < charges.agents(); i++) {
            double rounding = 1e-9 * tabular.charge[i] + 1e-15 * game.size();
            assertThat(tabular.charge[i]).isBetween(charges.lower(i) - rounding, charges.upper(i) + rounding);
        }
    }

    /** A catalog of one prompt's pure policies: as λ falls to 0 its payments are those of Vickrey, Clarke and Groves. */
    @Property
    void pureCheckpointsAreVickreyClarkeGroves(@ForAll long seed) {
        CommonGame game = CommonGame.draw("kl", seed, 1);
        double[][] bid = IntStream.range(0, game.batch.agents())
                .mapToObj(i -> IntStream.range(0, game.reward.candidates())
                        .mapToDouble(x -> game.batch.scale(i) * game.reward(i, x))
                        .toArray())
                .toArray(double[][]::new);
        double[] divergence =
                Arrays.stream(game.ref()).map(ref -> -Math.log(ref)).toArray();
        int[] all = IntStream.range(0, divergence.length).toArray();
        double most = Arrays.stream(divergence).max().orElseThrow();
        int won = Vickrey.winner(bid, -1);
        for (int k = 10; k <= 60; k += 10) {
            double lambda = Math.scalb(game.lambda, -k);
            Catalog catalog = catalog(bid, divergence, lambda);
            Catalog.Charging charging = catalog.charging();
            double rounding = ROUNDING * game.size();
            assertThat(Vickrey.worth(bid, won, -1) - Vickrey.worth(bid, catalog.chosen(), -1))
                    .isLessThanOrEqualTo(lambda * most + rounding);
            for (int i = 0; catalog.chosen() == won && i < bid.length; i++) {
                assertThat(charging.loss(all, bid[i], 0, all.length, 1))
                        .isCloseTo(Vickrey.payment(bid, i), within(lambda * most + rounding));
            }
        }
        Catalog free = catalog(bid, divergence, 0);
        assertThat(Vickrey.worth(bid, free.chosen(), -1))
                .isCloseTo(Vickrey.worth(bid, won, -1), within(ROUNDING * game.size()));
        for (int i = 0; i < bid.length; i++) {
            assertThat(free.charging().loss(all, bid[i], 0, all.length, 1))
                    .isCloseTo(Vickrey.payment(bid, i), within(ROUNDING * game.size()));
        }
    }

    private static Catalog catalog(double[][] bid, double[] divergence, double lambda) {
        ExactSums sums = new ExactSums(divergence.length);
        for (double[] mine : bid) {
            for (int m = 0; m < mine.length; m++) {
                sums.add(m, mine[m]);
            }
        }
        return Catalog.of(sums, divergence, lambda);
    }

    /** The mechanism of one choice without a price, in its textbook form. */
    private static final class Vickrey {
        private static double worth(double[][] bid, int m, int without) {
            return IntStream.range(0, bid.length)
                    .filter(i -> i != without)
                    .mapToDouble(i -> bid[i][m])
                    .sum();
        }

        private static int winner(double[][] bid, int without) {
            int best = 0;
            for (int m = 1; m < bid[0].length; m++) {
                best = worth(bid, m, without) > worth(bid, best, without) ? m : best;
            }
            return best;
        }

        private static double payment(double[][] bid, int i) {
            return worth(bid, winner(bid, i), i) - worth(bid, winner(bid, -1), i);
        }
    }
}
