package dev.candor.hunt;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Policies π_θ ∝ π0·exp(θ·ψ) of one or two features: the welfare Σ q (⟨s,π_θ⟩ − λD) − ½R‖θ‖² at a θ in decimals, and its
 * maximum by a grid in plain doubles, golden steps from its peaks, and Newton's last steps in decimals. What it finds is
 * there; a better θ may be elsewhere.
 */
final class ExactSearch {
    private static final MathContext DIGITS = new MathContext(60);
    private static final int PEAKS = 4;
    private static final int LAST_STEPS = 3;

    /** {@code psi}: candidate by candidate, in the order of the exact game's. */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    record Prompt(String id, double q, BigDecimal exactQ, double[] logRef, BigDecimal[] ref, double[][] psi) {}

    private final String divergence;
    private final double lambda;
    private final double ridge;
    private final List<Prompt> prompts;
    private final int features;

    ExactSearch(String divergence, double lambda, double ridge, List<Prompt> prompts) {
        this.divergence = divergence;
        this.lambda = lambda;
        this.ridge = ridge;
        this.prompts = prompts;
        this.features = prompts.get(0).psi[0].length;
    }

    /** π_θ of a prompt. */
    BigDecimal[] policy(Prompt prompt, BigDecimal[] theta) {
        BigDecimal[] log = new BigDecimal[prompt.psi.length];
        for (int x = 0; x < log.length; x++) {
            log[x] = BigDecimal.ZERO;
            for (int j = 0; j < features; j++) {
                log[x] = log[x].add(theta[j].multiply(Decimals.of(prompt.psi[x][j])));
            }
        }
        BigDecimal top = Decimals.max(log);
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal[] prob = new BigDecimal[log.length];
        for (int x = 0; x < log.length; x++) {
            prob[x] = prompt.ref[x].multiply(Decimals.exp(log[x].subtract(top), DIGITS), DIGITS);
            sum = sum.add(prob[x]);
        }
        for (int x = 0; x < log.length; x++) {
            prob[x] = prob[x].divide(sum, DIGITS);
        }
        return prob;
    }

