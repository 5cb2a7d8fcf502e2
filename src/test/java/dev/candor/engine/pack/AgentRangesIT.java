package dev.candor.engine.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.LocalSpark;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.runtime.Phases;
import dev.candor.io.gate.InputGate;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.parquet.AgentRanges;
import dev.candor.io.schema.InputTable;
import dev.candor.io.table.TableScan;
import dev.candor.model.Divergence;
import dev.candor.model.MechanismSpec;
import dev.candor.model.Normalisation;
import dev.candor.model.PaymentRule;
import dev.candor.model.RewardDomain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logs that lie by agent are packed where they lie, and what is packed is what a shuffle packs. */
class AgentRangesIT {
    private static final StructType REPORTS = new StructType()
            .add("agent_id", DataTypes.StringType)
            .add("prompt_id", DataTypes.StringType)
            .add("candidate_id", DataTypes.StringType)
            .add("reward", DataTypes.DoubleType);

    @TempDir
    private Path folder;

    private enum Layout {
        /** One file of many row groups. */
        ONE_FILE,
        /** Row groups end in the middle of agents; files in no order. */
        FILES,
        /** As files, but the first agent of each also has a row at its end. */
        FURTHER_DOWN,
        /** Rows in any order. */
        SHUFFLED
    }

    /** Agents have up to 40 rows, among them copies, contradictions, NaN and unknown candidates; one has 700. */
    private static List<Row> rows(long seed) {
        Random random = new Random(seed);
        List<Row> rows = new ArrayList<>();
        for (int a = 10; a < 70; a++) {
            int size = a == 41 ? 700 : 1 + random.nextInt(40);
            for (int k = 0; k < size; k++) {
                double reward = random.nextInt(50) == 0 ? Double.NaN : random.nextInt(4) / 4.0 - 0.25;
                rows.add(RowFactory.create(
                        "agent-" + a,
                        "p" + random.nextInt(4),
                        "x" + random.nextInt(random.nextInt(9) == 0 ? 7 : 6),
                        reward));
            }
        }
        return rows;
    }

