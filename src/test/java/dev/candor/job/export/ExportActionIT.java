package dev.candor.job.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.candor.LocalSpark;
import dev.candor.api.Candor;
import dev.candor.api.ExportAction;
import dev.candor.api.TrainingSet;
import dev.candor.api.settings.ExportSettings.Trainer;
import dev.candor.io.run.Manifest;
import dev.candor.io.schema.TableFormat;
import dev.candor.job.Published;
import dev.candor.job.SettledFixture;
import dev.candor.job.VerbRun;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import dev.candor.report.runs.ExportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The front door exports as the command line does: the same rows to the last bit, the same run, the same refusals. */
class ExportActionIT extends SettledFixture {
    private final SparkSession spark = LocalSpark.session();

    private String texts;

    @BeforeEach
    void write() throws IOException {
        Path table = Files.createDirectory(folder.resolve("texts")).resolve("texts.csv");
        Files.writeString(table, """
                prompt_id,candidate_id,text
                greeting,formal,Good day
                greeting,warm,"Hello,
                you"
                joke,dry,Hm
                joke,silly,Quack
                """);
        texts = folder.resolve("texts").toString();
    }

    private Dataset<Row> told() {
        return spark.sql("select * from values ('joke', 'silly', 'Quack'), ('greeting', 'warm', 'Hello,\nyou'),"
                + " ('joke', 'dry', 'Hm'), ('greeting', 'formal', 'Good day') as t(prompt_id, candidate_id, text)");
    }

    private Dataset<Row> asked() {
        return spark.sql(
                "select * from values ('joke', 'Tell a joke.'), ('greeting', 'Greet me.') as t(prompt_id, text)");
    }

    private ExportAction action(Trainer trainer) {
        return Candor.on(spark)
                .export()
                .settlement(settled.directory().toString())
                .trainer(trainer);
    }

    private VerbRun export(String... flags) {
        List<String> command = new ArrayList<>(
                List.of("export", "--settlement=" + settled.directory(), "--output=" + run.directory()));
        command.addAll(List.of(flags));
        return VerbRun.job(command);
    }

    private Published at(String name) {
        return new Published(folder.resolve(name));
    }

    private String place(String name) {
        return folder.resolve(name).toString();
    }

    /** summary.json without its timings. */
    private static JsonNode figures(String text) throws IOException {
        return ((ObjectNode) new ObjectMapper().readTree(text)).without("stages");
    }

    @Test
    void theRowsAndTheRunAreThoseOfTheCommandLine() throws IOException {
        settle("--divergence=hellinger", "--lambda=2");
        for (Trainer trainer : Trainer.values()) {
            run = at("theirs-" + trainer.table());
            VerbRun theirs = byCommand(trainer).isDone();
            TrainingSet made = action(trainer)
                    .beta(2)
                    .seed(7)
                    .pairsPerPrompt(3)
                    .candidates(texts)
                    .outputFormat(TableFormat.PARQUET)
                    .run();
            assertThat(theirs.out()).contains("Exported " + made.counts().get("rows") + " rows for " + trainer.table());
            assertThat(made.rows().columns())
                    .isEqualTo(run.table(trainer.table()).columns());
            assertThat(made.rows().collectAsList())
                    .isNotEmpty()
                    .isEqualTo(run.table(trainer.table()).collectAsList());
            assertThat(figures(ExportJson.render(made.summary()))).isEqualTo(figures(run.text("summary.json")));
            Published mine = at("mine-" + trainer.table());
            made.publish(mine.directory().toString());
            assertIsTheRun(mine, run, trainer.table() + "/part-00000.parquet");
            run = mine;
            assertThat(byCommand(trainer).isDone().out()).contains("Already done");
            assertThat(made.publish(mine.directory().toString())).isEqualTo(made.summary());
        }
    }

    private VerbRun byCommand(Trainer trainer) {
        return export(
                "--for=" + trainer.table(),
                "--beta=2",
                "--seed=7",
                "--pairs-per-prompt=3",
                "--candidates=" + texts,
                "--output-format=parquet");
    }

    private static void assertIsTheRun(Published mine, Published theirs, String file) {
        mine.assertClean();
        Manifest manifest = mine.manifest().orElseThrow();
        Manifest expected = theirs.manifest().orElseThrow();
        assertThat(manifest.fingerprint()).isEqualTo(expected.fingerprint());
        assertThat(manifest.config()).isEqualTo(expected.config());
        assertThat(manifest.counts()).isEqualTo(expected.counts());
        assertThat(mine.contents().get(file))
                .isNotNull()
                .isEqualTo(theirs.contents().get(file));
    }

