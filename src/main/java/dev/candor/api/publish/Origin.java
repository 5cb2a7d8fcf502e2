package dev.candor.api.publish;

import dev.candor.io.files.OutputFile;
import dev.candor.io.run.Attempt;
import dev.candor.io.run.Fingerprint;
import dev.candor.io.run.Publication;
import dev.candor.io.schema.TableFormat;
import dev.candor.setting.Setting;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/**
 * Where a result comes from, as the fingerprint of its run has it.
 *
 * @param config the settings that affect the result
 */
public record Origin(Source source, SortedMap<String, String> config) {
    /** The files of a result. */
    @FunctionalInterface
    public interface Files {
        /**
         * Writes the tables below {@code staging} and says what is published.
         *
         * @param quarantine to be filled with the files of rejected rows; they are kept when the run fails
         */
        Publication write(Path staging, List<OutputFile> quarantine);
    }

    /** The origin of a result that an action made; a job publishes its result itself. */
    public static Origin of(Optional<Origin> known) {
        return known.orElseThrow(() -> new IllegalStateException("a job publishes its result itself"));
    }

    /**
     * Publishes the result as the run of its verb, all or nothing.
     *
     * @param format of the tables, where the verb has one
     * @return whether it was published now; false = the same run was there already
     * @throws dev.candor.model.UserException output conflict, when another run is there; input rejected, when a file has
     *     changed since it was read
     */
    public boolean publish(String output, Optional<TableFormat> format, Files files) {
        SortedMap<String, String> whole = new TreeMap<>(config);
        format.ifPresent(of -> whole.put("output-format", Setting.typed(of)));
        return Explained.run(() -> Publishing.run(
                source.hadoop(),
                output,
                Attempt.begin(),
                () -> Fingerprint.of(whole, source.inputs(output)),
                failure -> new Publishing.Account(
                        Explained.code(failure), source.redaction().message(Explained.message(failure))),
                (run, quarantine) -> {
                    Publication publication = files.write(run.staging(), quarantine);
                    source.assertUnchanged();
                    run.publish(publication);
                }));
    }
}
