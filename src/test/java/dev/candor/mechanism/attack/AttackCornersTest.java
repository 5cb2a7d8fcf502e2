package dev.candor.mechanism.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.divergence.Divergences;
import dev.candor.divergence.ExactUtility;
import dev.candor.divergence.Kl;
import dev.candor.model.Divergence;
import dev.candor.model.RewardDomain;
import dev.candor.numeric.Stable;
import dev.candor.policy.linear.FeatureBlock;
import dev.candor.policy.linear.PreciseLinearGame;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The attack where double arithmetic is hard up: others that weigh 1e10 times as much as the agent, candidates 600 nats apart,
 * λ far from what is at stake, coefficients that cancel; under every divergence. Rounding is no gain, and a gain of a planted
 * rule is found, as a hundred digits and more say how large it is.
 */
@Tag("long")
class AttackCornersTest {
    private static final long GAMES = Long.getLong("candor.law.games", 50);
    private static final long FIRST = Long.getLong("candor.law.seed", 1);
    private static final double[] SIZES = {0.5, 2, 1000};

    private int caught;

    /** One game as it is attacked, and κ × what it gains under half the right payments to claim a multiple of one's size. */
    private record Corner(AgentGame game, double lambda, DoubleUnaryOperator gainOfHalf) {
        static Corner linear(AgentGame game, double lambda, FeatureBlock block, double[] truth, double[] others) {
            return new Corner(
                    game,
                    lambda,
                    size -> utility(lambda, block, truth, others, size)
                                    .subtract(utility(lambda, block, truth, others, 1))
                                    .doubleValue()
                            * lambda);
        }

        /** In units of λ. */
        private static BigDecimal utility(
                double lambda, FeatureBlock block, double[] truth, double[] others, double size) {
            double[] beta = Arrays.copyOf(truth, 2 * truth.length);
            System.arraycopy(others, 0, beta, truth.length, others.length);
            PreciseLinearGame played =
                    new PreciseLinearGame(lambda, block, beta, new double[] {1, 1}, new double[] {size, 1});
            BigDecimal value = played.values()[0].divide(new BigDecimal(size), PreciseLinearGame.DIGITS);
            return value.subtract(played.charges()[0].divide(BigDecimal.valueOf(2)));
        }
    }

    @Test
    void roundingIsNoGainAndNoGainIsMissed() {
        for (long seed = FIRST; seed < FIRST + GAMES; seed++) {
            check("prompt of seed " + seed, prompt(seed));
            check("log-linear game of seed " + seed, linear(seed));
            for (String divergence : Divergence.names()) {
                check(divergence + ", prompt of seed " + seed, prompt(divergence, seed));
            }
        }
        System.out.printf(
                Locale.ROOT,
                "attack in corners: seeds %d to %d, %d games in which half the payments are worth a lie, all caught%n",
                FIRST,
                FIRST + GAMES - 1,
                caught);
        assertThat(caught).isGreaterThan((int) GAMES);
    }

    private void check(String of, Corner corner) {
        AgentAttack right = attack(AuditedRule.affineMaximiser(), corner.game);
        assertThat(right.gainsWith()).as("%s: %s", of, right).isFalse();
        double apart = Math.abs(right.value() - right.payment() - right.contribution());
        assertThat(apart)
                .as("%s: %s", of, right)
                .isLessThanOrEqualTo(right.doubt() + Resolution.ROUNDING * right.contributionScale());
        double gain = Arrays.stream(SIZES).map(corner.gainOfHalf()).max().orElseThrow();
        if (gain > Math.max(1e-9 * right.stake(), 10 * resolution(corner, right))) {
            AgentAttack half = attack(WrongRules.half(), corner.game);
            assertThat(half.gainWith()).as("%s: %s", of, half).isGreaterThan(gain * (1 - 1e-6));
            assertThat(half.gainsWith()).as("%s: %s of %s", of, gain, half).isTrue();
            caught++;
        }
    }

    /** As docs/audit.md says it. */
    private static double resolution(Corner corner, AgentAttack attack) {
        double largest = 0;
        for (int x = 0; x < corner.game.length(); x++) {
            largest = Math.max(largest, Math.abs(corner.game.others[x]) + Math.abs(corner.game.truth[x]));
        }
        return attack.stake() * (1e-12 + Math.min(1, largest / (1L << 50) / corner.lambda)) + 2e-9 * attack.payment();
    }

