package dev.candor.job.settle;

import dev.candor.api.Settlement;
import dev.candor.api.SettlementFiles;
import dev.candor.io.files.OutputFile;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.write.StableFiles;
import dev.candor.job.run.RunInProgress;
import dev.candor.model.SettlementSummary;
import java.util.ArrayList;
import java.util.List;

/** Publishes a settlement as the run of a job. */
final class SettlementOutput {
    private SettlementOutput() {}

    /** Writes and publishes everything; returns the figures. */
    static SettlementSummary publish(RunInProgress work, Settlement settlement, TableFormat format) {
        List<OutputFile> tables = new ArrayList<>(work.quarantine());
        tables.addAll(settlement.write(new StableFiles(format), work.run().staging()));
        SettlementSummary summary =
                settlement.summary(work.inputNotes(), work.stages().get());
        work.publish(SettlementFiles.publication(tables, summary));
        return summary;
    }
}
