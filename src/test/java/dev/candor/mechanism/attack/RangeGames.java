package dev.candor.mechanism.attack;

import dev.candor.divergence.MixtureDivergence;
import dev.candor.policy.linear.FeatureBlock;
import dev.candor.policy.mixture.ExpertBlock;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleFunction;
import java.util.function.Supplier;

/** Random games of the classes in which a report is one vector. */
enum RangeGames {
    CATALOG {
        @Override
        Games draw(Random random) {
            int checkpoints = 2 + random.nextInt(6);
            double[] divergence = random.doubles(checkpoints, 0, 1).toArray();
            divergence[random.nextInt(checkpoints)] = 0;
            double lambda = random.nextInt(4) == 0 ? 0.01 : 2 * random.nextDouble();
            return new Games(factor -> new CatalogGame.Checkpoints(divergence, factor * lambda), checkpoints, random);
        }
    },
    MIXTURE {
        @Override
        Games draw(Random random) {
            int experts = 2 + random.nextInt(3);
            int candidates = 3 + random.nextInt(3);
            int prompts = 1 + random.nextInt(3);
            double[] prob = new double[prompts * candidates * experts];
            double[] ref = new double[prompts * candidates];
            double[] weight = new double[ref.length];
            Arrays.fill(weight, 1.0 / prompts);
            for (int c = 0; c < prompts; c++) {
                double[] base = distribution(candidates, random);
                System.arraycopy(base, 0, ref, c * candidates, candidates);
                for (int k = 0; k < experts; k++) {
                    double[] expert = distribution(candidates, random);
                    for (int x = 0; x < candidates; x++) {
                        prob[(c * candidates + x) * experts + k] = expert[x];
                    }
                }
            }
            double[] even = new double[experts];
            Arrays.fill(even, 1.0 / experts);
            double lambda = 0.5 + 4 * random.nextDouble();
            List<MixtureDivergence> all = List.of(MixtureDivergence.values());
            MixtureDivergence divergence = all.get(random.nextInt(all.size()));
            ExpertBlock block = new ExpertBlock(experts, prob, ref, weight);
            return new Games(
                    factor -> new MixtureGame.Experts(block, divergence, factor * lambda, even), experts, random);
        }
    },
    LOG_LINEAR {
        @Override
        Games draw(Random random) {
            int features = 1 + random.nextInt(3);
            FeatureBlock[] blocks = new FeatureBlock[1 + random.nextInt(2)];
            int prompts = 2 * blocks.length;
            double offset = random.nextInt(3) == 0 ? 1e5 : 0;
            // What a feature is counted in: coefficients are larger where it is small.
            double[] unit = new double[features];
            Arrays.setAll(unit, j -> random.nextInt(3) == 0 ? 1e-3 : 1);
            boolean alike = random.nextInt(3) == 0;
            for (int b = 0; b < blocks.length; b++) {
                int[] start = {0, 2 + random.nextInt(3), 7};
                double[] logRef = new double[7];
                for (int c = 0; c < 2; c++) {
                    double[] base = distribution(start[c + 1] - start[c], random);
                    for (int x = 0; x < base.length; x++) {
                        logRef[start[c] + x] = StrictMath.log(base[x]);
                    }
                }
                double[] phi =
                        random.doubles(7L * features, offset - 1, offset + 1).toArray();
                Arrays.setAll(phi, k -> phi[k] * unit[k % features]);
                double[] weight = {1.0 / prompts, 1.0 / prompts};
                blocks[b] = new FeatureBlock(features, start, weight, logRef, phi);
            }
            double lambda = 0.5 + 4 * random.nextDouble();
            return new Games(factor -> new LinearGame.Candidates(blocks, factor * lambda), random, () -> {
                double first = random.nextDouble(-1, 1);
                double[] beta = new double[features];
                Arrays.setAll(
                        beta, j -> (alike ? first + 1e-9 * random.nextDouble() : random.nextDouble(-1, 1)) / unit[j]);
                return beta;
            });
        }
    };

    abstract Games draw(Random random);

    Games draw(long seed) {
        return draw(new Random(seed));
    }

    private static double[] distribution(int candidates, Random random) {
        double[] drawn = random.doubles(candidates, 0.05, 1).toArray();
        double sum = Arrays.stream(drawn).sum();
        return Arrays.stream(drawn).map(p -> p / sum).toArray();
    }

    /** Some agents before one range. */
    static final class Games {
        private final DoubleFunction<AgentGame.Range> range;
        private final double[][] reward;
        private final double[] weight;
        private final double[] boost;

        /** @param range by the factor that λ is multiplied by */
        Games(DoubleFunction<AgentGame.Range> range, int length, Random random) {
            this(range, random, () -> random.doubles(length, 0.05, 1).toArray());
        }

        Games(DoubleFunction<AgentGame.Range> range, Random random, Supplier<double[]> rewards) {
            this.range = range;
            int agents = 1 + random.nextInt(4);
            reward = new double[agents][];
            weight = random.doubles(agents, 0.5, 2.5).toArray();
            boost = new double[agents];
            for (int i = 0; i < agents; i++) {
                reward[i] = rewards.get();
                boost[i] = random.nextInt(3) == 0 ? 2 : 1;
            }
        }

        int agents() {
            return weight.length;
        }

        AgentGame of(int i) {
            return of(i, 1);
        }

        /** The mechanism as agent i meets it under λ times {@code factor}. */
        AgentGame of(int i, double factor) {
            double[] others = new double[reward[i].length];
            for (int j = 0; j < reward.length; j++) {
                for (int k = 0; k < others.length && j != i; k++) {
                    others[k] += boost[j] * weight[j] * reward[j][k];
                }
            }
            double scale = boost[i] * weight[i];
            double[] truth = Arrays.stream(reward[i]).map(r -> scale * r).toArray();
            return range.apply(factor).game(others, truth, scale, boost[i]);
        }
    }
}
