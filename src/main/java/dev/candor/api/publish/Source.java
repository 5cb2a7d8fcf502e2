package dev.candor.api.publish;

import dev.candor.api.settings.Tables;
import dev.candor.io.files.InputFile;
import dev.candor.io.files.Redaction;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.listing.InputSnapshot;
import dev.candor.io.listing.OutputPlace;
import dev.candor.io.schema.InputTable;
import dev.candor.io.store.PackedStore;
import dev.candor.io.table.FrameHash;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.CollectionConverters;

/** What an action reads, as it was when the action began. */
public final class Source {
    private final SparkSession spark;
    private final Map<InputTable, Dataset<Row>> frames;
    /** Run directory → the files with their hashes; refuses files that changed since the action began. */
    private final Function<String, InputSnapshot> files;

    private InputSnapshot hashed;

    private Source(SparkSession spark, Map<InputTable, Dataset<Row>> frames, Function<String, InputSnapshot> files) {
        this.spark = spark;
        this.frames = Map.copyOf(frames);
        this.files = files;
    }

    /** Files that lie in these places, and frames: nothing is hashed before something is published. */
    public static Source of(
            SparkSession spark, Map<String, List<String>> locations, Map<InputTable, Dataset<Row>> frames) {
        InputSnapshot.Listing listing = InputSnapshot.list(spark.sessionState().newHadoopConf(), locations);
        return new Source(spark, frames, output -> listing.hashed(spark, output));
    }

    /** These tables: nothing is hashed before something is published. */
    public static Source of(SparkSession spark, Tables tables) {
        Configuration hadoop = spark.sessionState().newHadoopConf();
        InputPaths paths = tables.paths();
        Optional<PackedStore> packed = paths.packed().map(store -> PackedStore.open(hadoop, store));
        InputSnapshot.Listing listing = InputSnapshot.list(hadoop, paths.locations(packed));
        return new Source(spark, tables.frames(), output -> {
            paths.packed().ifPresent(store -> OutputPlace.requireOutside(hadoop, output, InputPaths.PACKED, store));
            InputSnapshot found = listing.hashed(spark, output);
            packed.ifPresent(store -> store.requireAsPacked(found.tables().get(InputPaths.PACKED)));
            return found;
        });
    }

    /** Files that were hashed when the action began, and frames. */
    public static Source of(SparkSession spark, InputSnapshot read, Map<InputTable, Dataset<Row>> frames) {
        return new Source(spark, frames, output -> {
            Configuration hadoop = spark.sessionState().newHadoopConf();
            read.requireOutside(hadoop, output);
            read.assertUnchanged(hadoop);
            return read;
        });
    }

    /** What keeps the secrets of the session out of the account of a failure. */
    public Redaction redaction() {
        return Redaction.of(CollectionConverters.asJava(spark.conf().getAll()));
    }

    public Configuration hadoop() {
        return spark.sessionState().newHadoopConf();
    }

    /** Table → its files, or the frame that it was, with hashes; refuses files that changed since they were read. */
    public SortedMap<String, List<InputFile>> inputs(String output) {
        hashed = files.apply(output);
        SortedMap<String, List<InputFile>> inputs = new TreeMap<>(hashed.tables());
        frames.forEach((table, frame) -> inputs.put(table.label(), List.of(FrameHash.of(table, frame))));
        return inputs;
    }

    /** What is to be said of the files, once they are hashed. */
    public List<String> notes() {
        return DeliveredTwice.notes(hashed.copies(hadoop()));
    }

    /** Refuses files that changed since they were hashed. */
    public void assertUnchanged() {
        hashed.assertUnchanged(hadoop());
    }
}
