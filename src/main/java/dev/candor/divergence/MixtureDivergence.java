package dev.candor.divergence;

import dev.candor.model.Divergence;
import dev.candor.numeric.Stable;

/**
 * The smooth divergences as costs of single candidates, g(π) = π0·f(π/π0) (l2: (π−π0)²), so that
 * C(θ) = λ Σ q g(π_θ): with derivatives, and in forms that do not cancel where two policies are close. f(1) = f′(1) = 0, so
 * that every g is ≥ 0, and 0 at π0 alone.
 *
 * <p>With t = δ/π*, u = π* / π0 and ℓ(z) = z − log(1+z): the table of {@code docs/mixture.md}.
 */
public enum MixtureDivergence {
    /** f = u·log u − u + 1. */
    KL(1) {
        @Override
        public double value(double prob, double ref) {
            return ref * Stable.entropyExcess((prob - ref) / ref);
        }

        @Override
        public double slope(double prob, double ref) {
            return StrictMath.log(prob / ref);
        }

        @Override
        public double curvature(double prob, double ref) {
            return 1 / prob;
        }

        /** Δ = t − ℓ(t), B = π*·(t² − (1+t)·ℓ(t)); far up log(1+t) and π*·((1+t)·log(1+t) − t), where that cancels. */
        @Override
        public void move(double base, double ref, double scale, Lanes lanes) {
            lanes.relative(base);
            lanes.deficit(lanes.move, lanes.first);
            double[] t = lanes.move;
            double[] deficit = lanes.first;
            double[] slope = lanes.slope;
            double[] bregman = lanes.bregman;
            double[] aside = lanes.aside;
            double mass = scale * base;
            for (int a = 0; a < t.length; a++) {
                slope[a] = scale * (t[a] - deficit[a]);
                aside[a] = t[a] * t[a] - (1 + t[a]) * deficit[a];
            }
            if (lanes.mayBeFar()) {
                for (int a = 0; a < t.length; a++) {
                    if (t[a] > Lanes.FAR) {
                        double log = StrictMath.log1p(t[a]);
                        slope[a] = scale * log;
                        aside[a] = (1 + t[a]) * log - t[a];
                    }
                }
            }
            for (int a = 0; a < t.length; a++) {
                bregman[a] += mass * aside[a];
            }
        }
    },
    /** f = u − 1 − log u. */
    REVERSE_KL(2) {
        @Override
        public double value(double prob, double ref) {
            double away = (prob - ref) / ref;
            return ref * (prob < ref / 2 ? away - StrictMath.log(prob / ref) : Stable.logDeficit(away));
        }

        @Override
        public double slope(double prob, double ref) {
            return -ref / prob;
        }

        @Override
        public double curvature(double prob, double ref) {
            return ref / prob / prob;
        }

        /** Δ = t/(u(1+t)), B = π0·ℓ(t). */
        @Override
        public void move(double base, double ref, double scale, Lanes lanes) {
            lanes.relative(base);
            lanes.deficit(lanes.move, lanes.first);
            double[] t = lanes.move;
            double[] deficit = lanes.first;
            double[] slope = lanes.slope;
            double[] bregman = lanes.bregman;
            double mass = scale * ref;
            double steepness = mass / base;
            for (int a = 0; a < t.length; a++) {
                slope[a] = steepness * t[a] / (1 + t[a]);
                bregman[a] += mass * deficit[a];
            }
        }
    },
    /** f = (u−1)². */
    CHI_SQUARED(0) {
        @Override
        public double value(double prob, double ref) {
            return (prob - ref) * ((prob - ref) / ref);
        }

        @Override
        public double slope(double prob, double ref) {
            return 2 * (prob - ref) / ref;
        }

        @Override
        public double curvature(double prob, double ref) {
            return 2 / ref;
        }

        @Override
        public void move(double base, double ref, double scale, Lanes lanes) {
            square(scale / ref, lanes);
        }
    },
    /** f = (√u−1)². */
    HELLINGER(1.5) {
        @Override
        public double value(double prob, double ref) {
            double root = Math.sqrt(prob) - Math.sqrt(ref);
            return root * root;
        }

        @Override
        public double slope(double prob, double ref) {
            return -Math.sqrt(ref / prob);
        }

        @Override
        public double curvature(double prob, double ref) {
            return Math.sqrt(ref / prob) / (2 * prob);
        }

        /** With z = t/(√(1+t)+1): Δ = z/√(u(1+t)), B = √(π0π*)·z². */
        @Override
        public void move(double base, double ref, double scale, Lanes lanes) {
            lanes.relative(base);
            double[] t = lanes.move;
            double[] slope = lanes.slope;
            double[] bregman = lanes.bregman;
            double mass = scale * Math.sqrt(ref * base);
            double steepness = scale * Math.sqrt(ref / base);
            for (int a = 0; a < t.length; a++) {
                double root = Math.sqrt(1 + t[a]);
                double z = t[a] / (root + 1);
                slope[a] = steepness * z / root;
                bregman[a] += mass * z * z;
            }
        }
    },
    /** f = ½(u·log(2u/(1+u)) + log(2/(1+u))). */
    JENSEN_SHANNON(2) {
        @Override
        public double value(double prob, double ref) {
            double middle = (prob + ref) / 2;
            double half = (prob - ref) / 2;
            return middle * (Stable.entropyExcess(half / middle) + Stable.entropyExcess(-half / middle)) / 2;
        }

        @Override
        public double slope(double prob, double ref) {
            return -StrictMath.log1p(ref / prob) / 2;
        }

        @Override
        public double curvature(double prob, double ref) {
            return ref / (2 * prob * (prob + ref));
        }

        /**
         * With a = u/(1+u), s = (1−a)t/(1+at): Δ = ½(s − ℓ(s)), B = ½π0·(a·t·s + ℓ(at) − u(1+t)·ℓ(s)). For small t the
         * three terms are a(1−a)t², a²t²/2 and a(1−a)t²/2: what is taken away is at most half of the first. Far up, where
         * they cancel, Δ = ½·log(1+s) and B = ½π0·(u(1+t)·log(1+s) − log(1+at)).
         */
        @Override
        public void move(double base, double ref, double scale, Lanes lanes) {
            lanes.relative(base);
            double[] t = lanes.move;
            double[] at = lanes.slope;
            double[] s = lanes.aside;
            double a1 = base / (base + ref);
            double rest = ref / (base + ref);
            for (int a = 0; a < t.length; a++) {
                at[a] = a1 * t[a];
                s[a] = rest * t[a] / (1 + at[a]);
            }
            lanes.deficit(at, lanes.first);
            lanes.deficit(s, lanes.second);
            double[] ofAt = lanes.first;
            double[] ofS = lanes.second;
            double[] slope = lanes.slope;
            double[] bregman = lanes.bregman;
            double mass = scale * ref / 2;
            double ratio = base / ref;
            double half = scale / 2;
            boolean mayBeFar = lanes.mayBeFar();
            for (int a = 0; a < t.length; a++) {
                if (mayBeFar && t[a] > Lanes.FAR) {
                    double log = StrictMath.log1p(s[a]);
                    bregman[a] += mass * (ratio * (1 + t[a]) * log - StrictMath.log1p(at[a]));
                    slope[a] = half * log;
                } else {
                    bregman[a] += mass * (a1 * t[a] * s[a] + ofAt[a] - ratio * (1 + t[a]) * ofS[a]);
                    slope[a] = half * (s[a] - ofS[a]);
                }
            }
        }
    },
    /** (π−π0)²: no f-divergence. */
    L2(0) {
        @Override
        public double value(double prob, double ref) {
            return (prob - ref) * (prob - ref);
        }

        @Override
        public double slope(double prob, double ref) {
            return 2 * (prob - ref);
        }

        @Override
        public double curvature(double prob, double ref) {
            return 2;
        }

        @Override
        public void move(double base, double ref, double scale, Lanes lanes) {
            square(scale, lanes);
        }
    };

