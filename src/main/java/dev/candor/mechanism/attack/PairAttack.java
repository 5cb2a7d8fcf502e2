package dev.candor.mechanism.attack;

import dev.candor.model.RewardDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Lies that two agents tell together, in one game after another, against one mechanism. What the pair gains is the sum of
 * what the two gain: they may share it. For one thread.
 */
public final class PairAttack {
    private static final double[] SIZES = {0.5, 0.9, 1.1, 1.5, 2, 5, 100, 1000};
    private static final double[] SUPPORTS = {0.1, 0.5, 1};

    /** Of the joint wish. */
    private static final double[] JOINT_SIZES = {1, 100, 1000};

    private static final List<Joint> LIES = lies();

    private final AuditedRule rule;
    private final RewardDomain domain;

    public PairAttack(AuditedRule rule, RewardDomain domain) {
        this.rule = rule;
        this.domain = domain;
    }

    /** What both add to the aggregate, and the sizes they claim. */
    @FunctionalInterface
    private interface Claims {
        /** Writes d̃ of both from d of both; what they say of rewards is brought into the domain afterwards. */
        void write(double[] first, double[] second, double[] firstClaim, double[] secondClaim);
    }

    /** A joint lie and the α that each claims. */
    private record Joint(String name, double firstSize, double secondSize, Claims claims) {}

    private static List<Joint> lies() {
        List<Joint> lies = new ArrayList<>();
        for (double size : SIZES) {
            lies.add(new Joint(
                    "both claim size × " + Lie.text(size),
                    size,
                    size,
                    (a, b, c, d) -> weighted(a, size, b, size, c, d)));
        }
        for (double share : SUPPORTS) {
            lies.add(new Joint("each claims the other's wish too, share " + Lie.text(share), 1, 1, (a, b, c, d) -> {
                mixed(a, 1, b, share, c);
                mixed(b, 1, a, share, d);
            }));
        }
        for (double size : JOINT_SIZES) {
            String name = "both claim half of the joint wish" + (size == 1 ? "" : ", size × " + Lie.text(size));
            lies.add(new Joint(name, size, size, (a, b, c, d) -> {
                mixed(a, size / 2, b, size / 2, c);
                mixed(a, size / 2, b, size / 2, d);
            }));
        }
        lies.add(new Joint("the first claims the joint wish, the second leaves", 1, 0, (a, b, c, d) -> {
            mixed(a, 1, b, 1, c);
            mixed(a, 0, b, 0, d);
        }));
        lies.add(new Joint("the second claims the joint wish, the first leaves", 0, 1, (a, b, c, d) -> {
            mixed(a, 0, b, 0, c);
            mixed(a, 1, b, 1, d);
        }));
        lies.add(new Joint("the first leaves", 0, 1, (a, b, c, d) -> weighted(a, 0, b, 1, c, d)));
        lies.add(new Joint("the second leaves", 1, 0, (a, b, c, d) -> weighted(a, 1, b, 0, c, d)));
        return lies;
    }

    private static void weighted(double[] a, double sizeA, double[] b, double sizeB, double[] c, double[] d) {
        mixed(a, sizeA, b, 0, c);
        mixed(b, sizeB, a, 0, d);
    }

    private static void mixed(double[] a, double ofA, double[] b, double ofB, double[] target) {
        for (int x = 0; x < target.length; x++) {
            target[x] = ofA * a[x] + ofB * b[x];
        }
    }

    /** How many joint lies there are. */
    public static int strategies() {
        return LIES.size();
    }

    /** Entries of a ledger: for each joint lie what the pair gains and by how much its charges may be too low, and three more. */
    public static int entries() {
        return 2 * LIES.size() + 3;
    }

    private static int underEntry(int strategy) {
        return LIES.size() + strategy;
    }

    /** What is at stake for both. */
    private static int stakeEntry() {
        return 2 * LIES.size();
    }

    /** The rounding of both games. */
    private static int roundingEntry() {
        return 2 * LIES.size() + 2;
    }

    /** By how much both utilities at the truth may be short. */
    private static int overEntry() {
        return 2 * LIES.size() + 1;
    }

