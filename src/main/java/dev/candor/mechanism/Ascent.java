package dev.candor.mechanism;

import dev.candor.model.RewardDomain;

/**
 * Gradient ascent on what an agent gets, over the rewards it claims on one prompt at its true size: analytic slopes of
 * the policy and of the payment, steps that grow while they gain and shrink while they do not. Starts at the truth.
 */
final class Ascent {
    private static final int STEPS = 8;
    private static final int TRIALS = 6;
    private static final double FIRST_STEP = 0.25;

    private final AuditedRule rule;
    private final RewardDomain domain;

    Ascent(AuditedRule rule, RewardDomain domain) {
        this.rule = rule;
        this.domain = domain;
    }

    /** What is climbed. */
    enum Objective {
        /** κ·value: what lying gains where nobody pays. */
        VALUE {
            @Override
            double gain(double value, double charge) {
                return value;
            }
        },
        /** κ·utility. */
        UTILITY {
            @Override
            double gain(double value, double charge) {
                return value - charge;
            }
        };

        abstract double gain(double value, double charge);
    }

    /** The claim d̃, from its middle, that the ascent ends at, a new array; the truth where nothing gains. */
    double[] climb(PromptGame game, Objective objective, Play truth, Play play, double range) {
        int candidates = game.candidates();
        double[] claim = game.truth.clone();
        double[] tried = new double[candidates];
        double[] curvature = new double[candidates];
        double[] slope = new double[candidates];
        double[] ofCharge = new double[candidates];
        double reached = 0;
        double step = FIRST_STEP * game.scale() * range;
        for (int k = 0; k < STEPS && step > 0; k++) {
            rule.play(game, claim, 1, play);
            play.curvature(rule.regulariser(), game, curvature);
            AuditedRule.response(rule.regulariser(), curvature, game.truth, slope);
            rule.slope(game, claim, play, curvature, ofCharge);
            double steepest = 0;
            for (int x = 0; x < candidates; x++) {
                slope[x] = objective.gain(slope[x], ofCharge[x]);
                steepest = Math.max(steepest, Math.abs(slope[x]));
            }
            double before = reached;
            for (int trial = 0; steepest > 0 && trial < TRIALS && reached == before; trial++) {
                for (int x = 0; x < candidates; x++) {
                    tried[x] = (game.middle + claim[x] + step * (slope[x] / steepest)) / game.scale();
                }
                DomainFit.fit(domain, tried);
                PromptGame.centre(tried);
                for (int x = 0; x < candidates; x++) {
                    tried[x] *= game.scale();
                }
                rule.play(game, tried, 1, play);
                double gain = objective.gain(Gains.ofValue(game, truth, play), play.charge() - truth.charge());
                if (gain > reached) {
                    reached = gain;
                    System.arraycopy(tried, 0, claim, 0, candidates);
                    step *= 4;
                } else {
                    step /= 4;
                }
            }
            if (reached == before) {
                break;
            }
        }
        return claim;
    }
}
