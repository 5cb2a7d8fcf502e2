package dev.candor.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Formats by file name, and the name someone probably meant. */
class InputNamesTest {
    @ParameterizedTest
    @CsvSource({
        "part-0001.snappy.parquet,PARQUET",
        "a.json,JSON",
        "a.jsonl,JSON",
        "a.ndjson,JSON",
        "A.JSONL.GZ,JSON",
        "a.json.gz,JSON",
        "a.csv,CSV",
        "a.b.csv.gz,CSV"
    })
    void extensionStatesTheFormat(String name, TableFormat format) {
        assertThat(TableFormat.ofFileName(name)).contains(format);
    }

    @ParameterizedTest
    @CsvSource({"csv", "a.csv.zip", "a.tsv", "a.gz", "a.csv~"})
    void otherNamesStateNone(String name) {
        assertThat(TableFormat.ofFileName(name)).isEmpty();
    }

    @Test
    void labelsAreReadInAnyCase() {
        assertThat(TableFormat.ofLabel("Parquet")).contains(TableFormat.PARQUET);
        assertThat(TableFormat.ofLabel("avro")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"reward,Reward", "reward,rewards", "reward,rewrad", "agent_id,agentId", "candidate_id,candidate_ID "})
    void nearNamesAreFound(String wanted, String near) {
        assertThat(NearestName.of(wanted, List.of("unrelated", near))).contains(near);
    }

    @Test
    void farNamesAreNot() {
        assertThat(NearestName.of("reward", List.of("score", "value", ""))).isEmpty();
    }
}
