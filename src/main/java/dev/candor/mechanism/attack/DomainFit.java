package dev.candor.mechanism.attack;

import dev.candor.model.RewardDomain;
import java.util.Arrays;

/** Claims brought into the declared domain: a report outside it would be refused, so it is no lie that anyone can tell. */
public final class DomainFit {
    /** How far from 1 the input gate lets a maximum or a sum be. */
    private static final double TOLERANCE = 1e-9;

    private DomainFit() {}

    /**
     * Changes one prompt's claimed rewards into some of the domain, those in it already not at all: what is negative
     * becomes 0 and the rest is divided by its maximum (max) or its sum (sum); all equal where nothing is left.
     */
    public static void fit(RewardDomain domain, double[] claim) {
        if (domain == RewardDomain.UNRESTRICTED) {
            return;
        }
        double most = 0;
        double sum = 0;
        for (int x = 0; x < claim.length; x++) {
            claim[x] = Math.max(0, claim[x]);
            most = Math.max(most, claim[x]);
            sum += claim[x];
        }
        if (most == 0) {
            Arrays.fill(claim, domain == RewardDomain.MAX ? 1 : 1.0 / claim.length);
            return;
        }
        double size = domain == RewardDomain.MAX ? most : sum;
        if (Math.abs(size - 1) > TOLERANCE) {
            for (int x = 0; x < claim.length; x++) {
                claim[x] /= size;
            }
        }
    }
}
