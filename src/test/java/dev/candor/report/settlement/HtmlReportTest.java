package dev.candor.report.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.candor.model.PaymentRule;
import dev.candor.model.PolicyClass;
import dev.candor.model.SettlementSummary;
import dev.candor.model.SettlementSummary.Mechanism;
import dev.candor.model.SettlementSummary.Money;
import dev.candor.model.SettlementSummary.PayerLine;
import dev.candor.report.text.Explanation;
import dev.candor.report.text.Labels;
import dev.candor.report.text.Numbers;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class HtmlReportTest {
    private static final String PAGE = HtmlReport.render(Summaries.everyday());

    /** Everything between html tags is well-formed XML once the void elements are closed: no id opened a tag. */
    @Property(tries = 100)
    void anyIdAndAnyNoteLeaveThePageWellFormed(@ForAll String id, @ForAll String note) throws Exception {
        List<PayerLine> payers = List.of(Summaries.payer(id, 1, 2, 1, "1.00"), Summaries.payer("b", 1, 2, 0.5, "0.50"));
        Document page = parse(HtmlReport.render(Summaries.with(Summaries.KL, payers, List.of(note))));
        assertThat(page.getElementsByTagName("bdi").item(0).getTextContent()).isEqualTo(Labels.visible(id));
        assertThat(page.getElementsByTagName("li").item(0).getTextContent()).isEqualTo(Labels.visible(note));
    }

    @Test
    void hostileIdsAreText() {
        assertThat(PAGE)
                .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;")
                .doesNotContain("<script", "alert('x')", "\u0007", "\u001b", "\u202E");
    }

    /** The residue may be words, and words have the letter that figures have exponents behind. */
    @Test
    void anyResidueIsPrintedAsItIs() {
        for (String residue : List.of("0", "0.0000000001", "-0.0032")) {
            Money money = new Money(
                    Summaries.money().tariff(),
                    new BigDecimal("321.00").add(new BigDecimal(residue)),
                    new BigDecimal("321.00"),
                    new BigDecimal(residue));
            assertThat(HtmlReport.render(Summaries.with(Summaries.KL, Summaries.payers(), List.of(), money)))
                    .contains(Numbers.residue(money.residue(), money.tariff()).replace('-', '−'));
        }
    }

    @Test
    void needsNothingFromAnywhere() {
        assertThat(PAGE)
                .contains("default-src 'none'")
                .doesNotContainPattern(Pattern.compile("https?:|url\\(|@import|<link|src=|href=|javascript"));
    }

    @Test
    void isAccessible() throws Exception {
        Document page = parse(PAGE);
        assertThat(page.getDocumentElement().getAttribute("lang")).isEqualTo("en");
        assertThat(page.getElementsByTagName("h1").getLength()).isEqualTo(1);
        assertThat(page.getElementsByTagName("table").getLength())
                .isPositive()
                .isEqualTo(page.getElementsByTagName("caption").getLength());
        NodeList charts = page.getElementsByTagName("svg");
        assertThat(charts.getLength()).isEqualTo(1);
        assertThat(page.getElementsByTagName("desc").item(0).getTextContent())
                .contains("One bar for each agent", "The table below has every figure");
        NodeList headers = page.getElementsByTagName("th");
        for (int i = 0; i < headers.getLength(); i++) {
            assertThat(headers.item(i).getAttributes().getNamedItem("scope")).isNotNull();
        }
    }

    @Test
    void saysWhatMatters() {
        assertThat(PAGE)
                .contains("1,200 agents", "1,234.6", "321.00 EUR", "70.1 % of all", "KL(π* ‖ π without it)")
                .contains("37 rewards are negative", "Residue, exact − charged", "0.0032 EUR")
                .contains("3.0000 × 10⁻¹⁴", "2 min 5 s")
                .doesNotContain("NaN", "Infinity", "e-14");
    }

    /** The bars are as long as the payments are large; who pays nothing has none. */
    @Test
    void barsAreProportional() {
        assertThat(PAGE).contains("width=\"100.000%\"", "width=\"22.222%\"", "width=\"11.111%\"");
        assertThat(PAGE.split("class=\"bar\"", -1)).hasSize(1 + 8);
    }

    @Test
    void withoutPaymentsThereIsNoChart() {
        SettlementSummary free =
                Summaries.with(Summaries.KL, List.of(Summaries.payer("a", 1, 1, 0, "0.00")), List.of());
        assertThat(HtmlReport.render(free)).contains("Nobody pays anything.").doesNotContain("<svg", "class=\"notes\"");
        assertThat(HtmlReport.render(Summaries.with(Summaries.KL, List.of(), List.of())))
                .doesNotContain("<svg");
    }

    @Test
    void aFigureThatIsNotANumberIsABug() {
        List<PayerLine> broken = List.of(Summaries.payer("a", 1, Double.NaN, 1, "1.00"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HtmlReport.render(Summaries.with(Summaries.KL, broken, List.of())));
    }

    private static Document parse(String page) throws Exception {
        String xml = page.replace("<!DOCTYPE html>", "").replaceAll("<meta ([^>]*)>", "<meta $1/>");
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    /** "π without it" is of the tabular class, whose payment is said in these terms. */
    @Test
    void consequencesFollowThePolicyClass() {
        assertThat(consequences("tabular"))
                .contains("π without it is the model")
                .doesNotContain("incentive gap");
        assertThat(consequences("mixture"))
                .contains("mixture of the experts that is best for all agents", "more than the incentive gap")
                .doesNotContain("π without it");
        assertThat(consequences("log-linear"))
                .contains("best of its class", "more than the incentive gap")
                .doesNotContain("π without it");
        assertThat(consequences("catalog"))
                .contains("which checkpoint is chosen")
                .doesNotContain("π without it");
    }

    private static String consequences(String policyClass) {
        Mechanism mechanism = new Mechanism(
                PolicyClass.of(policyClass), "kl", 0.1, PaymentRule.AFFINE_MAXIMISER, "none", "unrestricted");
        return Explanation.ofConsequences(Summaries.with(mechanism, Summaries.payers(), List.of()));
    }
}
