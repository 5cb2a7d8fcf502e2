package dev.candor.policy.mixture;

import java.math.BigDecimal;
import java.math.MathContext;

/** Two experts in 60-digit arithmetic: the mixture (1−y, y) by bisection, payments by their definition. */
final class ExactPair {
    private static final MathContext DIGITS = new MathContext(60);
    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    private final MixtureGame game;
    private final BigDecimal optimum;

    ExactPair(MixtureGame game) {
        this.game = game;
        this.optimum = maximise(of(game.values[0]), of(game.values[1]));
    }

    double charge(int agent) {
        BigDecimal first = of(game.values[0]).subtract(of(game.b[2 * agent]));
        BigDecimal second = of(game.values[1]).subtract(of(game.b[2 * agent + 1]));
        BigDecimal best = maximise(first, second);
        return welfare(first, second, best)
                .subtract(welfare(first, second, optimum))
                .doubleValue();
    }

    private static BigDecimal of(double x) {
        return new BigDecimal(x);
    }

    private BigDecimal maximise(BigDecimal first, BigDecimal second) {
        BigDecimal low = BigDecimal.ZERO;
        BigDecimal high = BigDecimal.ONE;
        if (edge(first, second, low) <= 0) {
            return low;
        }
        if (edge(first, second, high) >= 0) {
            return high;
        }
        for (int step = 0; step < 130; step++) {
            BigDecimal middle = low.add(high).divide(TWO, DIGITS);
            if (slope(first, second, middle).signum() > 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Sign of the slope at an end, infinite where a candidate is left without mass. */
    private int edge(BigDecimal first, BigDecimal second, BigDecimal y) {
        int toward = y.signum() == 0 ? 1 : -1;
        for (int x = 0; x < game.block.candidates(); x++) {
            boolean reached = game.block.isReached(x) && game.block.weight[x] > 0;
            if (game.divergence.isSteepAtZero() && reached && prob(x, y).signum() == 0) {
                return toward;
            }
        }
        return slope(first, second, y).signum();
    }

    private BigDecimal prob(int x, BigDecimal y) {
        BigDecimal one = of(game.block.prob[2 * x]);
        return one.add(of(game.block.prob[2 * x + 1]).subtract(one).multiply(y, DIGITS), DIGITS);
    }

    private BigDecimal slope(BigDecimal first, BigDecimal second, BigDecimal y) {
        BigDecimal slope = second.subtract(first);
        for (int x = 0; x < game.block.candidates(); x++) {
            BigDecimal difference = of(game.block.prob[2 * x + 1]).subtract(of(game.block.prob[2 * x]));
            if (difference.signum() != 0) {
                BigDecimal scale = of(game.lambda).multiply(of(game.block.weight[x]), DIGITS);
                slope = slope.subtract(
                        scale.multiply(difference).multiply(slope(prob(x, y), of(game.block.ref[x])), DIGITS), DIGITS);
            }
        }
        return slope;
    }

    private BigDecimal welfare(BigDecimal first, BigDecimal second, BigDecimal y) {
        BigDecimal sum = first.add(second.subtract(first).multiply(y, DIGITS), DIGITS);
        for (int x = 0; x < game.block.candidates(); x++) {
            BigDecimal scale = of(game.lambda).multiply(of(game.block.weight[x]), DIGITS);
            sum = sum.subtract(scale.multiply(value(prob(x, y), of(game.block.ref[x])), DIGITS), DIGITS);
        }
        return sum;
    }

    private BigDecimal value(BigDecimal prob, BigDecimal ref) {
        BigDecimal away = prob.subtract(ref);
        return switch (game.divergence) {
            case KL -> prob.signum() == 0 ? prob : prob.multiply(log(prob.divide(ref, DIGITS)), DIGITS);
            case REVERSE_KL -> ref.negate().multiply(log(prob.divide(ref, DIGITS)), DIGITS);
            case CHI_SQUARED -> away.multiply(away).divide(ref, DIGITS);
            case HELLINGER -> prob.sqrt(DIGITS).subtract(ref.sqrt(DIGITS)).pow(2, DIGITS);
            case JENSEN_SHANNON -> {
                BigDecimal sum = prob.add(ref);
                BigDecimal ofRef = ref.multiply(log(TWO.multiply(ref).divide(sum, DIGITS)), DIGITS);
                yield prob.signum() == 0
                        ? ofRef.divide(TWO, DIGITS)
                        : prob.multiply(log(TWO.multiply(prob).divide(sum, DIGITS)), DIGITS)
                                .add(ofRef)
                                .divide(TWO, DIGITS);
            }
            case L2 -> away.multiply(away, DIGITS);
        };
    }

    private BigDecimal slope(BigDecimal prob, BigDecimal ref) {
        BigDecimal away = prob.subtract(ref);
        return switch (game.divergence) {
            case KL -> log(prob.divide(ref, DIGITS)).add(BigDecimal.ONE);
            case REVERSE_KL -> ref.negate().divide(prob, DIGITS);
            case CHI_SQUARED -> TWO.multiply(away).divide(ref, DIGITS);
            case HELLINGER -> BigDecimal.ONE.subtract(ref.divide(prob, DIGITS).sqrt(DIGITS));
            case JENSEN_SHANNON ->
                log(TWO.multiply(prob).divide(prob.add(ref), DIGITS)).divide(TWO, DIGITS);
            case L2 -> TWO.multiply(away);
        };
    }

    /** 2¹⁰·log of the 2¹⁰-th root, log by 2·artanh((z−1)/(z+1)). */
    private static BigDecimal log(BigDecimal x) {
        BigDecimal root = x;
        MathContext more = new MathContext(75);
        for (int halving = 0; halving < 10; halving++) {
            root = root.sqrt(more);
        }
        BigDecimal s = root.subtract(BigDecimal.ONE).divide(root.add(BigDecimal.ONE), more);
        BigDecimal square = s.multiply(s, more);
        BigDecimal power = s;
        BigDecimal sum = s;
        for (int n = 3; power.abs().compareTo(new BigDecimal("1e-75")) > 0; n += 2) {
            power = power.multiply(square, more);
            sum = sum.add(power.divide(BigDecimal.valueOf(n), more), more);
        }
        return sum.multiply(BigDecimal.valueOf(2048), DIGITS);
    }
}
