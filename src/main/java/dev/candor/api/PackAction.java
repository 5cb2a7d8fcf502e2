package dev.candor.api;

import dev.candor.engine.runtime.Phases;
import dev.candor.failure.Failures;
import dev.candor.io.files.OutputFile;
import dev.candor.io.listing.InputSnapshot;
import dev.candor.io.run.Attempt;
import dev.candor.io.run.Fingerprint;
import dev.candor.io.run.Manifest;
import dev.candor.io.run.RunDirectory;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import dev.candor.setting.Values;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * Adds report logs to a packed store, which settle and sweep read fast. Tables are paths only: a segment is known by the
 * contents of its files.
 */
public final class PackAction extends TableAction<PackAction> {
    PackAction(SparkSession spark) {
        super(spark, settings());
    }

    /** The settings of packing, none of them given. */
    public static Values settings() {
        return values(List.of(InputSettings.LOG, EngineSettings.ALL, PackSettings.PLACE));
    }

    @Override
    PackAction self() {
        return this;
    }

    /** The packed store, any Hadoop URI; made when it is not there. */
    public PackAction store(String directory) {
        return set(PackSettings.STORE, directory);
    }

    /** The name of what is added, e.g. the day of the logs: letters, digits, '.', '_' and '-'. */
    public PackAction segment(String name) {
        return set(PackSettings.SEGMENT, name);
    }

    /** Buckets of a new store, 1 to 65,536; 0 = by the size of the first segment. A store that is there keeps its own. */
    public PackAction buckets(int count) {
        return set(PackSettings.BUCKETS, count);
    }

    /**
     * Packs and publishes the segment, which appears as a whole or not at all. The same logs again under the same name are
     * left as they are. A failure while packing leaves its account and the rejected rows in the segment's directory.
     *
     * @throws UserException when settings are wrong, a table is missing or cannot be read, more rows are rejected than are
     *     tolerated, or the name is taken by other logs; it carries the exit code of {@code jobs/pack}
     */
    public PackedSegment run() {
        return Explained.run(() -> {
            PackSettings settings = PackSettings.of(values);
            if (!frames.isEmpty()) {
                throw UserException.configuration("Cannot pack a DataFrame: a segment is known by the contents of its"
                        + " files. Write the table to files and give their path.");
            }
            Tables tables = tables();
            EngineSettings.validate(values);
            Configuration hadoop = spark.sessionState().newHadoopConf();
            Attempt attempt = Attempt.begin();
            InputSnapshot inputs =
                    InputSnapshot.read(spark, tables.paths().locations(Optional.empty()), settings.output());
            RunDirectory run = RunDirectory.open(
                    hadoop, settings.output(), Fingerprint.of(values.textsOfTheResult(), inputs.tables()), attempt);
            if (!run.alreadyPublished()) {
                publish(settings, tables, inputs, hadoop, run);
            }
            return PackedSegment.of(settings.output(), manifest(hadoop, settings.output()), run.alreadyPublished());
        });
    }

    private void publish(
            PackSettings settings, Tables tables, InputSnapshot inputs, Configuration hadoop, RunDirectory run) {
        List<OutputFile> quarantine = new ArrayList<>();
        try {
            run.reserve();
            Packing packing = Packing.of(
                    spark,
                    tables,
                    settings,
                    limits(),
                    Phases.silent(),
                    run.staging(),
                    rejected -> quarantine.addAll(SettlementFiles.quarantine(rejected, run.staging())));
            inputs.assertUnchanged(hadoop);
            run.publish(packing.publication(quarantine));
        } catch (Throwable failure) {
            Optional<UserException> mendable = Failures.standard().explain(failure);
            run.fail(
                    mendable.map(UserException::exitCode).orElse(ExitCode.UNEXPECTED),
                    mendable.map(Throwable::getMessage).orElseGet(failure::toString),
                    quarantine);
            throw failure;
        }
    }

    private static Manifest manifest(Configuration hadoop, String output) {
        try {
            return Manifest.read(hadoop, output).orElseThrow();
        } catch (IOException error) {
            throw new UncheckedIOException("Cannot read what was packed into " + output, error);
        }
    }
}
