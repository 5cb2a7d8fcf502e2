package dev.candor.study;

import dev.candor.mechanism.attack.DomainFit;
import dev.candor.mechanism.attack.LiarView;
import dev.candor.mechanism.attack.Lie;
import dev.candor.mechanism.attack.Lies;
import dev.candor.mechanism.attack.Stream;
import dev.candor.model.RewardDomain;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/** What the best of a fixed list of lies would gain one agent without payments, and with them. */
final class LieSearch implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Below this share of the range t is rounding. */
    private static final double T_IS_ZERO = 1e-9;

    private final RewardDomain domain;
    private final List<Lie> lies;
    private final long seed;

    LieSearch(RewardDomain domain, int lies, long seed) {
        this.domain = domain;
        this.lies = Lies.first(lies).stream().filter(lie -> lie.size() > 0).toList();
        this.seed = seed;
    }

    /** The largest gains of one agent as shares of its stake w·(max r − min r), 0 where no lie gains. */
    static final class Gains {
        /** By lies about rewards alone. */
        double rewards;
        /** By lies about the size alone. */
        double size;
        /** By any lie. */
        double any;
        /** By the constructions of Thm 4.2 and Thm B.2. */
        double theorem;
        /** By any lie with p^AFF charged; SW-Max only. */
        double withPayments;
        /** Whether a reward lies strictly between the least and the most, with t ≠ 0 there. */
        boolean inside;
        /** The lie of {@link #any}. */
        String lie = "";
    }

    /**
     * All lies of one agent, whose stake is above 0.
     *
     * @param truth the rule's policy when nobody lies
     */
    Gains of(TrainingRule rule, Game game, int agent, double[] truth) {
        Gains gains = new Gains();
        double stake = game.stake(agent);
        LiarView standpoint = new LiarView(
                game.reward(agent),
                game.aggregate(agent),
                curvature(rule, game, truth),
                Stream.key(Stream.key(seed, game.id()), agent));
        gains.inside = inside(game.reward(agent), curvature(rule, game, truth));
        double honest = rule instanceof WelfareMaximising swMax ? swMax.payment(game, agent) : 0;
        double[] claim = new double[game.candidates()];
        for (Lie lie : lies) {
            lie.rewards().write(standpoint, claim);
            DomainFit.fit(domain, claim);
            Game lied = game.with(agent, claim.clone(), lie.size() * game.size(agent));
            if (rule instanceof WelfareMaximising swMax) {
                WelfareMaximising.Optimum moved = swMax.optimum(lied);
                double gain = game.gain(agent, truth, moved.prob());
                double charged = moved.payment(lied, agent) - honest;
                note(gains, lie, gain / stake);
                gains.withPayments = Math.max(gains.withPayments, (gain - charged) / stake);
            } else {
                note(gains, lie, game.gain(agent, truth, rule.policy(lied)) / stake);
            }
        }
        return gains;
    }

    private static void note(Gains gains, Lie lie, double gain) {
        if (gain > gains.any) {
            gains.any = gain;
            gains.lie = lie.toString();
        }
        if (lie.size() == 1) {
            gains.rewards = Math.max(gains.rewards, gain);
            if (lie.name().startsWith("worst") || lie.name().startsWith("polarise")) {
                gains.theorem = Math.max(gains.theorem, gain);
            }
        } else if (lie.name().equals("true rewards")) {
            gains.size = Math.max(gains.size, gain);
        }
    }

    /** t(x) = r(x)·Σω − Σωr by Thm B.2. */
    private static boolean inside(double[] reward, double[] curvature) {
        double least = Arrays.stream(reward).min().orElseThrow();
        double most = Arrays.stream(reward).max().orElseThrow();
        double mass = Arrays.stream(curvature).sum();
        double mean = 0;
        for (int x = 0; x < reward.length; x++) {
            mean += curvature[x] / mass * reward[x];
        }
        double middle = mean;
        return Arrays.stream(reward)
                .anyMatch(r -> r > least && r < most && Math.abs(r - middle) > T_IS_ZERO * (most - least));
    }

    /** ω of the rule's divergence; of KL where it has none of its own. */
    private static double[] curvature(TrainingRule rule, Game game, double[] prob) {
        return rule instanceof WelfareMaximising swMax ? swMax.optimum(game).curvature() : prob;
    }
}
