package dev.candor.api.publish;

import dev.candor.engine.runtime.Phases;
import dev.candor.io.files.OutputFile;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.write.StableFiles;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * A run that is being written.
 *
 * @param staging where its files go
 * @param quarantine files of rejected rows that are there already
 * @param inputNotes what is to be said of the input files
 */
public record Draft(
        Path staging, TableFormat format, List<OutputFile> quarantine, List<String> inputNotes, Phases phases) {

    public StableFiles stable() {
        return new StableFiles(format);
    }

    /** The files that are there, to be added to. */
    public List<OutputFile> files() {
        return new ArrayList<>(quarantine);
    }

    /** These notes, and those of the input files. */
    public List<String> notes(List<String> own) {
        List<String> notes = new ArrayList<>(own);
        notes.addAll(inputNotes);
        return notes;
    }
}
