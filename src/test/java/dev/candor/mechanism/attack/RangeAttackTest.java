package dev.candor.mechanism.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.model.RewardDomain;
import dev.candor.policy.linear.FeatureBlock;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Tag;

/** The attack on catalogs, mixtures and log-linear policies: nothing gains where truth is dominant, something where it is not. */
@PropertyDefaults(tries = 60)
@Tag("long")
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
            assertThat(found.gainsWith())
                    .as(kind + ", agent " + i + ": " + found)
                    .isFalse();
            assertThat(found.gap()).isBetween(0.0, (kind == RangeGames.MIXTURE ? 1e-9 : 1e-11) * found.stake());
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

    /** With one feature, or coefficients that hardly differ, it is lies about them that find a rule that pays too little. */
    @Property(tries = 10)
    void coefficientsThatAreAlikeAreLiedAbout(@ForAll boolean one, @ForAll long seed) {
        Random random = new Random(seed);
        int features = one ? 1 : 3;
        double[] phi = random.doubles(6L * features, -1, 1).toArray();
        double[] logRef = new double[6];
        Arrays.fill(logRef, -StrictMath.log(3));
        int[] start = {0, 3, 6};
        FeatureBlock block = new FeatureBlock(features, start, new double[] {0.5, 0.5}, logRef, phi);
        double[] beta = new double[features];
        Arrays.setAll(beta, j -> 1 + 1e-9 * j);
        AgentGame game =
                new LinearGame.Candidates(new FeatureBlock[] {block}, 1).game(new double[features], beta, 1, 1);
        AgentAttack found = attackOfRewards(WrongRules.half(), game);
        assertThat(found.gainWith()).isGreaterThan(1e-3 * found.stake());
        assertThat(attackOfRewards(AuditedRule.affineMaximiser(), game).gainsWith())
                .isFalse();
    }

    /** By lies at the true size alone. */
    private static AgentAttack attackOfRewards(AuditedRule rule, AgentGame game) {
        List<Lie> lies =
                Lies.structured().stream().filter(lie -> lie.size() == 1).toList();
        AttackPlan plan = new AttackPlan(lies, RewardDomain.UNRESTRICTED, AttackPlan.Scope.PROMPTS);
        Ledger ledger = new Ledger(plan.entries());
        new GameAttack(rule, plan).play(game, 1, 7, ledger);
        return AgentAttack.of(plan, ledger, 1);
    }

    /** A feature's unit is nothing that a lie depends on. */
    @Property(tries = 20)
    void unitsOfFeaturesDoNotMatter(@ForAll long seed) {
        Random random = new Random(seed);
        double[] phi = random.doubles(12, -1, 1).toArray();
        double[] logRef = new double[6];
        Arrays.fill(logRef, -StrictMath.log(3));
        double[] beta = {0.5, -0.25};
        double[] others = {1, 0.5};
        double[][] gains = new double[2][];
        for (int k = 0; k < 2; k++) {
            double factor = k == 0 ? 1 : 1024;
            double[] scaled = phi.clone();
            for (int x = 0; x < 6; x++) {
                scaled[2 * x] *= factor;
            }
            FeatureBlock block = new FeatureBlock(2, new int[] {0, 3, 6}, new double[] {0.5, 0.5}, logRef, scaled);
            AgentGame game = new LinearGame.Candidates(new FeatureBlock[] {block}, 1)
                    .game(new double[] {others[0] / factor, others[1]}, new double[] {beta[0] / factor, beta[1]}, 1, 1);
            AgentAttack found = attack(WrongRules.half(), game);
            gains[k] = new double[] {found.gainWith(), found.gainWithout(), found.payment(), found.stake()};
        }
        assertThat(gains[1]).containsExactly(gains[0]);
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
        double slack = (kind == RangeGames.MIXTURE ? 1e-9 : 1e-12) * found.stake();
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