    /** Of an exponent: weights come back from wherever they fell. */
    private static final double HIGHEST_RISE = 300;
    /** Of λg″: what is left to 1023 is for sums. */
    private static final double MOST_EXPONENT = 960;
    /** Of what 1 − (p−1)z may fall to. */
    private static final double LEAST_LEFT = 1e-3;

    /** p of c(τ) = (1+τ)⁻ᵖ. */
    private final double power;

    MixtureDivergence(double power) {
        this.power = power;
    }

    /** The costs of a smooth divergence. */
    public static MixtureDivergence of(Divergence divergence) {
        return switch (divergence) {
            case KL -> KL;
            case REVERSE_KL -> REVERSE_KL;
            case CHI_SQUARED -> CHI_SQUARED;
            case HELLINGER -> HELLINGER;
            case JENSEN_SHANNON -> JENSEN_SHANNON;
            case L2 -> L2;
            case TOTAL_VARIATION, GIVEN ->
                throw new IllegalArgumentException("cannot mix experts under divergence " + divergence
                        + ": it is not smooth or not known; use another --divergence: "
                        + String.join(", ", Divergence.smoothNames()));
        };
    }

    /** As on the command line. */
    public String commandName() {
        return Divergence.valueOf(name()).commandName();
    }

    /** g(π) ≥ 0, for π ≥ 0, π0 > 0. */
    public abstract double value(double prob, double ref);

