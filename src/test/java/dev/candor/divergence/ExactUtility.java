package dev.candor.divergence;

import java.util.Arrays;

/** What a claim is worth to an agent on one prompt, by definition, in binary arithmetic of a hundred digits and more. */
public final class ExactUtility {
    private final String divergence;
    private final double lambda;
    private final double[] logRef;
    private final Binary[] others;
    private final Binary[] truth;
    private final int bits;

    /** log π0 up to a constant, the others' aggregate reward, and the agent's own when it is truthful; all of length K. */
    public ExactUtility(String divergence, double lambda, double[] logRef, double[] others, double[] truth) {
        this.divergence = divergence;
        this.lambda = lambda;
        this.logRef = logRef;
        double range = Arrays.stream(logRef).max().orElseThrow()
                - Arrays.stream(logRef).min().orElseThrow();
        this.bits = 350 + (int) (1.5 * range);
        this.others = exact(others);
        this.truth = exact(truth);
    }

    private Binary[] exact(double[] numbers) {
        return Arrays.stream(numbers).mapToObj(x -> Binary.of(x, bits)).toArray(Binary[]::new);
    }

    /** What it gains by claiming {@code size} times its rewards where it pays {@code share} of the affine maximiser's payment. */
    public double gain(double size, double share) {
        return utility(size, share).minus(utility(1, share)).doubleValue();
    }

    private Binary utility(double size, double share) {
        Binary[] claim = new Binary[truth.length];
        Binary[] all = new Binary[truth.length];
        for (int x = 0; x < claim.length; x++) {
            claim[x] = truth[x].times(Binary.of(size, bits));
            all[x] = others[x].plus(claim[x]);
        }
        ExactGame game = new ExactGame(divergence, lambda, logRef, all, bits);
        Binary[] policy = game.policy();
        Binary value = Binary.ZERO;
        for (int x = 0; x < policy.length; x++) {
            value = value.plus(truth[x].times(policy[x]));
        }
        ExactGame without = game.without(claim);
        Binary[] counterfactual = without.policy();
        Binary payment = without.welfare(counterfactual, without.divergence(counterfactual))
                .minus(without.welfare(policy, game.divergence(policy)));
        return value.minus(payment.times(Binary.of(share, bits)));
    }
}
