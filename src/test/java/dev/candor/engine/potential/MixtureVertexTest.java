package dev.candor.engine.potential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.divergence.MixtureDivergence;
import dev.candor.policy.mixture.Evaluation;
import dev.candor.policy.mixture.ExpertBlock;
import dev.candor.policy.mixture.MixtureCharges;
import dev.candor.policy.mixture.MixtureCounterfactuals;
import dev.candor.policy.mixture.MixtureOptimum;
import dev.candor.policy.mixture.MixtureSolver;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Experts that alone cover a candidate, and an agent of 4·λ to 4,000·λ that wants one of them alone: the optimum leaves the
 * others weights down to 1e-45. Intervals against 64 digits: they hold the payment, and what they are wider than 6e-7 of it
 * is at most 1e-11 of what is at stake.
 */
class MixtureVertexTest {
    private static final int GAMES = Integer.getInteger("candor.mixture.vertices", 250);
    private static final long SEED = Long.getLong("candor.mixture.seed", 20261201L);
    private static final MathContext DIGITS = DecimalMixture.DIGITS;
    private static final List<MixtureDivergence> STEEP = List.of(
            MixtureDivergence.KL,
            MixtureDivergence.JENSEN_SHANNON,
            MixtureDivergence.HELLINGER,
            MixtureDivergence.JENSEN_SHANNON,
            MixtureDivergence.REVERSE_KL);
    /** Of Σ|b| and λ. */
    private static final double WIDTH = 1e-11;
    /** Of the payment: narrower intervals are settled. */
    private static final double TIGHT = 6e-7;

    private int payments;
    private int refused;
    private double widest = Double.NEGATIVE_INFINITY;

    @Test
    void intervalsHoldThePaymentAndAreNarrow() {
        Random seeds = new Random(SEED);
        for (int game = 0; game < GAMES; game++) {
            check(STEEP.get(game % STEEP.size()), seeds.nextLong());
        }
        System.out.printf(
                Locale.ROOT,
                "mixtures next to a vertex: seed %d, %d games, %d payments held against 64 digits, intervals at most %.1e of"
                        + " the stakes wider than %.0e of them; %d optima refused%n",
                SEED,
                GAMES,
                payments,
                widest,
                TIGHT,
                refused);
        assertThat(payments).isGreaterThan(2 * GAMES);
        assertThat(refused).isLessThanOrEqualTo(GAMES / 50);
    }

    private void check(MixtureDivergence divergence, long seed) {
        Random random = new Random(seed);
        int experts = 2 + random.nextInt(4);
        double lambda = StrictMath.pow(10, 4 * random.nextDouble() - 2);
        double[] ref =
                random.doubles(experts).map(u -> StrictMath.pow(10, -3 * u)).toArray();
        double sum = Arrays.stream(ref).sum();
        Arrays.setAll(ref, k -> ref[k] / sum);
        double q = 0.25 * (1 + random.nextInt(4));
        ExpertBlock block = block(ref, q);
        double[] b = values(random, experts, lambda * q);
        double[] total = new double[experts];
        double stake = lambda;
        for (int at = 0; at < b.length; at++) {
            total[at % experts] += b[at];
            stake += Math.abs(b[at]);
        }
        MixtureOptimum optimum =
                MixtureSolver.solve(divergence, total, mixtures -> Evaluation.of(block, divergence, lambda, mixtures));
        if (!optimum.isCertified()) {
            refused++;
            return;
        }
        MixtureCharges charges = new MixtureCounterfactuals(block, divergence, lambda, total, optimum).charge(b);
        BigDecimal scale = new BigDecimal(lambda).multiply(new BigDecimal(q));
        BigDecimal[] exactRef = decimals(ref);
        BigDecimal[] best = maximise(divergence, scale, exactRef, decimals(total));
        BigDecimal[][] points = new BigDecimal[experts][experts];
        for (int k = 0; k < experts; k++) {
            Arrays.fill(points[k], BigDecimal.ZERO);
            points[k][k] = BigDecimal.ONE;
        }
        DecimalMixture truth = new DecimalMixture(
                divergence,
                BigDecimal.ONE,
                points,
                exactRef,
                Collections.nCopies(experts, scale).toArray(BigDecimal[]::new));
        for (int i = 0; i < charges.agents(); i++) {
            String agent =
                    divergence + " seed " + seed + " agent " + i + " [" + charges.lower(i) + ", " + charges.upper(i)
                            + "] at " + Arrays.toString(optimum.theta()) + " λ = " + lambda + " stake " + stake;
            double width = charges.upper(i) - charges.lower(i);
            widest = Math.max(widest, (width - TIGHT * charges.payment(i)) / stake);
            assertThat(width).as(agent).isLessThanOrEqualTo(TIGHT * charges.payment(i) + WIDTH * stake);
            double[] left = new double[experts];
            for (int k = 0; k < experts; k++) {
                left[k] = total[k] - b[i * experts + k];
            }
            BigDecimal[] others = decimals(left);
            BigDecimal[] without = maximise(divergence, scale, exactRef, others);
            BigDecimal exact = truth.welfare(others, without).subtract(truth.welfare(others, best));
            BigDecimal blur = new BigDecimal(stake).multiply(new BigDecimal("1e-50"));
            payments++;
            assertThat(new BigDecimal(charges.lower(i))).as(agent).isLessThanOrEqualTo(exact.add(blur));
            assertThat(new BigDecimal(charges.upper(i))).as(agent).isGreaterThanOrEqualTo(exact.subtract(blur));
        }
    }

