package dev.candor.divergence;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * One prompt by definition, with a hundred digits and more: π* by the Karush–Kuhn–Tucker conditions, D by its formula, and
 * p = max ASW_{−i} − ASW_{−i}(π*) as the difference it is. Shares no formula with the kernels: roots are found by
 * bisection and Newton's method within brackets, D has its logarithms.
 */
final class ExactGame {
    /** Bits of the first search for a root, and its steps: the second begins where it ends, right or not. */
    private static final int COARSE = 96;

    private static final int COARSE_STEPS = 200;
    private static final int STEPS = 4000;
    /** Lost to rounding in sums over the candidates. */
    private static final int LAST_BITS = 16;

    private final String divergence;
    private final int bits;
    private final Binary one;
    private final Binary lambda;
    private final Binary[] ref;
    private final Binary[] aggregate;

    /** λ, unnormalised log π0 and S of every candidate. */
    ExactGame(String divergence, double lambda, double[] logRef, Binary[] aggregate, int bits) {
        this(divergence, Binary.of(lambda, bits), refs(logRef, bits), aggregate, bits);
    }

    private ExactGame(String divergence, Binary lambda, Binary[] ref, Binary[] aggregate, int bits) {
        this.divergence = divergence;
        this.bits = bits;
        this.one = Binary.of(1, bits);
        this.lambda = lambda;
        this.ref = ref;
        this.aggregate = aggregate;
    }

    private static Binary[] refs(double[] logRef, int bits) {
        double most = Arrays.stream(logRef).max().orElseThrow();
        Binary[] ref = Arrays.stream(logRef)
                .mapToObj(l -> Binary.of(l, bits).minus(Binary.of(most, bits)).exp())
                .toArray(Binary[]::new);
        Binary mass = Arrays.stream(ref).reduce(Binary.ZERO, Binary::plus);
        return Arrays.stream(ref).map(m -> m.over(mass)).toArray(Binary[]::new);
    }

    /** The game without rewards d. */
    ExactGame without(Binary[] d) {
        Binary[] left = aggregate.clone();
        for (int x = 0; x < left.length; x++) {
            left[x] = left[x].minus(d[x]);
        }
        return new ExactGame(divergence, lambda, ref, left, bits);
    }

    /** ⟨S,π⟩ − λD, D = D(π‖π0) being known. */
    Binary welfare(Binary[] policy, Binary cost) {
        Binary sum = Binary.ZERO;
        for (int x = 0; x < ref.length; x++) {
            sum = sum.plus(aggregate[x].times(policy[x]));
        }
        return sum.minus(lambda.times(cost));
    }

    /** D(π‖π0) by its definition. */
    Binary divergence(Binary[] policy) {
        Binary sum = Binary.ZERO;
        for (int x = 0; x < ref.length; x++) {
            sum = sum.plus(term(policy[x], ref[x]));
        }
        return sum;
    }

    private Binary term(Binary p, Binary q) {
        Binary change = p.minus(q);
        return switch (divergence) {
            case "kl" -> entropy(p, q);
            case "reverse-kl" -> entropy(q, p);
            case "chi-squared" -> change.times(change).over(q);
            case "total-variation" -> change.abs().halved(1);
            case "hellinger" -> {
                Binary roots = p.sqrt().minus(q.sqrt());
                yield roots.times(roots);
            }
            case "jensen-shannon" -> {
                Binary middle = p.plus(q).halved(1);
                yield entropy(p, middle).plus(entropy(q, middle)).halved(1);
            }
            case "l2" -> change.times(change);
            default -> throw new IllegalArgumentException(divergence);
        };
    }

    /** p·log(p/q). */
    private static Binary entropy(Binary p, Binary q) {
        return p.signum() == 0 ? Binary.ZERO : p.times(p.over(q).log());
    }

