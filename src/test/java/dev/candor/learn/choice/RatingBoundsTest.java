package dev.candor.learn.choice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.model.RatingCorrection;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;

/** Every |corrected value − what the true ratings give| is within the stated width, the worst errors included. */
@PropertyDefaults(tries = 2000)
class RatingBoundsTest {
    private static final double ROUNDING = 1e-9;

    /** Ratings of a scale with few steps or none, at times all alike. */
    private static double[] ratings(Random random) {
        double[] t = new double[1 + random.nextInt(8)];
        int steps = new int[] {0, 1, 4, 9}[random.nextInt(4)];
        double near = random.nextInt(3) == 0 ? 1e-3 : 1;
        Arrays.setAll(
                t,
                x -> 0.5
                        + near
                                * ((steps == 0 ? random.nextDouble() : random.nextInt(steps + 1) / (double) steps)
                                        - 0.5));
        return t;
    }

    /** Each off by e: all signs in turn, or any number between. */
    private static double[] moved(double[] t, double e, int signs, Random random) {
        double[] moved = new double[t.length];
        for (int x = 0; x < t.length; x++) {
            double off = signs < 1 << t.length ? ((signs >> x & 1) == 0 ? -e : e) : e * (2 * random.nextDouble() - 1);
            moved[x] = t[x] + off;
        }
        return moved;
    }

    @Property
    void correctedRatingsAreWithinTheirWidth(@ForAll RatingCorrection correction, @ForAll long seed) {
        Random random = new Random(seed);
        double[] seen = ratings(random);
        double e = random.nextInt(5) == 0 ? 0 : StrictMath.pow(10, -4 + 3.7 * random.nextDouble());
        CorrectedRatings stated = CorrectedRatings.of(seen, e, correction);
        for (int k = 0; k < 40; k++) {
            // True ratings are positions on the scale.
            double[] truth =
                    moved(seen, e, random.nextInt(2) == 0 ? random.nextInt(1 << seen.length) : 1 << 20, random);
            for (int x = 0; x < truth.length; x++) {
                truth[x] = Math.max(0, Math.min(1, truth[x]));
            }
            CorrectedRatings exact = CorrectedRatings.of(truth, 0, correction);
            for (int x = 0; x < truth.length; x++) {
                assertThat(Math.abs(stated.value(x) - exact.value(x)))
                        .as(
                                "%s of %s for %s, error %s, rating %d",
                                correction, Arrays.toString(seen), Arrays.toString(truth), e, x)
                        .isLessThanOrEqualTo(stated.width() + ROUNDING * (1 + stated.width()));
            }
        }
    }

    /** What was not rated is taken for the middle; its true position may be any on the scale. */
    @Property
    void unratedCandidatesAreWithinTheirs(@ForAll long seed) {
        Random random = new Random(seed);
        double[] seen = ratings(random);
        double e = random.nextInt(5) == 0 ? 0 : StrictMath.pow(10, -4 + 3.7 * random.nextDouble());
        CorrectedRatings stated = CorrectedRatings.of(seen, e, RatingCorrection.MEAN_VARIANCE);
        for (int k = 0; k < 40; k++) {
            double[] truth = moved(seen, e, 1 << 20, random);
            for (int x = 0; x < truth.length; x++) {
                truth[x] = Math.max(0, Math.min(1, truth[x]));
            }
            double mean = Arrays.stream(truth).average().orElseThrow();
            double sd = Math.sqrt(Arrays.stream(truth)
                    .map(t -> (t - mean) * (t - mean))
                    .average()
                    .orElseThrow());
            if (sd > 1e-9) {
                double unrated = ((k % 2 == 0 ? k / 2 % 2 : random.nextDouble()) - mean) / sd;
                assertThat(Math.abs(unrated))
                        .as("%s for %s, error %s", Arrays.toString(seen), Arrays.toString(truth), e)
                        .isLessThanOrEqualTo(stated.unratedWidth() + ROUNDING * (1 + stated.unratedWidth()));
            }
        }
    }

    /** A width is no more than a few times the worst that was drawn, where the errors are small. */
    @Property(tries = 200)
    void widthsAreNotIdle(@ForAll long seed) {
        Random random = new Random(seed);
        double[] seen = {0, 1, random.nextDouble(), random.nextDouble()};
        double e = 1e-4;
        for (RatingCorrection correction :
                new RatingCorrection[] {RatingCorrection.NONE, RatingCorrection.MIN_MAX, RatingCorrection.MEAN_VARIANCE
                }) {
            CorrectedRatings stated = CorrectedRatings.of(seen, e, correction);
            double worst = 0;
            for (int signs = 0; signs < 16; signs++) {
                CorrectedRatings exact = CorrectedRatings.of(moved(seen, e, signs, random), 0, correction);
                for (int x = 0; x < seen.length; x++) {
                    worst = Math.max(worst, Math.abs(stated.value(x) - exact.value(x)));
                }
            }
            assertThat(stated.width())
                    .as("%s of %s", correction, Arrays.toString(seen))
                    .isLessThanOrEqualTo(3 * worst);
        }
    }
}
