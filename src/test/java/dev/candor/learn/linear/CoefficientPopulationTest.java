package dev.candor.learn.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.learn.choice.SimultaneousBound;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The population of a linear model and the agents drawn from it. */
@Tag("long")
class CoefficientPopulationTest {
    private static final double NU = 0.5;

    private static LinearLikelihood likelihood(LinearWorld world, String log, int rows) {
        return switch (log) {
            case "comparisons" -> LinearLikelihood.comparisons(world.comparisons(rows, NU), world.phi, world.d, NU);
            case "rankings" -> LinearLikelihood.rankings(world.rankings(rows), world.phi, world.d);
            default -> LinearLikelihood.ratings(world.ratings(rows, 0.5), world.phi, world.d, 0.5);
        };
    }

    /** Agents that hardly may differ: the population is the one fit of all rows as if of one agent. */
    @ParameterizedTest
    @ValueSource(strings = {"comparisons", "rankings", "ratings"})
    void withoutDeviationsItIsThePooledFit(String log) {
        int agents = 60;
        int rows = 25;
        int d = 4;
        LinearWorld world = new LinearWorld(7, agents, d, 10, 1, 0.4);
        LinearLikelihood likelihood = likelihood(world, log, rows);
        CoefficientPrior limit = LinearWorld.fit(
                likelihood, agents, rows, CoefficientPrior.declared(d, ScaleRule.LEAST), ScaleRule.FIXED);
        // One agent with a prior as wide as the population's own.
        CoefficientPosterior pooled = new CoefficientPosterior(CoefficientPrior.declared(d, 1000));
        pooled.find(likelihood.window(0, agents * rows));
        for (int j = 0; j < d; j++) {
            // Off by τ² times a third derivative.
            assertThat(limit.mean(j)).isCloseTo(pooled.mode(j), within(1e-5));
            double[] one = new double[d];
            one[j] = 1;
            assertThat(limit.meanDeviation(j)).isCloseTo(pooled.deviation(one, 0, d), within(1e-4));
        }
    }

    /** For Gaussian ratings the sums are the exact likelihood of b: it is stationary there, and V is its curvature. */
    @Test
    void gaussianPopulationsAreExact() {
        int agents = 40;
        int rows = 6;
        LinearWorld world = new LinearWorld(11, agents, 1, 5, 1, 0.7);
        JudgedItems judged = world.ratings(rows, 0.5);
        LinearLikelihood likelihood = LinearLikelihood.ratings(judged, world.phi, 1, 0.5);
        CoefficientPrior fitted =
                LinearWorld.fit(likelihood, agents, rows, CoefficientPrior.declared(1, 0.6), ScaleRule.FIXED);
        // t_i ~ N(b·x_i, s²I + τ²x_i·x_iᵀ): generalised least squares by the formula of Sherman and Morrison.
        double left = 1e-6;
        double right = 0;
        for (int agent = 0; agent < agents; agent++) {
            double xx = 0;
            double xt = 0;
            for (int k = agent * rows; k < (agent + 1) * rows; k++) {
                double x = world.phi[judged.item(k)];
                xx += x * x / 0.25;
                xt += x * judged.position(k) / 0.25;
            }
            left += xx / (1 + 0.36 * xx);
            right += xt / (1 + 0.36 * xx);
        }
        assertThat(fitted.mean(0)).isCloseTo(right / left, within(1e-9));
        assertThat(fitted.meanDeviation(0)).isCloseTo(Math.sqrt(1 / left), within(1e-9));
    }

    /** Where a search ends, another pass would move next to nothing, whether it was made or not. */
    @ParameterizedTest
    @CsvSource({"comparisons, FIXED", "comparisons, ESTIMATED", "rankings, FIXED", "ratings, ESTIMATED"})
    void anotherPassMovesNothing(String log, ScaleRule rule) {
        int agents = 2000;
        int rows = 15;
        LinearWorld world = new LinearWorld(13, agents, 4, 20, 1, 0.6);
        LinearLikelihood likelihood = likelihood(world, log, rows);
        CoefficientPrior fitted = LinearWorld.fit(likelihood, agents, rows, CoefficientPrior.declared(4, 0.6), rule);
        PopulationSums sums = new PopulationSums(4);
        CoefficientPosterior posterior = new CoefficientPosterior(fitted);
        for (int agent = 0; agent < agents; agent++) {
            posterior.approach(likelihood.window(agent * rows, (agent + 1) * rows), new double[4], 0);
            sums.add(posterior, fitted);
        }
        assertThat(sums.next(CoefficientPopulation.of(fitted), rule).decrement())
                .isLessThan(PopulationSearch.CLOSE);
    }