    /** π*. */
    Binary[] policy() {
        Binary best = Arrays.stream(aggregate).reduce(Binary::max).orElseThrow();
        Binary[] gap = Arrays.stream(aggregate).map(best::minus).toArray(Binary[]::new);
        return switch (divergence) {
            case "kl" -> kl(gap);
            case "reverse-kl" -> power(gap, 1);
            case "hellinger" -> power(gap, 2);
            case "jensen-shannon" -> jensenShannon(gap);
            case "chi-squared" -> clipped(gap, ref);
            case "l2" -> clipped(gap, null);
            case "total-variation" -> totalVariation(gap);
            default -> throw new IllegalArgumentException(divergence);
        };
    }

    private Binary[] kl(Binary[] gap) {
        Binary[] p = new Binary[gap.length];
        Binary mass = Binary.ZERO;
        for (int x = 0; x < gap.length; x++) {
            p[x] = ref[x].times(gap[x].over(lambda).negate().exp());
            mass = mass.plus(p[x]);
        }
        for (int x = 0; x < gap.length; x++) {
            p[x] = p[x].over(mass);
        }
        return p;
    }

    /** Σπ − 1 of a guess, and its derivative. */
    private interface Equation {
        Binary[] at(Binary guess);
    }

    /** The root within (low, high), both > 0, of a falling function: coarsely first, with a third of the digits or fewer. */
    private static Binary root(Binary low, Binary high, int bits, IntFunction<Equation> equation) {
        Binary rough = bits <= COARSE
                ? low
                : search(
                        low.rounded(COARSE),
                        high.rounded(COARSE),
                        low.rounded(COARSE),
                        COARSE,
                        COARSE_STEPS,
                        equation.apply(COARSE));
        boolean inside = rough.compareTo(low) > 0 && rough.compareTo(high) < 0;
        Binary found = search(low, high, inside ? rough.rounded(bits) : low, bits, STEPS, equation.apply(bits));
        if (found == null) {
            throw new IllegalStateException("no root between " + low + " and " + high);
        }
        return found;
    }

    /**
     * Newton's steps until one changes no more than the last bits, or the equation holds to them. Bisection where a step leaves the bracket, and where
     * three steps have not brought the equation much nearer to 0.
     */
    private static Binary search(Binary low, Binary high, Binary start, int bits, int steps, Equation equation) {
        Binary from = low;
        Binary to = high;
        Binary guess = start;
        Binary before = null;
        Binary holds = Binary.of(1, bits).halved(bits - LAST_BITS);
        for (int step = 0; step < steps; step++) {
            Binary[] found = equation.at(guess);
            if (found[0].abs().compareTo(holds) <= 0) {
                return guess;
            }
            if (found[0].signum() > 0) {
                from = guess;
            } else {
                to = guess;
            }
            Binary next = guess.minus(found[0].over(found[1]));
            boolean inside = next.compareTo(from) > 0 && next.compareTo(to) < 0;
            boolean slow = false;
            if (step % 3 == 0) {
                slow = before != null
                        && found[0].abs().compareTo(before.halved(6)) > 0
                        && to.compareTo(from.times(2)) > 0;
                before = found[0].abs();
            }
            if (!inside || slow) {
                next = Binary.between(from, to);
            }
            if (next.minus(guess).abs().compareTo(guess.halved(bits - LAST_BITS)) <= 0) {
                return next;
            }
            guess = next;
        }
        return steps == STEPS ? null : guess;
    }

    private static Binary[] rounded(Binary[] values, int bits) {
        return Arrays.stream(values).map(v -> v.rounded(bits)).toArray(Binary[]::new);
    }

    private Binary[] power(Binary[] gap, int k) {
        Binary best = Binary.ZERO;
        for (int x = 0; x < gap.length; x++) {
            best = gap[x].signum() == 0 ? best.max(ref[x]) : best;
        }
        Binary low = lambda.times(k == 1 ? best : best.sqrt()).times(Binary.of(0.999, bits));
        Binary mu = root(low, lambda.times(Binary.of(1.001, bits)), bits, digits -> {
            Binary least = Binary.of(1, digits);
            Binary price = lambda.rounded(digits);
            Binary[] from = rounded(ref, digits);
            Binary[] behind = rounded(gap, digits);
            return guess -> {
                Binary sum = least.negate();
                Binary slope = Binary.ZERO;
                for (int x = 0; x < behind.length; x++) {
                    Binary inverse = least.over(guess.plus(behind[x]));
                    Binary ratio = price.times(inverse);
                    Binary mass = from[x].times(k == 1 ? ratio : ratio.times(ratio));
                    sum = sum.plus(mass);
                    slope = slope.minus(mass.times(k).times(inverse));
                }
                return new Binary[] {sum, slope};
            };
        });
        Binary[] p = new Binary[gap.length];
        Arrays.setAll(p, x -> {
            Binary ratio = lambda.over(mu.plus(gap[x]));
            return ref[x].times(k == 1 ? ratio : ratio.times(ratio));
        });
        return p;
    }

