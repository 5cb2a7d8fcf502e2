package dev.candor.io.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.LocalSpark;
import dev.candor.io.gate.InputGate;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.write.StableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What a writer wrote is what the gate reads: values to the bit, ids to the character. */
class RoundTripIT {
    @Property(tries = 3, shrinking = ShrinkingMode.OFF)
    void everyFiniteDoubleSurvivesText(@ForAll("doubles") List<Double> rewards) throws IOException {
        for (TableFormat format : List.of(TableFormat.CSV, TableFormat.JSON)) {
            SampleTable table = SampleTable.of("agent_id,prompt_id,candidate_id,reward");
            for (int i = 0; i < rewards.size(); i++) {
                table = table.row("a" + i, "p", "x", rewards.get(i));
            }
            List<Row> rows = read(table, format);
            assertThat(rows).hasSize(rewards.size()).allMatch(row -> row.getInt(4) == 0);
            for (Row row : rows) {
                double written = rewards.get(Integer.parseInt(row.getString(0).substring(1)));
                assertThat(Double.doubleToRawLongBits(row.getDouble(3)))
                        .isEqualTo(Double.doubleToRawLongBits(written + 0.0));
            }
        }
    }

    @Property(tries = 3, shrinking = ShrinkingMode.OFF)
    void everyUnicodeIdSurvives(@ForAll("ids") List<String> ids) throws IOException {
        for (TableFormat format : TableFormat.values()) {
            SampleTable table = SampleTable.of("agent_id,prompt_id,candidate_id,reward");
            for (String id : ids) {
                table = table.row(id, id, id, 1.0);
            }
            List<Row> rows = read(table, format);
            assertThat(rows).allMatch(row -> row.getInt(4) == 0);
            for (int column = 0; column < 3; column++) {
                int at = column;
                assertThat(rows).extracting(row -> row.getString(at)).containsExactlyInAnyOrderElementsOf(ids);
            }
        }
    }

    @Property(tries = 2, shrinking = ShrinkingMode.OFF)
    void whatCandorWritesItReads(@ForAll("ids") List<String> drawn) throws IOException {
        Set<String> awkward =
                new LinkedHashSet<>(List.of("#", "#1", "# 1", "#\t", "a\rb", "\r", "\r\n", "\n", " ", "\"", "\\\""));
        // CSV has the mark in the first column for one of files that were joined.
        drawn.stream().filter(id -> !id.startsWith("\uFEFF")).forEach(awkward::add);
        List<String> ids = List.copyOf(awkward);
        StructType schema = new StructType()
                .add("agent_id", DataTypes.StringType)
                .add("prompt_id", DataTypes.StringType)
                .add("candidate_id", DataTypes.StringType)
                .add("reward", DataTypes.DoubleType);
        Dataset<Row> written = LocalSpark.session()
                .createDataFrame(
                        ids.stream()
                                .map(id -> RowFactory.create(id, id, id, 1.0))
                                .toList(),
                        schema);
        for (TableFormat format : TableFormat.values()) {
            Path folder = Files.createTempDirectory("candor-round-trip");
            try {
                new StableFiles(format)
                        .write(
                                written,
                                List.of("agent_id"),
                                new org.apache.hadoop.fs.Path(
                                        folder.resolve("out").toUri()),
                                "reports");
                List<Row> rows = read(folder, folder.resolve("out/reports").toString());
                assertThat(rows).as("%s", format).allMatch(row -> row.getInt(4) == 0);
                for (int column = 0; column < 3; column++) {
                    int at = column;
                    assertThat(rows).extracting(row -> row.getString(at)).containsExactlyInAnyOrderElementsOf(ids);
                }
            } finally {
                delete(folder);
            }
        }
    }

    private static List<Row> read(Path folder, String reports) {
        String candidates = SampleTable.text(folder.resolve("c.csv"), "prompt_id,candidate_id\np,x\n");
        InputPaths paths = new InputPaths(
                reports,
                java.util.Optional.of(candidates),
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                java.util.Optional.empty());
        return InputGate.read(LocalSpark.session(), paths).reports().collectAsList();
    }

    private static List<Row> read(SampleTable table, TableFormat format) throws IOException {
        Path folder = Files.createTempDirectory("candor-round-trip");
        try {
            return read(folder, table.write(folder, "r", format));
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (java.util.stream.Stream<Path> below = Files.walk(folder)) {
            for (Path path : below.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Provide
    Arbitrary<List<Double>> doubles() {
        Arbitrary<Double> anyBits =
                Arbitraries.longs().map(Double::longBitsToDouble).filter(x -> Math.abs(x) <= 1e30);
        Arbitrary<Double> awkward = Arbitraries.of(
                0.0, -0.0, Double.MIN_VALUE, Double.MIN_NORMAL, 1e30, -1e-300, 0.1, 1e22, 1e21, 9007199254740992.0);
        return Arbitraries.oneOf(anyBits, awkward, Arbitraries.doubles().between(-1e30, 1e30))
                .list()
                .ofSize(200);
    }

    @Provide
    Arbitrary<List<String>> ids() {
        Arbitrary<Integer> letters = Arbitraries.oneOf(
                Arbitraries.of(
                        (int) '"',
                        (int) ',',
                        (int) '\n',
                        (int) '\r',
                        (int) '\\',
                        (int) ' ',
                        (int) '\'',
                        (int) '\t',
                        (int) '#',
                        0xFEFF,
                        0xFFFD,
                        0x1F600,
                        0xE9),
                Arbitraries.integers().between(1, 0x10FFFF));
        return letters.filter(c -> c < 0xD800 || c > 0xDFFF)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6)
                .map(points -> points.stream().map(Character::toString).collect(Collectors.joining()))
                .list()
                .ofSize(60)
                .map(ids -> List.copyOf(new LinkedHashSet<>(ids)));
    }
}
