package dev.candor.engine.potential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.divergence.MixtureDivergence;
import dev.candor.engine.candidates.Layout;
import dev.candor.engine.candidates.PromptBlock;
import dev.candor.engine.pack.PackTally;
import dev.candor.engine.pack.PackedBlock;
import dev.candor.engine.runtime.IdArray;
import dev.candor.numeric.ExactSums;
import dev.candor.policy.mixture.Evaluation;
import dev.candor.policy.mixture.MixtureCharges;
import dev.candor.policy.mixture.MixtureCounterfactuals;
import dev.candor.policy.mixture.MixtureOptimum;
import dev.candor.policy.mixture.MixtureSolver;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A mixture's intervals against the truth in 64 digits, from rewards, weights, log-probabilities and experts as they are
 * told: whatever is rounded on the way is in the interval.
 */
@Tag("long")
class MixtureTruthTest {
    private static final int GAMES = Integer.getInteger("candor.mixture.games", 2000);
    private static final long SEED = Long.getLong("candor.mixture.seed", 20261201L);
    private static final List<MixtureDivergence> DIVERGENCES = List.of(MixtureDivergence.values());
    private static final double[] OFFSETS = {0, 0, 0, 1e8, 1e9, -3e8, 1e12};

    /** Games drawn, payments held against the truth, optima that were refused, truths that were not found. */
    private static final class Tally {
        private int games;
        private int payments;
        private int narrow;
        private int indifferent;
        private int refused;
        private int unknown;

        private Tally merge(Tally other) {
            games += other.games;
            payments += other.payments;
            narrow += other.narrow;
            indifferent += other.indifferent;
            refused += other.refused;
            unknown += other.unknown;
            return this;
        }

        @Override
        public String toString() {
            return "seed " + SEED + ": " + games + " games, " + payments + " payments held against 64 digits, " + narrow
                    + " of them within 1e-6, " + indifferent + " of indifferent agents; " + refused
                    + " optima refused, " + unknown + " truths not found";
        }
    }

    /** What is told. */
    private static final class Told {
        final MixtureDivergence divergence;
        final double lambda;
        final int experts;
        final Layout layout;
        final double[] logBase;
        final double[] promptWeight;
        /** M × K. */
        final double[] prob;

        final double[] weight;
        final double[] boost;
        final int[] first;
        final int[] slot;
        final double[] reward;

        Told(long seed, boolean extreme) {
            Random random = new Random(seed);
            divergence = DIVERGENCES.get(random.nextInt(DIVERGENCES.size()));
            experts = 2 + random.nextInt(3);
            int prompts = 1 + random.nextInt(2);
            int[] candidates = random.ints(prompts, 2, 5).toArray();
            layout = new Layout(candidates);
            promptWeight = random.doubles(prompts, 0.1, 3).toArray();
            double nats = random.nextInt(3) * 10.0;
            logBase = random.doubles(layout.slots()).map(u -> -nats * u).toArray();
            prob = new double[layout.slots() * experts];
            for (int k = 0; k < experts; k++) {
                drawExpert(random, k);
            }
            double spread = random.nextInt(3) * 4.0;
            double decades = random.nextInt(3) * 3.0;
            lambda = extreme
                    ? StrictMath.pow(10, -30 * random.nextDouble() * random.nextDouble())
                    : StrictMath.pow(10, decades * (2 * random.nextDouble() - 1.2));
            int agents = 2 + random.nextInt(3);
            weight = random.doubles(agents)
                    .map(e -> StrictMath.pow(10, spread * (2 * e - 1)))
                    .toArray();
            boost = random.doubles(agents)
                    .map(b -> random.nextBoolean() ? 1 : 0.1 + 3 * b)
                    .toArray();
            first = new int[agents + 1];
            slot = new int[agents * layout.slots()];
            reward = new double[slot.length];
            int entries = 0;
            for (int i = 0; i < agents; i++) {
                entries = drawReport(random, entries);
                first[i + 1] = entries;
            }
            for (int i = 0; extreme && i < agents; i++) {
                double large = StrictMath.pow(10, 15 + 15 * random.nextDouble());
                for (int e = first[i]; e < first[i + 1] && random.nextInt(3) > 0; e++) {
                    reward[e] *= large / Math.max(1, Math.abs(reward[e]));
                }
            }
        }

        private void drawExpert(Random random, int k) {
            int kind = k == 0 ? 0 : random.nextInt(7);
            double closeness = StrictMath.pow(10, -2 - 11 * random.nextDouble());
            double part = random.nextDouble();
            for (int c = 0; c < layout.prompts(); c++) {
                double sum = 0;
                for (int x = layout.start(c); x < layout.start(c + 1); x++) {
                    int row = x * experts;
                    double drawn = StrictMath.pow(10, -4 * random.nextDouble());
                    prob[row + k] = switch (kind) {
                        case 1 -> prob[row] * (1 + closeness * (drawn - 0.3));
                        case 2 -> prob[row];
                        case 3 -> k == 1 ? drawn : part * prob[row] + (1 - part) * prob[row + 1];
                        default -> drawn;
                    };
                    sum += prob[row + k];
                }
                for (int x = layout.start(c); x < layout.start(c + 1); x++) {
                    prob[x * experts + k] /= sum;
                }
            }
        }

