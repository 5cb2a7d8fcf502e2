package dev.candor.hunt;

import static dev.candor.hunt.Decimals.TWO;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One prompt under one divergence, by definition in decimal arithmetic: argmax ⟨s,π⟩ − λD(π‖π0) and what it is worth.
 * Candidates are in the order of their ids, which breaks ties. With γ = (max s − s)/λ the optimum is
 *
 * <ul>
 *   <li>kl π0 e^−γ/Z · reverse-kl π0/(y+γ) · hellinger π0/(y+γ)²
 *   <li>jensen-shannon π0/((1+y)e^2γ − 1) = a/(y+b) with a = π0 e^−2γ, b = 1 − e^−2γ
 *   <li>chi-squared π0(1 + (ν−γ)/2)₊ · l2 (π0 + (ν−γ)/2)₊
 *   <li>total-variation π0, where γ > 1 moved to the best
 * </ul>
 *
 * y or ν such that Σπ = 1, which is checked to the digits asked for.
 */
final class ExactPrompt {
    static final List<String> DIVERGENCES =
            List.of("kl", "reverse-kl", "chi-squared", "total-variation", "hellinger", "jensen-shannon", "l2");

    private final String divergence;
    private final BigDecimal lambda;
    private final BigDecimal[] ref;
    private final MathContext digits;

    /** {@code ref}: probabilities &gt; 0, with as many digits as asked for. */
    ExactPrompt(String divergence, BigDecimal lambda, BigDecimal[] ref, MathContext digits) {
        this.divergence = divergence;
        this.lambda = lambda;
        this.ref = ref;
        this.digits = digits;
    }

    /** π0 of natural logs up to a constant. */
    static BigDecimal[] reference(double[] logs, MathContext digits) {
        BigDecimal[] exact = Arrays.stream(logs).mapToObj(Decimals::of).toArray(BigDecimal[]::new);
        BigDecimal top = Decimals.max(exact);
        BigDecimal[] mass = Arrays.stream(exact)
                .map(log -> Decimals.exp(log.subtract(top), digits))
                .toArray(BigDecimal[]::new);
        BigDecimal sum = Arrays.stream(mass).reduce(BigDecimal.ZERO, BigDecimal::add);
        return Arrays.stream(mass).map(x -> x.divide(sum, digits)).toArray(BigDecimal[]::new);
    }

    /** argmax ⟨s,π⟩ − λD(π‖π0); of several the one with the most mass on the first best candidate. */
    BigDecimal[] optimum(BigDecimal[] s) {
        BigDecimal top = Decimals.max(s);
        BigDecimal[] gap = Arrays.stream(s)
                .map(x -> top.subtract(x).divide(lambda, digits))
                .toArray(BigDecimal[]::new);
        BigDecimal[] prob = switch (divergence) {
            case "kl" -> softmax(gap);
            case "reverse-kl" -> poles(ref, gap, 1);
            case "hellinger" -> poles(ref, gap, 2);
            case "jensen-shannon" -> jensenShannon(gap);
            case "chi-squared" -> clipped(ref, ratio -> TWO.subtract(gap[ratio]));
            case "l2" -> clipped(ones(), x -> TWO.multiply(ref[x]).subtract(gap[x]));
            case "total-variation" -> moved(s, top);
            default -> throw new IllegalArgumentException(divergence);
        };
        BigDecimal residual =
                Arrays.stream(prob).reduce(BigDecimal.ZERO, BigDecimal::add).subtract(BigDecimal.ONE);
        // Rounding is relative to the gaps that the level is a difference of.
        BigDecimal size = Arrays.stream(gap).reduce(BigDecimal.ONE, BigDecimal::max);
        if (residual.abs().movePointRight(digits.getPrecision() - 8).compareTo(size) > 0) {
            throw new IllegalStateException("the reference is wrong: probabilities sum to 1 + " + residual);
        }
        return prob;
    }

