package dev.candor.io.gate;

import dev.candor.io.files.InputFile;
import dev.candor.io.files.OutputFile;
import dev.candor.io.files.Places;
import dev.candor.io.run.Manifest;
import dev.candor.io.run.RunStore;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.table.TableReader;
import dev.candor.model.PolicyClass;
import dev.candor.model.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A settlement's run directory, read again: its manifest and the tables policy/ and payments/ that the manifest lists. */
public record PublishedSettlement(String location, Manifest manifest) {
    private static final String POLICY = "policy/";
    private static final String PAYMENTS = "payments/";
    private static final int DECIMAL_DIGITS = 38;
    private static final StructType COLUMNS = new StructType()
            .add("prompt_id", DataTypes.StringType)
            .add("candidate_id", DataTypes.StringType)
            .add("ref_prob", DataTypes.DoubleType)
            .add("prob", DataTypes.DoubleType)
            .add("aggregate_reward", DataTypes.DoubleType)
            .add("prompt_weight", DataTypes.DoubleType);
    private static final StructType CHECKPOINTS = new StructType()
            .add("checkpoint_id", DataTypes.StringType)
            .add("chosen", DataTypes.BooleanType)
            .add("aggregate_value", DataTypes.DoubleType)
            .add("divergence", DataTypes.DoubleType)
            .add("welfare_behind", DataTypes.DoubleType);
    private static final StructType BILL = new StructType()
            .add("agent_id", DataTypes.StringType)
            .add("weight", DataTypes.DoubleType)
            .add("boost", DataTypes.DoubleType)
            .add("value", DataTypes.DoubleType)
            .add("payment", DataTypes.DoubleType)
            .add("payment_lower", DataTypes.DoubleType)
            .add("payment_upper", DataTypes.DoubleType)
            .add("utility", DataTypes.DoubleType)
            .add("welfare_without", DataTypes.DoubleType)
            .add("others_welfare", DataTypes.DoubleType)
            .add("incentive_gap", DataTypes.DoubleType);

    /**
     * The settlement in {@code location}; no table is read.
     *
     * @throws UserException when none is published there
     */
    public static PublishedSettlement open(Configuration hadoop, String location) {
        return new PublishedSettlement(location, manifest(hadoop, location));
    }

    /**
     * The policy class that it was settled under.
     *
     * @throws UserException when this build knows none of that name
     */
    public PolicyClass policyClass() {
        return PolicyClass.of(setting("policy-class"));
    }

    /**
     * This settlement, whose policy is one over candidates.
     *
     * @throws UserException when it is of a catalog
     */
    public PublishedSettlement requireCandidates() {
        if (!policyClass().isOverCandidates()) {
            throw UserException.configuration("Cannot export the settlement at " + location
                    + ": its policy class is " + policyClass()
                    + ", which chooses a trained checkpoint and has nothing per candidate."
                    + " The checkpoint is in its parameters/. Set --settlement to one of another class.");
        }
        return this;
    }

    private static Manifest manifest(Configuration hadoop, String location) {
        Optional<Manifest> found;
        try {
            found = RunStore.at(hadoop, Places.path(location))
                            .read(Manifest.FILE)
                            .isEmpty()
                    ? Optional.empty()
                    : Manifest.read(hadoop, location);
        } catch (IOException error) {
            throw new UncheckedIOException("Cannot read " + location + ": " + error.getMessage(), error);
        } catch (UserException unreadable) {
            throw UserException.inputRejected("Cannot read the settlement at " + location + ": its " + Manifest.FILE
                    + " is not one that this build wrote. Settle again.");
        }
        Manifest manifest = found.orElseThrow(() -> UserException.configuration("Cannot read a settlement at "
                + location + ": there is no " + Manifest.FILE + ", so none is published there. Correct --settlement."));
        if (files(manifest, POLICY).isEmpty() || !manifest.config().containsKey("policy-class")) {
            throw UserException.configuration("Cannot use the run at " + location
                    + ": it is no settlement, it has no policy/. Set --settlement to the --output of jobs/settle.");
        }
        return manifest;
    }

    private static List<OutputFile> files(Manifest manifest, String folder) {
        return manifest.files().stream()
                .filter(file -> file.path().startsWith(folder))
                .toList();
    }

    private List<String> files(String folder) {
        return files(manifest, folder).stream()
                .map(file -> location + "/" + file.path())
                .toList();
    }

