package dev.candor.policy;

import dev.candor.divergence.Divergences;
import dev.candor.divergence.MixtureDivergence;
import dev.candor.divergence.SmallGame;
import dev.candor.model.Divergence;
import dev.candor.numeric.ExactSums;
import dev.candor.policy.linear.CovarianceSums;
import dev.candor.policy.linear.FeatureBlock;
import dev.candor.policy.linear.LinearGame;
import dev.candor.policy.linear.OptimumSums;
import dev.candor.policy.linear.SecondOrderCharges;
import dev.candor.policy.linear.SolvedFeatures;
import dev.candor.policy.mixture.ExpertBlock;
import dev.candor.policy.mixture.MixtureCharges;
import dev.candor.policy.mixture.MixtureGame;
import dev.candor.policy.mixture.PairwiseAscent;
import dev.candor.policy.search.NelderMead;
import dev.candor.policy.search.SearchedCharges;
import dev.candor.policy.search.SearchedGame;
import dev.candor.policy.search.SearchedOptimum;
import dev.candor.policy.search.SearchedSolver;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The policy classes as the laws see them: what the kernels settle, and an independent maximiser over the same range. */
enum PolicyClass {
    TABULAR(Divergence.names()) {
        @Override
        Outcome settle(CommonGame game) {
            Outcome outcome = new Outcome(game);
            for (int c = 0; c < game.reward.prompts(); c++) {
                int from = game.reward.start(c);
                int to = game.reward.start(c + 1);
                double[] logRef = Arrays.copyOfRange(LinearGame.refs(game.reward), from, to);
                double[][] rewards = new double[game.batch.agents()][];
                double[] scale = new double[rewards.length];
                for (int i = 0; i < rewards.length; i++) {
                    int agent = i;
                    rewards[i] = IntStream.range(from, to)
                            .mapToDouble(x -> game.reward(agent, x))
                            .toArray();
                    scale[i] = game.batch.scale(i);
                }
                SmallGame prompt = new SmallGame(
                        Divergences.of(Divergence.of(game.divergence), game.lambda), logRef, rewards, scale);
                System.arraycopy(prompt.prob, 0, outcome.prob, from, to - from);
                for (int i = 0; i < rewards.length; i++) {
                    outcome.charge[i] += game.weight(c) * prompt.charge(i);
                }
            }
            outcome.exactCharges(game);
            return outcome;
        }

        @Override
        double maximum(CommonGame game, int without) {
            double[] ref = game.ref();
            double[] s = game.aggregate(without);
            double sum = 0;
            for (int c = 0; c < game.reward.prompts(); c++) {
                int from = game.reward.start(c);
                int to = game.reward.start(c + 1);
                double[] here = Arrays.copyOfRange(ref, from, to);
                double[] worth = Arrays.copyOfRange(s, from, to);
                sum += game.weight(c)
                        * (game.divergence.equals("total-variation")
                                ? LinearProgram.totalVariation(here, worth, game.lambda)
                                : new PairwiseAscent(game.divergence, game.lambda, pointMasses(here)).maximum(worth));
            }
            return sum;
        }
    },

    CATALOG(Divergence.names()) {
        @Override
        Outcome settle(CommonGame game) {
            ExactSums sums = new ExactSums(CommonGame.EXPERTS);
            int[] all = IntStream.range(0, CommonGame.EXPERTS).toArray();
            double[][] value = new double[game.batch.agents()][CommonGame.EXPERTS];
            double[] divergence = new double[CommonGame.EXPERTS];
            for (int k : all) {
                divergence[k] = game.divergence(game.expert(k));
                for (int i = 0; i < value.length; i++) {
                    value[i][k] = game.value(i, game.expert(k)) / game.batch.scale(i);
                    sums.addProduct(k, game.batch.scale(i), value[i][k]);
                }
            }
            Catalog catalog = Catalog.of(sums, divergence, game.lambda);
            Outcome outcome = new Outcome(game);
            System.arraycopy(game.expert(catalog.chosen()), 0, outcome.prob, 0, outcome.prob.length);
            Catalog.Charging charging = catalog.charging();
            for (int i = 0; i < value.length; i++) {
                outcome.charge[i] = charging.loss(all, value[i], 0, all.length, game.batch.scale(i));
            }
            outcome.exactCharges(game);
            return outcome;
        }

        @Override
        double maximum(CommonGame game, int without) {
            return IntStream.range(0, CommonGame.EXPERTS)
                    .mapToObj(game::expert)
                    .mapToDouble(policy -> game.welfare(policy, game.lambda * game.divergence(policy), without))
                    .max()
                    .orElseThrow();
        }
    },

