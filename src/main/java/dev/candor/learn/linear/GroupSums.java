package dev.candor.learn.linear;

import dev.candor.numeric.ExactSums;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/**
 * What a pass over all agents says of each group's mean a_G: Σu_i and ΣM_i of {@link PopulationSums} over its agents, with u_i
 * from the group's own mean. Exact and mergeable.
 *
 * <p>A group is then to the population what an agent is to its group: its {@link GroupLikelihood} in the place of a log, N(b,
 * diag(ω²)) in that of N(a_G, diag(τ²)), and b and ω by the same steps, repeated on the driver until they settle.
 */
final class GroupSums implements Serializable {
    private static final long serialVersionUID = 1L;

    /** b and ω move by less than a ten-thousandth of a standard deviation. */
    private static final double CLOSE = 1e-8;

    private static final int MOST_STEPS = 500;
    /** Of an exact sum, of addends of ordinary range. */
    private static final int LIMBS = 5;

    private final int d;
    private final Map<Integer, Sums> byGroup = new HashMap<>();

    /** Of one group: Σu, and the lower triangle of ΣM row by row. */
    static final class Sums implements Serializable {
        private static final long serialVersionUID = 1L;

        private final int d;
        private final ExactSums sums;
        private long agents;

        private Sums(int d) {
            this.d = d;
            this.sums = new ExactSums(numbers(d));
        }

        void addDeviation(int j, double u) {
            sums.add(j, u);
        }

        /** Adds to ΣM_jk, k ≤ j. */
        void addDetermined(int j, int k, double m) {
            sums.add(d + j * (j + 1) / 2 + k, m);
        }

        /** Σu_j. */
        double deviation(int j) {
            return sums.value(j);
        }

        /** ΣM_jk, k ≤ j. */
        double determined(int j, int k) {
            return sums.value(d + j * (j + 1) / 2 + k);
        }

        private Sums merge(Sums other) {
            sums.merge(other.sums);
            agents += other.agents;
            return this;
        }
    }

    GroupSums(int d) {
        this.d = d;
    }

    /** What the sums of a group take, about. */
    static long bytes(int d) {
        return (long) LIMBS * Long.BYTES * numbers(d);
    }

    private static int numbers(int d) {
        return d + d * (d + 1) / 2;
    }

    /** The sums of a group, for one agent more. */
    Sums one(int group) {
        Sums sums = of(group);
        sums.agents++;
        return sums;
    }

    private Sums of(int group) {
        return byGroup.computeIfAbsent(group, code -> new Sums(d));
    }

    void merge(GroupSums other) {
        other.byGroup.forEach((group, sums) -> of(group).merge(sums));
    }

    /**
     * The step after this pass, whose agents were found under {@code before}.
     *
     * @param tau the next τ
     * @param typical of {@link CoefficientPrior}
     * @param scaleDecrement of the step of τ
     */
    PopulationStep next(CoefficientPopulation before, double[] tau, double[] typical, double scaleDecrement) {
        GroupLikelihood[] seen = new GroupLikelihood[before.groups()];
        Sums none = new Sums(d);
        for (int g = 0; g < seen.length; g++) {
            seen[g] = new GroupLikelihood(before.agents(g), byGroup.getOrDefault(g, none));
        }
        CoefficientPrior top = top(before, seen);
        CoefficientPosterior posterior = new CoefficientPosterior(top);
        CoefficientPopulation.Group[] groups = new CoefficientPopulation.Group[seen.length];
        double furthest = 0;
        for (int g = 0; g < seen.length; g++) {
            posterior.find(seen[g]);
            furthest = Math.max(furthest, seen[g].moved(posterior, top));
            double reliance = posterior.reliance();
            posterior.widen();
            groups[g] = new CoefficientPopulation.Group(
                    posterior.prior(tau, typical), byGroup.getOrDefault(g, none).agents, reliance);
        }
        return new PopulationStep(before.with(top, groups), furthest, scaleDecrement);
    }

    /** N(b, diag(ω²)) with b's uncertainty, given what was seen of the groups. */
    private CoefficientPrior top(CoefficientPopulation before, GroupLikelihood... seen) {
        // First b and its uncertainty under ω as it is: one group says nothing of ω, which then stays.
        CoefficientPopulation start = pass(before.top(), seen)
                .next(CoefficientPopulation.of(before.top()), ScaleRule.FIXED)
                .population();
        PopulationSearch search = new PopulationSearch(start, before.groupRule(), CLOSE);
        for (int step = 0; step < MOST_STEPS; step++) {
            if (search.settled(pass(search.population().top(), seen))) {
                break;
            }
        }
        return search.population().top();
    }

    private PopulationSums pass(CoefficientPrior top, GroupLikelihood... seen) {
        PopulationSums sums = PopulationSums.restricted(d);
        CoefficientPosterior posterior = new CoefficientPosterior(top);
        for (GroupLikelihood group : seen) {
            posterior.find(group);
            sums.add(posterior, top);
        }
        return sums;
    }
}
