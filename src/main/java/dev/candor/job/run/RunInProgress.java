package dev.candor.job.run;

import dev.candor.api.publish.Draft;
import dev.candor.api.settings.EngineSettings;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.runtime.Phases;
import dev.candor.io.files.OutputFile;
import dev.candor.io.run.Publication;
import dev.candor.io.run.RunDirectory;
import dev.candor.io.schema.TableFormat;
import dev.candor.job.cli.RunContext;
import dev.candor.model.SettlementSummary.Stage;
import dev.candor.setting.Values;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** What the body of a job works with: the session, the phases, the run directory being written. */
public record RunInProgress(
        RunContext context,
        SparkSession spark,
        Phases phases,
        Supplier<List<Stage>> stages,
        RunDirectory run,
        Runnable assertInputUnchanged,
        List<OutputFile> quarantine,
        List<String> inputNotes) {

    /** How the work is cut, as these settings and {@code --partitions} say. */
    public EngineLimits limits(Values settings) {
        return EngineSettings.limits(
                settings, spark, context.common().partitions().orElse(0));
    }

    /** The run as the files of a result are written into it. */
    public Draft draft(TableFormat format) {
        return new Draft(run.staging(), format, quarantine, inputNotes, phases);
    }

    /** Publishes the run, when what it read is still what lies there; from here on no signal stops it. */
    public void publish(Publication publication) {
        assertInputUnchanged.run();
        context.stop().commit();
        run.publish(publication);
    }
}
