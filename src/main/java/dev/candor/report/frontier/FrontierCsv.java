package dev.candor.report.frontier;

import dev.candor.model.Frontier;
import dev.candor.model.FrontierPoint;
import dev.candor.model.PaymentConcentration;
import dev.candor.report.text.CsvText;
import java.util.List;

/** frontier.csv (RFC 4180): a header, then a row a point; doubles with the digits that bring back the same double. */
public final class FrontierCsv {
    private static final List<String> HEADER = List.of(
            "divergence",
            "lambda",
            "welfare",
            "reference_welfare",
            "total_value",
            "divergence_value",
            "revenue",
            "top_share",
            "top10_share",
            "effective_payers",
            "payers",
            "paying");

    private FrontierCsv() {}

    /** The file, each line ended by CR LF as the standard has it. */
    public static String render(Frontier frontier) {
        return CsvText.render(
                HEADER, frontier.points().stream().map(FrontierCsv::cells).toList());
    }

    private static List<String> cells(FrontierPoint point) {
        PaymentConcentration concentration = point.concentration();
        return List.of(
                CsvText.quoted(point.divergence()),
                CsvText.number(point.lambda()),
                CsvText.number(point.welfare()),
                CsvText.number(point.referenceWelfare()),
                CsvText.number(point.totalValue()),
                CsvText.number(point.divergenceValue()),
                CsvText.number(point.revenue()),
                CsvText.number(concentration.topShare()),
                CsvText.number(concentration.top10Share()),
                CsvText.number(concentration.effectivePayers()),
                Long.toString(concentration.payers()),
                Long.toString(concentration.paying()));
    }
}
