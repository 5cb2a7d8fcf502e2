package dev.candor.mechanism.attack;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** Every lie of a plan in one game of one agent after another, against one mechanism. For one thread. */
public final class GameAttack {
    /** The random start of the ascents: no lie of a list has this number. */
    private static final Misreport RANDOM_START = Misreport.random(1, -1);

    /** Of the range of rewards. */
    private static final double LEAST_LIE = 1e-6;

    private final AuditedRule rule;
    private final AttackPlan plan;
    private final Ascent ascent;
    private final double[] sizes;
    /** Index into sizes of each lie. */
    private final int[] sizeOf;

    private final int honestSize;
    private final double[] bestWithout;
    private final double[] bestWith;

    /** One game, while it is attacked. */
    private final class Round {
        final AgentGame game;
        final double weight;
        final Ledger ledger;
        final Play truth;
        final Play spare;
        final LiarView at;
        /** The best lies so far that an ascent may start from; of gain −∞ while there is none. */
        final Map<Ascent.Objective, Ascent.Place> best = new EnumMap<>(Ascent.Objective.class);

        Round(AgentGame game, double weight, long stream, Ledger ledger) {
            this.game = game;
            this.weight = weight;
            this.ledger = ledger;
            this.truth = rule.play(game, game.truth, 1, game.play());
            this.spare = game.play();
            double[] curvature = new double[game.length()];
            truth.curvature(curvature);
            this.at = game.standpoint(curvature, stream);
            for (Ascent.Objective objective : Ascent.Objective.values()) {
                Ascent.Place none = new Ascent.Place(game.length());
                none.gain = Double.NEGATIVE_INFINITY;
                best.put(objective, none);
            }
        }

        /** Whether a claim differs from the truth by more than its rounding: at the truth there is nothing to climb. */
        private boolean isLie(double[] claim) {
            double differs = 0;
            for (int x = 0; x < claim.length; x++) {
                differs = Math.max(differs, Math.abs(claim[x] - game.truth[x]));
            }
            return differs > LEAST_LIE * game.scale() * at.range();
        }

        /** Tells a lie of one strategy; {@code size} is an index into sizes, or negative. */
        void tell(int strategy, double[] claim, double alpha, int size) {
            Play lied = rule.play(game, claim, alpha, spare);
            if (!lied.isSettled()) {
                ledger.add(AttackPlan.UNSETTLED, 1);
                return;
            }
            double without = Gains.ofValue(game, truth, lied);
            double with = without - (lied.charge() - truth.charge());
            ledger.add(plan.withoutEntry(strategy), weight * without);
            ledger.add(plan.withEntry(strategy), weight * with);
            ledger.add(plan.underEntry(strategy), weight * lied.under());
            if (size >= 0) {
                bestWithout[size] = Math.max(bestWithout[size], without);
                bestWith[size] = Math.max(bestWith[size], with);
            }
            if (alpha > 0 && (plan.movesSize() || alpha == 1) && isLie(claim)) {
                best.forEach((objective, place) -> {
                    double gain = objective.gain(without, lied.charge() - truth.charge());
                    if (gain > place.gain) {
                        place.set(claim, alpha, gain);
                    }
                });
            }
        }
    }

    public GameAttack(AuditedRule rule, AttackPlan plan) {
        this.rule = rule;
        this.plan = plan;
        this.ascent = new Ascent(rule, plan.domain(), plan.movesSize());
        this.sizes = plan.sizes();
        this.sizeOf = plan.lies().stream()
                .mapToInt(lie -> Arrays.binarySearch(sizes, lie.size()))
                .toArray();
        this.honestSize = Arrays.binarySearch(sizes, 1);
        this.bestWithout = new double[sizes.length];
        this.bestWith = new double[sizes.length];
    }