    private void write(List<Row> rows, Layout layout) {
        if (layout == Layout.ONE_FILE) {
            LocalSpark.session()
                    .createDataFrame(rows, REPORTS)
                    .coalesce(1)
                    .write()
                    .option("parquet.block.size", 1500)
                    .option("parquet.block.size.row.check.min", 50)
                    .option("parquet.block.size.row.check.max", 50)
                    .parquet(place("reports"));
            return;
        }
        List<List<Row>> files = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += 230) {
            files.add(new ArrayList<>(rows.subList(from, Math.min(rows.size(), from + 230))));
        }
        if (layout == Layout.FURTHER_DOWN) {
            files.forEach(file -> file.add(file.get(0)));
        }
        Collections.reverse(files);
        JavaRDD<Row> partitions = JavaSparkContext.fromSparkContext(
                        LocalSpark.session().sparkContext())
                .parallelize(files, files.size())
                .flatMap(List::iterator);
        LocalSpark.session().createDataFrame(partitions, REPORTS).write().parquet(place("reports"));
    }

    private String place(String table) {
        return folder.resolve(table).toString();
    }

    private InputPaths tables(boolean agents, boolean payers) {
        List<String> candidates = new ArrayList<>();
        for (int x = 0; x < 24; x++) {
            candidates.add("('p" + x % 4 + "', 'x" + x / 4 + "')");
        }
        LocalSpark.session()
                .sql("select * from values " + String.join(",", candidates) + " t(prompt_id, candidate_id)")
                .write()
                .parquet(place("candidates"));
        List<String> known = new ArrayList<>();
        for (int a = 5; a < 75; a += 1 + a % 3) {
            known.add("('agent-" + a + "', " + (1 + a % 5) + "D, " + (payers ? "'payer-" + a % 7 + "'" : "null") + ")");
        }
        InputPaths paths = new InputPaths(
                new TreeMap<>(Map.of(InputTable.REPORTS, place("reports"), InputTable.CANDIDATES, place("candidates"))),
                Optional.empty(),
                Optional.empty());
        if (!agents) {
            return paths;
        }
        LocalSpark.session()
                .sql("select cast(agent_id as string) agent_id, weight, cast(payer_id as string) payer_id from values "
                        + String.join(",", known) + " t(agent_id, weight, payer_id)")
                .write()
                .parquet(place("agents"));
        return paths.with(InputTable.AGENTS, place("agents"));
    }

    /** All that is in the blocks, agent by agent, and the counts. */
    private record Packed(List<String> payers, String counts, List<String> rejections, int partitions) {
        static Packed of(InputPaths paths, EngineLimits limits) {
            try (PackedReports reports = PackedReports.pack(
                    LocalSpark.session(),
                    InputGate.open(LocalSpark.session(), paths),
                    new MechanismSpec(
                            Divergence.KL,
                            1,
                            PaymentRule.AFFINE_MAXIMISER,
                            Normalisation.NONE,
                            RewardDomain.UNRESTRICTED),
                    limits,
                    Phases.silent())) {
                List<String> payers = new ArrayList<>();
                for (PackedBlock block : reports.blocks.collect()) {
                    for (int i = 0; i < block.payers(); i++) {
                        StringBuilder text =
                                new StringBuilder(block.ids.get(i) + " " + block.weight[i] + " " + block.boost[i]);
                        for (int k = block.firstEntry[i]; k < block.firstEntry[i + 1]; k++) {
                            text.append(" ").append(block.slot[k]).append(":").append(block.reward[k]);
                        }
                        payers.add(text.toString());
                    }
                }
                payers.sort(Comparator.naturalOrder());
                PackTally tally = reports.tally;
                String counts = String.join(
                        " ",
                        String.valueOf(reports.rowsRead()),
                        String.valueOf(tally.accepted),
                        String.valueOf(tally.duplicates),
                        Arrays.toString(tally.rejected),
                        String.valueOf(tally.negativeRewards),
                        String.valueOf(tally.agents),
                        String.valueOf(tally.complete),
                        String.valueOf(tally.light));
                List<String> rejections = reports.rejections().rows().collectAsList().stream()
                        .map(Row::toString)
                        .sorted()
                        .toList();
                return new Packed(payers, counts, rejections, reports.byAgent().getNumPartitions());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ONE_FILE, false, false",
        "ONE_FILE, true, false",
        "FILES, false, false",
        "FILES, true, true",
        "FURTHER_DOWN, true, false",
        "SHUFFLED, false, false",
    })
    void whatIsPackedDoesNotDependOnHowTheLogLies(Layout layout, boolean agents, boolean payers) {
        List<Row> rows = rows(7);
        if (layout == Layout.SHUFFLED) {
            Collections.shuffle(rows, new Random(3));
        }
        write(rows, layout);
        InputPaths paths = tables(agents, payers);
        Packed shuffled = Packed.of(paths, new EngineLimits(3, EngineLimits.DEFAULT.broadcastBytes()));
        Packed asItLies = Packed.of(paths, EngineLimits.DEFAULT);
        assertThat(asItLies.payers()).isEqualTo(shuffled.payers()).hasSizeGreaterThan(payers ? 5 : 20);
        assertThat(asItLies.counts()).isEqualTo(shuffled.counts());
        assertThat(asItLies.rejections()).isEqualTo(shuffled.rejections()).isNotEmpty();
        int ranges = ranges(paths);
        assertThat(ranges > 2).isEqualTo(layout != Layout.SHUFFLED);
        boolean asTheyLie = layout == Layout.ONE_FILE || layout == Layout.FILES;
        // Of so few rows a shuffle makes as many partitions as there are cores.
        assertThat(asItLies.partitions()).isEqualTo(asTheyLie ? ranges : 2);
        assertThat(shuffled.partitions()).isEqualTo(3);
    }

    private static int ranges(InputPaths paths) {
        return ranges(paths, 1 << 24);
    }

    private static int ranges(InputPaths paths, long mostRows) {
        TableScan reports = InputGate.open(LocalSpark.session(), paths)
                .scan(InputTable.REPORTS)
                .orElseThrow();
        return reports.agentRanges(mostRows).map(AgentRanges::partitions).orElse(0);
    }

    @Test
    void agentsThatAreMissingSomewhereArePackedByAShuffle() {
        List<Row> rows = rows(1);
        rows.set(500, RowFactory.create(null, "p0", "x0", 1.0));
        write(rows, Layout.FILES);
        assertThat(ranges(tables(false, false))).isZero();
    }

    /** Files of 230 rows, and one of what is left. */
    @Test
    void noTaskHasMoreRowsThanFit() {
        List<Row> rows = rows(2);
        write(rows, Layout.FILES);
        InputPaths paths = tables(false, false);
        int files = (rows.size() + 229) / 230;
        assertThat(ranges(paths, 2 * 230)).isBetween((files + 1) / 2, files);
        assertThat(ranges(paths, 230)).isEqualTo(files);
        assertThat(ranges(paths, 229)).isZero();
    }
}
