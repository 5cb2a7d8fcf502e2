package dev.candor.policy.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.divergence.Kl;
import dev.candor.divergence.SmallGame;
import dev.candor.numeric.ExactSums;
import dev.candor.policy.ChargeInterval;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;

/** What the log-linear class must satisfy, on random runs. */
@PropertyDefaults(tries = 500)
class LogLinearLawsTest {

    /** Linear rewards need no policy but the log-linear one: everything is as in the tabular class. */
    @Property
    void asTabular(@ForAll long seed) {
        LinearGame game = LinearGame.draw(seed, 3, 6, 6, 5, 7);
        OptimumSums sums = new OptimumSums(game.features);
        SolvedFeatures solved = game.optimum().solve(game.block, sums);
        double[] charges = LinearGame.charges(game.lambda, solved, game.batch);
        double[] tabular = new double[charges.length];
        double welfare = 0;
        double divergence = 0;
        for (int c = 0; c < game.block.prompts(); c++) {
            SmallGame prompt = tabular(game, c);
            double q = game.block.promptWeight(c);
            welfare += q * prompt.welfare();
            divergence += q * prompt.divergence();
            for (int i = 0; i < charges.length; i++) {
                tabular[i] += q * prompt.charge(i);
            }
            for (int x = 0; x < prompt.prob.length; x++) {
                double prob = solved.prob(game.block.start(c) + x);
                assertThat(prob).isCloseTo(prompt.prob[x], within(1e-12 * prob));
            }
        }
        for (int i = 0; i < charges.length; i++) {
            double size = roundingOfRewards(game, i);
            assertThat(charges[i]).isCloseTo(tabular[i], within(1e-12 * charges[i] + size * Math.sqrt(charges[i])));
        }
        assertThat(game.lambda * sums.welfareByLambda())
                .isCloseTo(welfare, within(1e-12 * (Math.abs(welfare) + game.lambda)));
        assertThat(sums.divergence()).isCloseTo(divergence, within(1e-12 * (divergence + 1e-3)));
    }

    /** What β·φ rounded to doubles, which is what the tabular kernel is given, can move the root of a charge. */
    private static double roundingOfRewards(LinearGame game, int i) {
        double largest = 0;
        for (int x = 0; x < game.block.candidates(); x++) {
            double size = 0;
            for (int j = 0; j < game.features; j++) {
                size += Math.abs(game.batch.beta(i, j) * game.block.feature(x, j));
            }
            largest = Math.max(largest, size);
        }
        return 20 * game.features * 0x1p-53 * largest * game.batch.scale(i) / Math.sqrt(game.lambda);
    }

    private static SmallGame tabular(LinearGame game, int c) {
        int from = game.block.start(c);
        int candidates = game.block.start(c + 1) - from;
        double[] logRef = IntStream.range(0, candidates)
                .mapToDouble(x -> game.block.logRef(from + x))
                .toArray();
        double[][] rewards = new double[game.batch.agents()][candidates];
        double[] scale = new double[rewards.length];
        for (int i = 0; i < rewards.length; i++) {
            scale[i] = game.batch.scale(i);
            for (int x = 0; x < candidates; x++) {
                for (int j = 0; j < game.features; j++) {
                    rewards[i][x] += game.batch.beta(i, j) * game.block.feature(from + x, j);
                }
            }
        }
        return new SmallGame(new Kl(game.lambda), logRef, rewards, scale);
    }

    @Property
    void chargesAreNotNegative(@ForAll long seed) {
        double[] charges = LinearGame.draw(seed, 4, 7, 9, 9, 150).charges();
        assertThat(Arrays.stream(charges).min().orElse(0)).isGreaterThanOrEqualTo(0);
    }

    /** An agent whose features do not vary on any prompt has nothing to choose, and pays exactly 0. */
    @Property
    void indifferentAgentsPayNothing(@ForAll long seed) {
        Random random = new Random(seed);
        FeatureBlock block = LinearGame.block(random, 3, 5, 4);
        double[] feature = new double[block.candidates() * 4];
        for (int c = 0; c < block.prompts(); c++) {
            double constant = random.nextGaussian();
            for (int x = block.start(c); x < block.start(c + 1); x++) {
                for (int j = 0; j < 4; j++) {
                    feature[x * 4 + j] = j < 2 ? constant * (j + 1) : block.feature(x, j);
                }
            }
        }
        FeatureBlock constant =
                new FeatureBlock(4, block.starts(), block.promptWeights(), LinearGame.refs(block), feature);
        double[] beta = {0.7, -random.nextDouble(), 0, 0, 1, 0, random.nextGaussian(), 1, 0, 0, 0, 0};
        LinearGame game = new LinearGame(0.5, constant, new AgentBatch(4, beta, new double[] {3, 0.2, 1}));
        double[] charges = game.charges();
        assertThat(charges[0]).isZero();
        assertThat(charges[2]).isZero();
    }

    /** u = value − payment at the truth is not beaten by any drawn report of coefficients and weight. */
    @Property
    void noMisreportGains(@ForAll long seed) {
        LinearGame truth = LinearGame.draw(seed, 3, 5, 4, 4, 3);
        Random random = new Random(seed + 1);
        int i = random.nextInt(truth.batch.agents());
        double honest = utility(truth, truth, i);
        for (int lie = 0; lie < 10; lie++) {
            double size = StrictMath.pow(10, random.nextDouble() * 4 - 3);
            double[] beta = truth.beta(i);
            for (int j = 0; j < beta.length; j++) {
                beta[j] += size * random.nextGaussian();
            }
            double scale = truth.batch.scale(i) * (random.nextBoolean() ? 1 : StrictMath.exp(random.nextGaussian()));
            double dishonest = utility(truth, truth.with(i, beta, scale), i);
            double rounding = 1e-13 * (Math.abs(honest) + truth.batch.scale(i) * 10 * truth.features);
            assertThat(dishonest).isLessThanOrEqualTo(honest + rounding);
        }
    }