        private int drawReport(Random random, int from) {
            int at = from;
            double offset = OFFSETS[random.nextInt(OFFSETS.length)];
            boolean indifferent = random.nextInt(6) == 0;
            boolean sparse = random.nextInt(4) == 0;
            for (int c = 0; c < layout.prompts(); c++) {
                double shared = offset * (1 + c);
                for (int x = layout.start(c); x < layout.start(c + 1); x++) {
                    double value = Math.rint(10 * random.nextDouble()) / 10;
                    if (!sparse || random.nextBoolean()) {
                        slot[at] = x;
                        reward[at++] = (sparse ? 0 : shared) + (indifferent && !sparse ? 0.7 : value);
                    }
                }
            }
            return at;
        }

        PackedBlock block() {
            int agents = weight.length;
            byte[] names = "abcdefgh".substring(0, agents).getBytes(StandardCharsets.UTF_8);
            int[] ones = new int[agents];
            Arrays.fill(ones, 1);
            return new PackedBlock(
                    IdArray.of(ones, names), weight, weight, boost, first, slot, reward, null, new PackTally());
        }

        ExpertMasses masses() {
            int prompts = layout.prompts();
            int[] start = IntStream.rangeClosed(0, prompts).map(layout::start).toArray();
            double[] normalised = prob.clone();
            for (int c = 0; c < prompts; c++) {
                for (int k = 0; k < experts; k++) {
                    ExpertMasses.normalise(normalised, start[c] * experts + k, start[c + 1] * experts + k, experts);
                }
            }
            PromptBlock block = new PromptBlock(null, null, start, logBase, promptWeight);
            double total = Arrays.stream(promptWeight).sum();
            return new ExpertMasses(layout, new PromptBlock[] {block}, total, experts, normalised);
        }
    }

    /** The same in decimals: normalised without rounding. */
    private static final class Truth {
        private final Told told;
        private final BigDecimal[] weight;
        private final BigDecimal[][] prob;
        private final DecimalMixture mixture;

        Truth(Told told) {
            this.told = told;
            int slots = told.layout.slots();
            weight = new BigDecimal[slots];
            prob = new BigDecimal[slots][told.experts];
            BigDecimal[] ref = new BigDecimal[slots];
            BigDecimal total =
                    Arrays.stream(told.promptWeight).mapToObj(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
            for (int c = 0; c < told.layout.prompts(); c++) {
                int from = told.layout.start(c);
                int to = told.layout.start(c + 1);
                for (int x = from; x < to; x++) {
                    weight[x] = new BigDecimal(told.promptWeight[c]).divide(total, DecimalMixture.DIGITS);
                    ref[x] = DecimalMixture.exp(new BigDecimal(told.logBase[x]));
                    for (int k = 0; k < told.experts; k++) {
                        prob[x][k] = new BigDecimal(told.prob[x * told.experts + k]);
                    }
                }
                normalise(ref, from, to);
                for (int k = 0; k < told.experts; k++) {
                    int expert = k;
                    BigDecimal[] mine = IntStream.range(from, to)
                            .mapToObj(x -> prob[x][expert])
                            .toArray(BigDecimal[]::new);
                    normalise(mine, 0, mine.length);
                    for (int x = from; x < to; x++) {
                        prob[x][k] = mine[x - from];
                    }
                }
            }
            mixture = new DecimalMixture(told.divergence, new BigDecimal(told.lambda), prob, ref, weight);
        }

        private static void normalise(BigDecimal[] mass, int from, int to) {
            BigDecimal sum = BigDecimal.ZERO;
            for (int x = from; x < to; x++) {
                sum = sum.add(mass[x]);
            }
            for (int x = from; x < to; x++) {
                mass[x] = mass[x].divide(sum, DecimalMixture.DIGITS);
            }
        }

        /** From the guess, or from the even mixture. */
        BigDecimal[] maximise(BigDecimal[] values, BigDecimal[] start) {
            BigDecimal[] found = mixture.maximise(values, start);
            if (found == null) {
                BigDecimal[] even = new BigDecimal[told.experts];
                Arrays.fill(even, BigDecimal.ONE.divide(BigDecimal.valueOf(told.experts), DecimalMixture.DIGITS));
                found = mixture.maximise(values, even);
            }
            return found;
        }

        /** b of one agent. */
        BigDecimal[] values(int agent) {
            BigDecimal[] b = new BigDecimal[told.experts];
            Arrays.fill(b, BigDecimal.ZERO);
            for (int e = told.first[agent]; e < told.first[agent + 1]; e++) {
                int x = told.slot[e];
                BigDecimal worth = new BigDecimal(told.reward[e])
                        .multiply(new BigDecimal(told.weight[agent]))
                        .multiply(new BigDecimal(told.boost[agent]))
                        .multiply(weight[x], DecimalMixture.DIGITS);
                for (int k = 0; k < b.length; k++) {
                    b[k] = b[k].add(worth.multiply(prob[x][k], DecimalMixture.DIGITS));
                }
            }
            return b;
        }

        /** A without an agent, less its first entry; −1 = of all. */
        BigDecimal[] total(int absent) {
            BigDecimal[] sum = new BigDecimal[told.experts];
            Arrays.fill(sum, BigDecimal.ZERO);
            for (int i = 0; i < told.weight.length; i++) {
                BigDecimal[] mine = values(i);
                for (int k = 0; i != absent && k < sum.length; k++) {
                    sum[k] = sum[k].add(mine[k].subtract(mine[0]));
                }
            }
            return sum;
        }
    }

