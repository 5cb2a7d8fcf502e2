package dev.candor.job;

import dev.candor.engine.Phases;
import dev.candor.io.OutputFile;
import dev.candor.io.Publication;
import dev.candor.io.RunDirectory;
import dev.candor.model.SettlementSummary.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** What the body of a job works with: the session, the phases, the run directory being written. */
record Work(
        RunContext context,
        SparkSession spark,
        Phases phases,
        Supplier<List<Stage>> stages,
        RunDirectory run,
        Runnable assertInputUnchanged,
        List<OutputFile> quarantine,
        List<String> inputNotes) {

    Work(
            RunContext context,
            SparkSession spark,
            ConsolePhases phases,
            RunDirectory run,
            Runnable assertInputUnchanged,
            List<String> inputNotes) {
        this(context, spark, phases, phases::stages, run, assertInputUnchanged, new ArrayList<>(), inputNotes);
    }

    /** These notes, and what is said of the input files. */
    List<String> notes(List<String> own) {
        List<String> notes = new ArrayList<>(own);
        notes.addAll(inputNotes);
        return notes;
    }

    /** Publishes the run, when what it read is still what lies there; from here on no signal stops it. */
    void publish(Publication publication) {
        assertInputUnchanged.run();
        context.stop().commit();
        run.publish(publication);
    }
}
