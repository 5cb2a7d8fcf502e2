package dev.candor.io.table;

import dev.candor.io.listing.InputListing;
import dev.candor.io.parquet.ColumnCheck;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.RowCount;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.text.TextColumn;
import dev.candor.io.text.TextFile;
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
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Reads one table with explicit schemas, files of one layout together, columns by name. */
public final class TableReader {
    /** More different layouts than this make a plan that no one wants to run. */
    static final int MAX_LAYOUTS = 64;

    private TableReader() {}

    /**
     * The rows of each table by its role: its columns (ids string, numbers double, absent ones null), {@code reject} int and {@code
     * row_text} string. The rows are judged one by one, when the frame is used.
     *
     * @throws UserException when a table cannot be read at all, or has no rows
     */
    public static Map<InputTable, TableRows> read(SparkSession spark, List<TableFiles> tables) {
        Configuration hadoop = spark.sessionState().newHadoopConf();
        Map<TableFiles, List<FileLayout>> layouts = new LinkedHashMap<>();
        Map<TableFiles, List<TextFile>> heads = new LinkedHashMap<>();
        for (TableFiles files : tables) {
            if (files.format() == TableFormat.PARQUET) {
                layouts.put(files, FileLayout.of(files, hadoop));
                refuseEmpty(files, layouts.get(files).stream().anyMatch(FileLayout::hasRows));
                SharedColumns.require(
                        files.table(),
                        layouts.get(files).stream()
                                .filter(FileLayout::hasRows)
                                .map(file -> new SharedColumns.Part(file.path().toString(), file.present()))
                                .toList());
            } else {
                heads.put(files, TextTable.heads(files, hadoop));
                refuseEmpty(files, heads.get(files).stream().anyMatch(TextFile::hasRows));
                SharedColumns.require(
                        files.table(),
                        heads.get(files).stream()
                                .filter(file -> file.hasRows() && files.format() == TableFormat.CSV)
                                .map(file -> new SharedColumns.Part(file.uri(), file.present()))
                                .toList());
            }
        }
        Map<InputTable, TableRows> rows = new EnumMap<>(InputTable.class);
        layouts.forEach((files, found) -> rows.put(files.table().role(), rows(spark, files, found)));
        TextTable.open(spark, heads)
                .forEach((files, text) -> rows.put(files.table().role(), rows(spark, text)));
        return rows;
    }

    private static TableRows rows(SparkSession spark, TextTable text) {
        InputTable table = text.table();
        List<TextColumn> columns = table.fieldsInFiles().stream()
                .map(field -> new TextColumn(field.column(), kind(field)))
                .toList();
        Set<String> present = new HashSet<>(text.present());
        if (text.format() == TableFormat.JSON) {
            present.addAll(JsonFields.beyondTheHeads(spark, text, columns));
        }
        // A later JSON row may have what the first ones lack.
        Set<String> inScan = text.format() == TableFormat.CSV
                ? present
                : columns.stream().map(TextColumn::name).collect(Collectors.toSet());
        Dataset<Row> rows = new RowRules(table, text.format(), inScan, present).judged(text.rows(columns));
        return new TableRows(table, () -> rows, present, TableScan.ofText(spark, table, rows, text));
    }

    private static TextColumn.Kind kind(InputTable.Field field) {
        if (field.numeric()) {
            return TextColumn.Kind.NUMBER;
        }
        return field.column().equals("text") ? TextColumn.Kind.TEXT : TextColumn.Kind.ID;
    }

    private static TableRows rows(SparkSession spark, TableFiles files, List<FileLayout> layouts) {
        Set<String> present = new HashSet<>();
        layouts.forEach(layout -> present.addAll(layout.present()));
        Dataset<Row> rows = scans(layouts).entrySet().stream()
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
                : TableScan.ofRows(
                        spark,
                        new RowCount(
                                files.table(),
                                layouts.stream().mapToLong(FileLayout::rows).sum()),
                        rows.get());
    }

    private static Map<StructType, List<Path>> scans(List<FileLayout> layouts) {
        Map<StructType, List<Path>> scans = new LinkedHashMap<>();
        for (FileLayout layout : layouts) {
            scans.computeIfAbsent(layout.columns(), columns -> new ArrayList<>())
                    .add(layout.path());
        }
        refuseManyLayouts(layouts.size(), scans.size());
        return scans;
    }

    public static void refuseManyLayouts(int files, int layouts) {
        if (layouts > MAX_LAYOUTS) {
            throw UserException.inputRejected("Cannot read " + files + " files with " + layouts
                    + " different orders or types of columns: at most " + MAX_LAYOUTS
                    + " are read together. Write the files with one header.");
        }
    }

    private static Dataset<Row> judged(
            SparkSession spark, TableFiles files, StructType columns, List<Path> paths, Set<String> present) {
        RowRules rules = new RowRules(files.table(), TableFormat.PARQUET, Set.of(columns.fieldNames()), present);
        return rules.judged(reader(spark).schema(columns).parquet(names(paths)));
    }

    /**
     * The files at {@code place}, Parquet that one of our runs wrote.
     *
     * @param table what the input is called
     */
    public static Dataset<Row> parquet(SparkSession spark, String place, String table, StructType columns) {
        return reader(spark)
                .schema(columns)
                .parquet(names(
                        InputListing.filesToRead(
                                        List.of(place),
                                        table,
                                        spark.sessionState().newHadoopConf())
                                .stream()
                                .map(FileStatus::getPath)
                                .toList()));
    }

    /** A reader that never skips a file. */
    public static DataFrameReader reader(SparkSession spark) {
        return spark.read().option("ignoreCorruptFiles", false).option("ignoreMissingFiles", false);
    }

    /**
     * The paths for a reader, which takes them for globs: what a glob would obey is escaped. (Told not to take them for globs, Spark
     * 4.0 reads every path once more for each that looks like one.)
     */
    public static String[] names(Collection<Path> paths) {
        return paths.stream()
                .map(path -> path.toString().replaceAll("[\\\\{}\\[\\]*?]", "\\\\$0"))
                .toArray(String[]::new);
    }

    public static void refuseEmpty(TableFiles files, boolean hasRows) {
        if (!hasRows) {
            throw UserException.inputRejected("Cannot use the "
                    + files.table().label() + " table: it is empty (0 rows in "
                    + files.paths().size() + " files, the first "
                    + files.paths().get(0) + "). Correct "
                    + files.table().flag() + ".");
        }
    }
}
