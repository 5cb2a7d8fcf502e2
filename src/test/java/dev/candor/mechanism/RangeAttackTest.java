package dev.candor.mechanism;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.model.RewardDomain;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;

/** The attack on catalogs, mixtures and log-linear policies: nothing gains where truth is dominant, something where it is not. */
@PropertyDefaults(tries = 60)
class RangeAttackTest {
    private static final AttackPlan PLAN =
            new AttackPlan(Lies.first(120), RewardDomain.UNRESTRICTED, AttackPlan.Scope.WHOLE);

    private static AgentAttack attack(AuditedRule rule, AgentGame game) {
        Ledger ledger = new Ledger(PLAN.entries());
        new GameAttack(rule, PLAN).play(game, 1, 7, ledger);
        return AgentAttack.of(PLAN, ledger, game.boost());
    }

    /** p^AFF, each class by its own solver and charge: no lie gains more than the solver's gap. */
    @Property
    void nothingGainsUnderTheAffineMaximiser(@ForAll RangeGames kind, @ForAll long seed) {
        RangeGames.Games games = kind.draw(seed);
        for (int i = 0; i < games.agents(); i++) {
            AgentAttack found = attack(AuditedRule.affineMaximiser(), games.of(i));
            assertThat(found.unsettled()).isZero();
            assertThat(found.gainsWith(0))
                    .as(kind + ", agent " + i + ": " + found)
                    .isFalse();
            assertThat(found.gap()).isBetween(0.0, (kind == RangeGames.MIXTURE ? 1e-6 : 1e-11) * found.stake());
        }
    }

    /** Where nobody pays, whoever moves a smooth outcome gains by moving it further. */
    @Property
    void someLieGainsWhereNobodyPays(@ForAll RangeGames kind, @ForAll long seed) {
        RangeGames.Games games = kind.draw(seed);
        AgentGame game = games.of(0);
        Play truth = game.play();
        truth.solve(game.truth);
        double[] slope = new double[game.length()];
        truth.response(game.truth, slope);
        double rise = 0;
        for (int k = 0; k < slope.length; k++) {
            rise += slope[k] * game.truth[k];
        }
        Assume.that(rise > 1e-3 * game.stake());
        assertThat(attack(new AuditedRule.WithoutPayments(), game).gainWithout())
                .isGreaterThan(1e-6 * game.stake());
    }

    /** The same of catalogs, whose outcome jumps: on some of fifty games. */
    @Property(tries = 10)
    void someLieGainsInSomeCatalog(@ForAll long seed) {
        assertThat(worst(RangeGames.CATALOG, seed, games -> new AuditedRule.WithoutPayments()))
                .isGreaterThan(0.05);
    }

    /** Each planted rule is caught on some game of fifty, by far more than rounding or a solver's gap. */
    @Property(tries = 5)
    void wrongChargesAreCaught(@ForAll RangeGames kind, @ForAll long seed) {
        for (AuditedRule wrong : WrongRules.ofCharges()) {
            assertThat(worst(kind, seed, games -> wrong)).isGreaterThan(1e-4);
        }
    }

    /** A λ that grows with the claimed sizes is caught by lies about size. */
    @Property(tries = 5)
    void aLambdaScaledByTheSizesIsCaught(@ForAll RangeGames kind, @ForAll long seed) {
        assertThat(worst(kind, seed, games -> new WrongRules.LambdaBySize(factor -> games.of(0, factor), 3)))
                .isGreaterThan(1e-4);
    }

    /** The largest gain over fifty games, relative to what is at stake. */
    private static double worst(RangeGames kind, long seed, Function<RangeGames.Games, AuditedRule> rule) {
        return IntStream.range(0, 50)
                .mapToDouble(k -> {
                    RangeGames.Games games = kind.draw(seed + k);
                    AgentAttack found = attack(rule.apply(games), games.of(0));
                    return found.gainWith() / found.stake();
                })
                .max()
                .orElseThrow();
    }

    /** Utility at the truth is the marginal contribution, by two optima that know nothing of payments. */
    @Property
    void utilityIsTheMarginalContribution(@ForAll RangeGames kind, @ForAll long seed) {
        AgentAttack found =
                attack(AuditedRule.affineMaximiser(), kind.draw(seed).of(0));
        assertThat(found.value() - found.payment())
                .isCloseTo(found.contribution(), within(found.doubt() + 1e-12 * found.contributionScale()));
    }

    /** k equal identities pay no more than one. */
    @Property
    void splittingLowersTheBill(@ForAll RangeGames kind, @ForAll long seed) {
        AgentAttack found =
                attack(AuditedRule.affineMaximiser(), kind.draw(seed).of(0));
        double slack = (kind == RangeGames.MIXTURE ? 1e-6 : 1e-12) * found.stake();
        double before = found.payment();
        for (double bill : found.splitBills()) {
            assertThat(bill).isBetween(0.0, before + slack);
            before = bill;
        }
    }

    /** Slopes of outcome and payment: central differences. */
    @Property
    void slopesAreDerivatives(@ForAll boolean mixture, @ForAll long seed) {
        AgentGame game = (mixture ? RangeGames.MIXTURE : RangeGames.LOG_LINEAR)
                .draw(seed)
                .of(0);
        AuditedRule rule = AuditedRule.affineMaximiser();
        double[] claim = game.truth.clone();
        claim[0] *= 1.5;
        int length = game.length();
        Play play = rule.play(game, claim, 1, game.play());
        double[] ofValue = new double[length];
        double[] ofCharge = new double[length];
        play.response(game.truth, ofValue);
        rule.slope(play, claim, ofCharge);
        double h = 1e-4 * game.stake();
        for (int k = 0; k < length; k++) {
            Play above = rule.play(game, moved(claim, k, h), 1, game.play());
            Play below = rule.play(game, moved(claim, k, -h), 1, game.play());
            Assume.that(!mixture || (isOnTheFaceOf(play, above, length) && isOnTheFaceOf(play, below, length)));
            assertThat((above.value(game.truth) - below.value(game.truth)) / (2 * h))
                    .isCloseTo(ofValue[k], within(1e-5 * (1 + Math.abs(ofValue[k]))));
            assertThat((above.charge() - below.charge()) / (2 * h))
                    .isCloseTo(ofCharge[k], within(1e-5 * (1 + Math.abs(ofCharge[k]))));
        }
    }

    /** Between two faces of the simplex there is a kink. */
    private static boolean isOnTheFaceOf(Play play, Play other, int length) {
        for (int k = 0; k < length; k++) {
            boolean far = play.outcome(k) > 1e-2 || play.outcome(k) == 0;
            if (!far || (play.outcome(k) == 0) != (other.outcome(k) == 0)) {
                return false;
            }
        }
        return true;
    }

    private static double[] moved(double[] claim, int k, double h) {
        double[] moved = claim.clone();
        moved[k] += h;
        return moved;
    }
}
