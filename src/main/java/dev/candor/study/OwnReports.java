package dev.candor.study;

import java.io.Serializable;

/**
 * One agent of one prompt under several reports of its own, the others' held, and what it was charged for each: all that is
 * needed to compare a payment rule with p^AFF, whether the rule is known or a black box. κ = 1.
 */
public final class OwnReports implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final double[] logRef;
    private final double[] others;
    private final double[][] reward;
    private final double[] size;
    private final double[] payment;

    /**
     * Takes the arrays without copying them.
     *
     * @param name of the game and agent: which one it is, and what ties are broken by
     * @param logRef log π0, length K, Σ exp = 1
     * @param others S₋ = Σ w r of the others, length K
     * @param reward r of each report, rows of length K
     * @param size w of each report
     * @param payment p of each report, in utility
     */
    public OwnReports(
            String name, double[] logRef, double[] others, double[][] reward, double[] size, double[] payment) {
        if (reward.length != size.length || size.length != payment.length) {
            throw new IllegalArgumentException("every report needs rewards, a size and a payment");
        }
        this.name = name;
        this.logRef = logRef;
        this.others = others;
        this.reward = reward;
        this.size = size;
        this.payment = payment;
    }

    String name() {
        return name;
    }

    int reports() {
        return size.length;
    }

    double[] reward(int report) {
        return reward[report].clone();
    }

    double size(int report) {
        return size[report];
    }

    /** p as charged. */
    double payment(int report) {
        return payment[report];
    }

    /** p^AFF of a report under a rule. */
    double affine(WelfareMaximising rule, int report) {
        double[] aggregate = others.clone();
        for (int x = 0; x < aggregate.length; x++) {
            aggregate[x] += size[report] * reward[report][x];
        }
        return rule.optimum(logRef, aggregate).bregman(reward[report], size[report]);
    }

    /** w·max |r| of a report: the size of what is at stake. */
    double magnitude(int report) {
        double most = 0;
        for (double r : reward[report]) {
            most = Math.max(most, Math.abs(r));
        }
        return size[report] * most;
    }
}