    /** π = π0·s/(1 − s), s = (1 − e)·exp(−2·gap/λ): e, what the best is short of the pole, is the unknown. */
    private Binary[] jensenShannon(Binary[] gap) {
        Binary[] decay = new Binary[gap.length];
        Arrays.setAll(decay, x -> gap[x].times(2).over(lambda).negate().exp());
        Binary[] decayed = Arrays.stream(decay).map(one::minus).toArray(Binary[]::new);
        Binary[] kept = new Binary[gap.length];
        Arrays.setAll(kept, x -> ref[x].times(decay[x]));
        Binary least =
                Arrays.stream(ref).reduce((a, b) -> a.compareTo(b) < 0 ? a : b).orElseThrow();
        Binary short_ = root(least.times(Binary.of(0.1, bits)), Binary.of(0.5001, bits), bits, digits -> {
            Binary unit = Binary.of(1, digits);
            Binary[] mass = rounded(kept, digits);
            Binary[] left = rounded(decay, digits);
            Binary[] gone = rounded(decayed, digits);
            return guess -> {
                Binary sum = unit.negate();
                Binary slope = Binary.ZERO;
                for (int x = 0; x < mass.length; x++) {
                    // 1 − s.
                    Binary inverse = unit.over(gone[x].plus(guess.times(left[x])));
                    Binary each = mass[x].times(inverse);
                    sum = sum.plus(unit.minus(guess).times(each));
                    slope = slope.minus(each.times(inverse));
                }
                return new Binary[] {sum, slope};
            };
        });
        Binary[] p = new Binary[gap.length];
        Arrays.setAll(p, x -> one.minus(short_).times(kept[x]).over(decayed[x].plus(short_.times(decay[x]))));
        return p;
    }

    /** π = m·(A)₊ with Σπ = 1: of the sets that hold the candidates with the largest A, the one whose level fits. */
    private Binary[] clipped(Binary[] gap, Binary[] measure) {
        Binary[] base = new Binary[gap.length];
        Arrays.setAll(base, x -> (measure == null ? ref[x] : one).minus(gap[x].over(lambda.times(2))));
        Binary[] falling = base.clone();
        Arrays.sort(falling, (a, b) -> b.compareTo(a));
        for (int size = gap.length; size > 0; size--) {
            Binary cut = falling[size - 1];
            Binary mass = Binary.ZERO;
            Binary sum = Binary.ZERO;
            for (int x = 0; x < gap.length; x++) {
                if (base[x].compareTo(cut) >= 0) {
                    Binary m = measure == null ? one : measure[x];
                    mass = mass.plus(m);
                    sum = sum.plus(m.times(base[x]));
                }
            }
            Binary level = one.minus(sum).over(mass);
            if (cut.plus(level).signum() > 0) {
                Binary[] p = new Binary[gap.length];
                Arrays.setAll(p, x -> {
                    Binary height = base[x].plus(level).max(Binary.ZERO);
                    return measure == null ? height : measure[x].times(height);
                });
                return p;
            }
        }
        throw new IllegalStateException("no level");
    }

    private Binary[] totalVariation(Binary[] gap) {
        Binary[] p = ref.clone();
        int best = 0;
        while (gap[best].signum() != 0) {
            best++;
        }
        for (int x = 0; x < gap.length; x++) {
            if (gap[x].compareTo(lambda) > 0) {
                p[best] = p[best].plus(p[x]);
                p[x] = Binary.ZERO;
            }
        }
        return p;
    }
}