    /**
     * The joint lie of which most is told, of equal ones the one that gained most.
     *
     * @param allowance of each of the two, as in {@link AttackPlan}
     */
    public static Best best(Ledger ledger, double allowance) {
        Resolution resolution = Resolution.of(
                ledger.value(stakeEntry()), ledger.value(roundingEntry()), ledger.value(overEntry()) + 2 * allowance);
        Best best = Best.of(ledger, resolution, 0);
        for (int strategy = 1; strategy < LIES.size(); strategy++) {
            Best next = Best.of(ledger, resolution, strategy);
            int told = Double.compare(next.gain, best.gain);
            best = told > 0 || (told == 0 && ledger.value(strategy) > ledger.value(best.strategy)) ? next : best;
        }
        return best;
    }

    /** A joint lie and what is told of its gain. */
    public record Best(int strategy, double gain) {
        private static Best of(Ledger ledger, Resolution resolution, int strategy) {
            return new Best(strategy, resolution.charged(ledger.value(strategy), ledger.value(underEntry(strategy))));
        }
    }

    /** What a joint lie does, in words. */
    public static String name(int strategy) {
        return LIES.get(strategy).name();
    }

    /**
     * Adds what the game contributes: for each joint lie the gain of the pair, in units of utility.
     *
     * @param first the first agent's game; its others include the second agent at the truth
     * @param second the second agent's game; its others include the first agent at the truth
     * @param gameWeight q of the prompt, 1 where there is one game
     * @param ledger of {@link #entries}
     */
    public void play(AgentGame first, AgentGame second, double gameWeight, Ledger ledger) {
        int length = first.length();
        Play truthOfFirst = rule.play(first, first.truth, 1, first.play());
        Play truthOfSecond = rule.play(second, second.truth, 1, second.play());
        double[] wishOfFirst = wish(first);
        double[] wishOfSecond = wish(second);
        double[] firstClaim = new double[length];
        double[] secondClaim = new double[length];
        for (int lie = 0; lie < LIES.size(); lie++) {
            Joint joint = LIES.get(lie);
            joint.claims().write(wishOfFirst, wishOfSecond, firstClaim, secondClaim);
            fit(first, joint.firstSize(), firstClaim);
            fit(second, joint.secondSize(), secondClaim);
            Told ofFirst = told(first, firstClaim, joint.firstSize(), second, secondClaim, truthOfFirst);
            Told ofSecond = told(second, secondClaim, joint.secondSize(), first, firstClaim, truthOfSecond);
            double gain = ofFirst.gain + ofSecond.gain;
            if (!Double.isNaN(gain)) {
                ledger.add(lie, gameWeight * gain);
                ledger.add(underEntry(lie), gameWeight * (ofFirst.under + ofSecond.under));
            }
        }
        ledger.add(stakeEntry(), gameWeight * (first.stake() / first.boost() + second.stake() / second.boost()));
        ledger.add(
                roundingEntry(), gameWeight * (first.rounding() / first.boost() + second.rounding() / second.boost()));
        ledger.add(
                overEntry(),
                gameWeight * (truthOfFirst.over() / first.boost() + truthOfSecond.over() / second.boost()));
    }

    private static double[] wish(AgentGame game) {
        double[] wish = new double[game.length()];
        Arrays.setAll(wish, game::truth);
        return wish;
    }

    /** What one of the two gains, NaN where the solver gave up, and by how much its charge may be too low. */
    private record Told(double gain, double under) {}

    private Told told(
            AgentGame game, double[] claim, double size, AgentGame partner, double[] partnersClaim, Play truth) {
        double[] others = new double[claim.length];
        for (int x = 0; x < others.length; x++) {
            others[x] = game.others[x] + (partnersClaim[x] - partner.truth[x]);
        }
        AgentGame among = game.among(others);
        Play lied = rule.play(among, claim, size, among.play());
        return lied.isSettled()
                ? new Told(
                        (Gains.ofValue(game, truth, lied) - (lied.charge() - truth.charge())) / game.boost(),
                        lied.under() / game.boost())
                : new Told(Double.NaN, 0);
    }

    /** Brings what is said of rewards into the domain, and counts the claim from its middle; nothing is said at size 0. */
    private void fit(AgentGame game, double size, double[] claim) {
        if (domain != RewardDomain.UNRESTRICTED && size > 0) {
            double scale = size * game.scale();
            for (int x = 0; x < claim.length; x++) {
                claim[x] /= scale;
            }
            DomainFit.fit(domain, claim);
            for (int x = 0; x < claim.length; x++) {
                claim[x] *= scale;
            }
        }
        game.centre(claim);
    }
}
