package dev.candor.learn.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.learn.choice.ChoiceWorld;
import dev.candor.learn.choice.Likelihood;
import dev.candor.learn.choice.PairedComparisons;
import dev.candor.learn.choice.Rankings;
import dev.candor.learn.choice.UtilityPosterior;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Laws of the likelihoods of coefficients. */
class LinearLikelihoodTest {
    private static LinearLikelihood of(String log, LinearWorld world, int rows) {
        return switch (log) {
            case "comparisons" -> LinearLikelihood.comparisons(world.comparisons(rows, 0.7), world.phi, world.d, 0.7);
            case "bradley-terry" -> LinearLikelihood.comparisons(world.comparisons(rows, 0.7), world.phi, world.d, 0);
            case "rankings" -> LinearLikelihood.rankings(world.rankings(rows), world.phi, world.d);
            default -> LinearLikelihood.ratings(world.ratings(rows, 0.3), world.phi, world.d, 0.3);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "comparisons, 1",
        "comparisons, 2",
        "bradley-terry, 3",
        "rankings, 4",
        "rankings, 5",
        "ratings, 6",
        "ratings, 7"
    })
    void derivativesAreThoseOfTheValue(String log, long seed) {
        LinearWorld world = new LinearWorld(seed, 3, 5, 6, 1, 0.5);
        LinearLikelihood likelihood = of(log, world, 20).window(15, 47);
        int d = world.d;
        double[] beta = world.beta[1];
        double[] gradient = new double[d];
        double[] information = new double[d * d];
        likelihood.addDerivatives(beta, gradient, information);
        double h = 1e-5;
        for (int j = 0; j < d; j++) {
            double[] up = beta.clone();
            double[] down = beta.clone();
            up[j] += h;
            down[j] -= h;
            double slope = (likelihood.value(up) - likelihood.value(down)) / (2 * h);
            assertThat(gradient[j]).isCloseTo(slope, within(1e-6 * (1 + Math.abs(slope))));
            double[] above = new double[d];
            double[] below = new double[d];
            likelihood.addDerivatives(up, above, new double[d * d]);
            likelihood.addDerivatives(down, below, new double[d * d]);
            for (int k = j; k < d; k++) {
                double curvature = -(above[k] - below[k]) / (2 * h);
                assertThat(information[k * d + j]).isCloseTo(curvature, within(1e-6 * (1 + Math.abs(curvature))));
            }
        }
    }

    /**
     * Derivatives on average over N(β, C), C = aaᵀ + bbᵀ small: means of what they are at draws, to the error of 20,000 draws
     * and of the points that stand for a normal distribution.
     */
    @ParameterizedTest
    @CsvSource({
        "comparisons, 1, 0.4",
        "comparisons, 2, 0.8",
        "bradley-terry, 3, 0.4",
        "bradley-terry, 5, 0.8",
        "rankings, 4, 0.4",
        "ratings, 6, 1.5"
    })
    void expectedDerivativesAreMeansOverDraws(String log, long seed, double size) {
        LinearWorld world = new LinearWorld(seed, 3, 4, 6, 1, 0.5);
        LinearLikelihood likelihood = of(log, world, 20).window(15, 47);
        int d = world.d;
        double[][] root = {scaled(world.beta[0], size), scaled(world.beta[2], size)};
        double[] covariance = new double[d * d];
        for (double[] a : root) {
            for (int j = 0; j < d * d; j++) {
                covariance[j] += a[j / d] * a[j % d];
            }
        }
        double[] gradient = new double[d];
        double[] information = new double[d * d];
        likelihood.addExpectedDerivatives(world.beta[1], covariance, gradient, information);
        int draws = 20_000;
        double[] meanGradient = new double[d];
        double[] meanInformation = new double[d * d];
        double[] squares = new double[d];
        for (int draw = 0; draw < draws; draw++) {
            double[] beta = world.beta[1].clone();
            for (double[] a : root) {
                double z = world.random.nextGaussian();
                for (int j = 0; j < d; j++) {
                    beta[j] += z * a[j];
                }
            }
            double[] g = new double[d];
            likelihood.addDerivatives(beta, g, meanInformation);
            for (int j = 0; j < d; j++) {
                meanGradient[j] += g[j] / draws;
                squares[j] += g[j] * g[j] / draws;
            }
        }
        double rule = log.equals("rankings") ? 0.05 : 0.005;
        for (int j = 0; j < d; j++) {
            double sampling = 5 * Math.sqrt(squares[j] / draws);
            assertThat(gradient[j]).isCloseTo(meanGradient[j], within(sampling + rule * Math.sqrt(squares[j])));
            double curvature = meanInformation[j * d + j] / draws;
            assertThat(information[j * d + j]).isCloseTo(curvature, within((0.03 + rule) * curvature));
        }
    }