    @Test
    void textsMayBeFrames() throws IOException {
        settle("--lambda=2");
        String prompts = Files.writeString(
                        folder.resolve("asked.csv"), "prompt_id,text\ngreeting,Greet me.\njoke,Tell a joke.\n")
                .toString();
        export("--for=rewards", "--candidates=" + texts, "--prompts=" + prompts, "--output-format=parquet")
                .isDone();
        TrainingSet made =
                action(Trainer.REWARDS).candidates(told()).prompts(asked()).run();
        assertThat(made.rows().collectAsList())
                .hasSize(4)
                .isEqualTo(run.table("rewards").collectAsList());
        assertThat(made.counts()).containsEntry("rows", 4L);
        made.publish(place("mine"));
        assertThat(at("mine").manifest().orElseThrow().inputs().keySet())
                .containsExactly("candidates", "prompts", "settlement");
        made.publish(place("mine"));
        TrainingSet other = action(Trainer.REWARDS)
                .candidates(told())
                .prompts(asked().selectExpr("prompt_id", "upper(text) text"))
                .run();
        refused(() -> other.publish(place("mine")), ExitCode.OUTPUT_CONFLICT, "mine");
    }

    @Test
    void mistakesAreUserExceptions() throws IOException {
        settle("--divergence=l2", "--lambda=0.01");
        refused(Candor.on(spark).export()::run, ExitCode.CONFIGURATION, "without knowing what for: set --for");
        refused(
                Candor.on(spark).export().trainer(Trainer.SFT)::run,
                ExitCode.CONFIGURATION,
                "without a settlement: set --settlement DIR");
        refused(
                action(Trainer.SFT).pairsPerPrompt(0)::run,
                ExitCode.CONFIGURATION,
                "--pairs-per-prompt must be from 1");
        refused(action(Trainer.SFT).beta(0)::run, ExitCode.CONFIGURATION, "--beta must be from");
        refused(() -> action(Trainer.SFT).set("for", "ppo"), ExitCode.CONFIGURATION, "not one of sft, dpo, rewards");
        refused(action(Trainer.SFT).settlement(place("x"))::run, ExitCode.CONFIGURATION, "no manifest.json");
        refused(action(Trainer.SFT).prompts(place("x.csv"))::run, ExitCode.CONFIGURATION, "x.csv");
        refused(
                action(Trainer.SFT).candidates(texts).candidates(asked())::run,
                ExitCode.CONFIGURATION,
                "both a path and a DataFrame");
        refused(
                action(Trainer.SFT).prompts(asked().drop("text"))::run,
                ExitCode.INPUT_REJECTED,
                "the DataFrame has no column text");
        refused(
                action(Trainer.SFT).prompts(asked().filter("prompt_id = 'joke'"))::run,
                ExitCode.INPUT_REJECTED,
                "texts of 1 of the settlement's prompts");
        refused(
                action(Trainer.SFT).prompts(asked().union(spark.sql("select 'riddle', '?'")))::run,
                ExitCode.INPUT_REJECTED,
                "UNKNOWN_PROMPT");
        refused(action(Trainer.DPO)::run, ExitCode.INPUT_REJECTED, "two candidates of positive probability");
    }

    @Test
    void whatHasChangedIsNotPublished() throws IOException {
        settle("--lambda=2");
        TrainingSet made = action(Trainer.SFT).candidates(texts).run();
        refused(() -> made.publish(texts + "/mine"), ExitCode.CONFIGURATION, "--output");
        Files.writeString(folder.resolve("texts/texts.csv"), "prompt_id,candidate_id,text\n");
        refused(() -> made.publish(place("mine")), ExitCode.INPUT_REJECTED, "changed while it was being read");
        at("mine").assertFailed(ExitCode.INPUT_REJECTED.code());
        Path file = settled.directory().resolve("policy/part-00000.parquet");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        refused(action(Trainer.SFT)::run, ExitCode.INPUT_REJECTED, "not the file that was published");
    }

    private static void refused(ThrowingCallable work, ExitCode code, String fragment) {
        assertThatThrownBy(work)
                .as(fragment)
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.exitCode()).isEqualTo(code))
                .hasMessageContaining(fragment);
        VerbRun.assertNothingIsLeftInTheSession();
    }
}