    @Test
    void theScaleIsFound() {
        int agents = 3000;
        int rows = 40;
        LinearWorld world = new LinearWorld(5, agents, 3, 20, 0.8, 0.8);
        CoefficientPrior fitted = LinearWorld.fit(
                likelihood(world, "ratings", rows), agents, rows, CoefficientPrior.declared(3, 1), ScaleRule.ESTIMATED);
        for (int j = 0; j < 3; j++) {
            assertThat(fitted.scale(j)).isCloseTo(world.scale[j], within(0.06 * world.scale[j]));
            assertThat(fitted.mean(j)).isCloseTo(world.mean[j], within(4 * fitted.meanDeviation(j)));
        }
    }

    /** Agents who are all alike: the scale falls to its least, and everybody is the population. */
    @Test
    void alikeAgentsRelyOnThePopulation() {
        int agents = 500;
        LinearWorld world = new LinearWorld(5, agents, 3, 20, 1, 0);
        LinearLikelihood likelihood = likelihood(world, "comparisons", 10);
        CoefficientPrior fitted =
                LinearWorld.fit(likelihood, agents, 10, CoefficientPrior.declared(3, 1), ScaleRule.ESTIMATED);
        CoefficientPosterior agent = new CoefficientPosterior(fitted);
        agent.find(likelihood.window(0, 10));
        assertThat(agent.reliance()).isGreaterThan(0.9);
    }

    /** A feature that is the same for all candidates: its coefficient is the prior's, whatever rounding makes of it. */
    @ParameterizedTest
    @ValueSource(doubles = {0.7, 0.9, 1})
    void aCoefficientNobodySpeaksOfKeepsItsScale(double declared) {
        int agents = 500;
        LinearWorld world = new LinearWorld(5, agents, 3, 20, 1, 0.6);
        for (int x = 0; x < world.phi.length / 3; x++) {
            world.phi[x * 3 + 1] = 0;
        }
        CoefficientPrior fitted = LinearWorld.fit(
                likelihood(world, "comparisons", 10),
                agents,
                10,
                CoefficientPrior.declared(3, declared),
                ScaleRule.ESTIMATED);
        assertThat(fitted.scale(1)).isEqualTo(declared);
        assertThat(fitted.scale(0)).isNotEqualTo(declared);
    }

    /** The rounding of many agents who say nothing of a feature is no information, of either sign. */
    @Test
    void roundingIsNoInformation() {
        LinearWorld world = new LinearWorld(5, 1, 2, 20, 1, 0.6);
        for (int x = 0; x < world.phi.length / 2; x++) {
            world.phi[x * 2 + 1] = 0;
        }
        LinearLikelihood likelihood = likelihood(world, "comparisons", 10);
        for (int k = 0; k < 20; k++) {
            CoefficientPrior prior = CoefficientPrior.declared(2, 0.001 + 0.0001 * k);
            CoefficientPosterior agent = new CoefficientPosterior(prior);
            agent.approach(likelihood.window(0, 10), new double[2], 0);
            PopulationSums sums = new PopulationSums(2);
            for (int copies = 0; copies < 50_000; copies++) {
                sums.add(agent, prior);
            }
            CoefficientPrior next = sums.next(CoefficientPopulation.of(prior), ScaleRule.FIXED)
                    .population()
                    .top();
            assertThat(next.mean(1)).isZero();
            assertThat(next.meanDeviation(1)).isCloseTo(1000, within(1e-6));
        }
    }

    /** Coefficients far apart, features being tiny: τ goes to its most, and the search ends there. */
    @Test
    void aScaleAtItsMostStays() {
        int agents = 300;
        LinearWorld world = new LinearWorld(5, agents, 2, 20, 1, 5000);
        for (int k = 0; k < world.phi.length; k++) {
            world.phi[k] *= 1e-4;
        }
        CoefficientPrior fitted = LinearWorld.fit(
                likelihood(world, "ratings", 20), agents, 20, CoefficientPrior.declared(2, 1), ScaleRule.ESTIMATED);
        assertThat(fitted.scale(0)).isEqualTo(ScaleRule.MOST);
        assertThat(fitted.scale(1)).isEqualTo(ScaleRule.MOST);
    }