    MIXTURE(Divergence.smoothNames()) {
        @Override
        Outcome settle(CommonGame game) {
            MixtureGame mixture = new MixtureGame(
                    MixtureDivergence.of(Divergence.of(game.divergence)),
                    game.lambda,
                    block(game),
                    IntStream.range(0, game.batch.agents())
                            .mapToObj(i -> values(game, i))
                            .flatMapToDouble(Arrays::stream)
                            .toArray());
            Outcome outcome = new Outcome(game);
            double[] theta = mixture.optimum.theta();
            Arrays.setAll(outcome.prob, x -> mixture.block.mixed(x, theta));
            MixtureCharges charges = mixture.charges();
            for (int i = 0; i < outcome.charge.length; i++) {
                outcome.charge(i, charges.payment(i), charges.lower(i), charges.upper(i), mixture.optimum.gap());
            }
            outcome.cost = game.lambda * game.divergence(outcome.prob);
            return outcome;
        }

        @Override
        double maximum(CommonGame game, int without) {
            double[] values = new double[CommonGame.EXPERTS];
            for (int i = 0; i < game.batch.agents(); i++) {
                double[] mine = values(game, i);
                for (int k = 0; i != without && k < values.length; k++) {
                    values[k] += mine[k];
                }
            }
            return new PairwiseAscent(game.divergence, game.lambda, block(game)).maximum(values);
        }

        private static ExpertBlock block(CommonGame game) {
            return new ExpertBlock(CommonGame.EXPERTS, game.experts, game.ref(), game.weights());
        }

        /** b_i. */
        private static double[] values(CommonGame game, int agent) {
            return IntStream.range(0, CommonGame.EXPERTS)
                    .mapToDouble(k -> game.value(agent, game.expert(k)))
                    .toArray();
        }
    },

    LOG_LINEAR(List.of("kl")) {
        @Override
        Outcome settle(CommonGame game) {
            return linear(game, 0);
        }

        @Override
        double maximum(CommonGame game, int without) {
            return searched(game, game.reward, 0, without);
        }
    },

    /** Charged in second order where its bound is within a tenth. */
    LOG_LINEAR_SMALL(List.of("kl")) {
        @Override
        Outcome settle(CommonGame game) {
            return linear(game, SecondOrderCharges.MOST_TOLERANCE);
        }

        @Override
        double maximum(CommonGame game, int without) {
            return searched(game, game.reward, 0, without);
        }
    },

    /** Log-linear policies of features of their own, under a ridge of λ: weaker ones have several maxima now and then. */
    RESTRICTED(Divergence.smoothNames()) {
        private static final double RIDGE = 1;
        private static final int STARTS = 4;

        @Override
        Outcome settle(CommonGame game) {
            double ridge = RIDGE * game.lambda;
            SearchedGame restricted =
                    new SearchedGame(game.divergence, game.lambda, ridge, game.policy, game.reward, game.batch);
            SearchedSolver solver = new SearchedSolver(restricted, ridge);
            SearchedOptimum optimum = solver.solve(restricted.starts(STARTS));
            SearchedCharges charges = restricted.charges(optimum, game.batch);
            while (charges.better().rise() > 1e-9 * Math.abs(optimum.welfare())) {
                optimum = solver.resume(charges.better().theta());
                charges = restricted.charges(optimum, game.batch);
            }
            Outcome outcome = new Outcome(game);
            double[] theta = optimum.theta();
            System.arraycopy(softmax(game.policy, theta), 0, outcome.prob, 0, outcome.prob.length);
            for (int i = 0; i < outcome.charge.length; i++) {
                double charge = charges.charge(i);
                outcome.charge(i, charge, charges.lower(i), charges.upper(i), optimum.gap());
                outcome.gap[i] = optimum.gap() + charges.gap(i);
            }
            outcome.cost = game.lambda * game.divergence(outcome.prob) + ridge / 2 * squares(theta);
            return outcome;
        }

        @Override
        double maximum(CommonGame game, int without) {
            return searched(game, game.policy, RIDGE * game.lambda, without);
        }
    };

    @SuppressWarnings("ImmutableEnumChecker") // a copy
    final List<String> divergences;

    PolicyClass(Collection<String> divergences) {
        this.divergences = List.copyOf(divergences);
    }

    /** What the class's kernels make of the game. */
    abstract Outcome settle(CommonGame game);