    /** κ·utility of agent i, who has the rewards of {@code truth}, when {@code reported} is settled. */
    private static double utility(LinearGame truth, LinearGame reported, int i) {
        OptimumSums sums = new OptimumSums(reported.features);
        SolvedFeatures solved = reported.optimum().solve(reported.block, sums);
        return truth.batch.value(i, truth.batch.scale(i), sums.meanFeature())
                - LinearGame.charges(reported.lambda, solved, reported.batch)[i];
    }

    /** Agents in any order, alone or in any company, get the same bits. */
    @Property
    void companyDoesNotMatter(@ForAll long seed) {
        LinearGame game = LinearGame.draw(seed, 3, 6, 9, 12, 12);
        SolvedFeatures solved = game.optimum().solve(game.block, new OptimumSums(game.features));
        double[] together = LinearGame.charges(game.lambda, solved, game.batch);
        for (int i = 0; i < together.length; i++) {
            AgentBatch alone = new AgentBatch(game.features, game.beta(i), new double[] {game.batch.scale(i)});
            assertThat(LinearGame.charges(game.lambda, solved, alone)[0]).isEqualTo(together[i]);
        }
    }

    /** Prompts in any blocks, merged in any order, give the same bits: policy, sums, covariance and charges. */
    @Property
    void blocksDoNotMatter(@ForAll long seed) {
        LinearGame game = LinearGame.draw(seed, 6, 6, 5, 6, 8);
        LogLinearOptimum optimum = game.optimum();
        OptimumSums whole = new OptimumSums(game.features);
        SolvedFeatures solved = optimum.solve(game.block, whole);
        CovarianceSums covariance = new CovarianceSums(game.features);
        covariance.add(solved);
        OptimumSums parts = new OptimumSums(game.features);
        CovarianceSums covarianceOfParts = new CovarianceSums(game.features);
        ExactSums charges = new ExactSums(game.batch.agents());
        for (int c = game.block.prompts() - 1; c >= 0; c--) {
            OptimumSums part = new OptimumSums(game.features);
            SolvedFeatures prompt = optimum.solve(LinearGame.single(game.block, c), part);
            CovarianceSums covarianceOfPart = new CovarianceSums(game.features);
            covarianceOfPart.add(prompt);
            new LogLinearCharges(game.lambda, game.batch).add(prompt, charges);
            parts.merge(part);
            covarianceOfParts.merge(covarianceOfPart);
        }
        assertThat(LinearGame.values(charges)).containsExactly(LinearGame.charges(game.lambda, solved, game.batch));
        assertThat(covarianceOfParts.lowerTriangle()).containsExactly(covariance.lowerTriangle());
        assertThat(parts.meanFeature()).containsExactly(whole.meanFeature());
        assertThat(parts.range()).containsExactly(whole.range());
        assertThat(parts.radius()).isEqualTo(whole.radius());
        assertThat(parts.welfareByLambda()).isEqualTo(whole.welfareByLambda());
        assertThat(parts.divergence()).isEqualTo(whole.divergence());
        assertThat(parts.policyError()).isEqualTo(whole.policyError());
        assertThat(parts.mostCandidates()).isEqualTo(whole.mostCandidates());
    }

    /** Scaling λ and all weights together scales charges and nothing else. */
    @Property
    void unitsDoNotMatter(@ForAll long seed) {
        LinearGame game = LinearGame.draw(seed, 3, 6, 5, 6, 6);
        double[] scale = IntStream.range(0, game.batch.agents())
                .mapToDouble(i -> 4 * game.batch.scale(i))
                .toArray();
        double[] beta = IntStream.range(0, scale.length)
                .mapToObj(game::beta)
                .flatMapToDouble(Arrays::stream)
                .toArray();
        double[] scaled =
                new LinearGame(4 * game.lambda, game.block, new AgentBatch(game.features, beta, scale)).charges();
        assertThat(Arrays.stream(scaled).map(charge -> charge / 4).toArray()).containsExactly(game.charges());
    }

    /** Both intervals hold the exact charge, so they meet; the second-order one closes with the agent's size. */
    @Property
    void intervalsMeet(@ForAll long seed) {
        LinearGame game = LinearGame.draw(seed, 4, 8, 8, 8, 14);
        OptimumSums sums = new OptimumSums(game.features);
        SolvedFeatures solved = game.optimum().solve(game.block, sums);
        CovarianceSums covariance = new CovarianceSums(game.features);
        covariance.add(solved);
        double[] charges = LinearGame.charges(game.lambda, solved, game.batch);
        ChargeBounds bounds = new ChargeBounds(game.lambda, sums);
        SecondOrderCharges secondOrder = new SecondOrderCharges(game.lambda, sums, covariance);
        for (int i = 0; i < charges.length; i++) {
            ChargeInterval full = bounds.of(game.batch, i, charges[i]);
            ChargeInterval small = secondOrder.of(game.batch, i);
            assertThat(small.lower()).isLessThanOrEqualTo(full.upper());
            assertThat(small.upper()).isGreaterThanOrEqualTo(full.lower());
            double bound = game.batch.sizes(i, game.lambda, sums.range());
            if (bound < 0.1) {
                assertThat((small.upper() - small.lower()))
                        .isLessThanOrEqualTo(
                                charges[i] * bound + 1e-10 * charges[i] + 1e-13 * game.lambda * bound * bound);
            }
        }
    }
}
