package dev.candor.api;

import dev.candor.io.files.InputFile;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.listing.InputSnapshot;
import dev.candor.io.listing.OutputPlace;
import dev.candor.io.store.PackedStore;
import dev.candor.io.table.FrameHash;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** What an action reads, as it was when the action began: nothing is hashed before something is published. */
final class Source {
    private final SparkSession spark;
    private final Tables tables;
    private final Optional<PackedStore> packed;
    private final InputSnapshot.Listing listing;
    private InputSnapshot hashed;

    Source(SparkSession spark, Tables tables) {
        this.spark = spark;
        this.tables = tables;
        Configuration hadoop = hadoop();
        this.packed = tables.paths().packed().map(store -> PackedStore.open(hadoop, store));
        this.listing = InputSnapshot.list(hadoop, tables.paths().locations(packed));
    }

    Configuration hadoop() {
        return spark.sessionState().newHadoopConf();
    }

    /** Table → its files, or the frame that it was, with hashes; refuses files that changed since they were read. */
    SortedMap<String, List<InputFile>> inputs(String output) {
        tables.paths()
                .packed()
                .ifPresent(store -> OutputPlace.requireOutside(hadoop(), output, InputPaths.PACKED, store));
        hashed = listing.hashed(spark, output);
        packed.ifPresent(store -> store.requireAsPacked(hashed.tables().get(InputPaths.PACKED)));
        SortedMap<String, List<InputFile>> inputs = new TreeMap<>(hashed.tables());
        tables.frames().forEach((table, frame) -> inputs.put(table.label(), List.of(FrameHash.of(table, frame))));
        return inputs;
    }

    /** What is to be said of the files, once they are hashed. */
    List<String> notes() {
        return DeliveredTwice.notes(hashed.copies(hadoop()));
    }

    /** Refuses files that changed since they were hashed. */
    void assertUnchanged() {
        hashed.assertUnchanged(hadoop());
    }
}
