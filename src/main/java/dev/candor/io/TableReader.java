package dev.candor.io;

import dev.candor.model.UserException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Reads one table with explicit schemas, files of one layout together, columns by name. */
final class TableReader {
    /** More different layouts than this make a plan that no one wants to run. */
    static final int MAX_LAYOUTS = 64;

    static final String CORRUPT = "_corrupt_record";

    /** Files that one scan can read together. */
    private record Scan(StructType columns, boolean whole) {}

    private TableReader() {}

    /**
     * The rows of each table by its role: its columns (ids string, numbers double, absent ones null), {@code reject} int and {@code
     * row_text} string. The rows are judged one by one, when the frame is used.
     *
     * @throws UserException when a table cannot be read at all, or has no rows
     */
    static Map<InputTable, TableRows> read(SparkSession spark, List<TableFiles> tables) {
        Configuration hadoop = spark.sessionState().newHadoopConf();
        Map<TableFiles, List<FileLayout>> layouts = new LinkedHashMap<>();
        for (TableFiles files : tables) {
            layouts.put(files, FileLayout.of(files, hadoop));
            refuseEmpty(files, layouts.get(files));
        }
        Set<Path> whole = TextScan.withQuotedLineBreaks(spark, tables);
        Map<InputTable, TableRows> rows = new EnumMap<>(InputTable.class);
        layouts.forEach((files, heads) -> rows.put(files.table().role(), rows(spark, files, heads, whole)));
        return rows;
    }

    private static TableRows rows(SparkSession spark, TableFiles files, List<FileLayout> layouts, Set<Path> whole) {
        Set<String> present = new HashSet<>();
        layouts.forEach(layout -> present.addAll(layout.present()));
        if (files.format() == TableFormat.JSON) {
            present.addAll(JsonFields.beyondTheHeads(spark, files.table(), layouts));
        }
        Dataset<Row> rows = scans(layouts, whole).entrySet().stream()
                .map(scan -> judged(spark, files, scan.getKey(), scan.getValue(), present))
                .reduce(Dataset::union)
                .orElseThrow();
        Supplier<Dataset<Row>> sound = () -> {
            if (files.format() == TableFormat.PARQUET) {
                ColumnCheck.require(spark, files.paths(), present);
            }
            return rows;
        };
        return new TableRows(files.table(), sound, present, scan(spark, files, layouts, sound, present));
    }

    private static TableScan scan(
            SparkSession spark,
            TableFiles files,
            List<FileLayout> layouts,
            Supplier<Dataset<Row>> rows,
            Set<String> present) {
        return layouts.stream().allMatch(layout -> layout.groups().isPresent())
                ? TableScan.ofColumns(
                        spark,
                        files.table(),
                        present,
                        layouts.stream()
                                .flatMap(layout -> layout.groups().orElseThrow().stream())
                                .toList())
                : TableScan.ofRows(spark, files.table(), rows.get());
    }

    private static Map<Scan, List<Path>> scans(List<FileLayout> layouts, Set<Path> whole) {
        Map<Scan, List<Path>> scans = new LinkedHashMap<>();
        for (FileLayout layout : layouts) {
            scans.computeIfAbsent(new Scan(layout.columns(), whole.contains(layout.path())), scan -> new ArrayList<>())
                    .add(layout.path());
        }
        if (scans.size() > MAX_LAYOUTS) {
            throw UserException.inputRejected("Cannot read " + layouts.size() + " files with " + scans.size()
                    + " different orders or types of columns: at most " + MAX_LAYOUTS
                    + " are read together. Write the files with one header.");
        }
        return scans;
    }

    private static Dataset<Row> judged(
            SparkSession spark, TableFiles files, Scan scan, List<Path> paths, Set<String> present) {
        RowRules rules = new RowRules(
                files.table(), files.format(), Set.of(scan.columns().fieldNames()), present);
        return rules.judged(raw(spark, files.format(), scan, paths));
    }

    private static Dataset<Row> raw(SparkSession spark, TableFormat format, Scan scan, List<Path> paths) {
        StructType withText = scan.columns().add(CORRUPT, DataTypes.StringType);
        return switch (format) {
            case PARQUET -> reader(spark).schema(scan.columns()).parquet(names(paths));
            case JSON -> json(spark, withText, paths);
            case CSV ->
                reader(spark)
                        .schema(withText)
                        .option("header", true)
                        .option("multiLine", scan.whole())
                        .option("quote", "\"")
                        .option("escape", "\"")
                        .option("encoding", "UTF-8")
                        .option("mode", "PERMISSIVE")
                        .option("columnNameOfCorruptRecord", CORRUPT)
                        .csv(names(paths));
        };
    }

    /** JSON Lines as they are, with the text of what cannot be parsed in {@link #CORRUPT}. */
    static Dataset<Row> json(SparkSession spark, StructType withText, List<Path> paths) {
        return reader(spark)
                .schema(withText)
                .option("mode", "PERMISSIVE")
                .option("columnNameOfCorruptRecord", CORRUPT)
                .json(names(paths));
    }

    /** A reader that never skips a file. */
    static DataFrameReader reader(SparkSession spark) {
        return spark.read().option("ignoreCorruptFiles", false).option("ignoreMissingFiles", false);
    }

    /** The paths for a reader, which takes them for globs: what a glob would obey is escaped. */
    static String[] names(Collection<Path> paths) {
        return paths.stream()
                .map(path -> path.toString().replaceAll("[\\\\{}\\[\\]*?]", "\\\\$0"))
                .toArray(String[]::new);
    }

    private static void refuseEmpty(TableFiles files, List<FileLayout> layouts) {
        if (layouts.stream().noneMatch(FileLayout::hasRows)) {
            throw UserException.inputRejected("Cannot use the "
                    + files.table().label() + " table: it is empty (0 rows in "
                    + files.paths().size() + " files, the first "
                    + files.paths().get(0) + "). Correct "
                    + files.table().flag() + ".");
        }
    }
}
