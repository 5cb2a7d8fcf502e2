package dev.candor.mechanism.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.divergence.Kl;
import dev.candor.model.Divergence;
import dev.candor.model.PaymentRule;
import dev.candor.model.RewardDomain;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The attack finds nothing where truth is dominant, and something where it is not. */
@PropertyDefaults(tries = 200)
@Tag("long")
@net.jqwik.api.Tag("long")
class GameAttackTest {
    private static final List<Lie> LIES = Lies.first(110);

    @Provide
    Arbitrary<String> divergences() {
        return Arbitraries.of(Divergence.names());
    }

    /** Their optima drop no candidate, so that a claim about any of them moves the policy. */
    @Provide
    Arbitrary<String> fullySupported() {
        return Arbitraries.of("kl", "reverse-kl", "hellinger", "jensen-shannon");
    }

    private record Attacked(AttackPlan plan, Ledger ledger) {
        double with() {
            return IntStream.range(0, plan.strategies())
                    .mapToDouble(s -> ledger.value(plan.withEntry(s)))
                    .max()
                    .orElseThrow();
        }

        double without() {
            return IntStream.range(0, plan.strategies())
                    .mapToDouble(s -> ledger.value(plan.withoutEntry(s)))
                    .max()
                    .orElseThrow();
        }

        double stake() {
            return ledger.value(AttackPlan.STAKE);
        }
    }

    private static Attacked attack(AuditedRule rule, Games games, int agent, List<Lie> lies) {
        AttackPlan plan = new AttackPlan(lies, games.domain, AttackPlan.Scope.PROMPTS);
        Ledger ledger = new Ledger(plan.entries());
        new GameAttack(rule, plan).play(games.of(agent), 1, 7, ledger);
        return new Attacked(plan, ledger);
    }

    /** p^AFF: no lie about rewards and size gains, in no domain. */
    @Property
    void nothingGainsUnderTheAffineMaximiser(
            @ForAll("divergences") String divergence, @ForAll RewardDomain domain, @ForAll long seed) {
        Games games = Games.draw(divergence, domain, seed);
        AuditedRule rule = AuditedRule.of(games.mechanism(PaymentRule.AFFINE_MAXIMISER));
        for (int i = 0; i < games.reward.length; i++) {
            Attacked attacked = attack(rule, games, i, LIES);
            double jump = divergence.equals("total-variation") ? 1e-15 * games.welfare() : 0;
            assertThat(attacked.with())
                    .as("agent " + i + " of " + games)
                    .isLessThanOrEqualTo(Resolution.ROUNDING * attacked.stake() + jump);
        }
    }

    /** The most revenue that is possible is no reason to lie either. */
    @Property
    void nothingGainsUnderTheRevenueMaximisingRule(@ForAll boolean sum, @ForAll long seed) {
        Games games = Games.draw("kl", sum ? RewardDomain.SUM : RewardDomain.MAX, seed);
        AuditedRule rule = AuditedRule.of(games.mechanism(PaymentRule.REVENUE_MAXIMISING));
        for (int i = 0; i < games.reward.length; i++) {
            assertThat(attack(rule, games, i, LIES).with())
                    .isLessThanOrEqualTo(1e-12 * (games.welfare() + games.lambda));
        }
    }

    /** Thm 4.2: rewards that are positive and not all equal. */
    @Property
    void someLieGainsWhereNobodyPays(
            @ForAll("fullySupported") String divergence, @ForAll RewardDomain domain, @ForAll long seed) {
        Games games = Games.draw(divergence, domain, seed);
        AuditedRule rule = AuditedRule.of(games.mechanism(PaymentRule.NONE));
        assumeUnsettled(games);
        for (int i = 0; i < games.reward.length; i++) {
            Attacked attacked = attack(rule, games, i, LIES);
            assertThat(attacked.stake()).isPositive();
            assertThat(attacked.without()).isGreaterThan(1e-9 * attacked.stake());
            assertThat(attacked.with()).isEqualTo(attacked.without());
        }
    }

