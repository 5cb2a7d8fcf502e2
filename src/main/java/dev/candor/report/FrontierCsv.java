package dev.candor.report;

import com.fasterxml.jackson.core.io.NumberOutput;
import dev.candor.model.Frontier;
import dev.candor.model.FrontierPoint;
import dev.candor.model.PaymentConcentration;
import java.util.List;

/** frontier.csv (RFC 4180): a header, then a row a point; doubles with the digits that bring back the same double. */
public final class FrontierCsv {
    private static final String LINE_END = "\r\n";
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
        StringBuilder csv = new StringBuilder(String.join(",", HEADER)).append(LINE_END);
        for (FrontierPoint point : frontier.points()) {
            csv.append(String.join(",", cells(point))).append(LINE_END);
        }
        return csv.toString();
    }

    private static List<String> cells(FrontierPoint point) {
        PaymentConcentration concentration = point.concentration();
        return List.of(
                quoted(point.divergence()),
                number(point.lambda()),
                number(point.welfare()),
                number(point.referenceWelfare()),
                number(point.totalValue()),
                number(point.divergenceValue()),
                number(point.revenue()),
                number(concentration.topShare()),
                number(concentration.top10Share()),
                number(concentration.effectivePayers()),
                Long.toString(concentration.payers()),
                Long.toString(concentration.paying()));
    }

    /** The same digits on every Java. */
    private static String number(double value) {
        return NumberOutput.toString(value, true);
    }

    private static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
