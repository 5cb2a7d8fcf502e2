package dev.candor.mechanism.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.candor.divergence.Kl;
import dev.candor.divergence.PolicyBlock;
import dev.candor.divergence.References;
import dev.candor.divergence.Regulariser;
import dev.candor.divergence.RewardSlice;
import dev.candor.divergence.Workspace;
import dev.candor.model.Divergence;
import dev.candor.model.ExitCode;
import dev.candor.model.MechanismSpec;
import dev.candor.model.Normalisation;
import dev.candor.model.PaymentRule;
import dev.candor.model.RewardDomain;
import dev.candor.model.UserException;
import dev.candor.numeric.Stable;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The least utility of any type of the domain, and what payments with it on top are. */
class RevenueMaximisingTest {

    /** One agent against the others' policy q on one prompt, under KL. */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    record Others(RewardDomain domain, double lambda, double boost, double[] logQ, long seed) {
        @Override
        public String toString() {
            return domain + " lambda=" + lambda + " boost=" + boost + " logQ=" + Arrays.toString(logQ) + " seed="
                    + seed;
        }

        double least() {
            return domain == RewardDomain.MAX
                    ? RevenueMaximising.leastOfMax(logQ, boost, lambda)
                    : RevenueMaximising.leastOfSum(logQ, boost, lambda);
        }

        /** κu^AFF = G(S) − G(S−d) = λ·log Σ q·e^{κwr/λ}, as log1p because Σ q = 1. */
        double utility(double[] reward, double weight) {
            double excess = 0;
            for (int x = 0; x < reward.length; x++) {
                excess += StrictMath.exp(logQ[x]) * StrictMath.expm1(reward[x] * boost * weight / lambda);
            }
            if (excess < Double.POSITIVE_INFINITY) {
                return lambda * StrictMath.log1p(excess);
            }
            double[] exponent = IntStream.range(0, reward.length)
                    .mapToDouble(x -> logQ[x] + reward[x] * boost * weight / lambda)
                    .toArray();
            return lambda * Stable.logSumExp(exponent, 0, exponent.length);
        }

        double[] type(Random random) {
            double[] reward = random.doubles(logQ.length).map(r -> r * r * r).toArray();
            double size = domain == RewardDomain.MAX
                    ? Arrays.stream(reward).max().orElseThrow()
                    : Arrays.stream(reward).sum();
            return Arrays.stream(reward).map(r -> r / size).toArray();
        }

        Game against(double[] reward, double weight) {
            return new Game(this, reward, weight);
        }
    }

    /** The prompt solved with the agent's report. */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    record Game(Others others, double[] report, double weight, PolicyBlock policy) {
        Game(Others others, double[] report, double weight) {
            this(others, report, weight, solve(others, report, weight));
        }

        private static PolicyBlock solve(Others others, double[] report, double weight) {
            double scale = others.boost * weight;
            double best = IntStream.range(0, report.length)
                    .mapToDouble(x -> scale * report[x])
                    .max()
                    .orElseThrow();
            double[] gap = Arrays.stream(report).map(r -> best - scale * r).toArray();
            double[] prob = new double[report.length];
            double[] dual = new double[report.length];
            new Kl(others.lambda).solve(others.logQ, gap, prob, dual);
            return new PolicyBlock(
                    0,
                    0,
                    new int[] {0, report.length},
                    new double[] {1},
                    others.logQ,
                    References.probabilities(others.logQ),
                    prob,
                    dual,
                    new double[][] {gap});
        }

        private RewardSlice slice() {
            int[] slot = IntStream.range(0, report.length).toArray();
            return new RewardSlice().at(slot, report, 0, slot.length);
        }

        /** p under the revenue-maximising rule. */
        double payment() {
            Kl kl = new Kl(others.lambda);
            double scale = others.boost * weight;
            Surcharge surcharge = Surcharge.under(PaymentRule.REVENUE_MAXIMISING, kl, others.domain);
            return (kl.charge(policy, 0, slice(), scale, new Workspace())
                            + surcharge.of(policy, 0, slice(), scale, others.boost))
                    / others.boost;
        }

        double surcharge() {
            return Surcharge.under(PaymentRule.REVENUE_MAXIMISING, new Kl(others.lambda), others.domain)
                    .of(policy, 0, slice(), others.boost * weight, others.boost);
        }

        /** w·E_π*[r] at true rewards and weight. */
        double value(double[] reward, double trueWeight) {
            double value = 0;
            for (int x = 0; x < reward.length; x++) {
                value += policy.prob(x) * reward[x];
            }
            return trueWeight * value;
        }
    }

