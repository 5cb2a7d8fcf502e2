package dev.candor.divergence;

import dev.candor.model.Divergence;
import dev.candor.numeric.Stable;
import java.util.stream.Collectors;

/**
 * The differentiable divergences D(π‖π0) = Σ_x g(π) on policies that are given by ℓ = log(π/π0), as log-linear ones are:
 * derivatives, and what changes when π becomes π·e^y. g = π0·f(π/π0), for l2 (π − π0)²; f is normalised by f′(1) = 0.
 */
public enum LogRatioDivergence {
    /** f = s·log s. */
    KL {
        @Override
        public double slope(double ref, double logRatio) {
            return logRatio;
        }

        @Override
        public double curvature(double prob, double ref) {
            return 1;
        }

        @Override
        public double rise(double prob, double ref, double y) {
            return y;
        }

        @Override
        public double bregman(double prob, double ref, double y) {
            return prob * tilted(y, -y);
        }
    },
    /** f = −log s. */
    REVERSE_KL {
        @Override
        public double slope(double ref, double logRatio) {
            return -StrictMath.expm1(-logRatio);
        }

        @Override
        public double curvature(double prob, double ref) {
            return ref / prob;
        }

        @Override
        public double rise(double prob, double ref, double y) {
            return -(ref / prob) * Stable.expm1(-y);
        }

        @Override
        public double bregman(double prob, double ref, double y) {
            return ref * Stable.psi(y);
        }
    },
    /** f = (s − 1)². */
    CHI_SQUARED {
        @Override
        public double slope(double ref, double logRatio) {
            return 2 * StrictMath.expm1(logRatio);
        }

        @Override
        public double curvature(double prob, double ref) {
            return 2 * (prob / ref);
        }

        @Override
        public double rise(double prob, double ref, double y) {
            return 2 * (prob / ref) * Stable.expm1(y);
        }

        @Override
        public double bregman(double prob, double ref, double y) {
            double moved = Stable.expm1(y);
            return prob * (prob / ref) * moved * moved;
        }
    },
    /** f = (√s − 1)². */
    HELLINGER {
        @Override
        public double slope(double ref, double logRatio) {
            return -StrictMath.expm1(-logRatio / 2);
        }

        @Override
        public double curvature(double prob, double ref) {
            return Math.sqrt(ref / prob) / 2;
        }

        @Override
        public double rise(double prob, double ref, double y) {
            return -Math.sqrt(ref / prob) * Stable.expm1(-y / 2);
        }

        @Override
        public double bregman(double prob, double ref, double y) {
            double moved = Stable.expm1(y / 2);
            return Math.sqrt(ref) * Math.sqrt(prob) * moved * moved;
        }
    },
    /**
     * f = ½(s·log(2s/(1+s)) + log(2/(1+s))). The rise is ½ of y − z, z = log((1+s·e^y)/(1+s)), and the Bregman divergence
     * ½π0(1+s·e^y) times the KL of the two-point distributions s : 1 after and before.
     */
    JENSEN_SHANNON {
        @Override
        public double slope(double ref, double logRatio) {
            return -StrictMath.log1p(StrictMath.expm1(-logRatio) / 2) / 2;
        }

        @Override
        public double curvature(double prob, double ref) {
            return ref / (prob + ref) / 2;
        }

        @Override
        public double rise(double prob, double ref, double y) {
            return -StrictMath.log1p(ref / (prob + ref) * Stable.expm1(-y)) / 2;
        }

        @Override
        public double bregman(double prob, double ref, double y) {
            double z = StrictMath.log1p(prob / (prob + ref) * Stable.expm1(y));
            double behind = StrictMath.log1p(ref / (prob + ref) * Stable.expm1(-y));
            return (prob * tilted(y, behind) + ref * Stable.psi(z)) / 2;
        }
    },
    /** (π − π0)²: no f-divergence. */
    L2 {
        @Override
        public double slope(double ref, double logRatio) {
            return 2 * ref * StrictMath.expm1(logRatio);
        }

        @Override
        public double curvature(double prob, double ref) {
            return 2 * prob;
        }

        @Override
        public double rise(double prob, double ref, double y) {
            return 2 * prob * Stable.expm1(y);
        }

        @Override
        public double bregman(double prob, double ref, double y) {
            double moved = prob * Stable.expm1(y);
            return moved * moved;
        }
    };

    /** Below, e^y·ψ(−y) is 1 to rounding, as e^y·|y| < 2⁻⁵³. */
    private static final double GONE = -42;

    /** The slopes of a smooth divergence. */
    public static LogRatioDivergence of(Divergence divergence) {
        return switch (divergence) {
            case KL -> KL;
            case REVERSE_KL -> REVERSE_KL;
            case CHI_SQUARED -> CHI_SQUARED;
            case HELLINGER -> HELLINGER;
            case JENSEN_SHANNON -> JENSEN_SHANNON;
            case L2 -> L2;
            case TOTAL_VARIATION, GIVEN ->
                throw new IllegalArgumentException("cannot differentiate the divergence " + divergence
                        + " in a log-linear policy: use one of "
                        + Divergence.smoothNames().stream().sorted().collect(Collectors.joining(", ")));
        };
    }

    /** g′(π), from π0 and ℓ. */
    public abstract double slope(double ref, double logRatio);

    /** π·g″(π), for π > 0. */
    public abstract double curvature(double prob, double ref);

    /** g′(π·e^y) − g′(π), to full relative accuracy, for π > 0. */
    public abstract double rise(double prob, double ref, double y);

    /** g(π·e^y) − g(π) − g′(π)·π·(e^y − 1) ≥ 0, as a sum of terms ≥ 0, for π > 0. */
    public abstract double bregman(double prob, double ref, double y);

    /** e^y·ψ(u), where u ≈ −y when y falls: then the product tends to at most 1 while ψ(u) overflows. */
    private static double tilted(double y, double u) {
        return y < GONE && u > -GONE ? StrictMath.exp(y + u) : (1 + Stable.expm1(y)) * Stable.psi(u);
    }
}