    /** ⟨s,π⟩ − λD(π‖π0). */
    BigDecimal welfare(BigDecimal[] s, BigDecimal[] prob) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int x = 0; x < prob.length; x++) {
            sum = sum.add(s[x].multiply(prob[x], digits), digits);
        }
        return sum.subtract(lambda.multiply(divergence(prob), digits), digits);
    }

    /** D(π‖π0). */
    BigDecimal divergence(BigDecimal[] prob) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int x = 0; x < prob.length; x++) {
            sum = sum.add(part(prob[x], ref[x]), digits);
        }
        return sum;
    }

    private BigDecimal part(BigDecimal prob, BigDecimal of) {
        BigDecimal away = prob.subtract(of);
        return switch (divergence) {
            case "kl" -> entropy(prob, of);
            case "reverse-kl" -> entropy(of, prob);
            case "chi-squared" -> away.multiply(away).divide(of, digits);
            case "total-variation" -> away.abs().divide(TWO);
            case "hellinger" -> prob.sqrt(digits).subtract(of.sqrt(digits)).pow(2, digits);
            case "jensen-shannon" -> {
                BigDecimal middle = prob.add(of).divide(TWO);
                yield entropy(prob, middle).add(entropy(of, middle)).divide(TWO);
            }
            case "l2" -> away.multiply(away, digits);
            default -> throw new IllegalArgumentException(divergence);
        };
    }

    private BigDecimal entropy(BigDecimal prob, BigDecimal of) {
        return prob.signum() == 0 ? prob : prob.multiply(Decimals.log(prob.divide(of, digits), digits), digits);
    }

    private BigDecimal[] softmax(BigDecimal[] gap) {
        BigDecimal[] mass = new BigDecimal[gap.length];
        BigDecimal sum = BigDecimal.ZERO;
        for (int x = 0; x < gap.length; x++) {
            mass[x] = ref[x].multiply(Decimals.exp(gap[x].negate(), digits), digits);
            sum = sum.add(mass[x], digits);
        }
        for (int x = 0; x < gap.length; x++) {
            mass[x] = mass[x].divide(sum, digits);
        }
        return mass;
    }

    private BigDecimal[] jensenShannon(BigDecimal[] gap) {
        BigDecimal[] numerator = new BigDecimal[gap.length];
        BigDecimal[] shift = new BigDecimal[gap.length];
        for (int x = 0; x < gap.length; x++) {
            BigDecimal decay = Decimals.exp(gap[x].multiply(TWO).negate(), digits);
            numerator[x] = ref[x].multiply(decay, digits);
            shift[x] = BigDecimal.ONE.subtract(decay);
        }
        return poles(numerator, shift, 1);
    }

    /**
     * a/(y+b)^m with y such that they sum to 1; min b = 0, y in (0, 1]. (Σ a/(y+b)^m)^(−1/m) is concave and rises, so
     * Newton's method from the left stays there; bisection takes over where it would leave the bracket. A y that is far less
     * than what all the others leave of 1 takes as many digits more.
     */
    private BigDecimal[] poles(BigDecimal[] a, BigDecimal[] b, int m) {
        for (int factor = 1; factor <= 4; factor++) {
            BigDecimal[] found = poles(a, b, m, new MathContext(factor * digits.getPrecision()));
            if (found != null) {
                return found;
            }
        }
        throw new IllegalStateException(
                "the reference is wrong: no root of " + Arrays.toString(a) + " " + Arrays.toString(b));
    }

    /** The same with these digits; null where they are too few. */
    private BigDecimal[] poles(BigDecimal[] a, BigDecimal[] b, int m, MathContext digits) {
        BigDecimal best = BigDecimal.ZERO;
        for (int x = 0; x < a.length; x++) {
            best = b[x].signum() == 0 ? best.max(a[x]) : best;
        }
        BigDecimal low = m == 1 ? best : best.sqrt(digits);
        BigDecimal high = BigDecimal.ONE;
        BigDecimal y = low;
        BigDecimal close = BigDecimal.ONE.movePointLeft(this.digits.getPrecision() - 3);
        for (int step = 0; step < 500; step++) {
            BigDecimal sum = BigDecimal.ZERO;
            BigDecimal slope = BigDecimal.ZERO;
            for (int x = 0; x < a.length; x++) {
                BigDecimal mass = a[x].divide(y.add(b[x]).pow(m, digits), digits);
                sum = sum.add(mass, digits);
                slope = slope.add(mass.divide(y.add(b[x]), digits), digits);
            }
            if (sum.compareTo(BigDecimal.ONE) >= 0) {
                low = low.max(y);
            } else {
                high = high.min(y);
            }
            // ψ = sum^(−1/m) − 1, ψ' = sum^(−1/m−1)·slope: the step is (1 − sum^(1/m))·sum/slope·(−1).
            BigDecimal root = m == 1 ? sum : sum.sqrt(digits);
            BigDecimal move =
                    root.subtract(BigDecimal.ONE).multiply(sum, digits).divide(slope, digits);
            BigDecimal next = y.add(move, digits);
            if (move.abs().compareTo(close.multiply(y)) <= 0) {
                return IntStream.range(0, a.length)
                        .mapToObj(x -> a[x].divide(next.add(b[x]).pow(m, digits), digits))
                        .toArray(BigDecimal[]::new);
            }
            y = next.compareTo(low) > 0 && next.compareTo(high) <= 0
                    ? next
                    : low.multiply(high, digits).sqrt(digits);
        }
        return null;
    }

    /** One affine function of ν a candidate. */
    private interface Level {
        BigDecimal at(int x);
    }

    /** measure·(level + ν)₊/2 with ν such that they sum to 1. */
    private BigDecimal[] clipped(BigDecimal[] measure, Level level) {
        Integer[] order = IntStream.range(0, measure.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparing(level::at).reversed());
        BigDecimal total = BigDecimal.ZERO;
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal shift = BigDecimal.ZERO;
        for (int x : order) {
            BigDecimal withTotal = total.add(measure[x]);
            BigDecimal withSum = sum.add(measure[x].multiply(level.at(x)), digits);
            BigDecimal with = TWO.subtract(withSum).divide(withTotal, digits);
            if (level.at(x).add(with).signum() <= 0) {
                break;
            }
            total = withTotal;
            sum = withSum;
            shift = with;
        }
        BigDecimal last = shift;
        return IntStream.range(0, measure.length)
                .mapToObj(x -> level.at(x)
                        .add(last)
                        .max(BigDecimal.ZERO)
                        .multiply(measure[x], digits)
                        .divide(TWO))
                .toArray(BigDecimal[]::new);
    }

    private BigDecimal[] moved(BigDecimal[] s, BigDecimal top) {
        int best = 0;
        while (s[best].compareTo(top) != 0) {
            best++;
        }
        BigDecimal[] prob = ref.clone();
        for (int x = 0; x < s.length; x++) {
            if (top.subtract(s[x]).compareTo(lambda) > 0) {
                prob[best] = prob[best].add(prob[x]);
                prob[x] = BigDecimal.ZERO;
            }
        }
        return prob;
    }

    private BigDecimal[] ones() {
        BigDecimal[] ones = new BigDecimal[ref.length];
        Arrays.fill(ones, BigDecimal.ONE);
        return ones;
    }
}
