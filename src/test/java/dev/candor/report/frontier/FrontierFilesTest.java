package dev.candor.report.frontier;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.candor.model.Frontier;
import dev.candor.model.FrontierPoint;
import dev.candor.model.PaymentConcentration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** frontier.csv and frontier.json say every digit of every point. */
class FrontierFilesTest {
    /** The cells of RFC 4180 text. */
    private static List<List<String>> cells(String csv) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < csv.length(); i++) {
            char c = csv.charAt(i);
            if (quoted && c == '"' && csv.startsWith("\"\"", i)) {
                cell.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ',' || c == '\n')) {
                row.add(cell.toString());
                cell.setLength(0);
                if (c == '\n') {
                    rows.add(List.copyOf(row));
                    row.clear();
                }
            } else if (quoted || c != '\r') {
                cell.append(c);
            }
        }
        return rows;
    }

    private static FrontierPoint point(List<String> row) {
        return new FrontierPoint(
                row.get(0),
                Double.parseDouble(row.get(1)),
                Double.parseDouble(row.get(2)),
                Double.parseDouble(row.get(3)),
                Double.parseDouble(row.get(4)),
                Double.parseDouble(row.get(5)),
                Double.parseDouble(row.get(6)),
                new PaymentConcentration(
                        Double.parseDouble(row.get(7)),
                        Double.parseDouble(row.get(8)),
                        Double.parseDouble(row.get(9)),
                        Long.parseLong(row.get(10)),
                        Long.parseLong(row.get(11))));
    }

    @Test
    void whatTheCsvSaysIsThePoints() {
        List<FrontierPoint> points = new ArrayList<>(Frontiers.everyday().points());
        points.add(Frontiers.point("of \"two\" lines,\r\nreally", 1e-30, -1e300, Double.MIN_VALUE, 0));
        Frontier frontier = Frontiers.of(points, List.of());
        String csv = FrontierCsv.render(frontier);
        assertThat(csv)
                .startsWith("divergence,lambda,welfare,reference_welfare,total_value,divergence_value,revenue,"
                        + "top_share,top10_share,effective_payers,payers,paying\r\nkl,0.1,")
                .endsWith("\r\n");
        List<List<String>> rows = cells(csv);
        assertThat(rows.subList(1, rows.size()).stream().map(FrontierFilesTest::point))
                .containsExactlyElementsOf(frontier.points());
    }

    @Test
    void whatTheJsonSaysIsThePoints() throws Exception {
        Frontier frontier = Frontiers.everyday();
        JsonNode document = new ObjectMapper().readTree(FrontierJson.render(frontier));
        assertThat(document.fieldNames())
                .toIterable()
                .containsExactly("schema_version", "mechanism", "counts", "points", "notes", "stages");
        assertThat(document.get("mechanism").get("payment_rule").textValue()).isEqualTo("affine-maximiser");
        assertThat(document.get("counts").get("report_rows").longValue()).isEqualTo(1_234_567);
        assertThat(document.get("notes").get(1).textValue()).isEqualTo(FrontierText.WARNING);
        List<FrontierPoint> points = new ArrayList<>();
        for (JsonNode node : document.get("points")) {
            List<String> row = new ArrayList<>();
            node.elements().forEachRemaining(value -> row.add(value.asText()));
            points.add(point(row));
        }
        assertThat(points).isEqualTo(frontier.points());
    }
}
