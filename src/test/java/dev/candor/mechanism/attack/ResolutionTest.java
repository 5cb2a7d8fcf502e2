package dev.candor.mechanism.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.divergence.Divergences;
import dev.candor.divergence.Regulariser;
import dev.candor.model.Divergence;
import dev.candor.model.RewardDomain;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** Whatever is told of a gain is 0 or above its rounding, where agents of 1e-12 lie beside agents of 1e12. */
@Tag("long")
class ResolutionTest {
    private static final AttackPlan PLAN =
            new AttackPlan(Lies.first(20), RewardDomain.UNRESTRICTED, AttackPlan.Scope.PROMPTS);

    @Provide
    Arbitrary<String> divergences() {
        return Arbitraries.of(Divergence.names());
    }

    private static PromptGame game(Regulariser regulariser, double[] logRef, double[] others, double[] own, double w) {
        return new PromptGame(regulariser, logRef, others.clone(), own.clone(), w, 1);
    }

    /** Two agents; total variation jumps, so that its gains have an allowance (docs/audit.md). */
    @Property(tries = 200)
    void noGainThatIsToldIsRounding(@ForAll("divergences") String divergence, @ForAll long seed) {
        Random random = new Random(seed);
        double[] logRef = {StrictMath.log(0.5), StrictMath.log(0.3), StrictMath.log(0.2)};
        double[][] own = new double[2][];
        double[] weight = new double[2];
        for (int i = 0; i < 2; i++) {
            double w = StrictMath.pow(10, 24 * random.nextDouble() - 12);
            weight[i] = w;
            own[i] = random.doubles(3).map(r -> w * r).toArray();
        }
        Regulariser regulariser = Divergences.of(Divergence.of(divergence), 1);
        double jump = divergence.equals("total-variation") ? 1e-15 * (weight[0] + weight[1]) : 0;
        AttackPlan plan = new AttackPlan(PLAN.lies(), PLAN.domain(), PLAN.scope(), jump);
        AuditedRule rule = AuditedRule.affineMaximiser();
        PromptGame[] games = new PromptGame[2];
        double roundings = 0;
        for (int i = 0; i < 2; i++) {
            games[i] = game(regulariser, logRef, PromptGame.fromMiddle(own[1 - i]), own[i], weight[i]);
            Ledger ledger = new Ledger(plan.entries());
            new GameAttack(rule, plan).play(games[i], 1, 7, ledger);
            AgentAttack attack = AgentAttack.of(plan, ledger, 1);
            double largest = 0;
            double[] others = PromptGame.fromMiddle(own[1 - i]);
            double[] truth = PromptGame.fromMiddle(own[i]);
            for (int x = 0; x < 3; x++) {
                largest = Math.max(largest, Math.abs(others[x]) + Math.abs(truth[x]));
            }
            double rounding = 1e-12 * attack.stake();
            double sums = attack.stake() * Math.min(1, largest / (1L << 50));
            roundings += rounding + sums;
            String of = divergence + ", seed " + seed + ", agent " + i + ": " + attack;
            assertThat(attack.gainsWith()).as(of).isFalse();
            assertThat(attack.gainWith()).as(of).isNotPositive();
            assertTold(List.of(attack.gainWith(), attack.gainWithout()), rounding, of);
            assertTold(attack.savings(), rounding, of);
            assertTold(
                    attack.falseNames().stream()
                            .map(AgentAttack.FalseNames::gain)
                            .toList(),
                    rounding,
                    of);
            for (int k = 0; k < attack.savings().size(); k++) {
                double saved = attack.payment() - attack.splitBills().get(k);
                assertThat(attack.savings().get(k)).as(of).isIn(0.0, saved);
                assertThat(attack.savings().get(k) != 0 || saved <= rounding + jump + sums)
                        .as(of)
                        .isTrue();
            }
            for (int strategy = 0; strategy < plan.strategies(); strategy++) {
                double raw = ledger.value(plan.withoutEntry(strategy));
                double told = plan.gainWithout(ledger, strategy, 1);
                assertThat(told).as(of).isEqualTo(Math.abs(raw) <= rounding ? 0 : raw);
                assertThat(plan.gainWith(ledger, strategy, 1)).as(of).isNotPositive();
            }
        }
        Ledger pair = new Ledger(PairAttack.entries());
        new PairAttack(rule, RewardDomain.UNRESTRICTED).play(games[0], games[1], 1, pair);
        PairAttack.Best best = PairAttack.best(pair, jump);
        String of = divergence + ", seed " + seed + ": " + best;
        assertTold(List.of(best.gain()), roundings, of);
        for (int lie = 0; lie < PairAttack.strategies(); lie++) {
            assertThat(pair.value(lie)).as(of).isLessThanOrEqualTo(best.gain() + roundings + 2 * jump);
        }
    }

    private static void assertTold(List<Double> gains, double rounding, String of) {
        assertThat(gains).as(of).allMatch(gain -> gain == 0 || Math.abs(gain) > rounding * (1 - 1e-9));
    }
}
