package dev.candor.report.frontier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.model.FrontierPoint;
import dev.candor.model.PaymentConcentration;
import dev.candor.report.text.Labels;
import dev.candor.report.text.Page;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The frontier on a terminal and as a page. */
class FrontierTableTest {
    @Test
    void everyday() {
        List<FrontierPoint> points = Frontiers.everyday().points().subList(2, 11);
        assertThat(FrontierTable.render(Frontiers.of(points, List.of("37 rewards are negative.")), Page.SCREEN))
                .isEqualTo("""
Swept 9 settlements of 1,200 agents on 40 prompts: 160 candidates, 1,234,567 rewards  (tabular,
  affine-maximiser)
The reference model alone gives a welfare of 36.000.

kl
  λ          value  welfare  divergence  revenue  largest  10 largest  effective
  1         42.000   41.307  0.69307      3.0009   30.0 %      60.0 %     9.2593
  3.1623    41.736   39.878  0.58745      3.9135   25.6 %      51.2 %    12.692
  10        39.222   37.701  0.15209      4.8673   23.2 %      46.3 %    15.533
  31.623    37.125   36.566  0.017681     2.8796   21.8 %      43.6 %    17.570
  100       36.360   36.180  0.0017968    1.9486   21.0 %      42.0 %    18.896
  316.23    36.114   36.057  0.00017997   1.6423   20.6 %      41.1 %    19.709
  1,000     36.036   36.018  1.8000e-5    1.5450   20.3 %      40.6 %    20.190

total-variation
  λ          value  welfare  divergence  revenue  largest  10 largest  effective
  0.1       42.000   41.969     0.31192   3.0000   51.6 %     100.0 %     3.1271
  0.31623   42.000   41.901     0.31192   3.0000   37.8 %      75.6 %     5.8375

value: what the agents get from the model; welfare: that (× boosts) less λ × divergence; largest, 10
  largest: the largest payments' share of the revenue; effective: as many equal payers would
  concentrate it as much, of 1,200 agents.

! 37 rewards are negative.
! Do not settle these same reports with a λ chosen from this sweep: agents could then gain by lying
  to steer the choice. Choose λ on an earlier period's reports and fix it before reading the new
  ones.
""");
    }

    @Test
    void withoutRevenueThereAreNoShares() {
        String text =
                FrontierTable.render(Frontiers.of(List.of(Frontiers.point("l2", 1, 0, 0, 0)), List.of()), Page.SCREEN);
        assertThat(text.lines().filter(line -> line.startsWith("  1 ")))
                .hasSize(1)
                .first()
                .asString()
                .containsPattern("-\\s+-\\s+-$");
    }

    @Test
    void figuresOfAllSizesFitWithoutLosingADigit() {
        List<FrontierPoint> points = new ArrayList<>();
        for (double size : new double[] {1e-20, 1.2345e-4, 1.2345, 12345678.9, 1.2345e30}) {
            points.add(new FrontierPoint(
                    "kl", size, size, 1, -size, size, size, new PaymentConcentration(1, 1, 1, 9_000_000, 7_000_000)));
        }
        assertThat(FrontierTable.render(Frontiers.of(points, List.of("x".repeat(300))), Page.SCREEN)
                        .lines())
                .allSatisfy(line -> assertThat(Labels.width(line)).isLessThanOrEqualTo(Page.PROSE))
                .noneMatch(line -> line.contains("…"));
    }

    @Test
    void thePageStandsAloneAndWarns() {
        String page = FrontierReport.render(
                Frontiers.of(Frontiers.everyday().points(), List.of("<script>alert(1)</script>")));
        assertThat(page)
                .startsWith("<!DOCTYPE html>")
                .endsWith("</html>\n")
                .contains(
                        FrontierText.WARNING, "default-src 'none'", "<svg", "&lt;script&gt;", "Under total-variation.")
                .doesNotContain("<script", "<link", "<img", "@import", "url(", " src=");
        assertThat(page.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http:", "https:");
    }

    @Test
    void thePageEscapesTheNamesOfDivergences() {
        String page = FrontierReport.render(Frontiers.of(List.of(Frontiers.point("<b>", 1, 1)), List.of()));
        assertThat(page).contains("&lt;b&gt;").doesNotContain("<b>");
    }
}
