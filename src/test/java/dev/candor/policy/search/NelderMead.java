package dev.candor.policy.search;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.ToDoubleFunction;

/** An independent maximiser for tests: the simplex method of Nelder and Mead (1965), restarted; knows no gradient. */
public final class NelderMead {
    private static final int RESTARTS = 6;
    private static final int STEPS = 600;

    private NelderMead() {}

    /** The largest value found near {@code start}. */
    public static double maximum(ToDoubleFunction<double[]> function, double[] start, double width) {
        return function.applyAsDouble(at(function, start, width));
    }

    /** Where it is. */
    static double[] at(ToDoubleFunction<double[]> function, double[] start, double width) {
        double[] best = start;
        for (int k = 0; k < RESTARTS; k++) {
            best = search(function, best, width * Math.pow(0.2, k));
        }
        return best;
    }

    private static double[] search(ToDoubleFunction<double[]> function, double[] start, double width) {
        int d = start.length;
        double[][] corner = new double[d + 1][];
        Arrays.setAll(corner, k -> {
            double[] point = start.clone();
            if (k < d) {
                point[k] += width;
            }
            return point;
        });
        for (int step = 0; step < STEPS; step++) {
            Arrays.sort(corner, Comparator.comparingDouble(point -> -function.applyAsDouble(point)));
            double[] worst = corner[d];
            double lowest = function.applyAsDouble(worst);
            double[] mirrored = blend(corner, worst, -1);
            double found = function.applyAsDouble(mirrored);
            if (found > function.applyAsDouble(corner[0])) {
                double[] further = blend(corner, worst, -2);
                corner[d] = function.applyAsDouble(further) > found ? further : mirrored;
            } else if (found > function.applyAsDouble(corner[d - 1])) {
                corner[d] = mirrored;
            } else {
                double[] nearer = blend(corner, found > lowest ? mirrored : worst, 0.5);
                if (function.applyAsDouble(nearer) > Math.max(found, lowest)) {
                    corner[d] = nearer;
                } else {
                    for (int k = 1; k <= d; k++) {
                        for (int j = 0; j < d; j++) {
                            corner[k][j] = (corner[k][j] + corner[0][j]) / 2;
                        }
                    }
                }
            }
        }
        return corner[0];
    }

    /** The centre of all but the last corner, plus {@code by} times the way from there to {@code point}. */
    private static double[] blend(double[][] corner, double[] point, double by) {
        int d = point.length;
        double[] blend = new double[d];
        for (int j = 0; j < d; j++) {
            double centre = 0;
            for (int k = 0; k < d; k++) {
                centre += corner[k][j] / d;
            }
            blend[j] = centre + by * (point[j] - centre);
        }
        return blend;
    }
}