    private static double[] scaled(double[] a, double size) {
        return Arrays.stream(a).map(entry -> size * entry).toArray();
    }

    /** One comparison, beside a rule of two thousand nodes: the less its lead is known, the more is left. */
    @ParameterizedTest
    @CsvSource({
        "0.3, 1e-6, 0",
        "0.5, 2e-6, 0.5",
        "1, 3e-6, 0",
        "1, 3e-6, 2",
        "2, 1.5e-4, 0",
        "2, 1.5e-4, 0.5",
        "3, 2e-3, 0"
    })
    void expectationsAreThoseOfAFineRule(double deviation, double most, double nu) {
        for (double lead = -8; lead <= 8; lead += 0.5) {
            double step = 0.01;
            double weights = 0;
            double slope = 0;
            double curvature = 0;
            for (double z = -10; z <= 10; z += step) {
                double weight = Math.exp(-z * z / 2);
                double odds = Math.exp((lead + deviation * z) / 2);
                double both = odds + 1 / odds + nu;
                double difference = (odds - 1 / odds) / both;
                weights += weight;
                slope += weight * (1 - difference) / 2;
                curvature += weight * ((odds + 1 / odds) / both - difference * difference) / 4;
            }
            JudgedItems judged = JudgedItems.comparisons(1);
            judged.add(0, 1, false);
            double[] gradient = new double[1];
            double[] information = new double[1];
            LinearLikelihood.comparisons(judged, new double[] {1, 0}, 1, nu)
                    .window(0, 1)
                    .addExpectedDerivatives(
                            new double[] {lead}, new double[] {deviation * deviation}, gradient, information);
            assertThat(gradient[0]).isCloseTo(slope / weights, within(most));
            assertThat(information[0]).isCloseTo(curvature / weights, within(most));
        }
    }

    /** Leads that nothing is known of, and certain ones: derivatives stay finite. */
    @ParameterizedTest
    @CsvSource({"0, 1e6", "1e4, 1", "-1e4, 1e4", "1e300, 1e300"})
    void farLeadsStayFinite(double lead, double deviation) {
        JudgedItems judged = JudgedItems.comparisons(1);
        judged.add(0, 1, false);
        double[] gradient = new double[1];
        double[] information = new double[1];
        LinearLikelihood.comparisons(judged, new double[] {1, 0}, 1, 0.5)
                .window(0, 1)
                .addExpectedDerivatives(new double[] {lead}, new double[] {deviation}, gradient, information);
        assertThat(gradient[0]).isBetween(0.0, 1.0);
        assertThat(information[0]).isBetween(0.0, 0.25);
    }

    /** With a feature of its own for each candidate, coefficients are utilities. */
    @ParameterizedTest
    @CsvSource({"comparisons", "rankings"})
    void oneFeatureACandidateIsTheTabularModel(String log) {
        int items = 4;
        double[] identity = new double[items * items];
        for (int x = 0; x < items; x++) {
            identity[x * items + x] = 1;
        }
        ChoiceWorld world = new ChoiceWorld(3, items, 1);
        LinearLikelihood linear;
        Likelihood tabular;
        if (log.equals("rankings")) {
            int[][] rankings = world.rankings(15, 3);
            JudgedItems judged = JudgedItems.rankings(1);
            for (int[] ranking : rankings) {
                judged.add(ranking);
            }
            linear = LinearLikelihood.rankings(judged, identity, items).window(0, rankings.length);
            tabular = Rankings.of(rankings, items);
        } else {
            long[] keys = world.comparisons(40, 0.5);
            JudgedItems judged = JudgedItems.comparisons(1);
            for (long key : keys) {
                int a = (int) (key / 3 / items);
                int b = (int) (key / 3 % items);
                boolean lost = key % 3 == 1;
                judged.add(lost ? b : a, lost ? a : b, key % 3 == 2);
            }
            linear = LinearLikelihood.comparisons(judged, identity, items, 0.5).window(0, keys.length);
            tabular = PairedComparisons.of(keys, keys.length, items, 0.5);
        }
        CoefficientPosterior posterior = new CoefficientPosterior(CoefficientPrior.declared(items, 0.8));
        posterior.find(linear);
        UtilityPosterior utilities = UtilityPosterior.of(tabular, 0.8, 0);
        for (int x = 0; x < items; x++) {
            double[] centred = new double[items];
            Arrays.fill(centred, -1.0 / items);
            centred[x] += 1;
            assertThat(posterior.mode(x)).isCloseTo(utilities.mode(x), within(1e-9));
            assertThat(posterior.deviation(centred, 0, items)).isCloseTo(utilities.deviation(x), within(1e-9));
        }
    }
}
