package dev.candor.mechanism;

import java.util.Arrays;

/** Every lie of a plan on one prompt of one agent after another, against one mechanism. For one thread. */
public final class PromptAttack {
    private final AuditedRule rule;
    private final AttackPlan plan;
    private final Ascent ascent;
    private final double[] sizes;
    /** Index into sizes of each lie. */
    private final int[] sizeOf;

    private final double[] bestWithout;
    private final double[] bestWith;

    public PromptAttack(AuditedRule rule, AttackPlan plan) {
        this.rule = rule;
        this.plan = plan;
        this.ascent = new Ascent(rule, plan.domain());
        this.sizes = plan.sizes();
        this.sizeOf = plan.lies().stream()
                .mapToInt(lie -> Arrays.binarySearch(sizes, lie.size()))
                .toArray();
        this.bestWithout = new double[sizes.length];
        this.bestWith = new double[sizes.length];
    }

    /**
     * Adds what the prompt contributes to an agent's sums.
     *
     * @param promptWeight q
     * @param stream where random directions on this prompt come from, a function of seed, agent and prompt
     * @param ledger of {@link AttackPlan#entries}
     */
    public void play(PromptGame game, double promptWeight, long stream, Ledger ledger) {
        int candidates = game.candidates();
        Play truth = new Play(candidates);
        Play play = new Play(candidates);
        rule.play(game, game.truth, 1, truth);
        double[] curvature = new double[candidates];
        truth.curvature(rule.regulariser(), game, curvature);
        Standpoint at = new Standpoint(game.reward(), game.others, curvature, stream);
        honest(game, at, promptWeight, truth, play, ledger);
        split(game, promptWeight, truth, play, ledger);
        Arrays.fill(bestWithout, Double.NEGATIVE_INFINITY);
        Arrays.fill(bestWith, Double.NEGATIVE_INFINITY);
        int honestSize = Arrays.binarySearch(sizes, 1);
        if (honestSize >= 0) {
            bestWithout[honestSize] = 0;
            bestWith[honestSize] = 0;
        }
        double[] claim = new double[candidates];
        for (int lie = 0; lie < plan.lies().size(); lie++) {
            Lie told = plan.lies().get(lie);
            told.rewards().write(at, claim);
            DomainFit.fit(plan.domain(), claim);
            PromptGame.centre(claim);
            double scale = told.size() * game.scale();
            for (int x = 0; x < candidates; x++) {
                claim[x] *= scale;
            }
            rule.play(game, claim, told.size(), play);
            enter(lie, sizeOf[lie], game, promptWeight, truth, play, ledger);
        }
        int strategy = plan.lies().size();
        for (Ascent.Objective objective : Ascent.Objective.values()) {
            double[] reached = ascent.climb(game, objective, truth, play, at.range());
            rule.play(game, reached, 1, play);
            enter(strategy++, honestSize, game, promptWeight, truth, play, ledger);
        }
        for (int size = 0; size < sizes.length; size++) {
            ledger.add(plan.withoutEntry(strategy), promptWeight * bestWithout[size]);
            ledger.add(plan.withEntry(strategy++), promptWeight * bestWith[size]);
        }
    }

    private void enter(
            int strategy, int size, PromptGame game, double promptWeight, Play truth, Play play, Ledger ledger) {
        double without = Gains.ofValue(game, truth, play);
        double with = without - (play.charge() - truth.charge());
        ledger.add(plan.withoutEntry(strategy), promptWeight * without);
        ledger.add(plan.withEntry(strategy), promptWeight * with);
        if (size >= 0) {
            bestWithout[size] = Math.max(bestWithout[size], without);
            bestWith[size] = Math.max(bestWith[size], with);
        }
    }

    /** Value, charge and stake at the truth, and the marginal contribution by two separate optima. */
    private void honest(PromptGame game, Standpoint at, double promptWeight, Play truth, Play without, Ledger ledger) {
        double[] all = new double[game.candidates()];
        for (int x = 0; x < all.length; x++) {
            all[x] = game.others[x] + game.truth[x];
        }
        without.solve(rule.regulariser(), game, new double[all.length]);
        double present = truth.welfare(rule.regulariser(), game, all);
        double absent = without.welfare(rule.regulariser(), game, game.others);
        ledger.add(AttackPlan.VALUE, promptWeight * (truth.value(game.truth) + game.middle));
        ledger.add(AttackPlan.CHARGE, promptWeight * truth.charge());
        ledger.add(AttackPlan.CONTRIBUTION, promptWeight * (present - absent + game.middle));
        ledger.add(
                AttackPlan.CONTRIBUTION_SCALE,
                promptWeight
                        * (Math.abs(game.middle)
                                + truth.welfareScale(rule.regulariser(), game, all)
                                + without.welfareScale(rule.regulariser(), game, game.others)));
        ledger.add(AttackPlan.STAKE, promptWeight * game.scale() * at.range());
    }

    /**
     * k identities that claim α·d/k each: one of them among the others and the other k − 1, k times. Their bill where
     * α = 1, and for each α what the agent behind them gains.
     */
    private void split(PromptGame game, double promptWeight, Play truth, Play play, Ledger ledger) {
        double[] part = new double[game.candidates()];
        double[] others = new double[game.candidates()];
        for (int k = 0; k < AttackPlan.identities().size(); k++) {
            int identities = AttackPlan.identities(k);
            for (int a = 0; a < AttackPlan.jointSizes(); a++) {
                double size = AttackPlan.jointSize(a) / identities;
                for (int x = 0; x < part.length; x++) {
                    part[x] = size * game.truth[x];
                    others[x] = game.others[x] + (identities - 1) * part[x];
                }
                rule.play(game.among(others), part, size, play);
                double bill = identities * play.charge();
                if (a == 0) {
                    ledger.add(plan.splitEntry(k), promptWeight * bill);
                }
                double gain = Gains.ofValue(game, truth, play) - (bill - truth.charge());
                ledger.add(plan.falseNamesEntry(k, a), promptWeight * gain);
            }
        }
    }
}
