package dev.candor.report.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.model.SettlementSummary;
import dev.candor.model.SettlementSummary.Figures;
import dev.candor.model.SettlementSummary.LocalOptimum;
import dev.candor.model.SettlementSummary.PayerLine;
import dev.candor.report.text.Page;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SummaryJsonTest {
    @Provide
    Arbitrary<Double> finite() {
        return Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite);
    }

    @Property
    void everyDoubleAndEveryDigitComesBack(
            @ForAll("finite") double value, @ForAll BigDecimal charge, @ForAll String note) {
        SettlementSummary summary = Summaries.with(
                Summaries.KL,
                List.of(new PayerLine("id", value, -value, value / 3, value, new BigDecimal(charge.toPlainString()))),
                List.of(note.replaceAll("\\p{Cs}", "")));
        assertThat(SummaryParser.parse(SummaryJson.render(summary))).isEqualTo(summary);
    }

    @Test
    void theEverydaySummaryComesBack() {
        assertThat(SummaryParser.parse(SummaryJson.render(Summaries.everyday())))
                .isEqualTo(Summaries.everyday());
    }

    @Test
    void keysHaveTheirOrderAndDecimalsAreStrings() {
        String json = SummaryJson.render(Summaries.everyday());
        assertThat(json)
                .containsSubsequence(
                        "\"schema_version\" : 1",
                        "\"mechanism\"",
                        "\"lambda\" : 0.1",
                        "\"welfare\" : 1234.56789",
                        "\"divergence\" : 0.0123456789",
                        "\"counts\"",
                        "\"money\"",
                        "\"exact_total\" : \"321.0032\"",
                        "\"largest_payers\"",
                        "\"payment\" : 1.0E-29",
                        "\"charge\" : \"0.00\"",
                        "\"notes\"",
                        "\"stages\"");
        assertThat(json).endsWith("}\n").doesNotContain("\r");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void whatIsNotFiniteIsABug(double welfare) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SummaryJson.render(withFigures(new Figures(welfare, 0, 0, 0, 0, 0, "exact"))))
                .withMessageContaining("welfare");
    }

    @Test
    void anUnknownIncentiveGapIsNull() {
        SettlementSummary summary = withFigures(new Figures(1, 0, 0, 0, 0, Double.POSITIVE_INFINITY, "none"));
        String json = SummaryJson.render(summary);
        assertThat(json).contains("\"max_incentive_gap\" : null");
        assertThat(SummaryParser.parse(json)).isEqualTo(summary);
        assertThat(ConsoleReport.render(summary, Page.SCREEN)).contains("no bound");
    }

    @Test
    void aLocalOptimumComesBackAndIsSaidToBeOne() {
        SettlementSummary base = Summaries.everyday();
        SettlementSummary summary = new SettlementSummary(
                base.mechanism(),
                base.counts(),
                base.figures(),
                Optional.of(new LocalOptimum("converged", 0.25, 4, 61)),
                base.money(),
                base.parameters(),
                base.largestPayers(),
                base.notes(),
                base.stages());
        assertThat(SummaryParser.parse(SummaryJson.render(summary))).isEqualTo(summary);
        assertThat(ConsoleReport.render(summary, Page.SCREEN))
                .contains("local optimum of 4 starts", "below the tabular", "no bound");
        assertThat(HtmlReport.render(summary))
                .contains("local optimum of 4 starts", "The best model found for them", "no bound is known")
                .doesNotContain("no report serves", "serves them best");
        assertThat(ConsoleReport.render(base, Page.SCREEN)).doesNotContain("local optimum");
    }

    @Test
    void whatIsNoSummaryIsRefusedByName() {
        String json = SummaryJson.render(Summaries.everyday());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SummaryParser.parse(json.replace("\"revenue\"", "\"income\"")))
                .withMessageContaining("revenue");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SummaryParser.parse(json.replace("\"agents\" : 1200", "\"agents\" : \"many\"")))
                .withMessageContaining("agents");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SummaryParser.parse(json.replace("\"schema_version\" : 1", "\"schema_version\" : 9")))
                .withMessageContaining("schema_version");
        assertThatThrownBy(() -> SummaryParser.parse(json.substring(0, 40))).isInstanceOf(UncheckedIOException.class);
    }

    private static SettlementSummary withFigures(Figures figures) {
        SettlementSummary base = Summaries.everyday();
        return new SettlementSummary(
                base.mechanism(),
                base.counts(),
                figures,
                base.localOptimum(),
                base.money(),
                base.parameters(),
                base.largestPayers(),
                base.notes(),
                base.stages());
    }
}
