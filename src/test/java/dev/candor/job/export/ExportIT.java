package dev.candor.job.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.candor.job.Published;
import dev.candor.job.SettledFixture;
import dev.candor.job.SmallInput;
import dev.candor.job.VerbRun;
import dev.candor.model.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** jobs/export from the flags to the published directory, of settlements that jobs/settle published. */
class ExportIT extends SettledFixture {
    private static final String TEXTS = """
            {"prompt_id":"greeting","candidate_id":"formal","text":"Good day, \\"sir\\"."}
            {"prompt_id":"greeting","candidate_id":"warm","text":"Hello\\nyou – ☀"}
            {"prompt_id":"joke","candidate_id":"dry","text":""}
            {"prompt_id":"joke","candidate_id":"silly","text":"Quack"}
            """;
    private static final String ASKED = """
            {"prompt_id":"greeting","text":"Greet me."}
            {"prompt_id":"joke","text":"Tell a joke."}
            """;

    private VerbRun export(String... flags) {
        List<String> command = new ArrayList<>(
                List.of("export", "--settlement=" + settled.directory(), "--output=" + run.directory()));
        command.addAll(List.of(flags));
        return VerbRun.job(command);
    }

    private String file(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<JsonNode> lines(String table) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : run.text(table + "/part-00000.json").lines().toList()) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }

    private static List<String> fields(JsonNode line) {
        List<String> names = new ArrayList<>();
        line.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private Map<String, Row> policy() {
        return settled.table("policy").collectAsList().stream()
                .collect(Collectors.toMap(row -> row.getString(0) + "/" + row.getString(1), row -> row));
    }

    private static String key(JsonNode line) {
        return line.get("prompt_id").asText() + "/" + line.get("candidate_id").asText();
    }

    /** Prompts weigh 3 : 1, so relative to the average 1.5 and 0.5. */
    @ParameterizedTest
    @CsvSource({"kl,1", "chi-squared,4", "hellinger,1"})
    void theWeightsOfAPromptSumToItsRelativeWeight(String divergence, double lambda) throws IOException {
        settle("--divergence=" + divergence, "--lambda=" + lambda);
        export("--for=sft").isDone();
        run.assertClean();
        Map<String, Double> sums = new TreeMap<>();
        for (JsonNode line : lines("sft")) {
            assertThat(fields(line)).containsExactly("prompt_id", "candidate_id", "weight");
            double weight = line.get("weight").asDouble();
            double prob = policy().get(key(line)).getAs("prob");
            double relative = line.get("prompt_id").asText().equals("greeting") ? 1.5 : 0.5;
            assertThat(weight).isCloseTo(relative * prob, within(1e-15));
            sums.merge(line.get("prompt_id").asText(), weight, Double::sum);
        }
        assertThat(sums.get("greeting")).isCloseTo(1.5, within(1e-15));
        assertThat(sums.get("joke")).isCloseTo(0.5, within(1e-15));
    }

    @Test
    void rowsOfWeightZeroAreLeftOutAndCounted() throws IOException {
        settle("--divergence=l2", "--lambda=0.01");
        long zeros = policy().values().stream()
                .filter(row -> row.<Double>getAs("prob") == 0)
                .count();
        assertThat(zeros).isPositive();
        VerbRun ran = export("--for=sft").isDone();
        assertThat(lines("sft"))
                .hasSize(4 - (int) zeros)
                .allSatisfy(line -> assertThat(line.get("weight").asDouble()).isPositive());
        assertThat(ran.out()).contains("Left out: " + zeros + " candidates of weight 0");
        run = new Published(folder.resolve("pairs"));
        export("--for=dpo").isRefused(ExitCode.INPUT_REJECTED, "two candidates of positive probability");
        run.assertFailed(3);
    }

    @Test
    void textsStandBesideTheirIds() throws IOException {
        settle("--lambda=2");
        String candidates = file("texts.jsonl", TEXTS);
        String prompts = file("asked.jsonl", ASKED);
        export("--for=rewards", "--candidates=" + candidates, "--prompts=" + prompts)
                .isDone();
        run.assertClean();
        List<JsonNode> rewards = lines("rewards");
        assertThat(rewards)
                .extracting(ExportIT::key)
                .containsExactly("greeting/formal", "greeting/warm", "joke/dry", "joke/silly");
        assertThat(fields(rewards.get(0)))
                .containsExactly("prompt_id", "candidate_id", "prompt", "completion", "reward");
        assertThat(rewards.get(1).get("completion").asText()).isEqualTo("Hello\nyou – ☀");
        assertThat(rewards.get(2).get("completion").asText()).isEmpty();
        assertThat(rewards.get(3).get("prompt").asText()).isEqualTo("Tell a joke.");
        // κ w r: ann weighs 2 with boost 1.5, bob 1, cyd ½.
        assertThat(rewards).extracting(line -> line.get("reward").asDouble()).containsExactly(3.0, 2.75, 3.25, 0.75);
        run = new Published(folder.resolve("pairs"));
        export("--for=dpo", "--candidates=" + candidates, "--prompts=" + prompts)
                .isDone();
        assertThat(lines("dpo")).hasSizeBetween(31, 33).allSatisfy(line -> {
            assertThat(fields(line))
                    .containsExactly("prompt_id", "pair", "chosen_id", "rejected_id", "prompt", "chosen", "rejected");
            if (line.get("chosen_id").asText().equals("silly")) {
                assertThat(line.get("chosen").asText()).isEqualTo("Quack");
                assertThat(line.get("rejected").asText()).isEmpty();
                assertThat(line.get("prompt").asText()).isEqualTo("Tell a joke.");
            }
        });
    }

    /** With β = λ the labels under KL are Bradley–Terry on the aggregate reward: 24,000 and 8,000 pairs. */
    @Test
    void labelsUnderKlFollowTheAggregateReward() throws IOException {
        settle("--lambda=2");
        export("--for=dpo", "--beta=2", "--pairs-per-prompt=16000").isDone();
        Map<String, Long> chosen = lines("dpo").stream()
                .collect(Collectors.groupingBy(line -> line.get("chosen_id").asText(), Collectors.counting()));
        assertThat(chosen.get("formal") + chosen.get("warm")).isEqualTo(24_000);
        assertThat(chosen.get("dry") + chosen.get("silly")).isEqualTo(8_000);
        assertBinomial(chosen.get("formal"), 24_000, 1 / (1 + Math.exp(2.75 - 3)));
        assertBinomial(chosen.get("dry"), 8_000, 1 / (1 + Math.exp(0.75 - 3.25)));
        JsonNode summary = new ObjectMapper().readTree(run.text("summary.json"));
        assertThat(summary.get("pairs").get("beta").asDouble()).isEqualTo(2);
        assertThat(summary.get("feeding").asText()).contains("beta = 2.0");
        assertThat(summary.get("counts").get("rows").asLong()).isEqualTo(32_000);
    }

    private static void assertBinomial(long hits, long draws, double probability) {
        double deviation = Math.sqrt(draws * probability * (1 - probability));
        assertThat((double) hits).isCloseTo(draws * probability, within(5 * deviation));
    }

    @Test
    void sameBytesWhateverThePartitionsAndOtherPairsOfAnotherSeed() {
        settle("--lambda=2");
        String candidates = file("texts.jsonl", TEXTS);
        for (String trainer : List.of("sft", "dpo", "rewards")) {
            Map<String, String> expected = null;
            for (int partitions : new int[] {1, 2, 7}) {
                run = new Published(folder.resolve(trainer + partitions));
                export("--for=" + trainer, "--candidates=" + candidates, "--partitions=" + partitions)
                        .isDone();
                Map<String, String> found = run.contents();
                found.keySet().removeIf(path -> !path.startsWith(trainer + "/"));
                expected = expected == null ? found : expected;
                assertThat(found).isEqualTo(expected).hasSize(1);
            }
        }
        String first = run("dpo1").text("dpo/part-00000.json");
        run = run("dpo-2");
        export("--for=dpo", "--candidates=" + candidates, "--seed=2").isDone();
        assertThat(run.text("dpo/part-00000.json")).isNotEqualTo(first);
    }

    private Published run(String name) {
        return new Published(folder.resolve(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "json"})
    void settlementsInAnyFormatGiveTheSame(String format) {
        settle("--lambda=2");
        export("--for=dpo").isDone();
        Published other = run;
        settled = new Published(folder.resolve("settled-" + format));
        settle("--lambda=2", "--output-format=" + format);
        run = new Published(folder.resolve("run-" + format));
        export("--for=dpo").isDone();
        assertThat(run.text("dpo/part-00000.json")).isEqualTo(other.text("dpo/part-00000.json"));
    }

    @Test
    void mixturesAreExportedAndCatalogsAreNot() throws IOException {
        input.with("experts", "experts.csv", """
                prompt_id,candidate_id,expert_id,prob
                greeting,formal,polite,0.9
                greeting,warm,polite,0.1
                joke,dry,polite,0.75
                joke,silly,polite,0.25
                greeting,warm,funny,1
                joke,silly,funny,1
                """);
        settle("--policy-class=mixture");
        export("--for=rewards", "--output-format=parquet").isDone();
        assertThat(run.table("rewards").orderBy("prompt_id", "candidate_id").collectAsList())
                .extracting(row -> row.<Double>getAs("reward"))
                .containsExactly(3.0, 2.75, 3.25, 0.75);
        settled = new Published(folder.resolve("catalog"));
        VerbRun.job(List.of(
                        "settle",
                        "--policy-class=catalog",
                        "--valuations=" + file("values.csv", "agent_id,checkpoint_id,value\nann,A,1\n"),
                        "--checkpoints=" + file("checkpoints.csv", "checkpoint_id\nA\nB\n"),
                        "--output=" + settled.directory()))
                .isDone();
        run = new Published(folder.resolve("of-catalog"));
        export("--for=sft").isRefused(ExitCode.CONFIGURATION, "catalog", "nothing per candidate", "--settlement");
        run.assertFailed(2);
    }

    @Test
    void whatIsNoSettlementIsRefused() throws IOException {
        export("--for=sft").isRefused(ExitCode.CONFIGURATION, "no manifest.json", "--settlement");
        export().isRefused(ExitCode.CONFIGURATION, "--for");
        settle("--lambda=2");
        export("--for=dpo", "--beta=0").isRefused(ExitCode.CONFIGURATION, "--beta");
        export("--for=dpo", "--pairs-per-prompt=0").isRefused(ExitCode.CONFIGURATION, "--pairs-per-prompt");
        Path file = settled.directory().resolve("policy/part-00000.parquet");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        export("--for=sft").isRefused(ExitCode.INPUT_REJECTED, "not the file that was published", "Restore it");
        Files.writeString(settled.directory().resolve("manifest.json"), "{}");
        export("--for=sft").isRefused(ExitCode.INPUT_REJECTED, "manifest.json", "Settle again");
        settled = new Published(folder.resolve("run"));
        export("--for=sft").isRefused(ExitCode.CONFIGURATION, "no manifest.json");
    }

    @Test
    void textsThatAreNotOfTheSettlementAreRejected() {
        settle("--lambda=2");
        String missing = file("missing.jsonl", TEXTS.substring(0, TEXTS.indexOf("{\"prompt_id\":\"joke\"")));
        export("--for=sft", "--candidates=" + missing)
                .isRefused(ExitCode.INPUT_REJECTED, "texts of 2", "joke, dry", "--candidates");
        String more = file("more.jsonl", TEXTS + "{\"prompt_id\":\"joke\",\"candidate_id\":\"pun\",\"text\":\"?\"}\n");
        export("--for=sft", "--candidates=" + more)
                .isRefused(ExitCode.INPUT_REJECTED, "candidates: 1 × UNKNOWN_CANDIDATE", "pun");
        run.assertFailed(3);
        assertThat(run.quarantine()).hasSize(1);
        String twice = file("twice.jsonl", TEXTS + TEXTS.replace("Quack", "Moo"));
        export("--for=sft", "--candidates=" + twice)
                .isRefused(ExitCode.INPUT_REJECTED, "2 × CONFLICTING_DUPLICATE", "Moo");
        String empty = file("null.jsonl", TEXTS.replace("\"Quack\"", "null"));
        export("--for=sft", "--candidates=" + empty).isRefused(ExitCode.INPUT_REJECTED, "MISSING_VALUE");
        String untold = file("untold.csv", SmallInput.CANDIDATES);
        export("--for=sft", "--candidates=" + untold)
                .isRefused(ExitCode.INPUT_REJECTED, "no file of it has a column text");
        String unknown = file("unknown.jsonl", ASKED + "{\"prompt_id\":\"riddle\",\"text\":\"?\"}\n");
        export("--for=sft", "--prompts=" + unknown).isRefused(ExitCode.INPUT_REJECTED, "prompts: 1 × UNKNOWN_PROMPT");
        String broken = file("broken.jsonl", ASKED + "{\"prompt_id\":\n");
        export("--for=sft", "--prompts=" + broken).isRefused(ExitCode.INPUT_REJECTED, "prompts: 1 × MALFORMED");
        String idle =
                file("idle.jsonl", ASKED + "{\"prompt_id\":\"riddle\",\"text\":\"?\",\"prompt_weight\":0}\n" + ASKED);
        export("--for=sft", "--prompts=" + idle).isDone();
        run.assertWhole();
    }

    @Test
    void publishedOnceAndRefusedForAnother() {
        settle("--lambda=2");
        export("--for=sft").isDone();
        assertThat(export("--for=sft").isDone().out()).contains("Already done");
        export("--for=rewards").isRefused(ExitCode.OUTPUT_CONFLICT, "--output");
    }
}