    /** Point masses on one prompt of weight q: experts are candidates. */
    private static ExpertBlock block(double[] ref, double q) {
        int experts = ref.length;
        double[] prob = new double[experts * experts];
        double[] weight = new double[experts];
        for (int k = 0; k < experts; k++) {
            prob[k * experts + k] = 1;
            weight[k] = q;
        }
        return new ExpertBlock(experts, prob, ref, weight);
    }

    /** argmax ⟨a,π⟩ − scale·Σ g(π): π_k = (g′)⁻¹((a_k − ν)/scale), Σπ = 1 by bisection of ν. */
    private static BigDecimal[] maximise(
            MixtureDivergence divergence, BigDecimal scale, BigDecimal[] ref, BigDecimal[] a) {
        int most = 0;
        for (int k = 1; k < a.length; k++) {
            most = a[k].compareTo(a[most]) > 0 ? k : most;
        }
        BigDecimal low = a[most].subtract(scale.multiply(slope(divergence, ref[most]), DIGITS));
        BigDecimal high = a[most].add(scale);
        for (int step = 0; step < 220; step++) {
            BigDecimal middle = low.add(high).divide(BigDecimal.valueOf(2), DIGITS);
            BigDecimal mass =
                    Arrays.stream(masses(divergence, scale, ref, a, middle)).reduce(BigDecimal.ZERO, BigDecimal::add);
            if (mass.compareTo(BigDecimal.ONE) > 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return masses(divergence, scale, ref, a, high);
    }

    /** g′(1). */
    private static BigDecimal slope(MixtureDivergence divergence, BigDecimal ref) {
        BigDecimal one = BigDecimal.ONE;
        return switch (divergence) {
            case KL -> DecimalMixture.log(ref).negate();
            case REVERSE_KL -> ref.negate();
            case HELLINGER -> one.subtract(ref.sqrt(DIGITS));
            case JENSEN_SHANNON ->
                DecimalMixture.log(BigDecimal.valueOf(2).divide(one.add(ref), DIGITS))
                        .divide(BigDecimal.valueOf(2), DIGITS);
            default -> throw new IllegalArgumentException("not steep: " + divergence);
        };
    }

    private static BigDecimal[] masses(
            MixtureDivergence divergence, BigDecimal scale, BigDecimal[] ref, BigDecimal[] a, BigDecimal shift) {
        BigDecimal[] masses = new BigDecimal[a.length];
        for (int k = 0; k < a.length; k++) {
            BigDecimal u = a[k].subtract(shift).divide(scale, DIGITS);
            masses[k] = switch (divergence) {
                case KL -> ref[k].multiply(DecimalMixture.exp(u), DIGITS);
                case REVERSE_KL -> ref[k].negate().divide(u, DIGITS);
                case HELLINGER -> ref[k].divide(BigDecimal.ONE.subtract(u).pow(2, DIGITS), DIGITS);
                case JENSEN_SHANNON -> {
                    BigDecimal factor = DecimalMixture.exp(u.add(u));
                    yield ref[k].multiply(factor, DIGITS)
                            .divide(BigDecimal.valueOf(2).subtract(factor), DIGITS);
                }
                default -> throw new IllegalArgumentException("not steep: " + divergence);
            };
        }
        return masses;
    }

    /** The whale's, and those of small agents that want something else: multiples of 2⁻³⁰, so that sums and differences are exact. */
    private static double[] values(Random random, int experts, double lambda) {
        int agents = 1 + random.nextInt(4);
        double[] b = new double[agents * experts];
        for (int i = 0; i < agents; i++) {
            double size = i == 0
                    ? lambda * 4 * StrictMath.pow(10, 3 * random.nextDouble() * random.nextDouble())
                    : lambda * 2 * StrictMath.pow(10, -3 * random.nextDouble());
            for (int k = 0; k < experts; k++) {
                double value = i == 0 ? (k == 0 ? size : 0) : size * random.nextDouble();
                b[i * experts + k] = Math.rint(value * 0x1p30) / 0x1p30;
            }
        }
        return b;
    }

    private static BigDecimal[] decimals(double[] values) {
        return Arrays.stream(values).mapToObj(BigDecimal::new).toArray(BigDecimal[]::new);
    }
}
