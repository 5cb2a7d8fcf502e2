package dev.candor.report.frontier;

import dev.candor.model.Frontier;
import dev.candor.model.FrontierPoint;
import dev.candor.report.text.HtmlPage;
import dev.candor.report.text.Lines;
import dev.candor.report.text.Numbers;
import dev.candor.report.text.StageLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * frontier.html: one sweep for a person, to choose λ from. One file, no scripts, nothing loaded from anywhere.
 *
 * @param frontier as it is; this record's methods are what the template names
 */
public record FrontierReport(Frontier frontier) {
    /** The page, in UTF-8 when written as such. */
    public static String render(Frontier frontier) {
        return HtmlPage.render("frontier/frontier.html", new FrontierReport(frontier));
    }

    String headline() {
        return FrontierText.headline(frontier);
    }

    double referenceWelfare() {
        return frontier.points().get(0).referenceWelfare();
    }

    String warning() {
        return FrontierText.WARNING;
    }

    String chart() {
        return FrontierChart.render(frontier).stripTrailing();
    }

    List<Curve> curves() {
        List<Curve> curves = new ArrayList<>();
        frontier.curves()
                .forEach((divergence, points) -> curves.add(new Curve(
                        divergence, points.stream().map(FrontierReport::row).toList())));
        return curves;
    }

    private static Row row(FrontierPoint point) {
        return new Row(
                point,
                Numbers.typeset(Numbers.shortFigure(point.lambda())),
                FrontierText.share(point.concentration().topShare()),
                FrontierText.share(point.concentration().top10Share()),
                FrontierText.effective(point.concentration()));
    }

    Optional<Lines<StageLine>> stages() {
        return StageLine.of(frontier.stages());
    }

    record Curve(String divergence, List<Row> rows) {}

    record Row(FrontierPoint point, String lambda, String largest, String tenLargest, String effective) {}
}