    @Provide
    Arbitrary<Others> others() {
        return Combinators.combine(
                        Arbitraries.of(RewardDomain.MAX, RewardDomain.SUM),
                        Arbitraries.doubles().between(-1.5, 2).map(e -> StrictMath.pow(10, e)),
                        Arbitraries.of(1.0, 0.4, 3.0),
                        Arbitraries.integers().between(1, 7),
                        Arbitraries.longs())
                .as((domain, lambda, boost, candidates, seed) -> {
                    double[] logQ = new Random(seed).doubles(candidates, -4, 0).toArray();
                    return new Others(domain, lambda, boost, normalised(logQ), seed);
                });
    }

    private static double[] normalised(double... logs) {
        double normaliser = Stable.logSumExp(logs, 0, logs.length);
        return Arrays.stream(logs).map(l -> l - normaliser).toArray();
    }

    @Property
    void noTypeHasLess(@ForAll("others") Others others, @ForAll @DoubleRange(min = 1, max = 20) double weight) {
        Random random = new Random(others.seed());
        double least = others.least();
        assertThat(least).isPositive();
        for (int k = 0; k < 50; k++) {
            double[] type = others.type(random);
            assertThat(others.utility(type, weight)).isGreaterThanOrEqualTo(least * (1 - 1e-12));
            assertThat(others.utility(type, 1)).isGreaterThanOrEqualTo(least * (1 - 1e-12));
        }
    }

    /** A search that knows nothing of the closed form comes as low, and no lower. */
    @Property(tries = 100)
    void someTypeHasIt(@ForAll("others") Others others) {
        double least = others.least();
        assertThat(others.domain() == RewardDomain.MAX ? searchMax(others) : searchSum(others))
                .isCloseTo(least, within(1e-6 * least));
    }

    /** Types with one candidate at 1, the others on a grid. */
    private static double searchMax(Others others) {
        int candidates = others.logQ().length;
        double lowest = Double.POSITIVE_INFINITY;
        for (int best = 0; best < candidates; best++) {
            for (double rest = 0; rest <= 1; rest += 0.25) {
                double[] type = new double[candidates];
                Arrays.fill(type, rest);
                type[best] = 1;
                lowest = Math.min(lowest, others.utility(type, 1));
            }
        }
        return lowest;
    }

    /** Moves reward between pairs of candidates in ever smaller steps as long as that lowers utility, which is convex. */
    private static double searchSum(Others others) {
        int candidates = others.logQ().length;
        double[] type = new double[candidates];
        Arrays.fill(type, 1.0 / candidates);
        double lowest = others.utility(type, 1);
        for (double step = 0.5; step > 1e-7; ) {
            boolean lowered = false;
            for (int from = 0; from < candidates; from++) {
                for (int to = 0; to < candidates; to++) {
                    double moved = Math.min(step, type[from]);
                    if (from == to || moved == 0) {
                        continue;
                    }
                    type[from] -= moved;
                    type[to] += moved;
                    double utility = others.utility(type, 1);
                    if (utility < lowest) {
                        lowest = utility;
                        lowered = true;
                    } else {
                        type[from] += moved;
                        type[to] -= moved;
                    }
                }
            }
            step = lowered ? step : step / 2;
        }
        return lowest;
    }

