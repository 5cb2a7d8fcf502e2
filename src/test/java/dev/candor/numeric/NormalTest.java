package dev.candor.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalTest {
    @Property
    void theQuantileInvertsTheDistribution(@ForAll @DoubleRange(min = 0.31, max = 15) double digits) {
        double p = Math.pow(10, -digits);
        assertThat(Normal.cdf(Normal.quantile(p))).isCloseTo(p, within(p * 1e-7));
    }

    @Property
    void theQuantileIsOddAboutTheMedian(@ForAll @DoubleRange(min = 0, max = 0.49) double q) {
        assertThat(Normal.quantile(0.5 + q)).isCloseTo(-Normal.quantile(0.5 - q), within(1e-9));
    }

    @Property
    void bothTailsAddUpToOne(@ForAll @DoubleRange(min = 0, max = 40) double z) {
        assertThat(Normal.cdf(z) + Normal.cdf(-z)).isCloseTo(1, within(1e-15));
    }

    /** Values of Φ from R's pnorm. */
    @ParameterizedTest
    @CsvSource({
        "0, 0.5",
        "1, 0.8413447460685429",
        "1.959963984540054, 0.975",
        "-3, 0.0013498980316300933",
        "-8, 6.22096057427178e-16"
    })
    void theDistributionIsTheTabulatedOne(double z, double p) {
        assertThat(Normal.cdf(z)).isCloseTo(p, within(1e-14 * p + 1e-16));
    }
}
