package dev.candor.api;

import dev.candor.api.publish.Explained;
import dev.candor.api.publish.Origin;
import dev.candor.api.publish.Source;
import dev.candor.api.settings.EngineSettings;
import dev.candor.api.settings.InputSettings;
import dev.candor.api.settings.PackSettings;
import dev.candor.api.settings.Tables;
import dev.candor.engine.runtime.Phases;
import dev.candor.io.run.Manifest;
import dev.candor.model.UserException;
import dev.candor.session.PinnedSession;
import dev.candor.setting.Values;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Adds report logs to a packed store, which settle and sweep read fast. Tables are paths only: a segment is known by the
 * contents of its files.
 */
public final class PackAction extends TableAction<PackAction> {
    PackAction(PinnedSession session) {
        super(session, settings());
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
            Origin origin = new Origin(Source.of(spark, tables), values.textsOfTheResult());
            boolean packed = origin.publish(
                    settings.output(),
                    Optional.empty(),
                    (staging, quarantine) -> Packing.of(
                                    spark,
                                    tables,
                                    settings,
                                    limits(),
                                    Phases.silent(),
                                    staging,
                                    rejected -> quarantine.addAll(SettlementFiles.quarantine(rejected, staging)))
                            .publication(quarantine));
            Manifest manifest = manifest(spark.sessionState().newHadoopConf(), settings.output());
            return PackedSegment.of(settings.output(), manifest, !packed);
        });
    }

    private static Manifest manifest(Configuration hadoop, String output) {
        try {
            return Manifest.read(hadoop, output).orElseThrow();
        } catch (IOException error) {
            throw new UncheckedIOException("Cannot read what was packed into " + output, error);
        }
    }
}
