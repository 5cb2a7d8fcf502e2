package dev.candor.learn.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class FeatureColumnsTest {
    /** Of some features of any number of candidates, beside the sum written out. */
    @Property(tries = 200)
    void theLargestFormIsThatOfACandidate(
            @ForAll @IntRange(min = 1, max = 600) int candidates,
            @ForAll @IntRange(min = 1, max = 9) int d,
            @ForAll long seed) {
        Random random = new Random(seed);
        double[] phi = random.doubles((long) candidates * d, -1, 1).toArray();
        double[] root = random.doubles((long) d * d, -1, 1).toArray();
        int count = 1 + random.nextInt(d);
        double[] matrix = new double[d * d];
        for (int j = 0; j < d; j++) {
            for (int k = 0; k < d; k++) {
                for (int l = 0; l < d; l++) {
                    matrix[j * d + k] += root[j * d + l] * root[k * d + l];
                }
            }
        }
        double largest = 0;
        for (int x = 0; x < candidates; x++) {
            double form = 0;
            for (int j = 0; j < count; j++) {
                for (int k = 0; k < count; k++) {
                    form += phi[x * d + j] * matrix[j * d + k] * phi[x * d + k];
                }
            }
            largest = Math.max(largest, form);
        }
        assertThat(new FeatureColumns(phi, d).largestForm(matrix, count)).isCloseTo(largest, within(1e-12 * d * d));
    }
}
