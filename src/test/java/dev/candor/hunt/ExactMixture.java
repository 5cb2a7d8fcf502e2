package dev.candor.hunt;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Mixtures of a few experts by looking at every face of the simplex in decimal arithmetic: the optimum of the first face,
 * small ones first, that no expert off it would raise. F(θ) = Σ_k a_k θ_k − λ Σ_c q_c D(Σ_k θ_k π_k ‖ π0).
 */
final class ExactMixture {
    /** After these it is clear which weight is large. */
    private static final int ROUGH_STEPS = 12;

    private final String divergence;
    private final BigDecimal lambda;
    private final MathContext digits;
    private final int experts;
    private final List<Prompt> prompts;

    /** {@code prob}: expert × candidate. */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    record Prompt(String id, BigDecimal q, BigDecimal[] ref, BigDecimal[][] prob) {}

    ExactMixture(String divergence, BigDecimal lambda, List<Prompt> prompts, MathContext digits) {
        this.divergence = divergence;
        this.lambda = lambda;
        this.prompts = prompts;
        this.digits = digits;
        this.experts = prompts.get(0).prob.length;
    }

    /** a_k = Σ_c q_c Σ_x π_k(x|c) r(c,x). */
    BigDecimal[] values(Map<String, BigDecimal[]> rewards) {
        BigDecimal[] values = new BigDecimal[experts];
        for (int k = 0; k < experts; k++) {
            BigDecimal sum = BigDecimal.ZERO;
            for (Prompt prompt : prompts) {
                BigDecimal[] own = rewards.get(prompt.id);
                if (own != null) {
                    BigDecimal value = BigDecimal.ZERO;
                    for (int x = 0; x < own.length; x++) {
                        value = value.add(prompt.prob[k][x].multiply(own[x]));
                    }
                    sum = sum.add(prompt.q.multiply(value));
                }
            }
            values[k] = sum;
        }
        return values;
    }

    /** Σ_k θ_k π_k on a prompt. */
    BigDecimal[] policy(Prompt prompt, BigDecimal[] theta) {
        BigDecimal[] policy = new BigDecimal[prompt.ref.length];
        for (int x = 0; x < policy.length; x++) {
            BigDecimal sum = BigDecimal.ZERO;
            for (int k = 0; k < experts; k++) {
                sum = sum.add(theta[k].multiply(prompt.prob[k][x], digits), digits);
            }
            policy[x] = sum;
        }
        return policy;
    }

    /** F(θ). */
    BigDecimal welfare(BigDecimal[] values, BigDecimal[] theta) {
        return DecimalNewton.dot(values, theta, digits).subtract(lambda.multiply(divergence(theta), digits), digits);
    }

