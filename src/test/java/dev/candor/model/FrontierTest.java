package dev.candor.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.candor.model.SettlementSummary.Counts;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The points of a sweep and how concentrated payments are. */
class FrontierTest {
    private static final PaymentConcentration NOBODY = new PaymentConcentration(0, 0, 0, 3, 0);

    private static PaymentConcentration of(double... payments) {
        double[] falling = Arrays.stream(payments)
                .map(payment -> -payment)
                .sorted()
                .map(payment -> -payment)
                .toArray();
        return PaymentConcentration.of(
                Arrays.stream(payments).sum(),
                falling[0],
                Arrays.stream(falling).limit(10).sum(),
                Arrays.stream(payments).map(payment -> payment * payment).sum(),
                payments.length,
                Arrays.stream(payments).filter(payment -> payment > 0).count());
    }

    @Property
    void anyPaymentsHaveAConcentration(
            @ForAll @Size(min = 1, max = 30) List<@DoubleRange(min = 0, max = 1e6) Double> payments) {
        PaymentConcentration found =
                of(payments.stream().mapToDouble(payment -> payment).toArray());
        assertThat(found.effectivePayers()).isLessThanOrEqualTo((double) found.paying());
        assertThat(found.top10Share()).isBetween(found.topShare(), 1.0);
    }

    @Test
    void equalPayersCountInFull() {
        PaymentConcentration equal = of(2, 2, 2, 0);
        assertThat(equal.effectivePayers()).isCloseTo(3, within(1e-15));
        assertThat(equal.topShare()).isEqualTo(1 / 3.0);
        assertThat(equal.top10Share()).isEqualTo(1);
        assertThat(equal.payers()).isEqualTo(4);
        assertThat(equal.paying()).isEqualTo(3);
    }

    @Test
    void oneLargePayerCountsAsLittleMoreThanOne() {
        assertThat(of(98, 1, 1).effectivePayers()).isCloseTo(10000 / 9606.0, within(1e-12));
    }

    @Test
    void noRevenueHasNoShares() {
        assertThat(of(0, 0, 0)).isEqualTo(NOBODY);
    }

    @Test
    void squaresTooSmallForADoubleDoNoHarm() {
        PaymentConcentration found = of(1e-200, 1e-200);
        assertThat(found.effectivePayers()).isEqualTo(2);
    }

    @Test
    void impossibleFiguresAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new PaymentConcentration(1.1, 1, 1, 3, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> new PaymentConcentration(0.5, 0.4, 2, 3, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> new PaymentConcentration(0.5, 0.5, 4, 3, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> new PaymentConcentration(0.5, 1, 2, 1, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> new PaymentConcentration(Double.NaN, 1, 2, 3, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> point("kl", 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> point("kl", Double.NaN, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> point(" ", 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> point("kl", 1, Double.POSITIVE_INFINITY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FrontierPoint("kl", 1, 0, 0, 0, 0, 1, NOBODY))
                .withMessageContaining("concentration");
    }

    @Test
    void pointsAreOrderedByDivergenceAsGivenThenByLambda() {
        Frontier frontier = frontier(point("l2", 2, 0), point("kl", 3, 0), point("l2", 1, 0), point("kl", 1, 0));
        assertThat(frontier.points())
                .extracting(FrontierPoint::divergence, FrontierPoint::lambda)
                .hasToString("[(\"l2\", 1.0), (\"l2\", 2.0), (\"kl\", 1.0), (\"kl\", 3.0)]");
        assertThat(frontier.curves().keySet()).containsExactly("l2", "kl");
        assertThat(frontier.curves().get("kl")).hasSize(2);
    }

    @Test
    void noPointAndThePointTwiceAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(FrontierTest::frontier);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> frontier(point("kl", 1, 0), point("l2", 1, 0), point("kl", 1, 1)))
                .withMessageContaining("two points for kl at lambda 1.0");
    }

    private static FrontierPoint point(String divergence, double lambda, double value) {
        return new FrontierPoint(divergence, lambda, 0, 0, value, 0, 0, NOBODY);
    }

    private static Frontier frontier(FrontierPoint... points) {
        return new Frontier(
                "tabular",
                "none",
                "none",
                "unrestricted",
                new Counts(3, 3, 1, 2, 6, 0, 0),
                List.of(points),
                List.of(),
                List.of());
    }
}
