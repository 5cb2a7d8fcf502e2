package dev.candor.job.study;

import dev.candor.api.settings.EngineSettings;
import dev.candor.engine.study.StudyPass;
import dev.candor.io.listing.InputSnapshot;
import dev.candor.io.run.Publication;
import dev.candor.job.cli.RunContext;
import dev.candor.job.run.PlaceOptions;
import dev.candor.job.run.PublishedRun;
import dev.candor.job.run.RunInProgress;
import dev.candor.model.ExitCode;
import dev.candor.model.Study;
import dev.candor.report.study.StudyFiles;
import dev.candor.report.study.StudyText;
import dev.candor.setting.Values;
import dev.candor.study.DrawnGames;
import dev.candor.study.StudyTally;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Mixin;

/** Where a study goes: its files, the manifest, the terminal. */
final class StudyOutput {
    @Mixin
    private final PlaceOptions place = new PlaceOptions();

    String require() {
        return place.required("study");
    }

    /**
     * Looks at games 0 … draws − 1 in one job, and publishes what {@code study} makes of what was seen.
     *
     * @param values with {@link EngineSettings}
     * @param phase what looking at them is called
     */
    <T extends StudyTally<T>> ExitCode ofDraws(
            RunContext context,
            Values values,
            String phase,
            DrawnGames games,
            long draws,
            T nothing,
            Function<T, Study> study) {
        EngineSettings.validate(values);
        return PublishedRun.of(context, require(), StudyOutput::nothing, work -> {
            T seen = work.phases()
                    .run(phase, () -> StudyPass.overDraws(work.spark(), games, draws, work.limits(values), nothing));
            publish(work, study.apply(seen), Map.of("games", draws));
        });
    }

    /** A study of games that are drawn reads nothing. */
    public static InputSnapshot nothing(SparkSession spark, Configuration hadoop) {
        return InputSnapshot.read(spark, Map.of());
    }

    /** Writes and publishes everything, then says it. */
    static void publish(RunInProgress work, Study study, Map<String, Long> counts) {
        work.publish(Publication.of(work.quarantine(), StudyFiles.render(study), new TreeMap<>(counts), Map.of()));
        work.context().out().print(StudyText.render(study, work.context().page()));
    }
}
