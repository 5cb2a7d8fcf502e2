package dev.candor.report.frontier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.model.Frontier;
import dev.candor.model.FrontierPoint;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class FrontierChartTest {
    private static final int PLOTS_OF_FILLED = 7;

    private static Document parsed(Frontier frontier) throws Exception {
        String svg = FrontierChart.render(frontier);
        assertThat(svg).doesNotContain("NaN", "Infinity", "-0.00\"");
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static long marks(Document svg, String kind) {
        NodeList paths = svg.getElementsByTagName("path");
        long marks = 0;
        for (int i = 0; i < paths.getLength(); i++) {
            marks += paths.item(i)
                            .getAttributes()
                            .getNamedItem("class")
                            .getTextContent()
                            .startsWith(kind)
                    ? 1
                    : 0;
        }
        return marks;
    }

    private static Frontier flat(int points, double level, double divergence) {
        List<FrontierPoint> flat = new ArrayList<>();
        for (int i = 1; i <= points; i++) {
            flat.add(Frontiers.point("kl", i, level, level, divergence));
        }
        return Frontiers.of(flat, List.of());
    }

    @Test
    void everyPointIsMarkedInEveryPlotAndEveryDivergenceInTheLegend() throws Exception {
        Document svg = parsed(Frontiers.everyday());
        assertThat(marks(svg, "filled")).isEqualTo(18 * PLOTS_OF_FILLED + 2);
        assertThat(marks(svg, "hollow")).isEqualTo(18);
        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(2 * 8 + 2);
    }

    @Test
    void theSamePointsGiveTheSameBytes() {
        List<FrontierPoint> points = new ArrayList<>(Frontiers.everyday().points());
        Frontier again = Frontiers.of(List.copyOf(points), List.of());
        assertThat(FrontierChart.render(again)).isEqualTo(FrontierChart.render(Frontiers.everyday()));
    }

    @Test
    void aSinglePointIsDrawnWithoutACurve() throws Exception {
        Document svg = parsed(flat(1, 36, 0.5));
        assertThat(marks(svg, "filled")).isEqualTo(PLOTS_OF_FILLED + 1);
        // The sample in the legend is one.
        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(1);
    }

    @Test
    void zerosFlatLinesAndExtremesAreDrawn() throws Exception {
        for (double level : new double[] {0, 36, -36, 1e30, -1e-30, 1e-300}) {
            for (double divergence : new double[] {0, 1, 1e-300, 1e30}) {
                assertThat(marks(parsed(flat(3, level, divergence)), "filled")).isEqualTo(3 * PLOTS_OF_FILLED + 1);
            }
        }
    }

    @Test
    void aNameIsText() throws Exception {
        String hostile = "<script>&\"'\u0007";
        Document svg = parsed(Frontiers.of(List.of(Frontiers.point(hostile, 1, 1)), List.of()));
        assertThat(svg.getElementsByTagName("script").getLength()).isZero();
        assertThat(svg.getDocumentElement().getTextContent()).contains("<script>&\"'\uFFFD");
    }

    @Test
    void twoHundredPointsAndEightDivergencesAreDrawn() throws Exception {
        List<FrontierPoint> points = new ArrayList<>();
        for (int curve = 0; curve < 8; curve++) {
            for (int i = 0; i < 25; i++) {
                points.add(Frontiers.point("d" + curve, StrictMath.pow(2, i), 1 + curve));
            }
        }
        assertThat(marks(parsed(Frontiers.of(points, List.of())), "filled")).isEqualTo(200 * PLOTS_OF_FILLED + 8);
    }

    @Test
    void divergencesOfVeryDifferentSizeShareALogarithmicAxis() {
        FrontierPoint small = Frontiers.point("total-variation", 1, 1, 1, 0.5);
        FrontierPoint smaller = Frontiers.point("total-variation", 9, 1, 1, 0.01);
        FrontierPoint large = Frontiers.point("chi-squared", 1, 1, 1, 300);
        String across = "in the unit of D, log scale";
        assertThat(FrontierChart.render(Frontiers.of(List.of(small, smaller, large), List.of())))
                .contains(across);
        assertThat(FrontierChart.render(Frontiers.of(List.of(small, smaller), List.of())))
                .doesNotContain(across);
    }
}