    /** Where one candidate has all the mass, whatever a lie gains is below rounding. */
    private static void assumeUnsettled(Games games) {
        Assume.that(games.lambda >= 0.1);
        PromptGame game = games.of(0);
        Play truth = game.play();
        truth.solve(game.truth);
        Assume.that(IntStream.range(0, game.length()).allMatch(x -> truth.outcome(x) < 0.999));
    }

    /** Whom a theorem names gains by some lie, whatever the divergence and the domain; with a domain, most are named. */
    @Property
    void theNamedGain(@ForAll("divergences") String divergence, @ForAll RewardDomain domain, @ForAll long seed) {
        Games games = Games.draw(divergence, domain, seed);
        for (int i = 0; i < games.reward.length; i++) {
            Attacked attacked =
                    attack(AuditedRule.of(games.mechanism(PaymentRule.AFFINE_MAXIMISER)), games, i, Lies.first(1));
            AgentAttack found = AgentAttack.of(attacked.plan(), attacked.ledger(), games.boost[i]);
            assertThat(!found.isNamed() || found.gainsWithout())
                    .as("agent " + i + " of " + games + ": " + found)
                    .isTrue();
            assertThat(divergence.equals("total-variation") && found.isNamed()).isFalse();
        }
    }

    /** By hand, K = 2, π0 even, KL, λ = 1: π(x) = 1/(1 + e^(S_y − S_x)); the slope of d·π along S_worst is −(d_b − d_w)·π_b·π_w. */
    @Test
    void theTheoremsPromiseTheSlopeTimesTheRoom() {
        double[] logRef = {StrictMath.log(0.5), StrictMath.log(0.5)};
        // Max: the worst, 0.25, may fall to 0. B.2 has the same room there, and none at 1.
        assertThat(promised(logRef, new double[] {1, 0.25}, RewardDomain.MAX))
                .isCloseTo(2 * 0.25 * slope(1.5), within(1e-15));
        // A worst of 0 is not lowered, and nothing lies strictly between.
        assertThat(promised(logRef, new double[] {1, 0}, RewardDomain.MAX)).isZero();
        // Sum: ε ≤ min(1 − 0.75, 0.25) moves both, each by the same slope.
        assertThat(promised(logRef, new double[] {0.75, 0.25}, RewardDomain.SUM))
                .isCloseTo(2 * 0.25 * 2 * slope(1), within(1e-15));
        assertThat(promised(logRef, new double[] {1, 0}, RewardDomain.SUM)).isZero();
        assertThat(promised(logRef, new double[] {0.5, 0.5}, RewardDomain.UNRESTRICTED))
                .isZero();
        assertThat(promised(logRef, new double[] {1, 0}, RewardDomain.UNRESTRICTED))
                .isCloseTo(2 * slope(2), within(1e-15));
    }

    /** Δ·π(1−π) at a difference of Δ. */
    private static double slope(double difference) {
        double p = 1 / (1 + StrictMath.exp(-difference));
        return difference * p * (1 - p);
    }

    /** Of an agent of weight 2 among others who want nothing. */
    private static double promised(double[] logRef, double[] reward, RewardDomain domain) {
        PromptGame game =
                new PromptGame(new Kl(1), logRef, new double[2], new double[] {2 * reward[0], 2 * reward[1]}, 2, 1);
        Play truth = game.play();
        truth.solve(game.truth);
        return Theorems.promised(game, new LiarView(reward, game.others, new double[2], 1), truth, domain);
    }

