package dev.candor.engine.pack;

import dev.candor.engine.runtime.Phases;
import dev.candor.model.SettlementSummary.Parameter;
import dev.candor.numeric.ExactSums;
import dev.candor.policy.linear.AgentBatch;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Agents' coefficients β, packed as reports on features (io.VectorTables): for both log-linear classes. */
public final class Coefficients {
    /** Agents whose charges are computed together. */
    public static final int BATCH = 4096;

    private Coefficients() {}

    /**
     * What the agents want together.
     *
     * @param sums Σ_i κ_i w_i β_i, exactly
     * @param reporting payers with a coefficient other than 0
     */
    public record Aggregate(ExactSums sums, long reporting) implements Serializable {
        private static Aggregate of(PackedBlock block, int features) {
            ExactSums sums = new ExactSums(features);
            long reporting = 0;
            for (int from = 0; from < block.payers(); from += BATCH) {
                int to = Math.min(from + BATCH, block.payers());
                batch(block, IntStream.range(from, to).toArray(), features).addTo(sums);
                reporting +=
                        IntStream.range(from, to).filter(block::isReporting).count();
            }
            return new Aggregate(sums, reporting);
        }

        private Aggregate merge(Aggregate other) {
            sums.merge(other.sums);
            return new Aggregate(sums, reporting + other.reporting);
        }
    }

    /** The aggregate, in one pass. */
    public static Aggregate aggregate(PackedReports coefficients, int features, Phases phases) {
        return phases.run("add up the coefficients", () -> {
            phases.rows(coefficients.rowsAccepted());
            return coefficients
                    .blocks
                    .map(block -> Aggregate.of(block, features))
                    .treeAggregate(new Aggregate(new ExactSums(features), 0), Aggregate::merge, Aggregate::merge);
        });
    }

    /** These payers with their β in full; what is not there is 0. */
    public static AgentBatch batch(PackedBlock block, int[] payers, int features) {
        double[] beta = new double[payers.length * features];
        double[] boost = new double[payers.length];
        double[] weight = new double[payers.length];
        for (int i = 0; i < payers.length; i++) {
            int payer = payers[i];
            for (int e = block.firstEntry[payer]; e < block.firstEntry[payer + 1]; e++) {
                beta[i * features + block.slot[e]] = block.reward[e];
            }
            boost[i] = block.boost[payer];
            weight[i] = block.size[payer];
        }
        return new AgentBatch(features, beta, boost, weight);
    }

    /** θ_j under the number of the feature, from 0. */
    public static List<Parameter> parameters(double[] theta) {
        return IntStream.range(0, theta.length)
                .mapToObj(j -> new Parameter(String.format(Locale.ROOT, "%05d", j), theta[j]))
                .toList();
    }
}
