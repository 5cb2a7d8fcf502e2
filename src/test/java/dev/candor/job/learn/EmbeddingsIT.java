package dev.candor.job.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.embedding.TextEncoder;
import dev.candor.embedding.TextEncoders;
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
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** jobs/features --encoder minilm: in builds with the profile embeddings, and what it says in others. */
class EmbeddingsIT {
    private static final List<String> TEXTS = List.of(
            "How do I bake bread at home?",
            "What is the best way to make a loaf in my own oven?",
            "The stock market fell sharply on Tuesday.",
            "Größer ist besser, 42 %.",
            "!",
            "Equal texts have equal vectors.");

    @TempDir
    Path folder;

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(k -> a[k] * b[k]).sum();
    }

    @Test
    void vectorsHaveLengthOneAndSayWhatTextsMean() {
        TextEncoder encoder = Embedding.required();
        String novel = "It was the best of times, it was the worst of times. ".repeat(100);
        List<double[]> vectors = new ArrayList<>();
        for (String text : List.of(TEXTS.get(0), TEXTS.get(1), TEXTS.get(2), "", novel)) {
            double[] vector = encoder.encode(text);
            assertThat(vector).hasSize(encoder.dimensions());
            assertThat(dot(vector, vector)).isCloseTo(1, within(1e-12));
            vectors.add(vector);
        }
        assertThat(dot(vectors.get(0), vectors.get(1)))
                .isGreaterThan(dot(vectors.get(0), vectors.get(2)) + 0.3)
                .isGreaterThan(dot(vectors.get(1), vectors.get(2)) + 0.3);
    }

    /** A text is read to its end, however long; the order of what was encoded before says nothing. */
    @Test
    void aVectorIsOfItsWholeTextAlone() {
        TextEncoder encoder = Embedding.required();
        String begin = "It was the best of times, it was the worst of times. ".repeat(60);
        double[] bread = encoder.encode(begin + TEXTS.get(0));
        double[] market = encoder.encode(begin + TEXTS.get(2));
        assertThat(dot(bread, market)).isLessThan(1 - 1e-6);
        assertThat(encoder.encode(begin + TEXTS.get(0))).isEqualTo(bread);
    }

    private Path candidates(String name, List<String> rows) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("\n", rows) + "\n");
    }

    private static List<String> rows() {
        List<String> rows = new ArrayList<>();
        for (int c = 0; c < 9; c++) {
            for (int x = 0; x < 4; x++) {
                rows.add("{\"prompt_id\":\"p%d\",\"candidate_id\":\"x%d\",\"ref_logprob\":-%d,\"text\":\"%s\"}"
                        .formatted(c, x, x, TEXTS.get((3 * c + x) % TEXTS.size())));
            }
        }
        return rows;
    }

    private Published made(String name, Path candidates, String... flags) {
        List<String> command =
                new ArrayList<>(List.of("features", "--candidates=" + candidates, "--output=" + folder.resolve(name)));
        command.addAll(Arrays.asList(flags));
        VerbRun.job(command).isDone();
        VerbRun.assertNothingIsLeftInTheSession();
        return new Published(folder.resolve(name)).assertClean();
    }

    @Test
    void theSameBytesForAnyPartitioningAndOrderAndFromTheModel() throws IOException {
        Embedding.required();
        List<String> rows = rows();
        Path all = candidates("all.jsonl", rows);
        Map<String, String> expected = null;
        for (int partitions : new int[] {1, 2, 7}) {
            Collections.shuffle(rows, new Random(partitions));
            candidates("some-" + partitions + "-1.jsonl", rows.subList(0, 10));
            candidates("some-" + partitions + "-2.jsonl", rows.subList(10, rows.size()));
            Map<String, String> tables = made(
                            "run-" + partitions,
                            folder.resolve("some-" + partitions + "-*.jsonl"),
                            "--encoder=minilm",
                            "--dimensions=4",
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

    /** Without axes the features are the encoder's own vectors. */
    @Test
    void withoutAxesTheVectorsThemselves() throws IOException {
        TextEncoder encoder = Embedding.required();
        List<Row> made = made("run", candidates("all.jsonl", rows()), "--encoder=minilm", "--dimensions=0")
                .table("candidates")
                .orderBy("prompt_id", "candidate_id")
                .collectAsList();
        assertThat(made).hasSize(36);
        for (int j = 0; j < made.size(); j++) {
            double[] vector = encoder.encode(TEXTS.get((3 * (j / 4) + j % 4) % TEXTS.size()));
            List<Double> features = made.get(j).getList(made.get(j).fieldIndex("features"));
            assertThat(features)
                    .containsExactlyElementsOf(Arrays.stream(vector).boxed().toList());
        }
    }

    @Test
    void whatTheEncoderCannotMeanIsRefused() {
        Embedding.required();
        for (String flag : List.of("--terms=64", "--ngrams=1", "--dimensions=385")) {
            VerbRun.job(List.of(
                            "features",
                            "--encoder=minilm",
                            "--candidates=c.jsonl",
                            "--output=" + folder.resolve("run"),
                            flag))
                    .isRefused(ExitCode.CONFIGURATION, flag.substring(0, flag.indexOf('=')));
        }
    }

    @Test
    void aBuildWithoutSaysHowToGetOne() {
        Assumptions.assumeTrue(TextEncoders.named("minilm").isEmpty(), "this build has embeddings");
        VerbRun.job(List.of(
                        "features", "--encoder=minilm", "--candidates=c.jsonl", "--output=" + folder.resolve("run")))
                .isRefused(ExitCode.CONFIGURATION, "built without embeddings", "-Pembeddings");
        assertThat(folder.resolve("run")).doesNotExist();
    }
}
