package dev.candor.report.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.candor.model.PaymentRule;
import dev.candor.model.PolicyClass;
import dev.candor.model.Rounding;
import dev.candor.model.SettlementSummary;
import dev.candor.model.SettlementSummary.Mechanism;
import dev.candor.model.SettlementSummary.Money;
import dev.candor.model.SettlementSummary.Parameter;
import dev.candor.model.SettlementSummary.PayerLine;
import dev.candor.model.Tariff;
import dev.candor.report.text.Explanation;
import dev.candor.report.text.Labels;
import dev.candor.report.text.Page;
import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ConsoleReportTest {
    @Provide
    Arbitrary<SettlementSummary> summaries() {
        Arbitrary<Double> figure =
                Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite);
        Arbitrary<PayerLine> payer = Combinators.combine(
                        Arbitraries.strings().ofMaxLength(80), figure, figure, figure, figure)
                .as((id, weight, value, payment, utility) ->
                        new PayerLine(id, weight, value, payment, utility, new BigDecimal("1234567890123.45")));
        return Combinators.combine(
                        Arbitraries.of("kl", "total-variation"),
                        payer.list().ofMaxSize(12),
                        Arbitraries.strings().ofMaxLength(300).list().ofMaxSize(6))
                .as((divergence, payers, notes) ->
                        Summaries.with(mechanism(divergence, "affine-maximiser"), payers, notes));
    }

    @Property(tries = 300)
    void fitsOnAScreen(@ForAll("summaries") SettlementSummary summary) {
        List<String> lines = ConsoleReport.render(summary, Page.SCREEN).lines().toList();
        assertThat(lines).hasSizeLessThanOrEqualTo(Page.SCREEN.lines());
        assertThat(lines).allSatisfy(line -> assertThat(Labels.width(line)).isLessThanOrEqualTo(Page.PROSE));
    }

    @Test
    void everyday() {
        assertThat(ConsoleReport.render(Summaries.everyday(), Page.SCREEN)).isEqualTo("""
Settled 1,200 agents on 40 prompts: 160 candidates, 1,234,567 rewards  (tabular, kl, λ = 0.1)

  welfare            1,234.6         reference model 1,200.3, so +34.318
  value              1,300.5         what the agents get from the model, by their own reports
  divergence             0.012346    kl from the reference model, before λ
  revenue                3.2100      sum of payments in utility, from 1,200 agents
  charged              321.00 EUR    at 100 EUR per unit of utility, rounded by largest-remainder
                                     residue 0.0032 EUR not charged
  incentive gap          0           the most anyone can gain by lying (exact)
  input rows                         3 rejected (see quarantine/), 12 identical duplicates collapsed

Each pays λ × how far it moved the model: payment = λ · KL(π* ‖ π without it).
  agent                                 weight     value    payment    utility  charge
  municipal-library-…ed-town/branch-17    40    31.250    2.2500     29.000     225.00
  ann                                      1     1.1250   0.50000     0.62500    50.00
  <script>alert('x')</script>              2.5  12.063    0.25000    11.813      25.00
  北京市图书馆                             1     0        0.031250   -0.031250    3.12
  bell�esc�[31m�ltr                        1    -0.50000  0.0010000  -0.50100     0.10
  and 1,195 more in payments/

! 37 rewards are negative: individual rationality is not guaranteed.
""");
    }

    @Test
    void theSentenceFollowsTheMechanism() {
        assertThat(text("kl", "affine-maximiser"))
                .contains("pays λ × how far it moved the model: payment = λ · KL(π* ‖ π without it).");
        assertThat(text("chi-squared", "affine-maximiser"))
                .contains("pays λ × how far it moved the model, by the Bregman divergence of chi-squared")
                .doesNotContain("KL(");
        assertThat(text("kl", "none")).contains("Nobody pays").doesNotContain("pays λ ×");
        assertThat(text("kl", "revenue-maximising")).contains("plus the smallest utility");
    }

    @Test
    void wordsFollowThePolicyClass() {
        assertThat(ofClass("log-linear", "kl")).contains("1,234,567 coefficients (log-linear, kl, λ = 0.1)");
        assertThat(ofClass("mixture", "hellinger")).contains("1,234,567 rewards (mixture, hellinger, λ = 0.1)");
        assertThat(ofClass("catalog", "given")).contains("1,234,567 values (catalog, λ = 0.1)");
        assertThat(ofClass("catalog", "none"))
                .contains("1,234,567 values (catalog)", "no checkpoint has one, so λ does not matter")
                .doesNotContain("λ =");
    }

    private static String ofClass(String policyClass, String divergence) {
        Mechanism mechanism = new Mechanism(
                PolicyClass.of(policyClass), divergence, 0.1, PaymentRule.AFFINE_MAXIMISER, "none", "unrestricted");
        return ConsoleReport.render(Summaries.with(mechanism, Summaries.payers(), List.of()), Page.SCREEN)
                .replaceAll("\\s+", " ");
    }

    @Test
    void crumbsAreZeroWithAHint() {
        List<PayerLine> crumbs = List.of(Summaries.payer("a", 1, 1, 3e-14, "0.00"));
        assertThat(ConsoleReport.render(Summaries.with(Summaries.KL, crumbs, List.of()), Page.SCREEN))
                .contains("3.0000e-14", "a charge of 0 is an amount below 0.01 EUR")
                .doesNotContain("3.0000e-14 EUR");
        List<PayerLine> nothing = List.of(Summaries.payer("a", 1, 1, 0, "0.00"));
        assertThat(ConsoleReport.render(Summaries.with(Summaries.KL, nothing, List.of()), Page.SCREEN))
                .doesNotContain("a charge of 0 is");
    }

    @Test
    void moneyWithoutACurrencyAndARoundingThatChargesTooMuch() {
        Tariff tariff = new Tariff("XXX", 0, new BigDecimal("2.50"), Rounding.HALF_EVEN);
        Money money = new Money(tariff, new BigDecimal("9.6"), BigDecimal.TEN, new BigDecimal("-0.4"));
        assertThat(ConsoleReport.render(Summaries.with(Summaries.KL, List.of(), List.of(), money), Page.SCREEN))
                .contains(
                        "at 2.5 per unit of utility, rounded by half-even",
                        "residue 0.4 charged beyond the exact total")
                .doesNotContain("XXX");
    }

    @Test
    void aFigureThatIsNotANumberIsABug() {
        List<PayerLine> broken = List.of(Summaries.payer("a", 1, Double.NaN, 1, "1.00"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConsoleReport.render(Summaries.with(Summaries.KL, broken, List.of()), Page.SCREEN));
    }

    private static String text(String divergence, String rule) {
        return ConsoleReport.render(
                        Summaries.with(mechanism(divergence, rule), Summaries.payers(), List.of()), Page.SCREEN)
                .replaceAll("\\s+", " ");
    }

    private static Mechanism mechanism(String divergence, String rule) {
        return new Mechanism(PolicyClass.TABULAR, divergence, 0.1, PaymentRule.of(rule), "none", "unrestricted");
    }

    /** As many weights as fit, and how many are left out; never half a name. */
    @Test
    void aMixtureIsSaidInWholeNames() {
        List<Parameter> weights = List.of(
                new Parameter("bloom-7b", 0.10499),
                new Parameter("cerebras-gpt-6.7B", 0.0818),
                new Parameter("llama-7b", 0.6792),
                new Parameter("opt-7b", 0),
                new Parameter("pythia-6.9b", 0.13396));
        assertThat(Explanation.ofMixture(weights, 63))
                .isEqualTo("0.6792 llama-7b, 0.13396 pythia-6.9b, less of 3 others");
        assertThat(Explanation.ofMixture(weights, 200))
                .isEqualTo("0.6792 llama-7b, 0.13396 pythia-6.9b, 0.10499 bloom-7b, 0.0818 cerebras-gpt-6.7B,"
                        + " less of 1 other");
    }
}
