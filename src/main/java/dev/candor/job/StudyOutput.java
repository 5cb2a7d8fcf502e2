package dev.candor.job;

import dev.candor.io.InputSnapshot;
import dev.candor.io.Publication;
import dev.candor.model.Study;
import dev.candor.model.UserException;
import dev.candor.report.StudyFiles;
import dev.candor.report.StudyText;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;

/** Where a study goes: its files, the manifest, the terminal. */
final class StudyOutput {
    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "The run directory, any Hadoop URI. Written once; the same run again is a success.")
    @DoesNotAffectResult
    private String output;

    String require() {
        if (output == null || output.isBlank()) {
            throw UserException.configuration("Cannot study without a place for the result: set --output DIR.");
        }
        return output;
    }

    /** A study of games that are drawn reads nothing. */
    static InputSnapshot nothing(SparkSession spark, Configuration hadoop) {
        return InputSnapshot.read(spark, Map.of());
    }

    /** Writes and publishes everything, then says it. */
    static void publish(Work work, Study study, Map<String, Long> counts) {
        work.assertInputUnchanged().run();
        work.run()
                .publish(Publication.of(work.quarantine(), StudyFiles.render(study), new TreeMap<>(counts), Map.of()));
        work.context().out().print(StudyText.render(study));
    }
}
