package dev.candor.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The cycle of least mean cost in a complete digraph of T nodes, by Karp's (1978) shortest walks of 0 … T edges (Bellman and
 * Ford's table): min_v max_k (D_T(v) − D_k(v))/(T − k). There is a negative cycle exactly where the mean is negative.
 */
final class LeastMeanCycle {
    private final double mean;
    private final List<Integer> nodes;

    private LeastMeanCycle(double mean, List<Integer> nodes) {
        this.mean = mean;
        this.nodes = nodes;
    }

    /**
     * Finds it.
     *
     * @param cost of the edge from each node to each other, T ≥ 2 rows of length T; the diagonal is not looked at
     */
    static LeastMeanCycle of(double[][] cost) {
        int nodes = cost.length;
        double[][] walk = new double[nodes + 1][nodes];
        int[][] before = new int[nodes + 1][nodes];
        for (int k = 1; k <= nodes; k++) {
            Arrays.fill(walk[k], Double.POSITIVE_INFINITY);
            for (int from = 0; from < nodes; from++) {
                for (int to = 0; to < nodes; to++) {
                    double length = walk[k - 1][from] + cost[from][to];
                    if (from != to && length < walk[k][to]) {
                        walk[k][to] = length;
                        before[k][to] = from;
                    }
                }
            }
        }
        int end = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int v = 0; v < nodes; v++) {
            double most = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < nodes; k++) {
                most = Math.max(most, (walk[nodes][v] - walk[k][v]) / (nodes - k));
            }
            if (most < least) {
                least = most;
                end = v;
            }
        }
        return cheapest(cost, before, end);
    }

    /** The cheapest, by mean, of the cycles on the walk of T edges that ends at {@code end}: Karp's is among them. */
    private static LeastMeanCycle cheapest(double[][] cost, int[][] before, int end) {
        int edges = before.length - 1;
        int[] walk = new int[edges + 1];
        walk[edges] = end;
        for (int k = edges; k > 0; k--) {
            walk[k - 1] = before[k][walk[k]];
        }
        LeastMeanCycle best = null;
        List<Integer> path = new ArrayList<>();
        for (int node : walk) {
            int seen = path.indexOf(node);
            if (seen >= 0) {
                List<Integer> cycle = new ArrayList<>(path.subList(seen, path.size()));
                path.subList(seen, path.size()).clear();
                double mean = mean(cost, cycle);
                best = best == null || mean < best.mean ? new LeastMeanCycle(mean, cycle) : best;
            }
            path.add(node);
        }
        return best;
    }

    private static double mean(double[][] cost, List<Integer> cycle) {
        double sum = 0;
        for (int k = 0; k < cycle.size(); k++) {
            sum += cost[cycle.get(k)][cycle.get((k + 1) % cycle.size())];
        }
        return sum / cycle.size();
    }

    /** Cost of the cycle over its number of edges. */
    double mean() {
        return mean;
    }

    /** Its nodes, each once. */
    List<Integer> nodes() {
        return Collections.unmodifiableList(nodes);
    }
}
