package dev.candor.learn.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.learn.choice.SimultaneousBound;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Populations of two levels: agents about their groups, groups about the population. */
class GroupedPopulationTest {
    private static final double NU = 0.5;
    private static final double NOISE = 0.5;

    /** Agents in groups of equal size, one after the other. */
    private static int[] groups(int agents, int groups) {
        return IntStream.range(0, agents)
                .map(agent -> (int) ((long) agent * groups / agents))
                .toArray();
    }

    private static LinearLikelihood ratings(LinearWorld world, JudgedItems judged) {
        return LinearLikelihood.ratings(judged, world.phi, world.d, NOISE);
    }

    private static CoefficientPopulation declared(int d, double tau, int groups, double omega, ScaleRule rule) {
        return CoefficientPopulation.grouped(CoefficientPrior.declared(d, tau), groups, omega, rule);
    }

    /**
     * Ratings are jointly Gaussian: b is generalised least squares, a_G − b the best linear prediction, by dense matrices of
     * all ratings.
     */
    @Test
    void gaussianGroupsAreExact() {
        int rows = 4;
        double tau = 0.6;
        double omega = 0.9;
        int[] group = {0, 1, 0, 2, 2, 1, 0, 3, 4, 4};
        LinearWorld world = new LinearWorld(11, group.length, 1, 5, 1, 0.7);
        world.grouped(5, omega);
        JudgedItems judged = world.ratings(rows, NOISE);
        CoefficientPopulation fitted = LinearWorld.fit(
                ratings(world, judged), group, rows, declared(1, tau, 5, omega, ScaleRule.FIXED), ScaleRule.FIXED);
        // Per agent, t = x·β_i + noise: its slope β̂_i has variance τ² + s²/x·x about a_G. Groups: weights of those.
        double[] weight = new double[5];
        double[] mean = new double[5];
        for (int agent = 0; agent < group.length; agent++) {
            double xx = 0;
            double xt = 0;
            for (int k = agent * rows; k < (agent + 1) * rows; k++) {
                double x = world.phi[judged.item(k)];
                xx += x * x;
                xt += x * judged.position(k);
            }
            double w = 1 / (tau * tau + NOISE * NOISE / xx);
            weight[group[agent]] += w;
            mean[group[agent]] += w * xt / xx;
        }
        double left = 1e-6;
        double right = 0;
        for (int g = 0; g < 5; g++) {
            double w = 1 / (omega * omega + 1 / weight[g]);
            left += w;
            right += w * mean[g] / weight[g];
        }
        double b = right / left;
        assertThat(fitted.top().mean(0)).isCloseTo(b, within(1e-9));
        assertThat(fitted.top().meanDeviation(0)).isCloseTo(Math.sqrt(1 / left), within(1e-9));
        for (int g = 0; g < 5; g++) {
            double precision = weight[g] + 1 / (omega * omega);
            assertThat(fitted.agents(g).mean(0)).isCloseTo((mean[g] + b / (omega * omega)) / precision, within(1e-9));
            // Its own variance, and the share of b's that it takes over.
            double share = 1 / (omega * omega) / precision;
            assertThat(fitted.agents(g).meanDeviation(0))
                    .isCloseTo(Math.sqrt(1 / precision + share * share / left), within(1e-9));
            assertThat(fitted.reliance(g)).isCloseTo(share, within(1e-12));
        }
    }

    /** One group: its mean, with all that is not known of it, is the population of one level, whatever ω is. */
    @ParameterizedTest
    @CsvSource({"0.2", "1", "5"})
    void oneGroupIsThePopulation(double omega) {
        int agents = 80;
        int rows = 8;
        LinearWorld world = new LinearWorld(3, agents, 3, 10, 1, 0.6);
        LinearLikelihood likelihood = LinearLikelihood.comparisons(world.comparisons(rows, NU), world.phi, 3, NU);
        CoefficientPrior plain =
                LinearWorld.fit(likelihood, agents, rows, CoefficientPrior.declared(3, 0.6), ScaleRule.FIXED);
        CoefficientPopulation one = LinearWorld.fit(
                likelihood, new int[agents], rows, declared(3, 0.6, 1, omega, ScaleRule.ESTIMATED), ScaleRule.FIXED);
        for (int j = 0; j < 3; j++) {
            // Both end within √1e-5 of a standard deviation of where they lead.
            assertThat(one.agents(0).mean(j))
                    .isCloseTo(plain.mean(j), within(2 * Math.sqrt(PopulationSearch.CLOSE) * plain.meanDeviation(j)));
            assertThat(one.agents(0).meanDeviation(j)).isCloseTo(plain.meanDeviation(j), within(1e-3 * omega));
            // But for b's own prior, N(0, 1000²).
            assertThat(one.top().scale(j)).isCloseTo(omega, within(1e-3 * omega));
        }
        assertThat(one.members(0)).isEqualTo(agents);
    }