    /**
     * g′(π) up to a constant, for π > 0 (chi-squared, l2: ≥ 0). Where g′ levels off the constant is its limit: its
     * rounding must be small beside what curvature is left there.
     */
    public abstract double slope(double prob, double ref);

    /** g″(π). */
    public abstract double curvature(double prob, double ref);

    /** Fills {@link Lanes#slope} and adds to {@link Lanes#bregman} for {@link Lanes#delta} from π* = base; scale = λq. */
    public abstract void move(double base, double ref, double scale, Lanes lanes);

    /**
     * A power of two, at most 1: with λ and all values multiplied by it no slope and no curvature is beyond a double, nor
     * sums of them. It is 1 unless λ is large beside a reference probability or a mixture's.
     *
     * @param leastRef the least π0
     * @param leastProb the least π that counts where g′ is steep
     */
    public double unit(double lambda, double leastRef, double leastProb) {
        double least = isSteepAtZero() ? leastProb : this == L2 ? 1 : leastRef;
        double digits = Math.getExponent(lambda) + 2 - Math.max(power, 1) * (Math.getExponent(least) - 1);
        return Math.scalb(1.0, (int) Math.min(0, MOST_EXPONENT - digits));
    }

    /** Whether g′ falls to −∞ at π = 0 (so no optimum leaves a candidate without mass) and moves are judged by δ/π. */
    public boolean isSteepAtZero() {
        return power > 0;
    }

    /** c(τ): f″(u(1+t)) ≥ c(τ)·f″(u) for −1 < t ≤ τ. */
    public double curvatureLeft(double rise) {
        return power(1 + Math.max(rise, 0), -power);
    }

    /**
     * Φ(T) = min over τ of max(1, T/τ)/c(τ): how far the quadratic bound at a point must be stretched to hold for every
     * direction whose relative rise is at most T. The best τ is min(T, 1/(p−1)), T itself when p ≤ 1.
     */
    public double stretch(double rise) {
        if (power == 0) {
            return 1;
        }
        if (!(rise < Double.POSITIVE_INFINITY)) {
            return Double.POSITIVE_INFINITY;
        }
        double best = power > 1 ? Math.min(rise, 1 / (power - 1)) : rise;
        return best > 0 ? rise / best * power(1 + best, power) : 1;
    }

    /**
     * The factor of a probability when g′, not π, changes as Newton's relative step z says. With f″ ∝ u⁻ᵖ it is
     * (1−(p−1)z)^(−1/(p−1)), eᶻ for p = 1 and, near 0, jensen-shannon.
     *
     * @param fall of probabilities that fall, the most of −log of the factor for p = 1
     */
    public double factor(double step, double fall) {
        return switch (this) {
            case CHI_SQUARED, L2 -> Math.max(0, 1 + step);
            case REVERSE_KL -> 1 / Math.max(1 - step, LEAST_LEFT);
            case HELLINGER -> 1 / square(Math.max(1 - step / 2, LEAST_LEFT));
            case KL, JENSEN_SHANNON -> StrictMath.exp(Math.max(-fall, Math.min(step, HIGHEST_RISE)));
        };
    }

    private static double square(double x) {
        return x * x;
    }

    /** base^p for the powers 0, ±1, ±3/2, ±2. */
    private static double power(double base, double exponent) {
        double size = Math.abs(exponent);
        double result = size == 0 ? 1 : size == 1 ? base : size == 2 ? base * base : base * Math.sqrt(base);
        return exponent < 0 ? 1 / result : result;
    }

    private static void square(double scale, Lanes lanes) {
        double[] delta = lanes.delta;
        double[] slope = lanes.slope;
        double[] bregman = lanes.bregman;
        for (int a = 0; a < delta.length; a++) {
            double scaled = scale * delta[a];
            slope[a] = 2 * scaled;
            bregman[a] += scaled * delta[a];
        }
    }
}
