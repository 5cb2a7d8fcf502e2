package dev.candor.learn.linear;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** Agents whose coefficients are drawn from a known population, and what they judge by the models' own definitions. */
final class LinearWorld {
    static final int CANDIDATES = 4;

    final Random random;
    final int d;
    final int prompts;
    /** φ, centred on each prompt; prompt p has the items from p·{@value #CANDIDATES}. */
    final double[] phi;

    final double[] mean;
    final double[] scale;
    /** β of each agent. */
    final double[][] beta;

    LinearWorld(long seed, int agents, int d, int prompts, double meanSize, double scaleSize) {
        this.random = new Random(seed);
        this.d = d;
        this.prompts = prompts;
        phi = random.doubles((long) prompts * CANDIDATES * d, -1, 1).toArray();
        for (int p = 0; p < prompts; p++) {
            for (int j = 0; j < d; j++) {
                double centre = 0;
                for (int x = 0; x < CANDIDATES; x++) {
                    centre += phi[(p * CANDIDATES + x) * d + j] / CANDIDATES;
                }
                for (int x = 0; x < CANDIDATES; x++) {
                    phi[(p * CANDIDATES + x) * d + j] -= centre;
                }
            }
        }
        mean = normals(d, meanSize);
        scale = IntStream.range(0, d)
                .mapToDouble(j -> scaleSize * (0.5 + random.nextDouble()))
                .toArray();
        beta = new double[agents][d];
        for (double[] of : beta) {
            Arrays.setAll(of, j -> mean[j] + scale[j] * random.nextGaussian());
        }
    }

    /** The same agents moved by what their groups, of equal size one after the other, have in common: N(0, ω²) each. */
    double[][] grouped(int groups, double omega) {
        double[][] moved = new double[groups][];
        for (int g = 0; g < groups; g++) {
            moved[g] = normals(d, omega);
            for (int agent = g * beta.length / groups; agent < (g + 1) * beta.length / groups; agent++) {
                for (int j = 0; j < d; j++) {
                    beta[agent][j] += moved[g][j];
                }
            }
        }
        return moved;
    }

    private double[] normals(int count, double size) {
        return IntStream.range(0, count)
                .mapToDouble(j -> size * random.nextGaussian())
                .toArray();
    }

    double utility(int agent, int item) {
        double sum = 0;
        for (int j = 0; j < d; j++) {
            sum += beta[agent][j] * phi[item * d + j];
        }
        return sum;
    }

    /** {@code rows} comparisons of every agent, agent by agent. */
    JudgedItems comparisons(int rows, double nu) {
        JudgedItems judged = JudgedItems.comparisons(1);
        for (int k = 0; k < beta.length * rows; k++) {
            int a = random.nextInt(prompts * CANDIDATES);
            int b = a / CANDIDATES * CANDIDATES + (a + 1 + random.nextInt(CANDIDATES - 1)) % CANDIDATES;
            double pa = Math.exp((utility(k / rows, a) - utility(k / rows, b)) / 2);
            double draw = random.nextDouble() * (pa + 1 / pa + nu);
            judged.add(
                    draw < pa || draw > pa + 1 / pa ? a : b,
                    draw < pa || draw > pa + 1 / pa ? b : a,
                    draw > pa + 1 / pa);
        }
        return judged;
    }

    /** {@code rows} rankings of all candidates of a prompt each. */
    JudgedItems rankings(int rows) {
        JudgedItems judged = JudgedItems.rankings(1);
        for (int k = 0; k < beta.length * rows; k++) {
            int agent = k / rows;
            int first = random.nextInt(prompts) * CANDIDATES;
            double[] noisy = IntStream.range(0, CANDIDATES)
                    .mapToDouble(x -> utility(agent, first + x) - Math.log(-Math.log(random.nextDouble())))
                    .toArray();
            judged.add(IntStream.range(0, CANDIDATES)
                    .boxed()
                    .sorted((x, y) -> Double.compare(noisy[y], noisy[x]))
                    .mapToInt(x -> first + x)
                    .toArray());
        }
        return judged;
    }

    /** {@code rows} ratings with normal noise. */
    JudgedItems ratings(int rows, double noise) {
        JudgedItems judged = JudgedItems.ratings(1);
        for (int k = 0; k < beta.length * rows; k++) {
            int item = random.nextInt(prompts * CANDIDATES);
            judged.add(item, utility(k / rows, item) + noise * random.nextGaussian());
        }
        return judged;
    }

    /** The population as the engine fits it, from agents with {@code rows} judgements each. */
    static CoefficientPrior fit(
            LinearLikelihood likelihood, int agents, int rows, CoefficientPrior start, ScaleRule rule) {
        return fit(likelihood, new int[agents], rows, CoefficientPopulation.of(start), rule)
                .top();
    }

    /** The same with groups, or without: the group of each agent. */
    static CoefficientPopulation fit(
            LinearLikelihood likelihood, int[] group, int rows, CoefficientPopulation start, ScaleRule rule) {
        int agents = group.length;
        PopulationSearch search = new PopulationSearch(start, rule, PopulationSearch.CLOSE);
        int d = likelihood.dimension();
        double[] beta = new double[agents * d];
        for (int pass = 0; pass < 80; pass++) {
            CoefficientPopulation population = search.population();
            PopulationSums sums = population.sums();
            CoefficientPosterior posterior = new CoefficientPosterior(population.agents(0));
            for (int agent = 0; agent < agents; agent++) {
                posterior.under(population.agents(group[agent]));
                posterior.approach(likelihood.window(agent * rows, (agent + 1) * rows), beta, agent * d);
                posterior.copyDeviation(beta, agent * d);
                sums.add(posterior, population, group[agent]);
            }
            if (search.settled(sums)) {
                return search.population();
            }
        }
        throw new AssertionError("not settled");
    }
}
