package dev.candor.job.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.Shared;
import dev.candor.job.Published;
import dev.candor.job.VerbRun;
import dev.candor.model.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** jobs/features from texts to the candidates that settle and learn read. */
class FeaturesIT {
    private static final List<String> WORDS = List.of(
            "plain", "Answer", "with", "words", "of", "some", "length", "größer", "and", "two", "or", "three", "kinds",
            "colour", "numbers", "42");

    @TempDir
    Path folder;

    private Path file(String name, List<String> rows) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("\n", rows) + "\n");
    }

    private Published made(String name, Path candidates, String... flags) {
        List<String> command = new ArrayList<>(List.of(
                "features",
                "--candidates",
                candidates.toString(),
                "--output",
                folder.resolve(name).toString()));
        command.addAll(Arrays.asList(flags));
        VerbRun.job(command).isDone();
        VerbRun.assertNothingIsLeftInTheSession();
        return new Published(folder.resolve(name)).assertClean();
    }

    private static String line(String prompt, String candidate, String text) {
        return "{\"prompt_id\":\"" + prompt + "\",\"candidate_id\":\"" + candidate + "\",\"text\":\"" + text
                + "\",\"ref_logprob\":-" + candidate.length() + "}";
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int w = random.nextInt(12); w >= 0; w--) {
            text.append(WORDS.get(random.nextInt(WORDS.size()))).append(", ");
        }
        return text.toString();
    }

    /** 60 candidates of 17 prompts; two of one prompt have the same words, one has none. */
    private static List<String> drawn() {
        Random random = new Random(7);
        List<String> rows = new ArrayList<>();
        for (int c = 0; c < 15; c++) {
            for (int x = 0; x < 2 + random.nextInt(5); x++) {
                rows.add(line("p" + c, "x" + x, text(random)));
            }
        }
        rows.add(line("same", "a", "Two words."));
        rows.add(line("same", "b", "two... WORDS"));
        rows.add(line("same", "empty", "!"));
        return rows;
    }

    private static Map<String, double[]> features(Published run) {
        Map<String, double[]> features = new TreeMap<>();
        for (Row row : run.table("candidates").collectAsList()) {
            features.put(
                    row.getAs("prompt_id") + "/" + row.getAs("candidate_id"),
                    row.<Double>getList(row.fieldIndex("features")).stream()
                            .mapToDouble(Double::doubleValue)
                            .toArray());
        }
        return features;
    }

    private static double squaredDistance(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += (a[k] - b[k]) * (a[k] - b[k]);
        }
        return sum;
    }

    @Test
    void theSameBytesForAnyPartitioningAndOrderAndFromTheModel() throws IOException {
        List<String> rows = drawn();
        Path all = file("all.jsonl", rows);
        Map<String, String> expected = null;
        for (int partitions : new int[] {1, 2, 7}) {
            Collections.shuffle(rows, new Random(partitions));
            file("some-" + partitions + "-1.jsonl", rows.subList(0, 20));
            file("some-" + partitions + "-2.jsonl", rows.subList(20, rows.size()));
            Map<String, String> tables = made(
                            "run-" + partitions,
                            folder.resolve("some-" + partitions + "-*.jsonl"),
                            "--terms=64",
                            "--dimensions=5",
                            "--partitions=" + partitions)
                    .contents();
            tables.keySet().removeIf(path -> !path.contains("/"));
            assertThat(tables).hasSize(2);
            expected = expected == null ? tables : expected;
            assertThat(tables).isEqualTo(expected);
        }
        Map<String, String> reloaded =
                made("reloaded", all, "--model=" + folder.resolve("run-2")).contents();
        reloaded.keySet().removeIf(path -> !path.contains("/"));
        assertThat(reloaded).isEqualTo(expected);
    }

    /** All axes keep all distances within a prompt, in one unit; few keep less, and never more. */
    @Test
    void axesKeepHowCandidatesOfAPromptDiffer() throws IOException {
        Path all = file("all.jsonl", drawn());
        Map<String, double[]> terms = features(made("terms", all, "--terms=32", "--dimensions=0"));
        Map<String, double[]> axes = features(made("axes", all, "--terms=32", "--dimensions=32"));
        Map<String, double[]> few = features(made("few", all, "--terms=32", "--dimensions=3"));
        double spread = 0;
        double unit = Double.NaN;
        double kept = 0;
        for (String one : terms.keySet()) {
            assertThat(few.get(one)).hasSize(3);
            assertThat(Arrays.copyOf(axes.get(one), 3)).isEqualTo(few.get(one));
            double length = squaredDistance(terms.get(one), new double[32]);
            assertThat(length).isCloseTo(one.equals("same/empty") ? 0 : 1, within(1e-12));
            for (String other : terms.keySet()) {
                boolean samePrompt = one.substring(0, one.indexOf('/')).equals(other.substring(0, other.indexOf('/')));
                double before = squaredDistance(terms.get(one), terms.get(other));
                if (samePrompt && before > 1e-12) {
                    double ratio = squaredDistance(axes.get(one), axes.get(other)) / before;
                    unit = Double.isNaN(unit) ? ratio : unit;
                    assertThat(ratio).isCloseTo(unit, within(1e-9 * unit));
                    spread += before * unit;
                    kept += squaredDistance(few.get(one), few.get(other));
                }
            }
        }
        assertThat(kept).isBetween(0.2 * spread, 0.9 * spread);
        assertThat(axes.get("same/a")).isEqualTo(axes.get("same/b"));
        assertThat(axes.get("same/empty")).containsOnly(0);
    }

    /** Texts of other prompts, made with the model of these; the reference model goes with the candidates. */
    @Test
    void otherTextsAndOtherColumns() throws IOException {
        made("run", file("all.jsonl", drawn()), "--terms=64", "--dimensions=4");
        Path others =
                file("others.jsonl", List.of(line("new", "x", "two kinds"), line("new", "yy", "words of length")));
        Published other = made("other", others, "--model=" + folder.resolve("run"), "--output-format=json");
        String written = other.text("candidates/part-00000.json");
        assertThat(written)
                .contains("\"ref_logprob\":-1.0")
                .contains("\"ref_logprob\":-2.0")
                .doesNotContain("text");
        Published settled = new Published(folder.resolve("settled"));
        Path coefficients = file(
                "beta.jsonl",
                List.of("{\"agent_id\":\"ann\",\"beta\":[1,0,0,2]}", "{\"agent_id\":\"bob\",\"beta\":[0,0.5,-1,0]}"));
        VerbRun.job(List.of(
                        "settle",
                        "--policy-class=log-linear",
                        "--coefficients=" + coefficients,
                        "--candidates=" + folder.resolve("other/candidates"),
                        "--lambda=1",
                        "--output=" + settled.directory()))
                .isDone();
        assertThat(settled.assertClean().payments()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--terms=4 | --terms 4",
                "--ngrams=0 | --ngrams 0",
                "--dimensions=0 | --dimensions 0",
                "--terms=64 --dimensions=65 | --dimensions 65",
                "--output-format=csv | no arrays"
            })
    void whatCannotBeMeantIsRefused(String flags, String fragment) {
        List<String> command = new ArrayList<>(List.of("features", "--candidates=c.jsonl"));
        command.add("--output=" + folder.resolve("run"));
        command.addAll(Arrays.asList(flags.split(" ", -1)));
        VerbRun.job(command).isRefused(ExitCode.CONFIGURATION, fragment);
    }

    @Test
    void textsThatSayNothingAreRefused() throws IOException {
        String output = "--output=" + folder.resolve("run");
        Path same = file("same.jsonl", List.of(line("p", "a", "Two words."), line("p", "b", "two... WORDS")));
        VerbRun.job(List.of("features", "--candidates=" + same, output))
                .isRefused(ExitCode.INPUT_REJECTED, "differ in their words");
        Path twice = file("twice.jsonl", List.of(line("p", "a", "Two"), line("p", "a", "Three")));
        VerbRun.job(List.of("features", "--candidates=" + twice, output))
                .isRefused(ExitCode.INPUT_REJECTED, "2 × CONFLICTING_DUPLICATE");
        Path none = file("none.jsonl", List.of("{\"prompt_id\":\"p\",\"candidate_id\":\"a\"}"));
        VerbRun.job(List.of("features", "--candidates=" + none, output))
                .isRefused(ExitCode.INPUT_REJECTED, "no file of it has a column text");
        VerbRun.assertNothingIsLeftInTheSession();
    }

    @Test
    void textsOfPandalm() throws IOException {
        Path texts = Shared.folder("data").resolve("pandalm/candidates.jsonl");
        Published run = made("run", texts);
        Map<String, double[]> features = features(run);
        assertThat(features).hasSize(Files.readAllLines(texts).size());
        assertThat(features.values()).allSatisfy(phi -> assertThat(phi).hasSize(16));
        System.out.println("pandalm: " + run.text("summary.json"));
    }
}