    private static Tally check(Told told, String seed) {
        Tally tally = new Tally();
        ExpertMasses masses = told.masses();
        ValueBlock values = ValueBlock.of(told.block(), masses, told.layout);
        ExactSums sums = values.addTo(new ExactSums(ValueBlock.sums(values.policies)));
        MixturePotential.Aggregate aggregate = MixturePotential.Aggregate.of(sums, told.experts);
        MixtureOptimum optimum = MixtureSolver.solve(
                told.divergence,
                aggregate.experts(),
                mixtures -> Evaluation.of(masses.blocks[0], told.divergence, told.lambda, mixtures));
        tally.games++;
        if (!optimum.isCertified()) {
            tally.refused++;
            return tally;
        }
        String game = "seed " + seed + " " + told.divergence + " λ = " + told.lambda + " θ = "
                + Arrays.toString(optimum.theta());
        assertThat(optimum.evaluation().value()).as(game).isNotNegative();
        MixtureCharges charges = new MixtureCounterfactuals(
                        masses.whole(), told.divergence, told.lambda, aggregate.experts(), optimum)
                .charge(values.experts(0, values.payers()));
        Truth truth = new Truth(told);
        BigDecimal[] start =
                Arrays.stream(optimum.theta()).mapToObj(BigDecimal::new).toArray(BigDecimal[]::new);
        BigDecimal[] best = truth.maximise(truth.total(-1), start);
        for (int i = 0; best != null && i < values.payers(); i++) {
            String payer = game + " agent " + i + " [" + charges.lower(i) + ", " + charges.upper(i) + "]";
            assertThat(charges.payment(i)).as(payer).isBetween(charges.lower(i), charges.upper(i));
            if (values.isIndifferent(i)) {
                tally.indifferent++;
                assertThat(charges.lower(i)).as(payer).isZero();
                assertThat(charges.upper(i)).as(payer).isZero();
                continue;
            }
            BigDecimal[] others = truth.total(i);
            BigDecimal[] without = truth.maximise(others, best);
            if (without == null) {
                tally.unknown++;
                continue;
            }
            BigDecimal exact = truth.mixture.welfare(others, without).subtract(truth.mixture.welfare(others, best));
            BigDecimal blur = Arrays.stream(others)
                    .map(BigDecimal::abs)
                    .reduce(BigDecimal.ONE, BigDecimal::max)
                    .multiply(new BigDecimal("1e-36"));
            tally.payments++;
            double width = charges.upper(i) - charges.lower(i);
            double least = 1e-14 * aggregate.experts().magnitude(0);
            tally.narrow += width <= 1e-6 * exact.doubleValue() + least ? 1 : 0;
            assertThat(new BigDecimal(charges.lower(i))).as(payer).isLessThanOrEqualTo(exact.add(blur));
            assertThat(new BigDecimal(charges.upper(i))).as(payer).isGreaterThanOrEqualTo(exact.subtract(blur));
            assertThat(width).as(payer).isPositive();
        }
        tally.unknown += best == null ? 1 : 0;
        return tally;
    }

    private static Tally check(int games, long seedOfSeeds, boolean extreme) {
        return new Random(seedOfSeeds)
                .longs(games).boxed().toList().parallelStream()
                        .map(seed -> check(new Told(seed, extreme), (extreme ? "extreme " : "") + seed))
                        .reduce(
                                new Tally(),
                                (some, others) -> new Tally().merge(some).merge(others));
    }

    /** Rewards of 1e15 to 1e30 and λ down to 1e-30: the truth, an interval around it, or no certificate. */
    @Test
    void extremeNumbersAreRightOrRefused() {
        Tally tally = check(GAMES / 5, ~SEED, true);
        System.out.println(tally);
        assertThat(tally.payments).isGreaterThan(GAMES / 5);
    }

    /** Seeds are printed; more games by {@code -Dcandor.mixture.games}, others by {@code -Dcandor.mixture.seed}. */
    @Test
    void intervalsHoldTheTruth() {
        Tally tally = check(GAMES, SEED, false);
        System.out.println(tally);
        assertThat(tally.refused).isLessThanOrEqualTo(GAMES / 50);
        assertThat(tally.unknown).isLessThanOrEqualTo(tally.payments / 20);
        assertThat(tally.narrow).isGreaterThan(tally.payments / 2);
    }
}
