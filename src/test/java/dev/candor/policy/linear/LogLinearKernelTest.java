package dev.candor.policy.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.numeric.Stable;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The tiled kernel against a plain loop over agents and candidates, over awkward sizes and magnitudes. */
class LogLinearKernelTest {

    @TestFactory
    List<DynamicTest> asPlainLoop() {
        List<DynamicTest> tests = new ArrayList<>();
        for (int features : new int[] {1, 3, 4, 5, 33, 512}) {
            for (int candidates : new int[] {1, 2, 3, 9}) {
                for (int agents : new int[] {1, 7, 65, 600}) {
                    tests.add(DynamicTest.dynamicTest(
                            features + " features, " + candidates + " candidates, " + agents + " agents",
                            () -> asPlainLoop(features, candidates, agents)));
                }
            }
        }
        return tests;
    }

    private static void asPlainLoop(int features, int candidates, int agents) {
        Random random = new Random(31 * features + 7 * candidates + agents);
        FeatureBlock block = LinearGame.block(random, 3, candidates, features);
        double[] theta = random.doubles(features, -1, 1).toArray();
        SolvedFeatures solved = new LogLinearOptimum(theta).solve(block, new OptimumSums(features));
        double lambda = 0.7;
        double[] scale = random.doubles(agents, -9, 2)
                .map(e -> StrictMath.pow(10, e) / features)
                .toArray();
        AgentBatch batch = new AgentBatch(
                features, random.doubles((long) agents * features, -1, 1).toArray(), scale);
        double[] charges = LinearGame.charges(lambda, solved, batch);
        for (int i = 0; i < agents; i++) {
            double plain = plain(solved, batch, i, lambda);
            assertThat(charges[i]).isCloseTo(plain, within(1e-12 * plain + 1e-200));
        }
    }

    private static double plain(SolvedFeatures solved, AgentBatch batch, int i, double lambda) {
        double charge = 0;
        for (int c = 0; c < solved.prompts(); c++) {
            double excess = 0;
            for (int x = solved.start[c]; x < solved.start[c + 1]; x++) {
                double y = 0;
                for (int j = 0; j < batch.features(); j++) {
                    y += batch.scale(i) * batch.beta(i, j) * solved.centred(x, j);
                }
                excess += solved.prob(x) * Stable.psi(-y / lambda);
            }
            charge += solved.promptWeight[c] * lambda * Math.log1p(excess);
        }
        return charge;
    }

    /** Both series are ψ to a few units in the last place where they are used. */
    @Property(tries = 5000)
    void seriesArePsi(@ForAll @DoubleRange(min = -1, max = 1) double drawn) {
        double[] excess = new double[2];
        AgentTile.addShort(1, new double[] {drawn * AgentTile.SHORT, 0}, excess, 0, 1);
        AgentTile.addLong(1, new double[] {0, drawn * AgentTile.LONG}, excess, 1, 2);
        assertThat(excess[0]).isCloseTo(Stable.psi(drawn * AgentTile.SHORT), within(6e-16 * excess[0]));
        assertThat(excess[1]).isCloseTo(Stable.psi(drawn * AgentTile.LONG), within(8e-16 * excess[1]));
    }

    /** An agent against all others by a thousand λ: e^u overflows, its logarithm does not. */
    @Test
    void giantsAreCharged() {
        double[] logRef = {StrictMath.log(0.5), StrictMath.log(0.5)};
        FeatureBlock block = new FeatureBlock(1, new int[] {0, 2}, new double[] {1}, logRef, new double[] {1, -1});
        for (double size : new double[] {100, 300, 500, 5000}) {
            AgentBatch batch = new AgentBatch(1, new double[] {1, -0.25}, new double[] {2 * size, 2 * size});
            LinearGame game = new LinearGame(1, block, batch);
            double[] charges = game.charges();
            // G = log cosh θ: S = (1.5, −1.5)·size, without the giant (−0.5, 0.5)·size: 0.5 − 1.5 + 2 in tanh → 1.
            assertThat(charges[0]).isCloseTo(size, within(1e-12 * size));
            assertThat(charges[1]).isGreaterThanOrEqualTo(0).isLessThan(1e-10);
        }
    }
}
