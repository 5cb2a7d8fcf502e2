package dev.candor.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.mechanism.attack.DomainFit;
import dev.candor.model.Divergence;
import dev.candor.model.RewardDomain;
import dev.candor.study.NecessityTally.Count;
import dev.candor.study.NoiseTally.Noise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The paper's statements as laws of random games. */
class StudyLawsTest {
    private static final DrawnGames MAX = new DrawnGames(4, 6, RewardDomain.MAX, 3, true);

    private static List<WelfareMaximising> swMax(double lambda) {
        return Divergence.names().stream()
                .map(name -> WelfareMaximising.of(Divergence.of(name), lambda))
                .toList();
    }

    private static <T extends StudyTally<T>> T over(T tally, DrawnGames games, int count) {
        for (int id = 0; id < count; id++) {
            tally.add(games.game(id));
        }
        return tally;
    }

    /** Rochet: every SW-Max rule is cycle monotone, whatever types an agent could have. */
    @Property(tries = 150)
    void swMaxHasNoNegativeCycle(@ForAll long seed) {
        Random random = new Random(seed);
        Game game = TrainingRulesTest.game(seed, RewardDomain.UNRESTRICTED);
        double[][] reward = new double[8][game.candidates()];
        double[] size = new double[reward.length];
        for (int t = 0; t < reward.length; t++) {
            Arrays.setAll(reward[t], x -> random.nextGaussian());
            size[t] = 0.1 + 20 * random.nextDouble();
        }
        for (WelfareMaximising rule : swMax(0.01 + 3 * random.nextDouble())) {
            double mean = ImplementabilityTally.least(rule, game, reward, size).mean();
            assertThat(mean).as(rule.name()).isGreaterThanOrEqualTo(-1e-13);
        }
    }

    /** The search finds cycles that there are: what it finds is what all cycles of up to 6 nodes, one by one, have. */
    @Property(tries = 200)
    void theCheapestCycleIsFound(@ForAll long seed) {
        Random random = new Random(seed);
        int nodes = 2 + random.nextInt(5);
        double[][] cost = new double[nodes][nodes];
        for (double[] row : cost) {
            Arrays.setAll(row, to -> random.nextGaussian());
        }
        LeastMeanCycle found = LeastMeanCycle.of(cost);
        assertThat(found.mean()).isCloseTo(cheapest(cost, new ArrayList<>()), within(1e-12));
        assertThat(found.nodes()).doesNotHaveDuplicates().hasSizeGreaterThan(1);
    }

    private static double cheapest(double[][] cost, List<Integer> path) {
        double best = Double.POSITIVE_INFINITY;
        if (path.size() > 1) {
            double sum = 0;
            for (int k = 0; k < path.size(); k++) {
                sum += cost[path.get(k)][path.get((k + 1) % path.size())];
            }
            best = sum / path.size();
        }
        for (int node = 0; node < cost.length; node++) {
            if (!path.contains(node)) {
                List<Integer> longer = new ArrayList<>(path);
                longer.add(node);
                best = Math.min(best, cheapest(cost, longer));
            }
        }
        return best;
    }

    /** A rule that is not monotone is caught: the agent gets what it says it wants least. */
    @Test
    void aPerverseRuleHasANegativeCycle() {
        TrainingRule perverse = new TrainingRule() {
            @Override
            public String name() {
                return "perverse";
            }

            @Override
            public double[] policy(Game reported) {
                double[] upside = Arrays.stream(reported.reward(0)).map(r -> -r).toArray();
                return WelfareMaximising.of(Divergence.KL, 1).policy(reported.with(0, upside, reported.size(0)));
            }

            @Override
            public double precision() {
                return 1e-12;
            }
        };
        ImplementabilityTally tally =
                over(new ImplementabilityTally(List.of(perverse), RewardDomain.MAX, 5, 1), MAX, 20);
        assertThat(tally.cyclic(0, false)).isEqualTo(20);
        assertThat(tally.worst(0, false).mean()).isNegative();
    }

