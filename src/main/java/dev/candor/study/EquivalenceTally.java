package dev.candor.study;

import dev.candor.divergence.References;
import dev.candor.mechanism.attack.DomainFit;
import dev.candor.mechanism.attack.LiarView;
import dev.candor.mechanism.attack.Lie;
import dev.candor.mechanism.attack.Lies;
import dev.candor.mechanism.attack.Stream;
import dev.candor.model.RewardDomain;
import java.util.Arrays;
import java.util.List;

/**
 * Whether a payment rule is p^AFF plus a term free of the agent's own report: under a continuous SW-Max rule every rule that
 * makes truth dominant is (Thm 4.9 and Cor 4.10 of Sun et al. 2025), so one that is not cannot. Each report is compared with
 * the first of the same agent; a pair deviates by |Δ(p − p^AFF)| over the largest of the payments and stakes on it.
 */
public final class EquivalenceTally implements StudyTally<EquivalenceTally> {
    private static final long serialVersionUID = 1L;

    private final WelfareMaximising mechanism;
    private final PaymentFunction rule;
    private final RewardDomain domain;
    private final List<Lie> lies;
    private final long seed;
    private long pairs;
    private long agents;
    private double largest = -1;
    private OwnReports at;
    private int against;

    /**
     * Of payments that were observed: {@link #add(OwnReports)}.
     *
     * @param mechanism the training rule that the payments are for
     */
    public EquivalenceTally(WelfareMaximising mechanism) {
        this(mechanism, null, RewardDomain.UNRESTRICTED, 0, 0);
    }

    /**
     * Of a rule that can be asked.
     *
     * @param rule what is examined
     * @param reports how many reports of each agent are compared with its own; structured ones first, then random ones
     */
    public EquivalenceTally(
            WelfareMaximising mechanism, PaymentFunction rule, RewardDomain domain, int reports, long seed) {
        this.mechanism = mechanism;
        this.rule = rule;
        this.domain = domain;
        this.lies = Lies.first(reports);
        this.seed = seed;
    }

    @Override
    public void add(Game game) {
        for (int i = 0; i < game.agents(); i++) {
            add(reports(game, i));
        }
    }

    private OwnReports reports(Game game, int agent) {
        double[] own = game.reward(agent);
        double[] others = game.aggregate(agent);
        LiarView standpoint = new LiarView(
                own, others, References.probabilities(game.logRef()), Stream.key(Stream.key(seed, game.id()), agent));
        double[][] reward = new double[lies.size() + 1][];
        double[] size = new double[reward.length];
        double[] payment = new double[reward.length];
        for (int k = 0; k < reward.length; k++) {
            reward[k] = own.clone();
            size[k] = game.size(agent);
            if (k > 0) {
                lies.get(k - 1).rewards().write(standpoint, reward[k]);
                DomainFit.fit(domain, reward[k]);
                size[k] *= lies.get(k - 1).size();
            }
            payment[k] = rule.payment(game.with(agent, reward[k], size[k]), agent);
        }
        return new OwnReports("game " + game.id() + ", agent " + agent, game.logRef(), others, reward, size, payment);
    }

    /** Looks at one agent more. */
    public void add(OwnReports reports) {
        agents++;
        if (reports.reports() < 2) {
            return;
        }
        double first = reports.affine(mechanism, 0);
        for (int k = 1; k < reports.reports(); k++) {
            pairs++;
            double affine = reports.affine(mechanism, k);
            double difference = (reports.payment(k) - affine) - (reports.payment(0) - first);
            double scale = Arrays.stream(new double[] {
                        Math.abs(reports.payment(k)),
                        Math.abs(reports.payment(0)),
                        affine,
                        first,
                        reports.magnitude(k),
                        reports.magnitude(0)
                    })
                    .max()
                    .orElseThrow();
            double deviation = scale == 0 ? 0 : Math.abs(difference) / scale;
            if (deviation > largest || (deviation == largest && precedes(reports, at))) {
                largest = deviation;
                at = reports;
                against = k;
            }
        }
    }

    private static boolean precedes(OwnReports a, OwnReports b) {
        return a.name().compareTo(b.name()) < 0;
    }

    @Override
    public EquivalenceTally merge(EquivalenceTally other) {
        pairs += other.pairs;
        agents += other.agents;
        if (other.at != null && (other.largest > largest || (other.largest == largest && precedes(other.at, at)))) {
            largest = other.largest;
            at = other.at;
            against = other.against;
        }
        return this;
    }

    WelfareMaximising mechanism() {
        return mechanism;
    }

    /** Pairs of reports compared. */
    public long pairs() {
        return pairs;
    }

    /** Agents, of all games, whose reports were compared. */
    public long agents() {
        return agents;
    }

    /** The largest deviation of any pair, relative; 0 where there is no pair. */
    double largest() {
        return Math.max(0, largest);
    }

    /** Whose pair deviates most; there is at least one pair. */
    OwnReports at() {
        return at;
    }

    /** The second report of that pair; the first is report 0. */
    int against() {
        return against;
    }
}