    /** max ASW over the class without the agent, by a solver that shares nothing with the kernels; −1 leaves all in. */
    abstract double maximum(CommonGame game, int without);

    /** π*, its cost λD (and ridge), and each agent's charge, interval and incentive gap, all times κ. */
    static final class Outcome {
        final double[] prob;
        final double[] charge;
        final double[] lower;
        final double[] upper;
        final double[] gap;
        double cost;

        private Outcome(CommonGame game) {
            prob = new double[game.reward.candidates()];
            charge = new double[game.batch.agents()];
            lower = new double[charge.length];
            upper = new double[charge.length];
            gap = new double[charge.length];
        }

        private void exactCharges(CommonGame game) {
            cost = game.lambda * game.divergence(prob);
            for (int i = 0; i < charge.length; i++) {
                charge(i, charge[i], charge[i], charge[i], 0);
            }
        }

        private void charge(int i, double payment, double least, double most, double commonGap) {
            charge[i] = payment;
            lower[i] = least;
            upper[i] = most;
            gap[i] = commonGap + (most - least);
        }
    }

    /** Experts that are the candidates of one prompt. */
    static ExpertBlock pointMasses(double[] ref) {
        double[] prob = new double[ref.length * ref.length];
        double[] weight = new double[ref.length];
        for (int x = 0; x < ref.length; x++) {
            prob[x * ref.length + x] = 1;
            weight[x] = 1;
        }
        return new ExpertBlock(ref.length, prob, ref, weight);
    }

    private static Outcome linear(CommonGame game, double tolerance) {
        LinearGame linear = new LinearGame(game.lambda, game.reward, game.batch);
        OptimumSums sums = new OptimumSums(linear.features);
        SolvedFeatures solved = linear.optimum().solve(linear.block, sums);
        ChargeInterval[] charges = linear.certified(solved, sums);
        CovarianceSums covariance = new CovarianceSums(linear.features);
        covariance.add(solved);
        SecondOrderCharges secondOrder = new SecondOrderCharges(game.lambda, sums, covariance);
        Outcome outcome = new Outcome(game);
        Arrays.setAll(outcome.prob, solved::prob);
        for (int i = 0; i < charges.length; i++) {
            ChargeInterval small = secondOrder.of(game.batch, i);
            boolean isSmall = tolerance > 0 && small.isWithin(tolerance);
            ChargeInterval charge = isSmall ? small : charges[i];
            outcome.charge(
                    i,
                    charge.charge(),
                    charge.lower(),
                    charge.upper(),
                    SecondOrderCharges.mostGain(game.lambda, tolerance));
        }
        outcome.cost = game.lambda * game.divergence(outcome.prob);
        return outcome;
    }

    /** The largest ASW over π0·exp(θ·ψ) that Nelder and Mead's simplex finds from θ = 0 and from a corner about it. */
    private static double searched(CommonGame game, FeatureBlock features, double ridge, int without) {
        double[] s = game.aggregate(without);
        double[] ref = game.ref();
        double[] weight = game.weights();
        ToDoubleFunction<double[]> welfare = theta -> {
            double[] prob = softmax(features, theta);
            double sum = -ridge / 2 * squares(theta);
            for (int x = 0; x < prob.length; x++) {
                double cost = game.lambda * PlainDivergence.value(game.divergence, prob[x], ref[x]);
                sum += weight[x] * (prob[x] * s[x] - cost);
            }
            return sum;
        };
        double[] corner = new double[features.features()];
        double best = NelderMead.maximum(welfare, corner, 1);
        Arrays.fill(corner, 2);
        return Math.max(best, NelderMead.maximum(welfare, corner, 1));
    }

    private static double squares(double[] theta) {
        double sum = 0;
        for (double t : theta) {
            sum += t * t;
        }
        return sum;
    }

    private static double[] softmax(FeatureBlock block, double[] theta) {
        double[] prob = new double[block.candidates()];
        for (int c = 0; c < block.prompts(); c++) {
            int from = block.start(c);
            double mass = 0;
            for (int x = from; x < block.start(c + 1); x++) {
                double exponent = block.logRef(x);
                for (int j = 0; j < theta.length; j++) {
                    exponent += theta[j] * (block.feature(x, j) - block.feature(from, j));
                }
                prob[x] = Math.exp(exponent);
                mass += prob[x];
            }
            for (int x = from; x < block.start(c + 1); x++) {
                prob[x] /= mass;
            }
        }
        return prob;
    }
}
