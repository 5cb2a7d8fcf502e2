package dev.candor.report.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.candor.model.Rounding;
import dev.candor.model.Tariff;
import dev.candor.report.settlement.Summaries;
import java.math.BigDecimal;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
    @Provide
    Arbitrary<Double> finite() {
        return Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite);
    }

    @Property
    void aFigureIsShortAndCloseToWhatItShows(@ForAll("finite") double value) {
        String figure = Numbers.figure(value);
        assertThat(figure.length()).isLessThanOrEqualTo(19);
        assertThat(Double.parseDouble(figure.replace(",", ""))).isCloseTo(value, within(value));
        assertThat(Double.parseDouble(Numbers.shortFigure(value).replace(",", "")))
                .isEqualTo(Double.parseDouble(figure.replace(",", "")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0",
                "-0.0|0",
                "1|1.0000",
                "0.5|0.50000",
                "0.1234567|0.12346",
                "0.0001234567|0.00012346",
                "12345.678|12,346",
                "1234567.89|1,234,568",
                "-1234.5|-1,234.5",
                "999999.5|1,000,000",
                "3e-14|3.0000e-14",
                "1e-29|1.0000e-29",
                "1e-5|1.0000e-5",
                "4.9e-324|4.9407e-324",
                "1e15|1.0000e15",
                "1.7976931348623157e308|1.7977e308"
            })
    void figures(double value, String shown) {
        assertThat(Numbers.figure(value)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1|1", "0|0", "100|100", "2.5|2.5", "1000000|1,000,000", "3e-14|3e-14", "1e15|1e15", "10.01|10.01"
            })
    void shortFigures(double value, String shown) {
        assertThat(Numbers.shortFigure(value)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"3.0000e-14|3.0000 × 10⁻¹⁴", "1.0000e15|1.0000 × 10¹⁵", "-1,234.5|−1,234.5", "-2.5e-7|−2.5 × 10⁻⁷"
            })
    void typeset(String figure, String shown) {
        assertThat(Numbers.typeset(figure)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|none",
                "0E-40|none",
                "0.0032|0.0032 EUR",
                "-0.005|-0.005 EUR",
                "1234|1,234 EUR",
                "0.0000009|less than a ten-thousandth of 0.01 EUR",
                "-3e-14|less than a ten-thousandth of 0.01 EUR"
            })
    void residues(BigDecimal residue, String shown) {
        assertThat(Numbers.residue(residue, Summaries.EUR)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void whatIsNotFiniteIsABug(double value) {
        assertThatIllegalArgumentException().isThrownBy(() -> Numbers.figure(value));
        assertThatIllegalArgumentException().isThrownBy(() -> Numbers.shortFigure(value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0|0 ms", "999|999 ms", "4321|4.3 s", "125000|2 min 5 s", "3720000|1 h 2 min"})
    void durations(long millis, String shown) {
        assertThat(Numbers.duration(millis)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EUR|1234.50|1,234.50 EUR",
                "XXX|1234.50|1,234.50",
                "JPY|-7|-7 JPY",
                "EUR|12345678901234567890.01|12,345,678,901,234,567,890.01 EUR"
            })
    void money(String currency, BigDecimal amount, String shown) {
        Tariff tariff = new Tariff(currency, 2, BigDecimal.ONE, Rounding.FLOOR);
        assertThat(Numbers.money(amount, tariff)).isEqualTo(shown);
    }

    private static org.assertj.core.data.Offset<Double> within(double value) {
        return org.assertj.core.data.Offset.offset(Math.max(Math.abs(value) * 5.0001e-5, Double.MIN_VALUE));
    }
}
