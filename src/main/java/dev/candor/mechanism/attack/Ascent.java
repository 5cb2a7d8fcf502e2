package dev.candor.mechanism.attack;

import dev.candor.model.RewardDomain;

/**
 * Gradient ascent on what an agent gets, over what it claims of rewards and, where that is a claim it can make of one game
 * alone, over log α: analytic slopes of the outcome and of the payment, steps that grow while they gain and shrink while
 * they do not. It does not start at the truth: under payments that make truth dominant all slopes are 0 there.
 */
final class Ascent {
    private static final int STEPS = 8;
    private static final int TRIALS = 6;
    private static final double FIRST_STEP = 0.25;

    private final AuditedRule rule;
    private final RewardDomain domain;
    /** Whether α moves. */
    private final boolean movesSize;

    Ascent(AuditedRule rule, RewardDomain domain, boolean movesSize) {
        this.rule = rule;
        this.domain = domain;
        this.movesSize = movesSize;
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

    /** Where an ascent starts, and then is. */
    static final class Place {
        /** d̃, centred, length K. */
        final double[] claim;

        double size = 1;
        double gain;

        Place(int length) {
            claim = new double[length];
        }

        void set(double[] to, double alpha, double reached) {
            System.arraycopy(to, 0, claim, 0, claim.length);
            size = alpha;
            gain = reached;
        }
    }

    /** Moves {@code place}, of size > 0, to where the ascent ends; a gain of −∞ there is one that is not known yet. */
    void climb(AgentGame game, Objective objective, Play truth, Play spare, double range, Place place) {
        int length = game.length();
        double[] tried = new double[length];
        double[] slope = new double[length];
        double[] ofCharge = new double[length];
        double step = FIRST_STEP;
        for (int k = 0; k < STEPS && range > 0; k++) {
            // Of what a claim of this size is made of: an ascent moves its shape as readily as its size.
            double unit = place.size * game.scale() * range;
            Play here = rule.play(game, place.claim, place.size, spare);
            if (!here.isSettled()) {
                break;
            }
            if (k == 0) {
                place.gain = gain(game, objective, truth, here);
            }
            here.response(game.truth, slope);
            rule.slope(here, place.claim, ofCharge);
            double ofSize = 0;
            double steepest = 0;
            for (int x = 0; x < length; x++) {
                slope[x] = unit * objective.gain(slope[x], ofCharge[x]);
                ofSize += slope[x] * (place.claim[x] / unit);
                steepest = Math.max(steepest, Math.abs(slope[x]));
            }
            steepest = movesSize ? Math.max(steepest, Math.abs(ofSize)) : steepest;
            double before = place.gain;
            for (int trial = 0; steepest > 0 && trial < TRIALS && place.gain == before; trial++) {
                double size = movesSize ? moved(place.size, step * (ofSize / steepest)) : place.size;
                for (int x = 0; x < length; x++) {
                    tried[x] = size / place.size * (place.claim[x] + step * unit * (slope[x] / steepest));
                }
                fit(game, size, tried);
                Play lied = rule.play(game, tried, size, spare);
                double gain = gain(game, objective, truth, lied);
                if (lied.isSettled() && gain > place.gain) {
                    place.set(tried, size, gain);
                    step *= 4;
                } else {
                    step /= 4;
                }
            }
            if (place.gain == before) {
                break;
            }
        }
    }

    private static double gain(AgentGame game, Objective objective, Play truth, Play lied) {
        return objective.gain(Gains.ofValue(game, truth, lied), lied.charge() - truth.charge());
    }

    private static double moved(double size, double logStep) {
        return Math.max(1 / Misreport.MOST_LOWERED, Math.min(Misreport.MOST_LOWERED, size * StrictMath.exp(logStep)));
    }

    /** Brings what is claimed of rewards into the domain. */
    private void fit(AgentGame game, double size, double[] claim) {
        double scale = size * game.scale();
        if (domain != RewardDomain.UNRESTRICTED) {
            for (int x = 0; x < claim.length; x++) {
                claim[x] = game.middle / game.scale() + claim[x] / scale;
            }
            DomainFit.fit(domain, claim);
            for (int x = 0; x < claim.length; x++) {
                claim[x] *= scale;
            }
        }
        game.centre(claim);
    }
}
