package dev.candor.learn.choice;

import dev.candor.learn.choice.PairedComparisons.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Agents whose utilities are known, and what they choose by the models' own definitions. */
public final class ChoiceWorld {
    final Random random;
    final double[] truth;

    public ChoiceWorld(long seed, int items, double scale) {
        random = new Random(seed);
        truth = random.doubles(items).map(x -> 0).toArray();
        for (int x = 0; x < items; x++) {
            truth[x] = scale * random.nextGaussian();
        }
    }

    /** Keys of so many comparisons of random pairs. */
    public long[] comparisons(int count, double nu) {
        long[] keys = new long[count];
        for (int k = 0; k < count; k++) {
            int a = random.nextInt(truth.length);
            int b = (a + 1 + random.nextInt(truth.length - 1)) % truth.length;
            double pa = Math.exp((truth[a] - truth[b]) / 2);
            double draw = random.nextDouble() * (pa + 1 / pa + nu);
            Outcome outcome = draw < pa ? Outcome.A : draw < pa + 1 / pa ? Outcome.B : Outcome.TIE;
            keys[k] = PairedComparisons.key(a, b, outcome, truth.length);
        }
        return keys;
    }

    /** So many rankings of {@code length} random candidates each: the largest of u + Gumbel noise first. */
    public int[][] rankings(int count, int length) {
        int[][] all = new int[count][];
        for (int k = 0; k < count; k++) {
            List<Integer> left = new ArrayList<>();
            for (int x = 0; x < truth.length; x++) {
                left.add(x);
            }
            Collections.shuffle(left, random);
            left = left.subList(0, length);
            double[] noisy = new double[truth.length];
            for (int x = 0; x < truth.length; x++) {
                noisy[x] = truth[x] - Math.log(-Math.log(random.nextDouble()));
            }
            all[k] = left.stream()
                    .sorted((x, y) -> Double.compare(noisy[y], noisy[x]))
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
        return all;
    }

    /** The truth minus its mean. */
    double[] centred() {
        double mean = 0;
        for (double u : truth) {
            mean += u / truth.length;
        }
        double[] centred = truth.clone();
        for (int x = 0; x < centred.length; x++) {
            centred[x] -= mean;
        }
        return centred;
    }
}