    /** Merging is adding, in any order, to the bit. */
    @Test
    void sumsMerge() {
        int agents = 50;
        LinearWorld world = new LinearWorld(3, agents, 3, 8, 1, 0.5);
        LinearLikelihood likelihood = likelihood(world, "comparisons", 10);
        CoefficientPrior prior = CoefficientPrior.declared(3, 0.7);
        List<PopulationSums> parts = new ArrayList<>(List.of(new PopulationSums(3)));
        PopulationSums whole = new PopulationSums(3);
        for (int agent = 0; agent < agents; agent++) {
            CoefficientPosterior posterior = new CoefficientPosterior(prior);
            posterior.approach(likelihood.window(10 * agent, 10 * agent + 10), new double[3], 0);
            whole.add(posterior, prior);
            PopulationSums part = new PopulationSums(3);
            part.add(posterior, prior);
            parts.add(part);
        }
        Collections.shuffle(parts, new Random(1));
        PopulationSums merged = parts.stream().reduce(new PopulationSums(3), PopulationSums::merge);
        CoefficientPrior one = whole.next(CoefficientPopulation.of(prior), ScaleRule.ESTIMATED)
                .population()
                .top();
        CoefficientPrior other = merged.next(CoefficientPopulation.of(prior), ScaleRule.ESTIMATED)
                .population()
                .top();
        assertThat(merged.agents()).isEqualTo(agents);
        for (int j = 0; j < 3; j++) {
            assertThat(other.mean(j)).isEqualTo(one.mean(j));
            assertThat(other.scale(j)).isEqualTo(one.scale(j));
            assertThat(other.meanDeviation(j)).isEqualTo(one.meanDeviation(j));
        }
    }

    /** Nominal 95 % bounds over all candidates hold for at least 93 % of agents drawn from the model. */
    @ParameterizedTest
    @CsvSource({
        "comparisons, 4, 5, 0.5",
        "comparisons, 4, 20, 1",
        "comparisons, 2, 10, 1",
        "comparisons, 1, 10, 1",
        "comparisons, 16, 20, 0.5",
        "comparisons, 8, 100, 1",
        "comparisons, 4, 20, 2",
        "rankings, 4, 5, 0.5",
        "rankings, 2, 10, 1",
        "rankings, 8, 20, 1",
        "ratings, 4, 10, 0.5",
        "ratings, 1, 10, 1"
    })
    void boundsCover(String log, int d, int rows, double scale) {
        int agents = 1000;
        int prompts = 10;
        LinearWorld world = new LinearWorld(100L * d + rows, agents, d, prompts, 1, scale);
        LinearLikelihood likelihood = likelihood(world, log, rows);
        CoefficientPrior fitted =
                LinearWorld.fit(likelihood, agents, rows, CoefficientPrior.declared(d, 1), ScaleRule.ESTIMATED);
        int items = prompts * LinearWorld.CANDIDATES;
        double z = SimultaneousBound.quantile(0.95, items);
        CoefficientPosterior posterior = new CoefficientPosterior(fitted);
        double covered = 0;
        double ratio = 0;
        for (int agent = 0; agent < agents; agent++) {
            posterior.find(likelihood.window(agent * rows, (agent + 1) * rows));
            posterior.widen();
            double delta = 0;
            double error = 0;
            for (int x = 0; x < items; x++) {
                delta = Math.max(delta, z * posterior.deviation(world.phi, x * d, d));
                error = Math.max(error, Math.abs(posterior.mean(world.phi, x * d) - world.utility(agent, x)));
            }
            covered += error <= delta ? 1 : 0;
            ratio += error / delta / agents;
        }
        System.out.printf(
                "%s d=%d rows=%d scale %.1f: %.1f %% covered, error/bound %.2f on average; scale %.3f of %.3f%n",
                log, d, rows, scale, 100 * covered / agents, ratio, fitted.scale(0), world.scale[0]);
        assertThat(covered / agents).isGreaterThanOrEqualTo(0.93);
    }

    /** Four times the rows, half the error. */
    @ParameterizedTest
    @ValueSource(strings = {"comparisons", "rankings", "ratings"})
    void theErrorFallsAsOneOverTheRootOfTheRows(String log) {
        int agents = 150;
        int[] rows = {50, 200, 800};
        double[] error = new double[rows.length];
        for (int k = 0; k < rows.length; k++) {
            LinearWorld world = new LinearWorld(17, agents, 2, 10, 1, 1.5);
            LinearLikelihood likelihood = likelihood(world, log, rows[k]);
            CoefficientPrior fitted =
                    LinearWorld.fit(likelihood, agents, rows[k], CoefficientPrior.declared(2, 1), ScaleRule.ESTIMATED);
            CoefficientPosterior posterior = new CoefficientPosterior(fitted);
            for (int agent = 0; agent < agents; agent++) {
                posterior.find(likelihood.window(agent * rows[k], (agent + 1) * rows[k]));
                for (int j = 0; j < 2; j++) {
                    double off = posterior.mode(j) - world.beta[agent][j];
                    error[k] += off * off / agents / 2;
                }
            }
        }
        double slope = Math.log(error[2] / error[0]) / 2 / Math.log((double) rows[2] / rows[0]);
        System.out.printf(
                "%s: mean square errors %.4f %.4f %.4f, slope %.3f%n", log, error[0], error[1], error[2], slope);
        assertThat(slope).isBetween(-0.57, -0.43);
    }
}
