package dev.candor.bench;

import java.util.List;

/** Candor alone on one workload of several. */
record Settled(Workload workload, Tally tally) {

    /** A document with one entry a workload. */
    static String json(String machine, List<Settled> all) {
        return JsonText.object(json -> {
            json.writeStringField("machine", machine);
            json.writeArrayFieldStart("workloads");
            for (Settled settled : all) {
                json.writeStartObject();
                JsonText.workload(json, settled.workload());
                json.writeFieldName("candor");
                JsonText.tally(json, settled.tally());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    String[] cells(String label, String last) {
        return new String[] {
            label,
            Figures.grouped(workload.rows()),
            Figures.seconds(tally.median()),
            Figures.seconds(tally.fastest()),
            Figures.seconds(tally.slowest()),
            Figures.grouped(Math.round(workload.rows() / tally.median())),
            Figures.megabytes(tally.peakHeapBytes()),
            Figures.megabytes(tally.peakResidentBytes()),
            last
        };
    }

    static TextColumns table(String label, String last) {
        return new TextColumns(
                label, "rows", "median s", "min s", "max s", "rows/s", "peak heap MB", "peak RSS MB", last);
    }
}
