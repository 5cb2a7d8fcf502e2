package dev.candor.divergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.model.Divergence;
import dev.candor.numeric.ExactSums;
import dev.candor.numeric.Stable;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;

/** Every shortcut of the kernels against the long way, over awkward sizes and magnitudes. */
@PropertyDefaults(tries = 3000)
class FastPathsTest {

    /** Two prompts; one agent's rewards on the second, at an odd place of longer arrays. */
    private static final class Case {
        final double lambda;
        final double scale;
        final double[] logRef;
        final double[] gap;
        final double[] reward;
        final int[] slot;
        final int from;

        /** Up to 9 candidates, λ, weights and gaps over ten decades, rewards at times equal, zero or left out. */
        Case(long seed) {
            Random random = new Random(seed);
            int candidates = 1 + random.nextInt(9);
            lambda = StrictMath.pow(10, random.nextDouble() * 6 - 1);
            scale = lambda * StrictMath.pow(10, random.nextDouble() * 10 - 8);
            logRef = normalised(random.doubles(candidates, -6, 0).toArray());
            double spread = lambda * StrictMath.pow(10, random.nextDouble() * 4 - 3);
            gap = random.doubles(candidates, 0, spread).toArray();
            gap[random.nextInt(candidates)] = 0;
            int reported = random.nextBoolean() ? candidates : random.nextInt(candidates + 1);
            from = random.nextInt(4);
            reward = random.doubles(from + reported + 3, -1, 1).toArray();
            for (int k = 0; k < reward.length; k++) {
                reward[k] = random.nextInt(4) == 0 ? 0.5 : reward[k];
            }
            slot = new int[reward.length];
            int[] chosen = random.ints(0, candidates)
                    .distinct()
                    .limit(reported)
                    .sorted()
                    .toArray();
            for (int k = 0; k < reported; k++) {
                slot[from + k] = FIRST_SLOT + 2 + chosen[k];
            }
            end = from + reported;
        }

        final int end;

        RewardSlice slice() {
            return new RewardSlice().at(slot, reward, from, end);
        }

        /** The solved prompt behind another of two candidates. */
        PolicyBlock policy(Regulariser regulariser) {
            int candidates = gap.length;
            double[] prob = new double[candidates];
            double[] dual = new double[candidates];
            regulariser.solve(logRef, gap, prob, dual);
            double[] ref = References.probabilities(logRef);
            return new PolicyBlock(
                    FIRST_PROMPT,
                    FIRST_SLOT,
                    new int[] {0, 2, 2 + candidates},
                    new double[] {0.5, 0.5},
                    behindTwo(logRef),
                    behindTwo(ref),
                    behindTwo(prob),
                    behindTwo(dual),
                    new double[][] {behindTwo(gap)});
        }

        private static double[] behindTwo(double[] values) {
            double[] all = new double[values.length + 2];
            Arrays.fill(all, 0, 2, 0.5);
            System.arraycopy(values, 0, all, 2, values.length);
            return all;
        }

        private static double[] normalised(double[] log) {
            double normaliser = Stable.logSumExp(log, 0, log.length);
            return Arrays.stream(log).map(l -> l - normaliser).toArray();
        }
    }

