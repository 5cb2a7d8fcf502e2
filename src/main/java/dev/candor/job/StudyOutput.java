package dev.candor.job;

import dev.candor.engine.StudyPass;
import dev.candor.io.InputSnapshot;
import dev.candor.io.Publication;
import dev.candor.model.ExitCode;
import dev.candor.model.Study;
import dev.candor.report.StudyFiles;
import dev.candor.report.StudyText;
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
     * @param phase what looking at them is called
     */
    <T extends StudyTally<T>> ExitCode ofDraws(
            RunContext context,
            EngineOptions engine,
            String phase,
            DrawnGames games,
            long draws,
            T nothing,
            Function<T, Study> study) {
        engine.validate();
        return PublishedRun.of(context, require(), StudyOutput::nothing, work -> {
            T seen = work.phases()
                    .run(
                            phase,
                            () -> StudyPass.overDraws(
                                    work.spark(), games, draws, engine.limits(work.spark(), context), nothing));
            publish(work, study.apply(seen), Map.of("games", draws));
        });
    }

    /** A study of games that are drawn reads nothing. */
    static InputSnapshot nothing(SparkSession spark, Configuration hadoop) {
        return InputSnapshot.read(spark, Map.of());
    }

    /** Writes and publishes everything, then says it. */
    static void publish(Work work, Study study, Map<String, Long> counts) {
        work.publish(Publication.of(work.quarantine(), StudyFiles.render(study), new TreeMap<>(counts), Map.of()));
        work.context().out().print(StudyText.render(study, work.context().page()));
    }
}
