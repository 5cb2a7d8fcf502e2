package dev.candor.study;

import dev.candor.divergence.Kl;
import dev.candor.mechanism.payment.Surcharge;
import dev.candor.model.PaymentRule;
import dev.candor.model.RewardDomain;
import dev.candor.numeric.Stable;
import java.util.Map;
import java.util.TreeMap;

/** Payment rules by name: some are p^AFF plus a term free of the agent's own report, some are proposals that are not. */
public final class KnownPayments {
    private KnownPayments() {}

    /** Those that there are for a mechanism; mosaic and revenue-maximising under KL only. */
    public static Map<String, PaymentFunction> of(WelfareMaximising mechanism, RewardDomain domain) {
        Map<String, PaymentFunction> rules = new TreeMap<>();
        rules.put(PaymentRule.AFFINE_MAXIMISER.commandName(), mechanism);
        rules.put("groves", (game, agent) -> groves(mechanism, game, agent));
        rules.put("pay-your-value", (game, agent) -> game.size(agent) * game.value(agent, mechanism.policy(game)));
        rules.put("proportional-cost", (game, agent) -> proportional(mechanism, game, agent));
        rules.put("shapley-cost", (game, agent) -> ShapleyCost.share(mechanism, game, agent));
        if (mechanism.regulariser() instanceof Kl kl) {
            rules.put("mosaic", (game, agent) -> mosaic(mechanism, kl, game, agent));
            if (domain != RewardDomain.UNRESTRICTED) {
                Surcharge surcharge = Surcharge.under(PaymentRule.REVENUE_MAXIMISING, kl, domain);
                rules.put(
                        PaymentRule.REVENUE_MAXIMISING.commandName(),
                        (game, agent) -> mechanism.payment(game, agent)
                                + mechanism.optimum(game).surcharge(surcharge, game, agent));
            }
        }
        return rules;
    }

    /** h(others) − ASW₋(π*)/κ with h = Σ S₋², an arbitrary function of what the others report. */
    private static double groves(WelfareMaximising mechanism, Game game, int agent) {
        double[] others = game.aggregate(agent);
        WelfareMaximising.Optimum optimum = mechanism.optimum(game);
        double h = 0;
        double welfare = -optimum.cost();
        for (int x = 0; x < others.length; x++) {
            h += others[x] * others[x];
            welfare += others[x] * optimum.prob()[x];
        }
        return h - welfare / game.boost(agent);
    }

    /** w·v(π*) − (λ/κ)·log Σ π0·e^{S/λ}: log-sum-exp payments (MOSAIC, Soumalias et al. 2024, arXiv 2405.05905), under KL. */
    private static double mosaic(WelfareMaximising mechanism, Kl kl, Game game, int agent) {
        double[] exponent = game.aggregate(-1);
        for (int x = 0; x < exponent.length; x++) {
            exponent[x] = game.logRef()[x] + exponent[x] / kl.lambda();
        }
        double potential = kl.lambda() * Stable.logSumExp(exponent, 0, exponent.length);
        return game.size(agent) * game.value(agent, mechanism.policy(game)) - potential / game.boost(agent);
    }

    /** The cost of training λD(π*‖π0) shared by reported sizes. */
    private static double proportional(WelfareMaximising mechanism, Game game, int agent) {
        double total = 0;
        for (int i = 0; i < game.agents(); i++) {
            total += game.size(i);
        }
        return mechanism.optimum(game).cost() * game.size(agent) / total;
    }
}