    /** The surcharge is read off the optimum with the agent, yet does not depend on what the agent said. */
    @Property
    void theAgentsOwnReportDoesNotMoveIt(
            @ForAll("others") Others others, @ForAll @DoubleRange(min = 1, max = 5) double weight) {
        double least = others.least();
        double[] type = others.type(new Random(others.seed()));
        assertThat(others.against(type, weight).surcharge()).isCloseTo(least, within(1e-11 * least));
    }

    @Property
    void truthIsDominantAndNobodyOfTheDomainLoses(
            @ForAll("others") Others others,
            @ForAll @DoubleRange(min = 1, max = 8) double weight,
            @ForAll @DoubleRange(min = 1, max = 8) double claimed) {
        Random random = new Random(others.seed());
        double[] truth = others.type(random);
        Game honest = others.against(truth, weight);
        double utility = honest.value(truth, weight) - honest.payment();
        double rounding = 1e-12 * (weight + claimed);
        assertThat(utility).isGreaterThanOrEqualTo(-rounding);
        for (int k = 0; k < 20; k++) {
            Game lied = others.against(others.type(random), claimed);
            assertThat(lied.value(truth, weight) - lied.payment()).isLessThanOrEqualTo(utility + rounding);
        }
    }

    /** As λ grows the policy stands still and the least type is worth κ·min q (Max) or κ/K (Sum, even q). */
    @Test
    void fullAccuracyWhereLambdaDwarfsTheRewards() {
        double[] even = normalised(new double[1000]);
        double[] uneven = normalised(0, -1, -2, -3);
        for (double lambda : new double[] {1e6, 1e9}) {
            assertThat(RevenueMaximising.leastOfSum(even, 1.5, lambda))
                    .isCloseTo(1.5 / 1000, within(1.5e-3 * (1e-9 + 2 / lambda)));
            assertThat(RevenueMaximising.leastOfSum(uneven, 1.5, lambda))
                    .isCloseTo(1.5 * StrictMath.exp(uneven[3]), within(1e-9 + 2 / lambda));
            assertThat(RevenueMaximising.leastOfMax(uneven, 1.5, lambda))
                    .isCloseTo(1.5 * StrictMath.exp(uneven[3]), within(1e-9 + 2 / lambda));
        }
    }

    /** As λ vanishes only the reward counts: κ in the Max domain, κ/K in the Sum domain. */
    @Test
    void noOverflowWhereRewardsDwarfLambda() {
        double[] logQ = normalised(0, -1, -2, -3);
        assertThat(RevenueMaximising.leastOfMax(logQ, 2, 1e-6)).isCloseTo(2, within(1e-5));
        assertThat(RevenueMaximising.leastOfSum(logQ, 2, 1e-6)).isCloseTo(0.5, within(1e-5));
    }

    @ParameterizedTest
    @CsvSource({"chi-squared, MAX", "hellinger, SUM", "total-variation, MAX", "kl, UNRESTRICTED"})
    void otherDivergencesAndUnboundedRewardsAreRefused(String divergence, RewardDomain domain) {
        assertThatThrownBy(() -> new MechanismSpec(
                        Divergence.of(divergence), 1, PaymentRule.REVENUE_MAXIMISING, Normalisation.NONE, domain))
                .isInstanceOfSatisfying(
                        UserException.class,
                        refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
                .hasMessageContainingAll(
                        "Cannot charge the revenue-maximising payments",
                        divergence,
                        "--divergence kl",
                        "--payment-rule affine-maximiser");
    }

    @ParameterizedTest
    @EnumSource(
            value = PaymentRule.class,
            names = {"AFFINE_MAXIMISER", "NONE"})
    void theOtherRulesAddNothing(PaymentRule rule) {
        Regulariser kl = new Kl(1);
        Others others = new Others(RewardDomain.MAX, 1, 1, normalised(0, -1), 1);
        Game game = others.against(new double[] {1, 0}, 2);
        assertThat(Surcharge.under(rule, kl, RewardDomain.MAX).of(game.policy(), 0, game.slice(), 2, 1))
                .isZero();
    }
}
