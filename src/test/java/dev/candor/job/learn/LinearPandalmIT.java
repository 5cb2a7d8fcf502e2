package dev.candor.job.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.LocalSpark;
import dev.candor.Shared;
import dev.candor.job.Published;
import dev.candor.job.VerbRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** jobs/learn --model linear on a published data set, beside the population alone and agents by themselves. */
class LinearPandalmIT extends LinearModelFixture {
    private final List<String> test = new ArrayList<>();

    private static Path data() {
        return Shared.folder("data").resolve("pandalm");
    }

    /**
     * Five people and models who judged a published data set: what they have in common says more of prompts that one of them
     * has not judged than its own log does. What each adds to it is within noise here; of prompts it has judged, its own log
     * says most.
     */
    @ParameterizedTest
    @ValueSource(strings = {"prompts", "rows"})
    void pandalmHeldOut(String what) throws IOException {
        Path candidates = folder.resolve("features");
        LocalSpark.session()
                .read()
                .json(data().resolve("candidates.jsonl").toString())
                .selectExpr(
                        "prompt_id",
                        "candidate_id",
                        "array(double(candidate_id = 'bloom-7b'), double(candidate_id = 'cerebras-gpt-6.7B'),"
                                + " double(candidate_id = 'llama-7b'), double(candidate_id = 'opt-7b'),"
                                + " ln(1D + length(text))) AS features")
                .coalesce(1)
                .write()
                .parquet(candidates.toString());
        Path log = train(what);
        String[] input = {"--comparisons", log.toString(), "--candidates", candidates.toString()};
        double hierarchical = loss(learned("hierarchical", with(input, "--reports", "all")));
        double population = loss(learned("population", with(input, "--reports", "all", "--deviation-scale", "0.001")));
        List<String> tabular = new ArrayList<>(
                List.of("learn", "--output", folder.resolve("tabular").toString()));
        tabular.addAll(Arrays.asList(with(input)));
        VerbRun.job(tabular).isDone();
        double alone = loss(new Published(folder.resolve("tabular")));
        System.out.printf(
                "pandalm, %s held out, %d: log-loss hierarchical %.4f, population %.4f, tabular %.4f%n%s",
                what,
                test.size(),
                hierarchical,
                population,
                alone,
                new Published(folder.resolve("hierarchical")).text("model/model.json"));
        assertThat(hierarchical).isCloseTo(population, within(0.005));
        if (what.equals("prompts")) {
            assertThat(Math.max(hierarchical, population)).isLessThan(alone - 0.05);
        } else {
            assertThat(alone).isLessThan(Math.min(hierarchical, population) - 0.05);
        }
    }

    /** Features of texts alone, which do not know whose answer it is, beside no features at all: in builds that have both encoders. */
    @ParameterizedTest
    @CsvSource({"hashed-terms, prompts", "hashed-terms, rows", "minilm, prompts", "minilm, rows"})
    void textsHeldOut(String encoder, String what) throws IOException {
        Embedding.required();
        VerbRun.job(List.of(
                        "features",
                        "--encoder=" + encoder,
                        "--candidates=" + data().resolve("candidates.jsonl"),
                        "--output=" + folder.resolve("texts")))
                .isDone();
        String[] input = {
            "--comparisons=" + train(what), "--candidates=" + folder.resolve("texts/candidates"), "--reports=all"
        };
        double hierarchical = loss(learned("hierarchical", with(input)));
        double population = loss(learned("population", with(input, "--deviation-scale", "0.001")));
        double nothing = loss(Map.of());
        System.out.printf(
                "pandalm, %s, %s held out, %d: log-loss hierarchical %.4f, population %.4f, no features %.4f%n",
                encoder, what, test.size(), hierarchical, population, nothing);
        assertThat(hierarchical).isLessThan(nothing);
    }

    /** The log without a fifth: some rows, or all that some agents judged of some prompts. */
    private Path train(String what) throws IOException {
        List<String> lines = Files.readAllLines(data().resolve("comparisons.csv"));
        List<String> rows = new ArrayList<>(lines.subList(1, lines.size()));
        rows.removeIf(row -> !row.endsWith(",a") && !row.endsWith(",b") && !row.endsWith(",tie"));
        Random random = new Random(1);
        Map<String, Boolean> out = new HashMap<>();
        List<String> train = new ArrayList<>();
        for (String row : rows) {
            String[] cell = row.split(",", -1);
            String unit = what.equals("rows") ? row + out.size() : cell[0] + "/" + cell[1];
            (out.computeIfAbsent(unit, key -> random.nextInt(5) == 0) ? test : train).add(row);
        }
        return file("train.csv", COMPARISONS + String.join("\n", train) + "\n");
    }

    private static String[] with(String[] input, String... more) {
        List<String> flags = new ArrayList<>(Arrays.asList(input));
        flags.addAll(Arrays.asList(more));
        flags.addAll(List.of("--domain", "unrestricted"));
        return flags.toArray(String[]::new);
    }

    private double loss(Published run) {
        Map<String, Double> utilities = new HashMap<>();
        for (Row row : run.table("reports").collectAsList()) {
            utilities.put(row.getString(0) + "/" + row.getString(1) + "/" + row.getString(2), row.getDouble(3));
        }
        return loss(utilities);
    }

    /** Of the rows held out, on average. */
    private double loss(Map<String, Double> utilities) {
        return test.stream().mapToDouble(row -> loss(row, utilities)).average().orElseThrow();
    }

    /** −log P of an outcome under Davidson's model, ν = ½; what was never learned is 0. */
    private static double loss(String row, Map<String, Double> utilities) {
        String[] cell = row.split(",", -1);
        double d = utilities.getOrDefault(cell[0] + "/" + cell[1] + "/" + cell[2], 0.0)
                - utilities.getOrDefault(cell[0] + "/" + cell[1] + "/" + cell[3], 0.0);
        double z = Math.exp(d / 2) + Math.exp(-d / 2) + 0.5;
        double chance = cell[4].equals("tie") ? 0.5 : Math.exp(cell[4].equals("a") ? d / 2 : -d / 2);
        return -Math.log(chance / z);
    }
}