    /** Groups that hardly may differ are all the population of one level: a_G − b = V_G·g with V_G ≤ ω². */
    @Test
    void withoutDifferencesGroupsAreThePopulation() {
        int agents = 120;
        int rows = 6;
        LinearWorld world = new LinearWorld(4, agents, 2, 10, 1, 0.6);
        LinearLikelihood likelihood = ratings(world, world.ratings(rows, NOISE));
        CoefficientPrior plain =
                LinearWorld.fit(likelihood, agents, rows, CoefficientPrior.declared(2, 0.6), ScaleRule.FIXED);
        CoefficientPopulation grouped = LinearWorld.fit(
                likelihood,
                groups(agents, 12),
                rows,
                declared(2, 0.6, 12, ScaleRule.LEAST, ScaleRule.FIXED),
                ScaleRule.FIXED);
        // |g| ≤ Σ|M·u|/τ² ≤ 10·5τ/τ² for ten agents within five deviations: ω²·50/τ.
        double most = ScaleRule.LEAST * ScaleRule.LEAST * 50 / 0.6;
        for (int g = 0; g < 12; g++) {
            for (int j = 0; j < 2; j++) {
                assertThat(grouped.agents(g).mean(j))
                        .isCloseTo(grouped.top().mean(j), within(most))
                        .isCloseTo(
                                plain.mean(j),
                                within(most + 2 * Math.sqrt(PopulationSearch.CLOSE) * plain.meanDeviation(j)));
            }
            assertThat(grouped.reliance(g)).isGreaterThan(0.99);
        }
    }

    /** ω and τ of the truth, also where groups are of two agents, and a_G within their own errors. */
    @ParameterizedTest
    @CsvSource({"1000, 2", "100, 20", "300, 5"})
    void bothScalesAreFound(int groups, int members) {
        int agents = groups * members;
        int rows = 20;
        LinearWorld world = new LinearWorld(5, agents, 2, 20, 0.8, 0.6);
        double[][] moved = world.grouped(groups, 1);
        CoefficientPopulation fitted = LinearWorld.fit(
                ratings(world, world.ratings(rows, NOISE)),
                groups(agents, groups),
                rows,
                declared(2, 1, groups, 1, ScaleRule.ESTIMATED),
                ScaleRule.ESTIMATED);
        System.out.printf(
                "%d groups of %d: tau %.3f %.3f of %.3f %.3f; omega %.3f %.3f of 1%n",
                groups,
                members,
                fitted.scale(0),
                fitted.scale(1),
                world.scale[0],
                world.scale[1],
                fitted.top().scale(0),
                fitted.top().scale(1));
        double error = 0;
        for (int j = 0; j < 2; j++) {
            // Four standard deviations of a scale from so many draws: those of τ within groups, of ω between.
            assertThat(fitted.scale(j))
                    .isCloseTo(world.scale[j], within(4 * world.scale[j] / Math.sqrt(2.0 * (agents - groups)) * 1.3));
            double between = Math.sqrt(1 + world.scale[j] * world.scale[j] * 1.2 / members);
            assertThat(fitted.top().scale(j)).isCloseTo(1, within(4 * between * between / Math.sqrt(2.0 * groups)));
            assertThat(fitted.top().mean(j))
                    .isCloseTo(world.mean[j], within(4 * fitted.top().meanDeviation(j)));
            for (int g = 0; g < groups; g++) {
                double off = (fitted.agents(g).mean(j) - world.mean[j] - moved[g][j])
                        / fitted.agents(g).meanDeviation(j);
                error += off * off / groups / 2;
            }
        }
        // Errors in their own deviations have mean square 1, to within 4·√(2/2G).
        assertThat(error).isCloseTo(1, within(4 / Math.sqrt(groups)));
    }

    /** Nominal 95 % bounds hold for at least 93 % of agents, where agents have few rows and groups few agents. */
    @ParameterizedTest
    @CsvSource({"comparisons, 200, 5, 5", "comparisons, 50, 20, 10", "comparisons, 10, 100, 10", "ratings, 200, 5, 3"})
    void boundsCover(String log, int groups, int members, int rows) {
        int agents = groups * members;
        int d = 2;
        LinearWorld world = new LinearWorld(6, agents, d, 10, 1, 0.5);
        world.grouped(groups, 1);
        LinearLikelihood likelihood = log.equals("ratings")
                ? ratings(world, world.ratings(rows, NOISE))
                : LinearLikelihood.comparisons(world.comparisons(rows, NU), world.phi, d, NU);
        int[] group = groups(agents, groups);
        CoefficientPopulation fitted = LinearWorld.fit(
                likelihood, group, rows, declared(d, 1, groups, 1, ScaleRule.ESTIMATED), ScaleRule.ESTIMATED);
        CoefficientPrior plain =
                LinearWorld.fit(likelihood, agents, rows, CoefficientPrior.declared(d, 1), ScaleRule.ESTIMATED);
        int items = 10 * LinearWorld.CANDIDATES;
        double z = SimultaneousBound.quantile(0.95, items);
        CoefficientPosterior posterior = new CoefficientPosterior(plain);
        double covered = 0;
        double[] error = new double[2];
        for (int agent = 0; agent < agents; agent++) {
            likelihood.window(agent * rows, (agent + 1) * rows);
            posterior.under(plain).find(likelihood);
            error[1] += squared(world, agent, posterior) / agents;
            posterior.under(fitted.agents(group[agent])).find(likelihood);
            error[0] += squared(world, agent, posterior) / agents;
            posterior.widen();
            double delta = 0;
            double off = 0;
            for (int x = 0; x < items; x++) {
                delta = Math.max(delta, z * posterior.deviation(world.phi, x * d, d));
                off = Math.max(off, Math.abs(posterior.mean(world.phi, x * d) - world.utility(agent, x)));
            }
            covered += off <= delta ? 1 : 0;
        }
        System.out.printf(
                "%s, %d groups of %d, %d rows: %.1f %% covered; mean square error %.4f with groups, %.4f without;"
                        + " tau %.3f of %.3f, omega %.3f of 1%n",
                log,
                groups,
                members,
                rows,
                100 * covered / agents,
                error[0],
                error[1],
                fitted.scale(0),
                world.scale[0],
                fitted.top().scale(0));
        assertThat(covered / agents).isGreaterThanOrEqualTo(0.93);
        assertThat(error[0]).isLessThan(error[1]);
    }

