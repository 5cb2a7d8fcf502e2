package dev.candor.api;

import dev.candor.api.settings.ExportSettings;
import dev.candor.api.settings.Tables;
import dev.candor.io.gate.PublishedSettlement;
import dev.candor.io.listing.InputSnapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/** The files that an export reads: the policy of a settlement, and texts. */
public final class ExportInputs {
    private static final String SETTLEMENT = "settlement";

    private ExportInputs() {}

    /** Table → where its files lie. */
    static Map<String, List<String>> locations(PublishedSettlement found, Tables texts) {
        Map<String, List<String>> locations = new TreeMap<>(texts.paths().locations(Optional.empty()));
        locations.put(SETTLEMENT, found.files());
        return locations;
    }

    /** The settlement to export. @throws dev.candor.model.UserException when there is none, or it is of a catalog */
    public static PublishedSettlement settlement(SparkSession spark, ExportSettings settings) {
        return PublishedSettlement.open(spark.sessionState().newHadoopConf(), settings.settlement())
                .requireCandidates();
    }

    /**
     * Hashes what the export reads.
     *
     * @param output where the run is written, which must not lie in what it reads
     * @throws dev.candor.model.UserException when the settlement is not as it was published
     */
    public static InputSnapshot snapshot(
            SparkSession spark, PublishedSettlement found, Tables texts, Optional<String> output) {
        Map<String, List<String>> locations = locations(found, texts);
        InputSnapshot inputs = output.map(place -> InputSnapshot.read(spark, locations, place))
                .orElseGet(() -> InputSnapshot.read(spark, locations));
        found.requireAsPublished(inputs.tables().get(SETTLEMENT));
        return inputs;
    }
}
