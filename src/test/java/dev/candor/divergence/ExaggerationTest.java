package dev.candor.divergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.mechanism.payment.Exaggeration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

/** The quickstart's demonstration against settling the lie in full. */
class ExaggerationTest {
    @Property
    void equalsSettlingTheLie(@ForAll long seed, @ForAll @DoubleRange(min = 1, max = 10) double factor) {
        Random random = new Random(seed);
        double[] logRef = random.doubles(4, -2, 0).toArray();
        double[][] rewards = {random.doubles(4).toArray(), random.doubles(4).toArray()};
        double[] scale = {1 + random.nextDouble(), 2};
        SmallGame truth = new SmallGame(new Kl(1.5), logRef, rewards, scale);
        SmallGame lie = truth.with(0, rewards[0], factor * scale[0]);
        double valueGain = scale[0] * (lie.value(0) - truth.value(0));
        Exaggeration gain = Exaggeration.under(
                new Kl(1.5),
                truth.policy,
                0,
                new RewardSlice().at(new int[] {0, 1, 2, 3}, rewards[0], 0, 4),
                scale[0],
                factor);
        assertThat(gain.withoutPayments()).isCloseTo(valueGain, within(1e-12));
        assertThat(gain.withPayments()).isCloseTo(valueGain - (lie.charge(0) - truth.charge(0)), within(1e-12));
        assertThat(gain.withPayments()).isLessThanOrEqualTo(0);
    }
}