    private static double squared(LinearWorld world, int agent, CoefficientPosterior posterior) {
        return IntStream.range(0, world.d)
                .mapToDouble(j -> posterior.mode(j) - world.beta[agent][j])
                .map(off -> off * off)
                .sum();
    }

    /** Merging is adding, in any order, to the bit; another numbering of the groups changes nothing else. */
    @Test
    void sumsMergeAndGroupsHaveNoOrder() {
        int agents = 60;
        int d = 2;
        LinearWorld world = new LinearWorld(3, agents, d, 8, 1, 0.5);
        LinearLikelihood likelihood = LinearLikelihood.comparisons(world.comparisons(10, NU), world.phi, d, NU);
        int[] group = groups(agents, 6);
        int[] renamed = Arrays.stream(group).map(g -> (g * 5 + 2) % 6).toArray();
        CoefficientPopulation start = declared(d, 0.7, 6, 1, ScaleRule.ESTIMATED);
        CoefficientPosterior posterior = new CoefficientPosterior(start.agents(0));
        PopulationSums whole = start.sums();
        List<PopulationSums> parts = new ArrayList<>(List.of(start.sums()));
        for (int agent = 0; agent < agents; agent++) {
            posterior.approach(likelihood.window(10 * agent, 10 * agent + 10), new double[d], 0);
            whole.add(posterior, start, group[agent]);
            PopulationSums part = start.sums();
            part.add(posterior, start, renamed[agent]);
            parts.add(part);
        }
        Collections.shuffle(parts, new Random(1));
        PopulationSums merged = parts.stream().reduce(start.sums(), PopulationSums::merge);
        CoefficientPopulation one = whole.next(start, ScaleRule.ESTIMATED).population();
        CoefficientPopulation other = merged.next(start, ScaleRule.ESTIMATED).population();
        for (int j = 0; j < d; j++) {
            assertThat(other.scale(j)).isEqualTo(one.scale(j));
            assertThat(other.top().mean(j)).isEqualTo(one.top().mean(j));
            assertThat(other.top().scale(j)).isEqualTo(one.top().scale(j));
            for (int g = 0; g < 6; g++) {
                assertThat(other.agents((g * 5 + 2) % 6).mean(j))
                        .isEqualTo(one.agents(g).mean(j));
                assertThat(other.agents((g * 5 + 2) % 6).meanDeviation(j))
                        .isEqualTo(one.agents(g).meanDeviation(j));
            }
        }
    }

    /** An agent without rows is its group, a group without agents the population with all of ω about it. */
    @Test
    void whoSaysNothingIsWhatItIsDrawnFrom() {
        int agents = 40;
        LinearWorld world = new LinearWorld(8, agents, 2, 8, 1, 0.5);
        world.grouped(4, 1);
        LinearLikelihood likelihood = ratings(world, world.ratings(10, NOISE));
        CoefficientPopulation fitted = LinearWorld.fit(
                likelihood, groups(agents, 4), 10, declared(2, 0.5, 5, 0.8, ScaleRule.FIXED), ScaleRule.FIXED);
        assertThat(fitted.members(4)).isZero();
        assertThat(fitted.reliance(4)).isCloseTo(1, within(1e-15));
        CoefficientPosterior nobody = new CoefficientPosterior(fitted.agents(2));
        nobody.find(likelihood.window(0, 0));
        for (int j = 0; j < 2; j++) {
            assertThat(fitted.agents(4).mean(j)).isEqualTo(fitted.top().mean(j));
            assertThat(fitted.agents(4).meanDeviation(j))
                    .isCloseTo(Math.hypot(0.8, fitted.top().meanDeviation(j)), within(1e-12));
            assertThat(nobody.mode(j)).isEqualTo(fitted.agents(2).mean(j));
        }
    }
}
