package dev.candor.bench;

import java.util.List;

/**
 * What a comparison found.
 *
 * @param openSparkSeconds of the session, once, in no other figure
 * @param openDuckDbSeconds of the first connection with its native library; 0 without that peer
 * @param tallies Candor's first
 */
record Comparison(
        Workload workload,
        String machine,
        double openSparkSeconds,
        double openDuckDbSeconds,
        int warmup,
        int runs,
        List<Tally> tallies) {

    /** Whom the others are measured by: DuckDB, or Candor where that did not run. */
    Tally yardstick() {
        return tallies.stream()
                .filter(tally -> tally.contender().equals(Peers.DUCKDB))
                .findFirst()
                .orElse(tallies.get(0));
    }

    double ratio(Tally tally) {
        return tally.median() / yardstick().median();
    }

    double rowsPerSecond(Tally tally) {
        return workload.rows() / tally.median();
    }
}