    /** An ascent ends no lower than the lie that it starts from, and under a wrong rule at times above all lies of a list. */
    @Property(tries = 20)
    void ascentsClimb(@ForAll("fullySupported") String divergence, @ForAll long seed) {
        List<Lie> few = Lies.first(6);
        int higher = 0;
        // Where lambda is small one candidate has all mass and nothing climbs: ten games in a row may be such.
        for (int k = 0; k < 10 || (k < 100 && higher == 0); k++) {
            Games games = Games.draw(divergence, RewardDomain.UNRESTRICTED, seed + k);
            Attacked attacked = attack(WrongRules.half(), games, 0, few);
            AttackPlan plan = attacked.plan();
            Ledger ledger = attacked.ledger();
            assertThat(plan.name(few.size())).isEqualTo("gradient ascent on value from the best lie");
            assertThat(plan.name(few.size() + 2)).isEqualTo("gradient ascent on utility from the best lie");
            double without = ledger.value(plan.withoutEntry(few.size()));
            double with = ledger.value(plan.withEntry(few.size() + 2));
            double best = Double.NEGATIVE_INFINITY;
            for (int lie = 0; lie < few.size(); lie++) {
                double slack = 1e-6 * attacked.stake();
                assertThat(without).isGreaterThanOrEqualTo(ledger.value(plan.withoutEntry(lie)) - slack);
                assertThat(with).isGreaterThanOrEqualTo(ledger.value(plan.withEntry(lie)) - slack);
                best = Math.max(best, ledger.value(plan.withEntry(lie)));
            }
            higher += with > best + 1e-6 * attacked.stake() ? 1 : 0;
        }
        assertThat(higher).isPositive();
    }

    /** Whether every candidate has mass enough for a change of it to be seen. */
    private static boolean isVisible(Games games) {
        PromptGame game = games.of(0);
        Play truth = game.play();
        truth.solve(game.truth);
        return IntStream.range(0, game.length()).allMatch(x -> truth.outcome(x) > 1e-6);
    }

    /** The theorem's own constructions gain by themselves, without help from the rest of the list. */
    @Property
    void theTheoremsConstructionsGain(@ForAll("fullySupported") String divergence, @ForAll long seed) {
        List<Lie> max = List.of(new Lie("Thm 4.2, Max", Misreport.lowerWorst(0.5), 1));
        List<Lie> sum = List.of(new Lie("Thm 4.2, Sum", Misreport.shiftWorstToBest(0.5), 1));
        Games ofMax = Games.draw(divergence, RewardDomain.MAX, seed);
        Games ofSum = Games.draw(divergence, RewardDomain.SUM, seed);
        assumeUnsettled(ofMax);
        assumeUnsettled(ofSum);
        Assume.that(isVisible(ofMax) && isVisible(ofSum));
        Attacked inMax = attack(AuditedRule.of(ofMax.mechanism(PaymentRule.NONE)), ofMax, 0, max);
        Attacked inSum = attack(AuditedRule.of(ofSum.mechanism(PaymentRule.NONE)), ofSum, 0, sum);
        assertThat(inMax.ledger().value(inMax.plan().withoutEntry(0))).isPositive();
        assertThat(inSum.ledger().value(inSum.plan().withoutEntry(0))).isPositive();
    }

    /** Thm B.2: small steps along t gain. */
    @Property
    void polarisingGains(@ForAll("fullySupported") String divergence, @ForAll long seed) {
        Games games = Games.draw(divergence, RewardDomain.UNRESTRICTED, seed);
        assumeUnsettled(games);
        Attacked attacked = attack(
                AuditedRule.of(games.mechanism(PaymentRule.NONE)),
                games,
                0,
                List.of(new Lie("Thm B.2", Misreport.polarise(1e-3), 1)));
        assertThat(attacked.ledger().value(attacked.plan().withoutEntry(0))).isPositive();
    }

    /** Utility at the truth is the marginal contribution, by two optima that know nothing of payments. */
    @Property
    void utilityIsTheMarginalContribution(@ForAll("divergences") String divergence, @ForAll long seed) {
        Games games = Games.draw(divergence, RewardDomain.UNRESTRICTED, seed);
        AuditedRule rule = AuditedRule.of(games.mechanism(PaymentRule.AFFINE_MAXIMISER));
        for (int i = 0; i < games.reward.length; i++) {
            Ledger ledger = attack(rule, games, i, List.of()).ledger();
            double utility = ledger.value(AttackPlan.VALUE) - ledger.value(AttackPlan.CHARGE);
            assertThat(utility)
                    .isCloseTo(
                            ledger.value(AttackPlan.CONTRIBUTION),
                            within(1e-12 * ledger.value(AttackPlan.CONTRIBUTION_SCALE)));
        }
    }