    /** Σ_c q_c D. */
    BigDecimal divergence(BigDecimal[] theta) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Prompt prompt : prompts) {
            if (prompt.q.signum() > 0) {
                ExactPrompt exact = new ExactPrompt(divergence, lambda, prompt.ref, digits);
                sum = sum.add(prompt.q.multiply(exact.divergence(policy(prompt, theta)), digits), digits);
            }
        }
        return sum;
    }

    /** argmax F. */
    BigDecimal[] optimum(BigDecimal[] values) {
        for (int size = 1; size <= experts; size++) {
            for (int face = 1; face < 1 << experts; face++) {
                if (Integer.bitCount(face) == size) {
                    BigDecimal[] theta = inside(values, face);
                    if (theta != null && noneOff(values, face, theta)) {
                        return theta;
                    }
                }
            }
        }
        throw new IllegalStateException("the reference is wrong: no face has the optimum");
    }

    /** The optimum of a face where it is not on its border; null when it is. */
    private BigDecimal[] inside(BigDecimal[] values, int face) {
        List<Integer> of = new ArrayList<>();
        for (int k = 0; k < experts; k++) {
            if ((face >> k & 1) == 1) {
                of.add(k);
            }
        }
        if (of.size() == 1) {
            return corner(of.get(0));
        }
        if (of.size() == 2 && !(rises(values, of.get(0), of.get(1)) && rises(values, of.get(1), of.get(0)))) {
            return null;
        }
        BigDecimal[] start = corner(0);
        of.forEach(k -> start[k] = BigDecimal.ONE.divide(BigDecimal.valueOf(of.size()), digits));
        Face first = new Face(values, of);
        BigDecimal[] rough = first.theta(DecimalNewton.toward(first, first.at(start), ROUGH_STEPS, digits));
        // What the others leave must not be 10⁻²⁰⁰: no digits would be left for it.
        of.sort((k, l) -> rough[l].compareTo(rough[k]));
        Face function = new Face(values, of);
        return function.theta(DecimalNewton.maximum(function, function.at(rough), digits));
    }

    private BigDecimal[] corner(int k) {
        BigDecimal[] corner = new BigDecimal[experts];
        Arrays.fill(corner, BigDecimal.ZERO);
        corner[k] = BigDecimal.ONE;
        return corner;
    }

    private boolean rises(BigDecimal[] values, int from, int to) {
        BigDecimal[] corner = corner(from);
        BigDecimal toward = slope(values, corner, to);
        return toward == null || toward.compareTo(slope(values, corner, from)) > 0;
    }

    private boolean noneOff(BigDecimal[] values, int face, BigDecimal[] theta) {
        BigDecimal level = slope(values, theta, Integer.numberOfTrailingZeros(face));
        BigDecimal slack = rounding(values);
        for (int k = 0; k < experts; k++) {
            BigDecimal slope = slope(values, theta, k);
            if (slope == null || slope.compareTo(level.add(slack)) > 0) {
                return false;
            }
            if ((face >> k & 1) == 1 && slope.subtract(level).abs().compareTo(slack) > 0) {
                throw new IllegalStateException("the reference is wrong: slopes differ on the face");
            }
        }
        return true;
    }

    /** Slopes may be off by this. */
    private BigDecimal rounding(BigDecimal[] values) {
        BigDecimal size = Arrays.stream(values).map(BigDecimal::abs).reduce(lambda, BigDecimal::add);
        return size.movePointLeft(digits.getPrecision() - 15);
    }

    /** ∂F/∂θ_k; null is infinite. */
    private BigDecimal slope(BigDecimal[] values, BigDecimal[] theta, int k) {
        BigDecimal sum = values[k];
        for (Prompt prompt : prompts) {
            BigDecimal[] policy = policy(prompt, theta);
            for (int x = 0; x < policy.length; x++) {
                if (prompt.prob[k][x].signum() > 0 && prompt.q.signum() > 0) {
                    if (policy[x].signum() == 0 && isSteep()) {
                        return null;
                    }
                    BigDecimal scale = lambda.multiply(prompt.q).multiply(prompt.prob[k][x]);
                    sum = sum.subtract(scale.multiply(first(policy[x], prompt.ref[x]), digits), digits);
                }
            }
        }
        return sum;
    }

    private boolean isSteep() {
        return !divergence.equals("chi-squared") && !divergence.equals("l2");
    }

    /** ∂D/∂π. */
    private BigDecimal first(BigDecimal prob, BigDecimal ref) {
        BigDecimal away = prob.subtract(ref).multiply(Decimals.TWO);
        return switch (divergence) {
            case "kl" -> Decimals.log(prob.divide(ref, digits), digits).add(BigDecimal.ONE);
            case "reverse-kl" -> ref.divide(prob, digits).negate();
            case "chi-squared" -> away.divide(ref, digits);
            case "hellinger" -> BigDecimal.ONE.subtract(ref.divide(prob, digits).sqrt(digits));
            case "jensen-shannon" ->
                Decimals.log(prob.multiply(Decimals.TWO).divide(prob.add(ref), digits), digits)
                        .divide(Decimals.TWO);
            case "l2" -> away;
            default -> throw new IllegalArgumentException(divergence);
        };
    }

    /** ∂²D/∂π². */
    private BigDecimal second(BigDecimal prob, BigDecimal ref) {
        return switch (divergence) {
            case "kl" -> BigDecimal.ONE.divide(prob, digits);
            case "reverse-kl" -> ref.divide(prob.pow(2), digits);
            case "chi-squared" -> Decimals.TWO.divide(ref, digits);
            case "hellinger" -> ref.divide(prob, digits).sqrt(digits).divide(prob.multiply(Decimals.TWO), digits);
            case "jensen-shannon" -> ref.divide(prob.multiply(prob.add(ref)).multiply(Decimals.TWO), digits);
            case "l2" -> Decimals.TWO;
            default -> throw new IllegalArgumentException(divergence);
        };
    }

    /** F on a face: the weight of its first expert is what the others leave. */
    private final class Face implements DecimalNewton.Concave {
        private final BigDecimal[] values;
        private final List<Integer> of;

        Face(BigDecimal[] values, List<Integer> of) {
            this.values = values;
            this.of = of;
        }

        /** The weights of all but the first. */
        BigDecimal[] at(BigDecimal[] theta) {
            return of.stream().skip(1).map(k -> theta[k]).toArray(BigDecimal[]::new);
        }

        BigDecimal[] theta(BigDecimal[] at) {
            BigDecimal[] theta = corner(of.get(0));
            for (int k = 0; k < at.length; k++) {
                theta[of.get(k + 1)] = at[k];
                theta[of.get(0)] = theta[of.get(0)].subtract(at[k]);
            }
            return theta;
        }

        @Override
        public boolean isInside(BigDecimal[] at) {
            BigDecimal[] theta = theta(at);
            return of.stream().allMatch(k -> theta[k].signum() > 0);
        }

        @Override
        public BigDecimal[] gradient(BigDecimal[] at) {
            BigDecimal[] theta = theta(at);
            BigDecimal level = slope(values, theta, of.get(0));
            BigDecimal[] gradient = new BigDecimal[at.length];
            for (int k = 0; k < at.length; k++) {
                gradient[k] = slope(values, theta, of.get(k + 1)).subtract(level);
            }
            return gradient;
        }

        @Override
        public BigDecimal[][] curvature(BigDecimal[] at) {
            BigDecimal[] theta = theta(at);
            BigDecimal[][] curvature = new BigDecimal[at.length][at.length];
            Arrays.stream(curvature).forEach(row -> Arrays.fill(row, BigDecimal.ZERO));
            for (Prompt prompt : prompts) {
                BigDecimal[] policy = policy(prompt, theta);
                for (int x = 0; x < policy.length; x++) {
                    if (policy[x].signum() > 0) {
                        BigDecimal scale = lambda.multiply(prompt.q).multiply(second(policy[x], prompt.ref[x]), digits);
                        for (int j = 0; j < at.length; j++) {
                            for (int k = 0; k < at.length; k++) {
                                BigDecimal product = away(prompt, j, x).multiply(away(prompt, k, x));
                                curvature[j][k] = curvature[j][k].add(scale.multiply(product, digits), digits);
                            }
                        }
                    }
                }
            }
            return curvature;
        }

        private BigDecimal away(Prompt prompt, int k, int x) {
            return prompt.prob[of.get(k + 1)][x].subtract(prompt.prob[of.get(0)][x]);
        }

        @Override
        public BigDecimal rounding() {
            return ExactMixture.this.rounding(values);
        }

        @Override
        public BigDecimal unit(BigDecimal[] at, int k) {
            BigDecimal[] theta = theta(at);
            return theta[of.get(k + 1)].min(theta[of.get(0)]);
        }
    }
}
