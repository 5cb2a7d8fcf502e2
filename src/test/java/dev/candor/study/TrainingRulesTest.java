package dev.candor.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.divergence.Kl;
import dev.candor.divergence.References;
import dev.candor.mechanism.attack.DomainFit;
import dev.candor.model.Divergence;
import dev.candor.model.RewardDomain;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Each rule maximises what it says it does; medians are strategy-proof in the sense in which they are. */
class TrainingRulesTest {
    private static final double TYPICAL = DrawnGames.TYPICAL_SIZE;

    /** Small random games: n from 2 to 6, K from 2 to 6. */
    static Game game(long seed, RewardDomain domain) {
        Random random = new Random(seed);
        int agents = 2 + random.nextInt(5);
        int candidates = 2 + random.nextInt(5);
        double[][] reward = new double[agents][candidates];
        double[] size = new double[agents];
        double[] boost = new double[agents];
        for (int i = 0; i < agents; i++) {
            Arrays.setAll(reward[i], x -> 0.05 + random.nextDouble());
            DomainFit.fit(domain, reward[i]);
            size[i] = 0.5 + 5 * random.nextDouble();
            boost[i] = 1;
        }
        double[] logBase = new double[candidates];
        Arrays.setAll(logBase, x -> random.nextGaussian());
        return Game.of(seed, logBase, reward, size, boost);
    }

    /** A point near π, on the simplex. */
    private static double[] near(double[] prob, Random random) {
        double step = Math.pow(10, -4 * random.nextDouble());
        double[] other = prob.clone();
        double total = 0;
        for (int x = 0; x < other.length; x++) {
            other[x] *= Math.exp(step * random.nextGaussian());
            total += other[x];
        }
        double sum = total;
        return Arrays.stream(other).map(p -> p / sum).toArray();
    }

    private static double nash(Game game, double lambda, double[] prob) {
        double sum = -lambda * new Kl(lambda).divergence(References.probabilities(game.logRef()), prob);
        for (int i = 0; i < game.agents(); i++) {
            sum += game.scale(i) * Math.log(game.value(i, prob));
        }
        return sum;
    }