    /** Each planted rule is caught on some game of fifty, by far more than rounding. */
    @Property(tries = 10)
    void wrongChargesAreCaught(@ForAll("fullySupported") String divergence, @ForAll long seed) {
        for (AuditedRule wrong : WrongRules.ofCharges()) {
            assertThat(worst(seed, k -> Games.draw(divergence, RewardDomain.UNRESTRICTED, k), games -> wrong))
                    .isGreaterThan(1e-6);
        }
    }

    /** A λ that grows with the claimed sizes is caught by lies about size. */
    @Property(tries = 10)
    void aLambdaScaledByTheSizesIsCaught(@ForAll long seed) {
        assertThat(worst(
                        seed,
                        k -> Games.draw("kl", RewardDomain.MAX, k),
                        games -> new WrongRules.LambdaBySize(factor -> games.of(0, factor), 3)))
                .isGreaterThan(1e-6);
    }

    /** The largest gain over fifty games, relative to what is at stake. */
    private static double worst(
            long seed, java.util.function.LongFunction<Games> draw, Function<Games, AuditedRule> rule) {
        ToDoubleFunction<Games> gain = games -> {
            Attacked attacked = attack(rule.apply(games), games, 0, LIES);
            return attacked.with() / attacked.stake();
        };
        return IntStream.range(0, 50)
                .mapToDouble(k -> gain.applyAsDouble(draw.apply(seed + k)))
                .max()
                .orElseThrow();
    }

    /** k equal identities pay no more than one, and less the larger k: κp is convex in d and 0 at 0. */
    @Property
    void splittingLowersTheBill(@ForAll("divergences") String divergence, @ForAll long seed) {
        Games games = Games.draw(divergence, RewardDomain.UNRESTRICTED, seed);
        AuditedRule rule = AuditedRule.of(games.mechanism(PaymentRule.AFFINE_MAXIMISER));
        Attacked attacked = attack(rule, games, 0, List.of());
        double before = attacked.ledger().value(AttackPlan.CHARGE);
        for (int k = 0; k < AttackPlan.identities().size(); k++) {
            double bill = attacked.ledger().value(attacked.plan().splitEntry(k));
            assertThat(bill).isBetween(0.0, before + 1e-12 * attacked.stake());
            before = bill;
        }
    }

    /** Two candidates under KL, two agents who want the same one: both claiming half of the joint wish costs less. */
    @Test
    void twoWhoWantTheSameSaveByClaimingTogether() {
        double[] logRef = {StrictMath.log(0.5), StrictMath.log(0.5)};
        PromptGame first = new PromptGame(new Kl(1), logRef, new double[] {1, 0}, new double[] {3, 0}, 3, 1);
        PromptGame second = new PromptGame(new Kl(1), logRef, new double[] {3, 0}, new double[] {1, 0}, 1, 1);
        AuditedRule rule = AuditedRule.affineMaximiser();
        Ledger ledger = new Ledger(PairAttack.entries());
        new PairAttack(rule, RewardDomain.UNRESTRICTED).play(first, second, 1, ledger);
        int half = IntStream.range(0, PairAttack.strategies())
                .filter(k -> PairAttack.name(k).contains("half"))
                .findFirst()
                .orElseThrow();
        // λ·KL(π*‖π without): logit 4 with both, 1 without the first, 3 without the second, 2 without a half.
        double saved = kl(4, 1) + kl(4, 3) - 2 * kl(4, 2);
        assertThat(saved).isGreaterThan(0.05);
        assertThat(ledger.value(half)).isCloseTo(saved, within(1e-14));
    }

