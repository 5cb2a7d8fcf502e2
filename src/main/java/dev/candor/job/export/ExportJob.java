package dev.candor.job.export;

import dev.candor.engine.export.TrainingData;
import dev.candor.io.gate.PublishedSettlement;
import dev.candor.io.gate.Rejections;
import dev.candor.io.gate.TextTables;
import dev.candor.io.listing.InputSnapshot;
import dev.candor.io.schema.TableFormat;
import dev.candor.job.cli.DoesNotAffectResult;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.run.GatedReports;
import dev.candor.job.run.PlaceOptions;
import dev.candor.job.run.PublishedRun;
import dev.candor.job.run.RunInProgress;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A settlement's policy in the form that trainers take. */
@Command(
        name = "export",
        description = "Write a settlement's policy for a trainer: weighted examples, preference pairs, or rewards.")
public final class ExportJob implements Verb {
    private static final String SETTLEMENT = "settlement";

    @Option(
            names = "--settlement",
            paramLabel = "DIR",
            description = "The --output of jobs/settle, of any policy class but catalog.")
    @DoesNotAffectResult
    private String settlement;

    @Mixin
    private ExportOptions options;

    @Option(
            names = "--candidates",
            paramLabel = "PATH",
            description = "Texts of the candidates: prompt_id, candidate_id, text. Without: only ids.")
    @DoesNotAffectResult
    private String candidates;

    @Option(
            names = "--prompts",
            paramLabel = "PATH",
            description = "Texts of the prompts: prompt_id, text. Without: only ids.")
    @DoesNotAffectResult
    private String prompts;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Format of the tables of texts. Without: by the files' extensions.")
    @DoesNotAffectResult
    private TableFormat format;

    @Option(
            names = "--output-format",
            paramLabel = "FORMAT",
            defaultValue = "json",
            description = "Format of the output; json is one object per line.")
    private TableFormat outputFormat;

    @Mixin
    private PlaceOptions publication;

    @Override
    public List<String> plan(RunContext context) {
        ExportOptions.Trainer trainer = options.trainer();
        options.pairs();
        List<String> lines = new ArrayList<>();
        lines.add("read: policy/ of the settlement at " + requireSettlement());
        places().forEach((table, place) -> lines.add("read: texts of " + table + " at " + place));
        lines.add("compute: the policy for " + trainer.table());
        lines.add(
                "write: " + trainer.table() + "/, summary.json, manifest.json below " + publication.required("export"));
        return lines;
    }

    @Override
    public ExitCode run(RunContext context) {
        options.trainer();
        options.pairs();
        String from = requireSettlement();
        return PublishedRun.of(
                context, publication.required("export"), (spark, hadoop) -> snapshot(spark, hadoop, from), work -> {
                    PublishedSettlement found = PublishedSettlement.open(
                                    work.spark().sessionState().newHadoopConf(), from)
                            .requireCandidates();
                    Dataset<Row> policy = found.policy(work.spark());
                    List<Optional<TextTables.Judged>> texts =
                            work.phases().run("read the texts", () -> texts(work.spark(), policy));
                    requireAccepted(work, texts);
                    TrainingData data = new TrainingData(
                            policy,
                            found.prompts(),
                            texts.get(0).map(TextTables.Judged::texts),
                            texts.get(1).map(TextTables.Judged::texts));
                    ExportOutput result = new ExportOutput(work, found, policy, options);
                    context.out().print(result.publish(rows(data), outputFormat, publication.required("export")));
                });
    }

    private InputSnapshot snapshot(SparkSession spark, Configuration hadoop, String from) {
        PublishedSettlement found = PublishedSettlement.open(hadoop, from).requireCandidates();
        Map<String, List<String>> locations = new TreeMap<>();
        locations.put(SETTLEMENT, found.files());
        places().forEach((table, place) -> locations.put(table, List.of(place)));
        InputSnapshot inputs = InputSnapshot.read(spark, locations, publication.required("export"));
        found.requireAsPublished(inputs.tables().get(SETTLEMENT));
        return inputs;
    }

    /** Table → where its texts lie, of the tables that are given. */
    private Map<String, String> places() {
        Map<String, String> places = new TreeMap<>();
        Optional.ofNullable(candidates).ifPresent(place -> places.put("candidates", place));
        Optional.ofNullable(prompts).ifPresent(place -> places.put("prompts", place));
        return places;
    }

    /** Of candidates, then of prompts. */
    private List<Optional<TextTables.Judged>> texts(SparkSession spark, Dataset<Row> policy) {
        return List.of(
                Optional.ofNullable(candidates)
                        .map(place -> TextTables.candidates(spark, place, Optional.ofNullable(format), policy)),
                Optional.ofNullable(prompts)
                        .map(place -> TextTables.prompts(spark, place, Optional.ofNullable(format), policy)));
    }

    private static void requireAccepted(RunInProgress work, List<Optional<TextTables.Judged>> texts) {
        Rejections rejected = texts.stream()
                .flatMap(Optional::stream)
                .map(TextTables.Judged::rejected)
                .reduce(Rejections.none(work.spark()), Rejections::plus);
        GatedReports.quarantine(work, rejected);
        if (rejected.total() > 0) {
            throw UserException.inputRejected(rejected.message());
        }
    }

    private Dataset<Row> rows(TrainingData data) {
        return switch (options.trainer()) {
            case SFT -> data.weighted();
            case DPO -> data.preferences(options.pairs());
            case REWARDS -> data.rewards();
        };
    }

    private String requireSettlement() {
        if (settlement == null || settlement.isBlank()) {
            throw UserException.configuration("Cannot export without a settlement: set --settlement DIR.");
        }
        return settlement;
    }
}
