package dev.candor.io.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.LocalSpark;
import dev.candor.Shared;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real preference data passes whole. */
class RealDataIT {
    @Test
    void pandalm() {
        Path data = Shared.folder("data").resolve("pandalm");
        GatedTables tables = InputGate.read(
                LocalSpark.session(),
                new InputPaths(
                        data.resolve("reports.csv").toString(),
                        Optional.of(data.resolve("candidates.jsonl").toString()),
                        Optional.empty(),
                        Optional.of(data.resolve("prompts.jsonl").toString()),
                        Optional.empty()));
        assertThat(Gate.rejections(tables).total()).isZero();
        assertThat(tables.prompts().orElseThrow().count()).isEqualTo(170);
        assertThat(tables.candidates().select("prompt_id").distinct().count()).isEqualTo(170);
        assertThat(tables.reports().select("agent_id").distinct().count()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "dices/reports.csv.gz,123,700",
        "hanna/reports.csv.gz,23,960",
        "polis/canadian-electoral-reform.reports.csv.gz,,",
        "polis/football-concussions.reports.csv.gz,,",
        "polis/scoop-hivemind.taxes.reports.csv.gz,,"
    })
    void candidatesFromReports(String file, Long agents, Long candidates) {
        GatedTables tables = InputGate.read(
                LocalSpark.session(),
                new InputPaths(
                        Shared.folder("data").resolve(file).toString(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(Gate.rejections(tables).total()).isZero();
        long agentsRead = tables.reports().select("agent_id").distinct().count();
        long candidatesRead = tables.candidates().count();
        assertThat(agentsRead).isGreaterThan(20);
        assertThat(agents == null || agentsRead == agents)
                .as("agents " + agentsRead)
                .isTrue();
        assertThat(candidates == null || candidatesRead == candidates)
                .as("candidates " + candidatesRead)
                .isTrue();
    }
}