    /** A hundred names that claim ten times the size together carry the day, and each pays for its own last step alone. */
    @Test
    void manyNamesThatClaimMuchGainWhatNoLieOfOneGains() {
        double[] logRef = {StrictMath.log(0.5), StrictMath.log(0.5)};
        PromptGame game = new PromptGame(new Kl(1), logRef, new double[] {0, 3}, new double[] {1, 0}, 1, 1);
        AttackPlan plan = new AttackPlan(LIES, RewardDomain.UNRESTRICTED, AttackPlan.Scope.PROMPTS);
        Ledger ledger = new Ledger(plan.entries());
        new GameAttack(AuditedRule.affineMaximiser(), plan).play(game, 1, 7, ledger);
        AgentAttack attack = AgentAttack.of(plan, ledger, 1);
        // Logits: −3 without, −2 with, 7 under the names, 6.9 without one of them.
        double gain = 1 / (1 + StrictMath.exp(-7)) - 1 / (1 + StrictMath.exp(2)) - 100 * kl(7, 6.9) + kl(-2, -3);
        int hundred = AttackPlan.identities().indexOf(100);
        assertThat(ledger.value(plan.falseNamesEntry(hundred, 1))).isCloseTo(gain, within(1e-13));
        assertThat(attack.gainWith()).isNotPositive();
        assertThat(attack.bestFalseNames().gain()).isGreaterThanOrEqualTo(gain).isGreaterThan(0.8);
        assertThat(ledger.value(plan.falseNamesEntry(hundred, 0)))
                .isCloseTo(attack.payment() - ledger.value(plan.splitEntry(hundred)), within(1e-15));
    }

    private static double kl(double logit, double other) {
        double p = 1 / (1 + StrictMath.exp(-logit));
        double q = 1 / (1 + StrictMath.exp(-other));
        return p * StrictMath.log(p / q) + (1 - p) * StrictMath.log((1 - p) / (1 - q));
    }

    /** ω and the slopes made of it are the derivatives of what is played: central differences. */
    @Property
    void slopesAreDerivatives(@ForAll("fullySupported") String divergence, @ForAll long seed) {
        checkSlopes(Games.draw(divergence, RewardDomain.UNRESTRICTED, seed), seed);
    }

    /** The same where candidates may be dropped: there the difference must not step over a kink, so λ is large. */
    @Property
    void slopesAreDerivativesWhereNothingIsClipped(@ForAll boolean l2, @ForAll long seed) {
        Games games = Games.draw(l2 ? "l2" : "chi-squared", RewardDomain.UNRESTRICTED, seed);
        double[] claim = claim(games.of(0), seed);
        Play play = games.of(0).play();
        play.solve(claim);
        boolean inside = IntStream.range(0, claim.length).allMatch(x -> play.outcome(x) > 1e-3);
        Assume.that(inside);
        checkSlopes(games, seed);
    }

    private static void checkSlopes(Games games, long seed) {
        Assume.that(games.lambda >= 0.1);
        AuditedRule rule = AuditedRule.of(games.mechanism(PaymentRule.AFFINE_MAXIMISER));
        PromptGame game = games.of(0);
        double[] claim = claim(game, seed);
        int candidates = claim.length;
        Play play = rule.play(game, claim, 1, game.play());
        double[] ofValue = new double[candidates];
        double[] ofCharge = new double[candidates];
        play.response(game.truth, ofValue);
        rule.slope(play, claim, ofCharge);
        double h = 1e-5 * games.lambda;
        double size = (game.scale() + games.lambda) / games.lambda;
        for (int x = 0; x < candidates; x++) {
            Play above = rule.play(game, moved(claim, x, h), 1, game.play());
            Play below = rule.play(game, moved(claim, x, -h), 1, game.play());
            assertThat((above.value(game.truth) - below.value(game.truth)) / (2 * h))
                    .isCloseTo(ofValue[x], within(1e-7 * size * size));
            assertThat((above.charge() - below.charge()) / (2 * h)).isCloseTo(ofCharge[x], within(1e-7 * size * size));
        }
    }

    private static double[] claim(PromptGame game, long seed) {
        double[] claim = new double[game.length()];
        LiarView at = new LiarView(game.reward(), game.others, new double[claim.length], seed);
        Misreport.random(1, 3).write(at, claim);
        game.centre(claim);
        return claim;
    }

    private static double[] moved(double[] claim, int x, double h) {
        double[] moved = claim.clone();
        moved[x] += h;
        return moved;
    }
}
