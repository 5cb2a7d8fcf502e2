package dev.candor.divergence;

import java.util.Arrays;

/**
 * One prompt by definition, with a hundred digits and more: π* by the Karush–Kuhn–Tucker conditions, D by its formula, and
 * p = max ASW_{−i} − ASW_{−i}(π*) as the difference it is. Shares no formula with the kernels: roots are found by
 * bisection and Newton's method within brackets, D has its logarithms.
 */
final class ExactGame {
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

    /** The root of a falling function within [low, high], both > 0: Newton's steps while they stay inside, else bisection. */
    private Binary root(Binary low, Binary high, Equation equation) {
        Binary from = low;
        Binary to = high;
        Binary guess = low;
        for (int step = 0; step < 4000; step++) {
            Binary[] found = equation.at(guess);
            if (found[0].signum() == 0) {
                return guess;
            }
            if (found[0].signum() > 0) {
                from = guess;
            } else {
                to = guess;
            }
            Binary next = guess.minus(found[0].over(found[1]));
            boolean inside = next.compareTo(from) > 0 && next.compareTo(to) < 0;
            if (!inside || (step % 3 == 2 && to.compareTo(from.times(2)) > 0)) {
                next = Binary.between(from, to);
            }
            if (next.minus(guess).abs().compareTo(guess.halved(bits - 24)) <= 0) {
                return next;
            }
            guess = next;
        }
        throw new IllegalStateException("no root between " + low + " and " + high);
    }

    private Binary[] power(Binary[] gap, int k) {
        Binary best = Binary.ZERO;
        for (int x = 0; x < gap.length; x++) {
            best = gap[x].signum() == 0 ? best.max(ref[x]) : best;
        }
        Binary low = lambda.times(k == 1 ? best : best.sqrt()).times(Binary.of(0.999, bits));
        Binary mu = root(low, lambda.times(Binary.of(1.001, bits)), guess -> {
            Binary sum = one.negate();
            Binary slope = Binary.ZERO;
            for (int x = 0; x < gap.length; x++) {
                Binary height = guess.plus(gap[x]);
                Binary mass = mass(x, height, k);
                sum = sum.plus(mass);
                slope = slope.minus(mass.times(k).over(height));
            }
            return new Binary[] {sum, slope};
        });
        Binary[] p = new Binary[gap.length];
        Arrays.setAll(p, x -> mass(x, mu.plus(gap[x]), k));
        return p;
    }

    private Binary mass(int x, Binary height, int k) {
        Binary ratio = lambda.over(height);
        return ref[x].times(k == 1 ? ratio : ratio.times(ratio));
    }

    /** π = π0·s/(1 − s), s = (1 − e)·exp(−2·gap/λ): e, what the best is short of the pole, is the unknown. */
    private Binary[] jensenShannon(Binary[] gap) {
        Binary[] decay = new Binary[gap.length];
        Arrays.setAll(decay, x -> gap[x].times(2).over(lambda).negate().exp());
        Binary least =
                Arrays.stream(ref).reduce((a, b) -> a.compareTo(b) < 0 ? a : b).orElseThrow();
        Binary short_ = root(least.times(Binary.of(0.1, bits)), Binary.of(0.5001, bits), guess -> {
            Binary sum = one.negate();
            Binary slope = Binary.ZERO;
            for (int x = 0; x < gap.length; x++) {
                Binary rest = rest(guess, decay[x]);
                sum = sum.plus(ref[x].times(one.minus(guess).times(decay[x])).over(rest));
                slope = slope.minus(ref[x].times(decay[x]).over(rest.times(rest)));
            }
            return new Binary[] {sum, slope};
        });
        Binary[] p = new Binary[gap.length];
        Arrays.setAll(p, x -> ref[x].times(one.minus(short_).times(decay[x])).over(rest(short_, decay[x])));
        return p;
    }

    /** 1 − s. */
    private Binary rest(Binary short_, Binary decay) {
        return one.minus(decay).plus(short_.times(decay));
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