    private static double maxMin(Game game, double lambda, double[] prob) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < game.agents(); i++) {
            least = Math.min(least, game.value(i, prob));
        }
        double cost = lambda * new Kl(lambda).divergence(References.probabilities(game.logRef()), prob);
        return game.agents() * TYPICAL * least - cost;
    }

    /** Concave objectives: no worse than any point nearby is no worse than any point. */
    @Property(tries = 1000)
    void nashAndMaxMinAreOptima(@ForAll long seed) {
        Random random = new Random(seed);
        double lambda = Math.pow(10, 2 * random.nextDouble() - 1.5);
        Game game = game(seed, RewardDomain.MAX);
        double[] nash = new NashWelfare(lambda).policy(game);
        double[] fair = new MaxMin(lambda, TYPICAL).policy(game);
        assertThat(Arrays.stream(nash).sum()).isCloseTo(1, within(1e-13));
        assertThat(Arrays.stream(fair).sum()).isCloseTo(1, within(1e-13));
        for (int k = 0; k < 100; k++) {
            assertThat(nash(game, lambda, near(nash, random)))
                    .isLessThanOrEqualTo(nash(game, lambda, nash) + 1e-12 * (1 + Math.abs(nash(game, lambda, nash))));
            assertThat(maxMin(game, lambda, near(fair, random))).isLessThanOrEqualTo(maxMin(game, lambda, fair) + 1e-8);
        }
    }

    /** Rewards times a constant, each agent its own, leave the Nash product's policy where it is; sizes do not matter to max-min. */
    @Property(tries = 200)
    void nashSeesNoUnitAndMaxMinNoSize(@ForAll long seed) {
        Game game = game(seed, RewardDomain.MAX);
        double[] scaled = Arrays.stream(game.reward(0)).map(r -> 3.7 * r).toArray();
        assertThat(new NashWelfare(0.3).policy(game.with(0, scaled, game.size(0))))
                .containsExactly(new NashWelfare(0.3).policy(game), within(1e-9));
        MaxMin fair = new MaxMin(0.3, TYPICAL);
        assertThat(fair.policy(game.with(0, game.reward(0), 50))).isEqualTo(fair.policy(game));
    }

    /** A wish for nothing is left out of the product, where it would make everything 0. */
    @Test
    void nashLeavesOutWhoWantsNothing() {
        Game game = game(5, RewardDomain.MAX);
        double[] nothing = new double[game.candidates()];
        Game silent = game.with(0, nothing, 1);
        assertThat(new NashWelfare(0.3).policy(silent))
                .containsExactly(new NashWelfare(0.3).policy(silent.with(0, nothing, 1000)));
        assertThat(Arrays.stream(new NashWelfare(0.3).policy(silent)).allMatch(Double::isFinite))
                .isTrue();
    }

    /** No report moves any coordinate of the median towards one's own. */
    @Property(tries = 500)
    void noReportBringsTheMedianNearer(@ForAll long seed) {
        Game game = game(seed, RewardDomain.UNRESTRICTED);
        Random random = new Random(~seed);
        double[] truth = RewardMedian.medians(game);
        double[] lie = Arrays.stream(game.reward(0))
                .map(r -> r + random.nextGaussian())
                .toArray();
        double[] lied = RewardMedian.medians(game.with(0, lie, game.size(0)));
        for (int x = 0; x < truth.length; x++) {
            assertThat(Math.abs(lied[x] - game.reward(0)[x]))
                    .isGreaterThanOrEqualTo(Math.abs(truth[x] - game.reward(0)[x]));
        }
    }

    /** Truth is dominant without payments when pairs are decided by themselves. */
    @Property(tries = 1000)
    void noReportGainsUnderThePairMedian(@ForAll long seed, @ForAll @IntRange(max = 3) int kind) {
        Game game = game(seed, RewardDomain.MAX);
        Random random = new Random(~seed);
        double[] truth = new PairMedian().policy(game);
        double[] lie = Arrays.stream(game.reward(0))
                .map(r -> switch (kind) {
                    case 0 -> random.nextDouble();
                    case 1 -> -r;
                    case 2 -> Math.rint(2 * r);
                    default -> r * r * r;
                })
                .toArray();
        double[] lied = new PairMedian().policy(game.with(0, lie, 9));
        assertThat(Arrays.stream(lied).sum()).isCloseTo(1, within(1e-13));
        assertThat(game.gain(0, truth, lied)).isLessThanOrEqualTo(1e-14);
    }

    /** Who wants a good policy, not a like-minded median, gains by exaggerating: two candidates, three agents. */
    @Test
    void theMedianOfRewardsIsNotStrategyProofForValues() {
        Game game = Game.of(
                0, new double[2], new double[][] {{.6, .4}, {.3, .5}, {.8, .5}}, new double[] {1, 1, 1}, new double[] {
                    1, 1, 1
                });
        RewardMedian rule = new RewardMedian(1, 1);
        double[] lied = rule.policy(game.with(0, new double[] {1, 0}, 1));
        assertThat(game.gain(0, rule.policy(game), lied)).isGreaterThan(0.001);
    }

    /** Payment by the rule's own formula is eq. (1): what the others lose. */
    @Property(tries = 200)
    void theAffinePaymentIsWhatOthersLose(@ForAll long seed) {
        Game game = game(seed, RewardDomain.MAX);
        for (String name : Divergence.names()) {
            WelfareMaximising rule = WelfareMaximising.of(Divergence.of(name), 0.7);
            double[] others = game.aggregate(0);
            WelfareMaximising.Optimum with = rule.optimum(game);
            WelfareMaximising.Optimum without = rule.optimum(game.logRef(), others);
            double loss = welfare(others, without) - welfare(others, with);
            assertThat(rule.payment(game, 0)).as(name).isNotNegative().isCloseTo(loss, within(1e-11));
        }
    }

    private static double welfare(double[] aggregate, WelfareMaximising.Optimum optimum) {
        double welfare = -optimum.cost();
        for (int x = 0; x < aggregate.length; x++) {
            welfare += aggregate[x] * optimum.prob()[x];
        }
        return welfare;
    }
}
