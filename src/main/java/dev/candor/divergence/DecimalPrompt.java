package dev.candor.divergence;

import dev.candor.numeric.Decimals;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;

/**
 * One prompt in decimal arithmetic: what doubles cannot resolve. An agent 10¹² times as large as λ, or one whose absence
 * brings the policy to the very point where its best candidate changes, has a payment that the sixteen digits of S − d do
 * not hold. S, d, κ·w and λ are taken as the exact numbers they are; digits are added until what rounding can have done
 * is below 1e-13 of the payment.
 */
abstract class DecimalPrompt {
    private static final int FIRST_DIGITS = 45;
    /** Digits that rounding of some K·20 operations can cost. */
    private static final int LOST = 5;

    private static final BigDecimal RELATIVE = new BigDecimal("1e-13");
    /** Below this a payment is 0 as a double. */
    private static final BigDecimal NOTHING = new BigDecimal("1e-330");

    final BigDecimal lambda;
    /** π0 to the digits of a double, length K; sums to 1. */
    final BigDecimal[] ref;
    /** S_best − S, exact, length K. */
    final BigDecimal[] gap;

    DecimalPrompt(double lambda, BigDecimal[] ref, BigDecimal[] gap) {
        this.lambda = new BigDecimal(lambda);
        this.ref = ref;
        this.gap = gap;
    }

    DecimalPrompt(double lambda, PolicyBlock policy, int prompt) {
        this(
                lambda,
                refs(Arrays.copyOfRange(
                        policy.ref, policy.offset(prompt), policy.offset(prompt) + policy.candidates(prompt))),
                gaps(policy.gap, policy.offset(prompt), policy.candidates(prompt)));
    }

    /** π0 that sums to 1 exactly: the largest is what the others leave, which as a double it is not. */
    static BigDecimal[] refs(double[] ref) {
        BigDecimal[] exact = Arrays.stream(ref).mapToObj(BigDecimal::new).toArray(BigDecimal[]::new);
        int largest = 0;
        BigDecimal sum = BigDecimal.ZERO;
        for (int x = 0; x < ref.length; x++) {
            largest = ref[x] > ref[largest] ? x : largest;
            sum = sum.add(exact[x]);
        }
        exact[largest] = exact[largest].add(BigDecimal.ONE.subtract(sum));
        return exact;
    }

    /** π0 to as many digits as asked for, of what was given. */
    static BigDecimal[] refs(PolicyBlock policy, int prompt, MathContext digits) {
        int offset = policy.offset(prompt);
        BigDecimal[] ref = new BigDecimal[policy.candidates(prompt)];
        BigDecimal pivot = new BigDecimal(policy.logRef[offset + policy.refMode(prompt)]);
        BigDecimal sum = BigDecimal.ZERO;
        for (int x = 0; x < ref.length; x++) {
            ref[x] = Decimals.exp(new BigDecimal(policy.logRef[offset + x]).subtract(pivot), digits);
            sum = sum.add(ref[x], digits);
        }
        for (int x = 0; x < ref.length; x++) {
            ref[x] = ref[x].divide(sum, digits);
        }
        return ref;
    }

    static BigDecimal[] gaps(double[][] parts, int offset, int candidates) {
        BigDecimal[] gap = new BigDecimal[candidates];
        for (int x = 0; x < candidates; x++) {
            gap[x] = BigDecimal.ZERO;
            for (double[] part : parts) {
                gap[x] = gap[x].add(new BigDecimal(part[offset + x]));
            }
        }
        return gap;
    }

    /** A payment and what rounding can have done to it. */
    record Rounded(BigDecimal payment, BigDecimal error) {}

    /**
     * κp, and in units of 10^−digits what it may be wrong by.
     *
     * @param behind S_best − S of every candidate without the agent; the best is its own
     */
    abstract Rounded charge(BigDecimal[] shift, BigDecimal[] behind, MathContext digits);

    /** κp of an agent that is not indifferent. */
    final double charge(PolicyBlock policy, int prompt, RewardSlice rewards, double scale, Workspace workspace) {
        workspace.decimal++;
        BigDecimal[] shift = shifts(policy, prompt, rewards, workspace.exact(scale));
        BigDecimal[] behind = new BigDecimal[gap.length];
        BigDecimal least = null;
        for (int x = 0; x < gap.length; x++) {
            behind[x] = gap[x].add(shift[x]);
            least = least == null ? behind[x] : behind[x].min(least);
        }
        for (int x = 0; x < gap.length; x++) {
            behind[x] = behind[x].subtract(least);
        }
        for (int count = FIRST_DIGITS; ; ) {
            Rounded found = charge(shift, behind, new MathContext(count));
            BigDecimal payment = found.payment;
            BigDecimal error = found.error.movePointLeft(count - LOST);
            if (error.compareTo(payment.multiply(RELATIVE)) <= 0
                    || payment.add(error).compareTo(NOTHING) < 0) {
                return Math.max(0, payment.doubleValue());
            }
            count += payment.compareTo(error) > 0 ? Math.max(20, magnitude(error) - magnitude(payment) + 16) : count;
        }
    }

    /** d of every candidate, exact. */
    private static BigDecimal[] shifts(PolicyBlock policy, int prompt, RewardSlice rewards, BigDecimal scale) {
        RewardSlice told = rewards.origin == null ? rewards : rewards.origin;
        double[] reward = told.dense(policy.firstSlotOf(prompt), policy.candidates(prompt));
        double[] rest = told.denseRest(policy.firstSlotOf(prompt), policy.candidates(prompt));
        BigDecimal[] shift = new BigDecimal[reward.length];
        Arrays.setAll(
                shift,
                x -> new BigDecimal(reward[x]).add(new BigDecimal(rest[x])).multiply(scale));
        return shift;
    }

    /** The power of ten of the first digit. */
    private static int magnitude(BigDecimal x) {
        return x.precision() - x.scale();
    }

    /** Digits of a root that its equation loses: those of 1/condition. */
    static BigDecimal inverse(BigDecimal condition) {
        return BigDecimal.ONE.divide(condition, new MathContext(5));
    }
}
