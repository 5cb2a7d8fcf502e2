package dev.candor.io.listing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.io.schema.TableFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Formats by file name. */
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
}