    /** Thm 4.12, every divergence and noise; and no report does better than one that undoes the noise. */
    @Property(tries = 60)
    void noiseNeverGainsMoreThanItsBound(@ForAll long seed) {
        Game game = TrainingRulesTest.game(seed, RewardDomain.UNRESTRICTED);
        Random random = new Random(~seed);
        double[] epsilons = {1e-6, 0.01, 0.3, 5};
        NoiseTally tally = new NoiseTally(swMax(0.05 + random.nextDouble()), epsilons, seed);
        tally.add(game);
        for (int r = 0; r < tally.rules().size(); r++) {
            for (int e = 0; e < epsilons.length; e++) {
                for (Noise noise : Noise.values()) {
                    assertThat(tally.largest(r, e, noise)).isBetween(0.0, 1 + 1e-12);
                }
            }
        }
        assertNoReportUndoesMore(game, random);
    }

    private static void assertNoReportUndoesMore(Game game, Random random) {
        double epsilon = 0.2;
        double[] sign = new double[game.candidates()];
        Arrays.setAll(sign, x -> random.nextBoolean() ? 1 : -1);
        for (WelfareMaximising rule : swMax(0.5)) {
            double stated = NoiseTally.ratio(rule, game, sign, epsilon) * 2 * game.size(0) * epsilon;
            double honest = seenAs(rule, game, sign, epsilon, new double[sign.length]);
            for (int k = 0; k < 50; k++) {
                double[] lie = new double[sign.length];
                Arrays.setAll(lie, x -> random.nextGaussian() * 0.3);
                assertThat(seenAs(rule, game, sign, epsilon, lie) - honest).isLessThanOrEqualTo(stated + 1e-12);
            }
            double[] undone = Arrays.stream(sign).map(s -> -epsilon * s).toArray();
            assertThat(seenAs(rule, game, sign, epsilon, undone) - honest).isCloseTo(stated, within(1e-11));
        }
    }

    /** Utility by true rewards when r + lie is reported and r + lie + noise is seen. */
    private static double seenAs(WelfareMaximising rule, Game game, double[] sign, double epsilon, double[] lie) {
        double[] seen = game.reward(0).clone();
        Arrays.setAll(seen, x -> seen[x] + lie[x] + epsilon * sign[x]);
        Game lied = game.with(0, seen, game.size(0));
        return game.size(0) * game.value(0, rule.policy(lied)) - rule.payment(lied, 0);
    }

    /** Thm 4.2 and B.2: without payments every agent that the theorems name gains, by their own lies; with them nobody. */
    @ParameterizedTest
    @CsvSource({"MAX,kl", "MAX,reverse-kl", "MAX,hellinger", "MAX,jensen-shannon", "SUM,kl", "SUM,hellinger"})
    void theNamedAgentsGainWithoutPayments(RewardDomain domain, String divergence) {
        DrawnGames games = new DrawnGames(4, 6, domain, 3, true);
        NecessityTally tally = over(
                new NecessityTally(List.of(WelfareMaximising.of(Divergence.of(divergence), 1)), domain, 1, 60, 1),
                games,
                60);
        assertThat(tally.count(0, Count.POSITIVE)).isEqualTo(120);
        assertThat(tally.count(0, Count.POSITIVE_GAINING)).isEqualTo(120);
        assertThat(tally.count(0, Count.ZERO)).isEqualTo(120);
        if (domain == RewardDomain.MAX) {
            assertThat(tally.count(0, Count.ZERO_GAINING)).isEqualTo(120);
        }
        assertThat(tally.count(0, Count.BY_ANY)).isEqualTo(240);
        assertThat(tally.count(0, Count.WITH_PAYMENTS)).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = RewardDomain.class,
            names = {"MAX", "SUM"})
    void withPaymentsNobodyGains(RewardDomain domain) {
        DrawnGames games = new DrawnGames(3, 5, domain, 8, true);
        NecessityTally tally = over(new NecessityTally(List.copyOf(swMax(0.2)), domain, 0.2, 110, 1), games, 40);
        for (int r = 0; r < tally.rules().size(); r++) {
            assertThat(tally.count(r, Count.WITH_PAYMENTS))
                    .as(tally.rules().get(r).name())
                    .isZero();
        }
    }

