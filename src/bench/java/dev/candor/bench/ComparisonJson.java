package dev.candor.bench;

/** A comparison for programs. */
final class ComparisonJson {
    private ComparisonJson() {}

    static String render(Comparison comparison) {
        return JsonText.object(json -> {
            JsonText.workload(json, comparison.workload());
            json.writeStringField("machine", comparison.machine());
            json.writeNumberField("open_spark_seconds", comparison.openSparkSeconds());
            json.writeNumberField("open_duckdb_seconds", comparison.openDuckDbSeconds());
            json.writeNumberField("warmup", comparison.warmup());
            json.writeNumberField("runs", comparison.runs());
            json.writeArrayFieldStart("contenders");
            for (Tally tally : comparison.tallies()) {
                JsonText.tally(json, tally);
            }
            json.writeEndArray();
        });
    }
}
