package dev.candor.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.numeric.Matrices;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The step meets the optimality conditions of its quadratic program, the norms those of a dual norm. */
class FaceFactorTest {
    private static final double ROUNDING = 1e-11;

    /** Of independent members. */
    @Property
    void stepIsOptimal(@ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int size) {
        Random random = new Random(seed);
        double[] vectors = vectors(random, size);
        long members = members(random, size);
        double[] r = random.doubles(size, -1, 1).toArray();
        Step step = new Step(Matrices.gram(vectors, size), size, members, r);
        assertThat(independent(step.face, size)).isEqualTo(members);
        step.assertOptimal(members);
        step.assertNorms(random);
    }

    /** Of policies some of which are the same, the first stands for all, and the optimum is that of all. */
    @Property
    void copiesAreLeftOut(@ForAll long seed, @ForAll @IntRange(min = 2, max = 20) int size) {
        Random random = new Random(seed);
        double[] vectors = vectors(random, size);
        long members = members(random, size);
        double[] r = random.doubles(size, -1, 1).toArray();
        long first = members;
        for (int k = 1; k < size; k++) {
            int of = random.nextInt(k);
            if ((members >>> k & 1) == 1 && (members >>> of & 1) == 1 && random.nextBoolean()) {
                System.arraycopy(vectors, of * 2 * size, vectors, k * 2 * size, 2 * size);
                r[k] = r[of];
                first &= ~(1L << k);
            }
        }
        Step step = new Step(Matrices.gram(vectors, size), size, members, r);
        assertThat(independent(step.face, size)).isEqualTo(first);
        step.assertOptimal(members);
        step.assertNorms(random);
    }

    /** A member that is twice another is dependent by a combination with a sum: it takes up Σp. */
    @Property
    void multipleTakesUpTheSum(@ForAll long seed, @ForAll @IntRange(min = 2, max = 20) int size) {
        Random random = new Random(seed);
        double[] vectors = vectors(random, size);
        int of = random.nextInt(size - 1);
        int twice = of + 1 + random.nextInt(size - 1 - of);
        for (int l = 0; l < 2 * size; l++) {
            vectors[twice * 2 * size + l] = 2 * vectors[of * 2 * size + l];
        }
        long members = members(random, size) | 1L << of | 1L << twice;
        double[] r = random.doubles(size, -1, 1).toArray();
        Step step = new Step(Matrices.gram(vectors, size), size, members, r);
        assertThat(independent(step.face, size)).isEqualTo(members);
        step.assertOptimal(members);
        step.assertNorms(random);
        // z = 2·e_of − e_twice: H is 0 along it, so the slopes there are m·Σz.
        assertThat(step.rest(of)).isCloseTo(2 * r[of] - r[twice], within(ROUNDING * step.scale()));
    }

    /** A face that is a point, or all of whose members are one policy, has no direction that curves. */
    @Test
    void pointsDoNotMove() {
        double[] h = Matrices.gram(new double[] {1, 2, 1, 2, 3, 1}, 3);
        for (long members : new long[] {0b001, 0b010, 0b100, 0b011}) {
            FaceFactor face = new FaceFactor(h, 3, members);
            double[] p = {7, 7, 7};
            face.step(new double[] {1, 2, 3}, p);
            assertThat(p).containsExactly(0, 0, 0);
            assertThat(face.dualNorm(new double[] {1, 2, 3})).isZero();
            assertThat(face.unitNorms(3)).containsExactly(0, 0, 0);
        }
    }

    /** One's step on a face, and what it should be. */
    private static final class Step {
        final FaceFactor face;
        private final double[] h;
        private final int size;
        private final double[] r;
        private final double[] p;

        Step(double[] h, int size, long members, double[] r) {
            this.h = h;
            this.size = size;
            this.r = r;
            face = new FaceFactor(h, size, members);
            p = new double[size];
            face.step(r, p);
        }

        /** (r − Hp)_k, which is the multiplier of Σp = 0. */
        double rest(int k) {
            return Matrices.residual(h, k, p, r[k]);
        }

        double scale() {
            double scale = 1;
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    scale = Math.max(scale, Math.abs(h[i * size + j] * p[j]));
                }
            }
            return scale;
        }

        /** Nothing outside the members, Σp = 0, and r − Hp the same for all members. */
        void assertOptimal(long members) {
            double sum = 0;
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            double total = 0;
            for (int k = 0; k < size; k++) {
                if ((members >>> k & 1) == 0) {
                    assertThat(p[k]).isZero();
                    continue;
                }
                sum += p[k];
                total += Math.abs(p[k]);
                least = Math.min(least, rest(k));
                most = Math.max(most, rest(k));
            }
            assertThat(Math.abs(sum)).isLessThanOrEqualTo(ROUNDING * total);
            assertThat(most - least).isLessThanOrEqualTo(ROUNDING * scale());
        }

        /** ‖r‖² = ⟨r,p⟩ = pᵀHp; no direction of the face has more of r, or of a coordinate, than the norms say. */
        void assertNorms(Random random) {
            double norm = face.dualNorm(r);
            assertThat(dot(r, p)).isCloseTo(norm * norm, within(ROUNDING * (1 + norm * norm)));
            assertThat(curvature(p)).isCloseTo(norm * norm, within(ROUNDING * (1 + norm * norm)));
            double[] unit = face.unitNorms(size);
            for (int other = 0; other < 20; other++) {
                double[] d = direction(random);
                double length = Math.sqrt(curvature(d));
                assertThat(dot(r, d)).isLessThanOrEqualTo(norm * length + ROUNDING * (1 + norm) * (1 + length));
                for (int k = 0; k < size; k++) {
                    assertThat(Math.abs(d[k])).isLessThanOrEqualTo(unit[k] * length * (1 + ROUNDING) + ROUNDING);
                }
            }
        }

        /** Among the members not left out, with sum 0. */
        private double[] direction(Random random) {
            double[] d = new double[size];
            int last = -1;
            double sum = 0;
            for (int k = 0; k < size; k++) {
                if (face.isIndependent(k)) {
                    d[k] = 2 * random.nextDouble() - 1;
                    sum += d[k];
                    last = k;
                }
            }
            d[last] -= sum;
            return d;
        }

        private double curvature(double[] d) {
            double sum = 0;
            for (int i = 0; i < size; i++) {
                sum += d[i] * -Matrices.residual(h, i, d, 0);
            }
            return sum;
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    private static long independent(FaceFactor face, int size) {
        long independent = 0;
        for (int k = 0; k < size; k++) {
            independent |= face.isIndependent(k) ? 1L << k : 0;
        }
        return independent;
    }

    private static long members(Random random, int size) {
        return (random.nextLong() | 1L << random.nextInt(size)) & (1L << size) - 1;
    }

    /** Each of length 2·size, with a part of its own. */
    private static double[] vectors(Random random, int size) {
        double[] vectors = Matrices.vectors(random, size, 2 * size);
        for (int k = 0; k < size; k++) {
            for (int l = size; l < 2 * size; l++) {
                vectors[k * 2 * size + l] = l - size == k ? 3 : 0;
            }
        }
        return vectors;
    }
}