    /**
     * Adds what the game contributes to an agent's sums.
     *
     * @param gameWeight q of the prompt, 1 where there is one game
     * @param stream where random directions in this game come from, a function of seed, agent and prompt
     * @param ledger of {@link AttackPlan#entries}
     */
    public void play(AgentGame game, double gameWeight, long stream, Ledger ledger) {
        Round round = new Round(game, gameWeight, stream, ledger);
        if (!round.truth.isSettled()) {
            ledger.add(AttackPlan.UNSETTLED, 1);
            return;
        }
        honest(round);
        split(round);
        Arrays.fill(bestWithout, Double.NEGATIVE_INFINITY);
        Arrays.fill(bestWith, Double.NEGATIVE_INFINITY);
        if (honestSize >= 0) {
            bestWithout[honestSize] = 0;
            bestWith[honestSize] = 0;
        }
        double[] claim = new double[game.length()];
        for (int lie = 0; lie < plan.lies().size(); lie++) {
            Lie told = plan.lies().get(lie);
            write(round, told.rewards(), told.size(), claim);
            round.tell(lie, claim, told.size(), sizeOf[lie]);
        }
        int strategy = plan.lies().size();
        for (Ascent.Objective objective : Ascent.Objective.values()) {
            Ascent.Place start = new Ascent.Place(game.length());
            Ascent.Place best = round.best.get(objective);
            if (best.gain > Double.NEGATIVE_INFINITY) {
                start.set(best.claim, best.size, best.gain);
                climb(round, objective, start, strategy);
            }
            strategy++;
            write(round, RANDOM_START, 1, claim);
            start.set(claim, 1, Double.NEGATIVE_INFINITY);
            climb(round, objective, start, strategy++);
        }
        for (int size = 0; size < plan.combinations(); size++) {
            ledger.add(plan.withoutEntry(strategy), gameWeight * bestWithout[size]);
            ledger.add(plan.withEntry(strategy++), gameWeight * bestWith[size]);
        }
    }

    private void write(Round round, Misreport rewards, double size, double[] claim) {
        rewards.write(round.at, claim);
        DomainFit.fit(plan.domain(), claim);
        round.game.centre(claim);
        double scale = size * round.game.scale();
        for (int x = 0; x < claim.length; x++) {
            claim[x] *= scale;
        }
    }

    private void climb(Round round, Ascent.Objective objective, Ascent.Place place, int strategy) {
        ascent.climb(round.game, objective, round.truth, round.spare, round.at.range(), place);
        // In one of many games a claim of another size is one of other rewards: only the whole is told a size.
        double size = plan.scope() == AttackPlan.Scope.WHOLE ? place.size : 1;
        round.tell(strategy, place.claim, size, honestSize);
    }

    /** Value, charge and stake at the truth, and the marginal contribution by two separate optima. */
    private void honest(Round round) {
        AgentGame game = round.game;
        Play truth = round.truth;
        Play without = round.spare;
        double[] all = new double[game.length()];
        for (int x = 0; x < all.length; x++) {
            all[x] = game.others[x] + game.truth[x];
        }
        without.solve(new double[all.length]);
        double present = truth.welfare(all);
        double absent = without.welfare(game.others);
        Ledger ledger = round.ledger;
        double weight = round.weight;
        ledger.add(AttackPlan.VALUE, weight * (truth.value(game.truth) + game.constant()));
        ledger.add(AttackPlan.CHARGE, weight * truth.charge());
        ledger.add(AttackPlan.CONTRIBUTION, weight * (present - absent + game.constant()));
        ledger.add(
                AttackPlan.CONTRIBUTION_SCALE,
                weight * (Math.abs(game.constant()) + truth.welfareScale(all) + without.welfareScale(game.others)));
        ledger.add(AttackPlan.STAKE, weight * game.stake());
        ledger.add(AttackPlan.ROUNDING, weight * game.rounding());
        ledger.add(AttackPlan.OVER, weight * truth.over());
        ledger.add(AttackPlan.DOUBT, weight * (truth.over() + truth.under() + without.over()));
        if (plan.scope() == AttackPlan.Scope.PROMPTS) {
            ledger.add(AttackPlan.PROMISED, weight * Theorems.promised(game, round.at, truth, plan.domain()));
        }
    }

    /**
     * k identities that claim α·d/k each: one of them among the others and the other k − 1, k times. Their bill where
     * α = 1, and for each α what the agent behind them gains.
     */
    private void split(Round round) {
        AgentGame game = round.game;
        double[] part = new double[game.length()];
        double[] others = new double[game.length()];
        for (int k = 0; k < AttackPlan.identities().size(); k++) {
            int identities = AttackPlan.identities(k);
            for (int a = 0; a < AttackPlan.jointSizes(); a++) {
                double size = AttackPlan.jointSize(a) / identities;
                for (int x = 0; x < part.length; x++) {
                    part[x] = size * game.truth[x];
                    others[x] = game.others[x] + (identities - 1) * part[x];
                }
                AgentGame among = game.among(others);
                Play lied = rule.play(among, part, size, among.play());
                if (!lied.isSettled()) {
                    round.ledger.add(AttackPlan.UNSETTLED, 1);
                    continue;
                }
                double bill = identities * lied.charge();
                if (a == 0) {
                    round.ledger.add(plan.splitEntry(k), round.weight * bill);
                }
                double gain = Gains.ofValue(game, round.truth, lied) - (bill - round.truth.charge());
                round.ledger.add(plan.falseNamesEntry(k, a), round.weight * gain);
                round.ledger.add(plan.falseNamesUnderEntry(k, a), round.weight * identities * lied.under());
            }
        }
    }
}