    private static final int FIRST_PROMPT = 17;
    private static final int FIRST_SLOT = 40;

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of(Divergence.names());
    }

    /** One walk returns the bits of two. */
    @Property
    void assessmentIsChargeAndValue(@ForAll("names") String divergence, @ForAll long seed) {
        Case drawn = new Case(seed);
        Regulariser regulariser = Divergences.of(Divergence.of(divergence), drawn.lambda);
        PolicyBlock policy = drawn.policy(regulariser);
        Workspace workspace = new Workspace();
        double charge = regulariser.assess(policy, 1, drawn.slice(), drawn.scale, workspace);
        assertThat(charge)
                .isGreaterThanOrEqualTo(0)
                .isEqualTo(regulariser.charge(policy, 1, drawn.slice(), drawn.scale, new Workspace()));
        assertThat(workspace.value()).isEqualTo(policy.value(1, drawn.slice()));
    }

    /** A window that is complete, charged by position, and the same window charged slot by slot. */
    @Property
    void completeWindowsPayWhatPartialOnesWould(@ForAll long seed) {
        Case drawn = new Case(seed);
        Workspace workspace = new Workspace();
        Kl kl = new Kl(drawn.lambda);
        PolicyBlock softmax = drawn.policy(kl);
        ChiSquared chiSquared = new ChiSquared(drawn.lambda);
        PolicyBlock clipped = drawn.policy(chiSquared);
        if (softmax.isComplete(1, drawn.slice())) {
            assertThat(kl.charge(softmax, 1, drawn.slice(), drawn.scale, workspace))
                    .isEqualTo(kl.partial(softmax, 1, drawn.slice(), drawn.scale, workspace));
            assertThat(chiSquared.charge(clipped, 1, drawn.slice(), drawn.scale, workspace))
                    .isEqualTo(chiSquared.partial(clipped, 1, drawn.slice(), drawn.scale, workspace));
        }
    }

    /** λ·log1p(E[ψ(−Y/λ)]) written out with the library's functions, for |Y|/λ where those do not cancel. */
    @Property
    void klIsItsFormula(@ForAll long seed) {
        Case drawn = new Case(seed);
        Kl kl = new Kl(drawn.lambda);
        PolicyBlock policy = drawn.policy(kl);
        double[] reward = drawn.slice().dense(policy.firstSlotOf(1), drawn.gap.length);
        double scale = drawn.lambda * (0.1 + Math.abs(seed % 300) / 100.0);
        double mean = 0;
        for (int x = 0; x < reward.length; x++) {
            mean += policy.prob[2 + x] * reward[x];
        }
        double moment = 0;
        for (int x = 0; x < reward.length; x++) {
            double u = (mean - reward[x]) * scale / drawn.lambda;
            moment += policy.prob[2 + x] * (StrictMath.exp(u) - 1 - u);
        }
        assertThat(kl.charge(policy, 1, drawn.slice(), scale, new Workspace()) / drawn.lambda)
                .isCloseTo(StrictMath.log1p(moment), within(1e-14));
    }

    /** Curvature and sharpness are the derivatives they claim to be: h′ and ½h″/h′. */
    @Property(tries = 300)
    void derivatives(@ForAll long seed) {
        Case drawn = new Case(seed);
        for (String name : new String[] {"reverse-kl", "hellinger", "jensen-shannon"}) {
            LikelihoodRatio f = (LikelihoodRatio) Divergences.of(Divergence.of(name), drawn.lambda);
            PolicyBlock policy = drawn.policy(f);
            for (int x = 2; x < policy.prob.length; x++) {
                double dual = policy.dual[x];
                double state = f.state(dual, policy.prob[x], policy.ref[x]);
                double t = 1e-4 / Math.max(1, state);
                double up = f.step(dual, state, t);
                double down = f.step(dual, state, -t);
                double central = (f.increment(state, up, t) - f.increment(state, down, -t)) / (2 * t);
                assertThat(f.curvature(1, state)).as(name).isCloseTo(central, within(1e-6 * central));
                double bend =
                        (f.curvature(1, f.moved(state, up)) - f.curvature(1, f.moved(state, down))) / (4 * t * central);
                assertThat(f.sharpness(state)).as(name).isCloseTo(bend, within(1e-6 * bend));
            }
        }
    }

    /** A whole payer, added up exactly, costs the same whether its windows are charged in one walk or two. */
    @Property(tries = 200)
    void payersAddUp(@ForAll("names") String divergence, @ForAll long seed) {
        ExactSums one = new ExactSums(2);
        ExactSums two = new ExactSums(2);
        Workspace workspace = new Workspace();
        for (long s = seed; s < seed + 9; s++) {
            Case drawn = new Case(s);
            Regulariser regulariser = Divergences.of(Divergence.of(divergence), drawn.lambda);
            PolicyBlock policy = drawn.policy(regulariser);
            one.add(1, 0.1 * regulariser.assess(policy, 1, drawn.slice(), drawn.scale, workspace));
            one.add(0, 0.1 * workspace.value());
            two.add(0, 0.1 * policy.value(1, drawn.slice()));
            two.add(1, 0.1 * regulariser.charge(policy, 1, drawn.slice(), drawn.scale, workspace));
        }
        assertThat(one.exact(0)).isEqualByComparingTo(two.exact(0));
        assertThat(one.exact(1)).isEqualByComparingTo(two.exact(1));
    }
}
