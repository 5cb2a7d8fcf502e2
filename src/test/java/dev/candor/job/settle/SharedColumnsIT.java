package dev.candor.job.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.LocalSpark;
import dev.candor.job.SmallInput;
import dev.candor.job.VerbRun;
import dev.candor.model.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files of a table have the same columns of it, whichever of them comes first. */
class SharedColumnsIT {
    private static final String PAIRS = "values ('p','x'), ('p','y') as t(prompt_id, candidate_id)";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "agents, weight",
        "agents, boost",
        "agents, payer_id",
        "prompts, prompt_weight",
        "candidates, ref_logprob",
    })
    void anOptionalColumnOfSomeFiles(String table, String column) throws IOException {
        String keys =
                table.equals("agents") ? "agent_id" : table.equals("prompts") ? "prompt_id" : "prompt_id,candidate_id";
        String values = table.equals("agents") ? "ann" : table.equals("prompts") ? "greeting" : "greeting,warm";
        String more = table.equals("agents") ? "bob" : table.equals("prompts") ? "joke" : "joke,dry";
        for (String[] order : new String[][] {{"1", "2"}, {"2", "1"}}) {
            Path place = folder.resolve(column + order[0]);
            Files.createDirectories(place);
            Files.writeString(place.resolve(order[0] + ".csv"), keys + "\n" + values + "\n");
            Files.writeString(place.resolve(order[1] + ".csv"), keys + "," + column + "\n" + more + ",1\n");
            VerbRun.job(new SmallInput(folder.resolve("in")).with(table, place).command("validate"))
                    .isRefused(
                            ExitCode.INPUT_REJECTED,
                            "Cannot read the " + table + " table: ",
                            order[1] + ".csv has a column " + column + ", and ",
                            order[0] + ".csv has none");
        }
        // A file without rows says nothing.
        Path place = folder.resolve(column + "1");
        Files.writeString(place.resolve("1.csv"), keys + "\n");
        Files.writeString(place.resolve("2.csv"), keys + "," + column + "\n" + values + ",1\n" + more + ",1\n");
        VerbRun found = VerbRun.job(
                new SmallInput(folder.resolve("in")).with(table, place).command("validate"));
        assertThat(found.err()).doesNotContain("has none");
    }

    @Test
    void policyFeaturesOfSomeFiles() throws IOException {
        Path coefficients = parts("coefficients", "select 'ann' agent_id, array(1D, 0.5D) beta");
        String plain = "select *, array(if(candidate_id = 'x', 1D, 0D), 1D) features from " + PAIRS;
        String restricting = plain.replace("'p'", "'q'").replace(" features", " features, array(1D) policy_features");
        for (boolean first : new boolean[] {true, false}) {
            Path candidates =
                    first ? parts("plain-first", plain, restricting) : parts("plain-last", restricting, plain);
            for (String verb : List.of("settle", "validate")) {
                VerbRun.job(command(verb, coefficients, candidates))
                        .isRefused(
                                ExitCode.INPUT_REJECTED,
                                (first ? "2" : "1") + ".parquet has a column policy_features, and ",
                                (first ? "1" : "2") + ".parquet has none");
            }
        }
    }

    /** Of another number type and order in each file, as in other tables. */
    @Test
    void arraysOfOtherTypesAreRead() throws IOException {
        Path coefficients = parts(
                "coefficients",
                "select 'ann' agent_id, array(1D, 0.5D) beta",
                "select array(1F, 0.5F) beta, 'bob' agent_id, 7 other");
        String plain = "select *, array(if(candidate_id = 'x', 1D, 0D), 1D) features from " + PAIRS;
        Path candidates = parts(
                "candidates",
                plain,
                plain.replace("'p'", "'q'").replace("1D, 0D), 1D", "1F, 0F), 1F"),
                "select array(1, 2) features, 'x' candidate_id, 'r' prompt_id");
        VerbRun.job(command("settle", coefficients, candidates)).isDone();
        Path longer = parts("longer", plain, plain.replace("'p'", "'q'").replace("0D), 1D", "0D), 1D, 1D"));
        VerbRun.job(command("validate", coefficients, longer))
                .isRefused(ExitCode.INPUT_REJECTED, "column features", "all need the same number");
        Path without = parts("without", plain, "select 's' prompt_id, 'x' candidate_id");
        VerbRun.job(command("validate", coefficients, without))
                .isRefused(ExitCode.INPUT_REJECTED, "2.parquet has no column features");
    }

    @Test
    void rankingsOfSomeFiles() throws IOException {
        String sound = "select 'ann' agent_id, 'p' prompt_id, array('x', 'y') ranking";
        Path rankings = parts("rankings", sound, "select 'ann' agent_id, 'p' prompt_id");
        VerbRun.job(List.of("validate", "--rankings", rankings.toString()))
                .isRefused(ExitCode.INPUT_REJECTED, "2.parquet has no column ranking");
        Path words = parts("words", sound, "select 'ann' agent_id, 'p' prompt_id, 'x' ranking");
        VerbRun.job(List.of("validate", "--rankings", words.toString()))
                .isRefused(ExitCode.INPUT_REJECTED, "column ranking is of type string in ", "2.parquet");
    }

    private List<String> command(String verb, Path coefficients, Path candidates) {
        List<String> command = new ArrayList<>(
                List.of(verb, "--coefficients", coefficients.toString(), "--candidates", candidates.toString()));
        if (verb.equals("settle")) {
            command.addAll(Arrays.asList(
                    "--policy-class",
                    "log-linear",
                    "--lambda",
                    "1",
                    "--output",
                    folder.resolve("out").toString()));
        }
        return command;
    }

    /** A folder of 1.parquet, 2.parquet, … */
    private Path parts(String name, String... queries) throws IOException {
        Path place = Files.createDirectories(folder.resolve(name));
        for (int k = 0; k < queries.length; k++) {
            Path written = folder.resolve(name + "-written-" + k);
            LocalSpark.session().sql(queries[k]).coalesce(1).write().parquet(written.toString());
            try (var files = Files.list(written)) {
                Path file = files.filter(one -> one.toString().endsWith(".parquet"))
                        .findFirst()
                        .orElseThrow();
                Files.copy(file, place.resolve(k + 1 + ".parquet"));
            }
        }
        return place;
    }
}
