package dev.candor.learn.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.model.TargetDomain;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Agents drawn from the prior: nominal 95 % bounds on the error of their rewards hold for at least 93 % of them. */
class CoverageTest {
    private static final int AGENTS = 2000;
    private static final int PROMPTS = 3;

    @ParameterizedTest
    @CsvSource({
        "2, 1, 1, UNIT", "2, 1, 8, UNIT", "4, 1, 3, UNIT", "4, 1, 3, UNRESTRICTED", "4, 1, 30, UNIT",
        "4, 1, 30, MAX", "6, 2, 20, SUM", "6, 2, 200, UNIT", "4, 0.3, 12, UNIT", "6, 2, 10, UNRESTRICTED"
    })
    void comparisonsAreCovered(int items, double sigma, int rows, TargetDomain domain) {
        double nu = 0.5;
        double covered = 0;
        for (int agent = 0; agent < AGENTS; agent++) {
            double delta = 0;
            double error = 0;
            double z = SimultaneousBound.quantile(0.95, (long) PROMPTS * SimultaneousBound.errors(items));
            for (int prompt = 0; prompt < PROMPTS; prompt++) {
                ChoiceWorld world = new ChoiceWorld(1000L * agent + prompt, items, sigma);
                Likelihood likelihood = PairedComparisons.of(world.comparisons(rows, nu), rows, items, nu);
                Learned learned = Learned.of(UtilityPosterior.of(likelihood, sigma, 0), items, z, domain);
                delta = Math.max(delta, learned.delta);
                error = Math.max(error, learned.error(world, domain));
            }
            covered += error <= delta ? 1 : 0;
        }
        assertThat(covered / AGENTS).isGreaterThanOrEqualTo(0.93);
    }

    @ParameterizedTest
    @CsvSource({"3, 1, 1, 3, UNIT", "5, 1, 4, 5, UNIT", "5, 1, 4, 3, UNRESTRICTED", "5, 2, 40, 5, SUM"})
    void rankingsAreCovered(int items, double sigma, int rows, int length, TargetDomain domain) {
        double covered = 0;
        double z = SimultaneousBound.quantile(0.95, SimultaneousBound.errors(items));
        for (int agent = 0; agent < AGENTS; agent++) {
            ChoiceWorld world = new ChoiceWorld(agent, items, sigma);
            Likelihood likelihood = Rankings.of(world.rankings(rows, length), items);
            Learned learned = Learned.of(UtilityPosterior.of(likelihood, sigma, 0), items, z, domain);
            covered += learned.error(world, domain) <= learned.delta ? 1 : 0;
        }
        assertThat(covered / AGENTS).isGreaterThanOrEqualTo(0.93);
    }

    /** One Gaussian error: 1.96; the bound of independent ones is exact. */
    @ParameterizedTest
    @CsvSource({"0.95, 1, 1.959963985", "0.95, 2, 2.236476523", "0.99, 10, 3.289361"})
    void theQuantileIsSidaks(double confidence, long errors, double z) {
        assertThat(SimultaneousBound.quantile(confidence, errors)).isCloseTo(z, within(2e-4));
    }

    /** Rewards and their bound, as the engine makes them. */
    private static final class Learned {
        private final double[] rewards;
        private final double delta;

        Learned(double[] rewards, double delta) {
            this.rewards = rewards;
            this.delta = delta;
        }

        static Learned of(UtilityPosterior posterior, int items, double z, TargetDomain domain) {
            double[] u = new double[items];
            double[] widths = new double[items];
            for (int x = 0; x < items; x++) {
                u[x] = posterior.mode(x);
                widths[x] = z * posterior.deviation(x);
            }
            double delta = RewardMap.utilities(domain, u, widths);
            return new Learned(u, delta);
        }

        double error(ChoiceWorld world, TargetDomain domain) {
            double[] truth = world.centred();
            double ignored = RewardMap.utilities(domain, truth, new double[truth.length]);
            double error = ignored;
            for (int x = 0; x < truth.length; x++) {
                error = Math.max(error, Math.abs(rewards[x] - truth[x]));
            }
            return error;
        }
    }
}