    private static AgentAttack attack(AuditedRule rule, AgentGame game) {
        AttackPlan plan = new AttackPlan(Lies.first(90), RewardDomain.UNRESTRICTED, AttackPlan.Scope.WHOLE);
        Ledger ledger = new Ledger(plan.entries());
        new GameAttack(rule, plan).play(game, 1, 7, ledger);
        return AgentAttack.of(plan, ledger, 1);
    }

    private static double[] logRef(Random random, int candidates) {
        double apart = new double[] {2, 20, 60, 600}[random.nextInt(4)];
        double[] logRef = random.doubles(candidates, -apart, 0).toArray();
        double normaliser = Stable.logSumExp(logRef, 0, candidates);
        return Arrays.stream(logRef).map(log -> log - normaliser).toArray();
    }

    private static double[] others(Random random, int length) {
        double size =
                random.nextBoolean() ? PreciseLinearGame.power(random, 4, 10) : PreciseLinearGame.power(random, -3, 2);
        // At times whales want nearly the same of two candidates, so that the agent decides.
        double[] others = random.doubles(length, -1, 1).toArray();
        if (random.nextBoolean()) {
            others[1] = others[0] + PreciseLinearGame.power(random, -11, -9);
        }
        return Arrays.stream(others).map(s -> size * s).toArray();
    }

    private static Corner prompt(long seed) {
        Random random = new Random(seed);
        int candidates = 2 + random.nextInt(3);
        double[] logRef = logRef(random, candidates);
        double lambda = random.nextInt(3) == 0
                ? PreciseLinearGame.power(random, -9, 9)
                : PreciseLinearGame.power(random, -2, 2);
        double[] truth = random.doubles(candidates, -1, 1).toArray();
        double[] others = others(random, candidates);
        double[] unit = new double[candidates * candidates];
        for (int x = 0; x < candidates; x++) {
            unit[x * candidates + x] = 1;
        }
        AgentGame game = new PromptGame(new Kl(lambda), logRef, others, truth, 1, 1);
        return Corner.linear(game, lambda, block(candidates, logRef, unit), truth, others);
    }

    private static Corner prompt(String divergence, long seed) {
        Random random = new Random(31 * seed + divergence.hashCode());
        int candidates = 2 + random.nextInt(3);
        double[] logRef = logRef(random, candidates);
        double lambda = random.nextInt(3) == 0
                ? PreciseLinearGame.power(random, -9, 9)
                : PreciseLinearGame.power(random, -2, 2);
        double[] truth = random.doubles(candidates, -1, 1).toArray();
        double[] others = others(random, candidates);
        AgentGame game = new PromptGame(Divergences.of(Divergence.of(divergence), lambda), logRef, others, truth, 1, 1);
        ExactUtility exact = new ExactUtility(divergence, lambda, logRef, others, truth);
        return new Corner(game, lambda, size -> exact.gain(size, 0.5));
    }

    private static Corner linear(long seed) {
        Random random = new Random(-seed);
        int candidates = 2 + random.nextInt(3);
        double[] logRef = logRef(random, candidates);
        double lambda = random.nextInt(3) == 0
                ? PreciseLinearGame.power(random, -9, 9)
                : PreciseLinearGame.power(random, -2, 2);
        double[] truth = random.doubles(2, -1, 1).toArray();
        double[] feature = random.doubles(2L * candidates, -1, 1).toArray();
        double[] others = others(random, 2);
        if (random.nextInt(3) == 0) {
            // Coefficients that cancel but for a millionth.
            for (int x = 0; x < candidates; x++) {
                feature[2 * x + 1] = feature[2 * x] + 1e-6 * feature[2 * x + 1];
            }
            truth[1] = -truth[0] * (1 + 1e-7 * random.nextDouble());
        }
        FeatureBlock block = block(2, logRef, feature);
        AgentGame game =
                new LinearGame.Candidates(new FeatureBlock[] {block}, lambda).game(others.clone(), truth.clone(), 1, 1);
        return Corner.linear(game, lambda, block, truth, others);
    }

    private static FeatureBlock block(int features, double[] logRef, double[] feature) {
        return new FeatureBlock(features, new int[] {0, logRef.length}, new double[] {1}, logRef, feature);
    }
}