    /** Welfare of rewards s, prompt → candidate by candidate; null where it is −∞ to these digits. */
    BigDecimal welfare(Map<String, BigDecimal[]> s, BigDecimal[] theta) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Prompt prompt : prompts) {
            BigDecimal[] prob = policy(prompt, theta);
            if (divergence.equals("reverse-kl") && Arrays.stream(prob).anyMatch(p -> p.signum() == 0)) {
                return null;
            }
            ExactPrompt exact = new ExactPrompt(divergence, Decimals.of(lambda), prompt.ref, DIGITS);
            sum = sum.add(prompt.exactQ.multiply(exact.welfare(s.get(prompt.id), prob), DIGITS));
        }
        for (BigDecimal t : theta) {
            sum = sum.subtract(Decimals.of(ridge).divide(Decimals.TWO).multiply(t.pow(2)), DIGITS);
        }
        return sum;
    }

    /** The best of all policies, prompt by prompt. */
    BigDecimal tabular(Map<String, BigDecimal[]> s) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Prompt prompt : prompts) {
            ExactPrompt exact = new ExactPrompt(divergence, Decimals.of(lambda), prompt.ref, DIGITS);
            BigDecimal[] rewards = s.get(prompt.id);
            sum = sum.add(prompt.exactQ.multiply(exact.welfare(rewards, exact.optimum(rewards)), DIGITS));
        }
        return sum;
    }

    /** Σ q D at θ. */
    BigDecimal divergence(BigDecimal[] theta) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Prompt prompt : prompts) {
            ExactPrompt exact = new ExactPrompt(divergence, Decimals.of(lambda), prompt.ref, DIGITS);
            sum = sum.add(prompt.exactQ.multiply(exact.divergence(policy(prompt, theta)), DIGITS));
        }
        return sum;
    }

    /** The largest welfare found, from {@code near} too. */
    BigDecimal best(Map<String, BigDecimal[]> s, BigDecimal[] near, int fineness) {
        Map<String, double[]> plain = new HashMap<>();
        s.forEach((prompt, rewards) -> {
            BigDecimal top = Decimals.max(rewards);
            plain.put(
                    prompt,
                    Arrays.stream(rewards)
                            .mapToDouble(r -> r.subtract(top).doubleValue())
                            .toArray());
        });
        List<double[]> starts = peaks(plain, fineness);
        starts.add(Arrays.stream(near).mapToDouble(BigDecimal::doubleValue).toArray());
        BigDecimal best = welfare(s, near);
        for (double[] start : starts) {
            BigDecimal found = risen(s, climbed(plain, start));
            best = found != null && (best == null || found.compareTo(best) > 0) ? found : best;
        }
        return best;
    }

    /** Points of a grid, as far out as policies change, that no neighbour betters. */
    private List<double[]> peaks(Map<String, double[]> s, int fineness) {
        int radii = 60 * fineness;
        int angles = features == 1 ? 2 : 24 * fineness;
        double[][] grid = new double[radii * angles][];
        double[] value = new double[grid.length];
        for (int a = 0; a < angles; a++) {
            for (int r = 0; r < radii; r++) {
                double radius = StrictMath.pow(10, -3 + 8.0 * r / radii);
                double angle = 2 * Math.PI * a / angles;
                grid[a * radii + r] = features == 1
                        ? new double[] {a == 0 ? radius : -radius}
                        : new double[] {radius * StrictMath.cos(angle), radius * StrictMath.sin(angle)};
                value[a * radii + r] = plain(s, grid[a * radii + r]);
            }
        }
        List<double[]> peaks = new ArrayList<>();
        IntStream.range(0, grid.length)
                .filter(k -> {
                    int a = k / radii;
                    int r = k % radii;
                    double out = r + 1 < radii ? value[k + 1] : Double.NEGATIVE_INFINITY;
                    double in = r > 0 ? value[k - 1] : Double.NEGATIVE_INFINITY;
                    boolean line = features == 1;
                    double left = line ? in : value[(a + 1) % angles * radii + r];
                    double right = line ? in : value[(a + angles - 1) % angles * radii + r];
                    return value[k] >= Math.max(Math.max(out, in), Math.max(left, right));
                })
                .boxed()
                .sorted(Comparator.comparingDouble(k -> -value[k]))
                .limit((long) PEAKS * fineness)
                .forEach(k -> peaks.add(grid[k]));
        peaks.add(new double[features]);
        return peaks;
    }

    /** Steps along the axes and diagonals, doubled where they rise, halved where none does. */
    private double[] climbed(Map<String, double[]> s, double[] start) {
        double[] at = start.clone();
        double value = plain(s, at);
        double size = 1e-3 + Arrays.stream(at).map(Math::abs).max().orElseThrow();
        double step = 0.2 * size;
        int[][] directions = features == 1
                ? new int[][] {{1}, {-1}}
                : new int[][] {{1, 0}, {-1, 0}, {0, 1}, {0, -1}, {1, 1}, {-1, -1}, {1, -1}, {-1, 1}};
        for (int tries = 0; tries < 400 && step > 1e-10 * size; tries++) {
            double[] better = null;
            for (int[] direction : directions) {
                double[] next = at.clone();
                for (int j = 0; j < features; j++) {
                    next[j] += step * direction[j];
                }
                double there = plain(s, next);
                if (there > value) {
                    value = there;
                    better = next;
                }
            }
            at = better == null ? at : better;
            step *= better == null ? 0.5 : 1.5;
        }
        return at;
    }

    private double plain(Map<String, double[]> s, double[] theta) {
        double sum = 0;
        for (Prompt prompt : prompts) {
            double[] log = new double[prompt.psi.length];
            double top = Double.NEGATIVE_INFINITY;
            for (int x = 0; x < log.length; x++) {
                log[x] = prompt.logRef[x];
                for (int j = 0; j < features; j++) {
                    log[x] += theta[j] * prompt.psi[x][j];
                }
                top = Math.max(top, log[x]);
            }
            double mass = 0;
            for (double l : log) {
                mass += Math.exp(l - top);
            }
            double normaliser = top + Math.log(mass);
            double[] rewards = s.get(prompt.id);
            for (int x = 0; x < log.length; x++) {
                double prob = Math.exp(log[x] - normaliser);
                sum += prompt.q * (prob * rewards[x] - lambda * part(prob, log[x] - normaliser, prompt.logRef[x]));
            }
        }
        for (double t : theta) {
            sum -= ridge / 2 * t * t;
        }
        return Double.isNaN(sum) ? Double.NEGATIVE_INFINITY : sum;
    }

    private double part(double prob, double log, double logRef) {
        double ref = Math.exp(logRef);
        double middle = Math.log((prob + ref) / 2);
        return switch (divergence) {
            case "kl" -> prob == 0 ? 0 : prob * (log - logRef);
            case "reverse-kl" -> ref * (logRef - log);
            case "chi-squared" -> (prob - ref) * (prob - ref) / ref;
            case "hellinger" -> Math.pow(Math.sqrt(prob) - Math.sqrt(ref), 2);
            case "jensen-shannon" -> ((prob == 0 ? 0 : prob * (log - middle)) + ref * (logRef - middle)) / 2;
            case "l2" -> (prob - ref) * (prob - ref);
            default -> throw new IllegalArgumentException(divergence);
        };
    }

    /** The welfare after Newton's steps by differences in decimals, as long as they rise. */
    private BigDecimal risen(Map<String, BigDecimal[]> s, double[] start) {
        BigDecimal[] at = Arrays.stream(start).mapToObj(Decimals::of).toArray(BigDecimal[]::new);
        BigDecimal best = welfare(s, at);
        for (int step = 0; step < LAST_STEPS && best != null; step++) {
            BigDecimal[] next = newton(s, at, best);
            BigDecimal there = next == null ? null : welfare(s, next);
            if (there == null || there.compareTo(best) <= 0) {
                break;
            }
            at = next;
            best = there;
        }
        return best;
    }

    private BigDecimal[] newton(Map<String, BigDecimal[]> s, BigDecimal[] at, BigDecimal here) {
        BigDecimal h = new BigDecimal("1e-12");
        BigDecimal[] up = new BigDecimal[features];
        BigDecimal[] slope = new BigDecimal[features];
        BigDecimal[] curvature = new BigDecimal[features];
        for (int j = 0; j < features; j++) {
            up[j] = welfare(s, moved(at, j, h));
            BigDecimal down = welfare(s, moved(at, j, h.negate()));
            if (up[j] == null || down == null) {
                return null;
            }
            slope[j] = up[j].subtract(down).divide(Decimals.TWO.multiply(h), DIGITS);
            curvature[j] = up[j].add(down).subtract(here.multiply(Decimals.TWO)).divide(h.pow(2), DIGITS);
        }
        if (features == 1) {
            return curvature[0].signum() >= 0
                    ? null
                    : moved(at, 0, slope[0].divide(curvature[0], DIGITS).negate());
        }
        BigDecimal both = welfare(s, moved(moved(at, 0, h), 1, h));
        if (both == null) {
            return null;
        }
        BigDecimal mixed = both.subtract(up[0]).subtract(up[1]).add(here).divide(h.pow(2), DIGITS);
        BigDecimal determinant = curvature[0].multiply(curvature[1]).subtract(mixed.pow(2));
        if (curvature[0].signum() >= 0 || determinant.signum() <= 0) {
            return null;
        }
        BigDecimal first = mixed.multiply(slope[1])
                .subtract(curvature[1].multiply(slope[0]))
                .divide(determinant, DIGITS);
        BigDecimal second = mixed.multiply(slope[0])
                .subtract(curvature[0].multiply(slope[1]))
                .divide(determinant, DIGITS);
        return moved(moved(at, 0, first), 1, second);
    }

    private static BigDecimal[] moved(BigDecimal[] at, int j, BigDecimal by) {
        BigDecimal[] moved = at.clone();
        moved[j] = moved[j].add(by, DIGITS);
        return moved;
    }
}