    /** The files of policy/. */
    public List<String> files() {
        return files(POLICY);
    }

    /** The files of payments/. */
    public List<String> billFiles() {
        return files(PAYMENTS);
    }

    /**
     * Refuses a policy of which a file is not the one that was published.
     *
     * @param found the files of {@link #files} in their order, as they are
     */
    public void requireAsPublished(List<InputFile> found) {
        requireAsPublished(files(manifest, POLICY), found);
    }

    /**
     * Refuses a bill of which a file is not the one that was published.
     *
     * @param found the files of {@link #billFiles} in their order, as they are
     */
    public void requireBillAsPublished(List<InputFile> found) {
        requireAsPublished(files(manifest, PAYMENTS), found);
    }

    private void requireAsPublished(List<OutputFile> listed, List<InputFile> found) {
        for (int k = 0; k < listed.size(); k++) {
            if (!listed.get(k).is(found.get(k))) {
                throw UserException.inputRejected("Cannot use the settlement at " + location + ": "
                        + listed.get(k).path() + " is not the file that was published (its manifest lists "
                        + listed.get(k).bytes() + " bytes, SHA-256 "
                        + listed.get(k).sha256() + "). Restore it, or settle again.");
            }
        }
    }

    /**
     * prompt_id, candidate_id, ref_prob, prob, aggregate_reward, prompt_weight (sum 1 over prompts), a row a candidate.
     *
     * @throws UserException when an earlier build left out one of them
     */
    public Dataset<Row> policy(SparkSession spark) {
        TableFormat format = TableFormat.ofFileName(files().get(0)).orElseThrow();
        String[] paths = TableReader.names(files().stream().map(Path::new).toList());
        List<String> there = List.of(TableReader.reader(spark)
                .format(format.label())
                .option("header", true)
                .load(paths[0])
                .columns());
        List<String> missing = List.of(COLUMNS.fieldNames()).stream()
                .filter(column -> !there.contains(column))
                .toList();
        if (!missing.isEmpty()) {
            throw UserException.inputRejected("Cannot use the settlement at " + location + ": its policy/ has no "
                    + String.join(", ", missing) + ", because an earlier build wrote it. Settle again.");
        }
        StructType columns = new StructType();
        for (String column : there) {
            columns = columns.add(COLUMNS.apply(column));
        }
        return table(spark, format, columns, paths);
    }

    /** The table policy/ of a catalog: checkpoint_id, chosen, aggregate_value, a row a checkpoint. */
    public Dataset<Row> checkpoints(SparkSession spark) {
        return table(
                        spark,
                        TableFormat.ofFileName(files().get(0)).orElseThrow(),
                        CHECKPOINTS,
                        TableReader.names(files().stream().map(Path::new).toList()))
                .select("checkpoint_id", "chosen", "aggregate_value");
    }

    /** The table payments/ as it was published, its charge a decimal of the settlement's scale. */
    public Dataset<Row> bill(SparkSession spark) {
        TableFormat format = TableFormat.ofFileName(billFiles().get(0)).orElseThrow();
        int scale = Integer.parseInt(setting("scale"));
        return table(
                spark,
                format,
                BILL.add("charge", DataTypes.createDecimalType(DECIMAL_DIGITS, scale)),
                TableReader.names(billFiles().stream().map(Path::new).toList()));
    }

    private static Dataset<Row> table(SparkSession spark, TableFormat format, StructType columns, String[] paths) {
        return TableReader.reader(spark)
                .format(format.label())
                .schema(columns)
                .option("header", true)
                .option("multiLine", format == TableFormat.CSV)
                .option("escape", "\"")
                .option("mode", "FAILFAST")
                .load(paths);
    }

    /** The value of a setting that every settlement has. */
    public String setting(String key) {
        return Optional.ofNullable(manifest.config().get(key))
                .orElseThrow(() -> UserException.inputRejected("Cannot use the settlement at " + location
                        + ": its manifest does not say its " + key + ". Settle again."));
    }

    /** Prompts that have candidates, those of weight 0 too. */
    public long prompts() {
        return manifest.counts().getOrDefault("prompts", 0L);
    }

    /** Candidates of all prompts. */
    public long candidates() {
        return manifest.counts().getOrDefault("candidates", 0L);
    }
}