    /** An indifferent agent has nothing to gain and is not counted. */
    @Test
    void constantRewardsAreNotCounted() {
        Game game = MAX.game(0);
        double[] flat = new double[game.candidates()];
        Arrays.fill(flat, 1);
        NecessityTally tally =
                new NecessityTally(List.of(WelfareMaximising.of(Divergence.KL, 1)), RewardDomain.MAX, 1, 40, 1);
        tally.add(game.with(2, flat, 3));
        assertThat(tally.count(0, Count.AGENTS)).isEqualTo(game.agents() - 1);
    }

    /** Figure 2: valuation and payment rise with the size told, and truth is the best of both curves. */
    @Property(tries = 100)
    void curvesPeakAtTheTruth(@ForAll long seed) {
        Game game = TrainingRulesTest.game(seed, RewardDomain.MAX);
        for (WelfareMaximising rule : swMax(0.5)) {
            LieCurve truth = LieCurve.ofSize(rule, game, 1);
            double before = Double.NEGATIVE_INFINITY;
            double paid = Double.NEGATIVE_INFINITY;
            for (double told = 0; told <= 3; told += 0.25) {
                LieCurve size = LieCurve.ofSize(rule, game, told);
                assertThat(size.valuation()).isGreaterThanOrEqualTo(before - 1e-12);
                assertThat(size.payment()).isGreaterThanOrEqualTo(paid - 1e-12);
                assertThat(size.utility()).isLessThanOrEqualTo(truth.utility() + 1e-12);
                assertThat(LieCurve.ofPreference(rule, game, told).utility())
                        .isLessThanOrEqualTo(truth.utility() + 1e-12);
                before = size.valuation();
                paid = size.payment();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"affine-maximiser", "groves", "mosaic", "revenue-maximising"})
    void rulesThatDifferByAFreeTermPass(String name) {
        for (RewardDomain domain : List.of(RewardDomain.MAX, RewardDomain.SUM)) {
            assertThat(examined(name, domain).largest()).isLessThan(1e-12);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pay-your-value", "proportional-cost", "shapley-cost"})
    void rulesThatDoNotFail(String name) {
        EquivalenceTally tally = examined(name, RewardDomain.MAX);
        assertThat(tally.largest()).isGreaterThan(1e-3);
        OwnReports at = tally.at();
        WelfareMaximising mechanism = tally.mechanism();
        double first = at.payment(0) - at.affine(mechanism, 0);
        double second = at.payment(tally.against()) - at.affine(mechanism, tally.against());
        assertThat(Math.abs(first - second)).isGreaterThan(1e-4);
    }

    private static EquivalenceTally examined(String name, RewardDomain domain) {
        WelfareMaximising kl = WelfareMaximising.of(Divergence.KL, 1);
        Map<String, PaymentFunction> rules = KnownPayments.of(kl, domain);
        DrawnGames games = new DrawnGames(4, 5, domain, 2, false);
        return over(new EquivalenceTally(kl, rules.get(name), domain, 120, 1), games, 15);
    }

    /** Groves and Shapley for every divergence. */
    @Test
    void otherDivergencesToo() {
        for (WelfareMaximising rule : swMax(0.4)) {
            Map<String, PaymentFunction> rules = KnownPayments.of(rule, RewardDomain.MAX);
            EquivalenceTally groves = new EquivalenceTally(rule, rules.get("groves"), RewardDomain.MAX, 60, 1);
            EquivalenceTally shapley = new EquivalenceTally(rule, rules.get("shapley-cost"), RewardDomain.MAX, 60, 1);
            assertThat(over(groves, MAX, 10).largest()).as(rule.name()).isLessThan(1e-10);
            assertThat(over(shapley, MAX, 10).largest()).as(rule.name()).isGreaterThan(1e-4);
        }
    }

    /** Shapley's shares add up to the whole cost. */
    @Test
    void shapleySharesAddUp() {
        Game game = MAX.game(4);
        WelfareMaximising rule = WelfareMaximising.of(Divergence.HELLINGER, 0.3);
        double sum = 0;
        for (int i = 0; i < game.agents(); i++) {
            sum += ShapleyCost.share(rule, game, i);
        }
        assertThat(sum).isCloseTo(rule.optimum(game).cost(), within(1e-13));
    }

    /** Any sharing-out of the games gives the same state. */
    @Property(tries = 20)
    void talliesMergeToTheSame(@ForAll long seed) {
        List<TrainingRule> rules =
                List.of(WelfareMaximising.of(Divergence.KL, 0.3), new NashWelfare(0.3), new PairMedian());
        List<NecessityTally> parts = new ArrayList<>();
        NecessityTally whole = new NecessityTally(rules, RewardDomain.MAX, 0.3, 40, 1);
        Random random = new Random(seed);
        for (int p = 0; p < 3; p++) {
            parts.add(new NecessityTally(rules, RewardDomain.MAX, 0.3, 40, 1));
        }
        for (int id = 0; id < 12; id++) {
            whole.add(MAX.game(id));
            parts.get(random.nextInt(3)).add(MAX.game(id));
        }
        NecessityTally merged = parts.get(2).merge(parts.get(0)).merge(parts.get(1));
        for (int r = 0; r < rules.size(); r++) {
            assertThat(merged.meanGain(r)).isEqualTo(whole.meanGain(r));
            assertThat(merged.largestGain(r)).isEqualTo(whole.largestGain(r));
            assertThat(merged.largestLie(r)).isEqualTo(whole.largestLie(r));
            assertThat(merged.welfare(r)).isEqualTo(whole.welfare(r));
            for (Count count : Count.values()) {
                assertThat(merged.count(r, count)).isEqualTo(whole.count(r, count));
            }
        }
    }

    /** Both tables of the paper within the 0.016 to which the menu was solved back. */
    @Test
    void thePapersMenu() {
        assertThat(PaperMenu.lines()).hasSize(12).allSatisfy(line -> {
            assertThat(line.valuation()).isCloseTo(line.printedValuation(), within(0.016));
            assertThat(line.utility()).isCloseTo(line.printedUtility(), within(0.016));
            assertThat(line.welfare()).isCloseTo(line.printedWelfare(), within(0.016));
        });
    }

    /** Table 1's shape: the gain without payments rises with ε, the loss with payments grows faster. */
    @Test
    void tableOne() {
        double[] epsilon = {0.001, 0.002, 0.005, 0.01, 0.02};
        DrawnGames games = new DrawnGames(5, 10, RewardDomain.SUM, 1, false);
        TableOneTally tally = over(new TableOneTally(WelfareMaximising.of(Divergence.KL, 0.1), epsilon), games, 2000);
        for (int e = 0; e < epsilon.length; e++) {
            assertThat(tally.valuation(e)).isPositive();
            assertThat(tally.utility(e)).isNegative();
            if (e > 0) {
                assertThat(tally.valuation(e)).isGreaterThan(tally.valuation(e - 1));
                assertThat(tally.utility(e) / tally.valuation(e))
                        .isLessThan(tally.utility(e - 1) / tally.valuation(e - 1));
            }
        }
    }

    @Test
    void drawnGamesAreInTheirDomain() {
        for (RewardDomain domain : List.of(RewardDomain.MAX, RewardDomain.SUM)) {
            Game game = new DrawnGames(3, 4, domain, 5, true).game(7);
            for (int i = 0; i < 3; i++) {
                double[] fitted = game.reward(i).clone();
                DomainFit.fit(domain, fitted);
                assertThat(game.reward(i))
                        .containsExactly(fitted, within(1e-15))
                        .contains(0.0);
            }
        }
    }
}
