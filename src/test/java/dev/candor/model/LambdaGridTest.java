package dev.candor.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LambdaGridTest {
    @Property(tries = 500)
    void aGridRisesInEqualRatiosBetweenItsExactEnds(
            @ForAll @DoubleRange(min = -9, max = 9) double power,
            @ForAll @DoubleRange(min = 0.01, max = 9) double decades,
            @ForAll @IntRange(min = 2, max = 200) int count) {
        double from = StrictMath.pow(10, power);
        double to = from * StrictMath.pow(10, decades);
        List<Double> values = LambdaGrid.parse(from + ":" + to + ":" + count).values();
        assertThat(values).hasSize(count).isSorted().doesNotHaveDuplicates();
        assertThat(values.get(0)).isEqualTo(from);
        assertThat(values.get(count - 1)).isEqualTo(to);
        double step = StrictMath.log(to / from) / (count - 1);
        for (int i = 0; i < count; i++) {
            // Five digits are within 5e-5 of the value, relatively.
            assertThat(StrictMath.log(values.get(i) / from)).isCloseTo(i * step, within(6e-5));
        }
    }

    @Property(tries = 200)
    void whatAGridPrintsIsTheSameGrid(
            @ForAll @DoubleRange(min = -9, max = 9) double power, @ForAll @IntRange(min = 2, max = 200) int count) {
        double from = StrictMath.pow(10, power);
        LambdaGrid grid = LambdaGrid.parse(from + ":" + 2 * from + ":" + count);
        assertThat(LambdaGrid.parse(grid.toString()).values()).isEqualTo(grid.values());
    }

    @Test
    void decadesAreDecades() {
        assertThat(LambdaGrid.parse("0.001:1000:7").values())
                .containsExactly(0.001, 0.01, 0.1, 1.0, 10.0, 100.0, 1000.0);
        assertThat(LambdaGrid.parse("0.1:10:5").values()).containsExactly(0.1, 0.31623, 1.0, 3.1623, 10.0);
    }

    @Test
    void neighboursThatFiveDigitsCannotTellApartKeepMore() {
        List<Double> values = LambdaGrid.parse("1:1.000000001:200").values();
        assertThat(values).isSorted().doesNotHaveDuplicates().hasSize(200);
    }

    @Test
    void aListIsSortedWhateverItsOrder() {
        assertThat(LambdaGrid.parse(" 10, 0.5,1e0").values()).containsExactly(0.5, 1.0, 10.0);
        assertThat(LambdaGrid.parse("1,0.5"))
                .hasToString(LambdaGrid.parse("0.50,1.0").toString());
        assertThat(LambdaGrid.parse("7").values()).containsExactly(7.0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''          | '' is not a number
                    1,,2        | '' is not a number
                    1,two       | 'two' is not a number
                    0,1         | lambda must be > 0 and finite, but 0 is not
                    -1          | lambda must be > 0 and finite, but -1 is not
                    NaN         | lambda must be > 0 and finite, but NaN is not
                    1e400       | lambda must be > 0 and finite, but 1e400 is not
                    1,2,1.0     | 1.0 is there twice
                    0:1:3       | lambda must be > 0 and finite, but 0 is not
                    1:2         | a grid has three parts, but this has 2
                    1:2:3:4     | a grid has three parts, but this has 4
                    2:1:3       | a grid rises from its first number to its second
                    1:1:2       | a grid rises from its first number to its second
                    1:2:1       | it has 1 values, where 2 to 200
                    1:2:201     | it has 201 values, where 2 to 200
                    1:2:2.5     | '2.5' is not a whole number
                    1:1.0000000000000002:3 | there are not as many numbers between its ends
                    """)
    void refused(String text, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LambdaGrid.parse(text))
                .withMessageContaining(reason);
    }
}
