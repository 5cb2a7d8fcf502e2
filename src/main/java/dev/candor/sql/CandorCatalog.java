package dev.candor.sql;

import dev.candor.io.run.Manifest;
import dev.candor.model.UserException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.NamespaceChange;
import org.apache.spark.sql.connector.catalog.ProcedureCatalog;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.TableWritePrivilege;
import org.apache.spark.sql.connector.catalog.procedures.UnboundProcedure;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A folder of runs in Spark SQL: {@code spark.sql.catalog.candor=dev.candor.sql.CandorCatalog} and {@code
 * spark.sql.catalog.candor.root=URI}. Published runs are tables that nobody can change; verbs are procedures.
 */
public final class CandorCatalog implements TableCatalog, SupportsNamespaces, ProcedureCatalog {
    private static final String RUNS = "runs";
    private static final String SYSTEM = "system";

    private String name;
    private RunFolder folder;

    @Override
    public void initialize(String called, CaseInsensitiveStringMap options) {
        name = called;
        String root = options.get("root");
        if (root == null || root.isBlank()) {
            throw Refused.because("Cannot use the catalog " + called
                    + " without a folder of runs: set spark.sql.catalog." + called + ".root to its URI.");
        }
        folder = new RunFolder(root);
    }

    @Override
    public String name() {
        return name;
    }

    /** After {@code USE candor}, {@code runs} is the table of runs. */
    @Override
    public String[] defaultNamespace() {
        return new String[] {RUNS};
    }

    @Override
    public String[][] listNamespaces() {
        return new String[][] {{RUNS}, {SYSTEM}};
    }

    @Override
    public String[][] listNamespaces(String[] namespace) throws NoSuchNamespaceException {
        if (namespace.length == 0) {
            return listNamespaces();
        }
        requireNamespace(namespace);
        return isRuns(namespace)
                ? folder.published().stream()
                        .map(run -> new String[] {RUNS, run})
                        .toArray(String[][]::new)
                : new String[0][];
    }

    @Override
    public boolean namespaceExists(String[] namespace) {
        return namespace.length == 0
                || isRuns(namespace)
                || isSystem(namespace)
                || (isRun(namespace) && folder.isPublished(namespace[1]));
    }

    @Override
    public Map<String, String> loadNamespaceMetadata(String[] namespace) throws NoSuchNamespaceException {
        requireNamespace(namespace);
        if (isRun(namespace)) {
            return Map.of(SupportsNamespaces.PROP_LOCATION, folder.directory(namespace[1]));
        }
        return Map.of(SupportsNamespaces.PROP_COMMENT, isSystem(namespace) ? "Procedures" : "Published runs");
    }

    @Override
    public Identifier[] listTables(String[] namespace) throws NoSuchNamespaceException {
        requireNamespace(namespace);
        if (isRuns(namespace)) {
            return new Identifier[] {Identifier.of(namespace, RUNS)};
        }
        return !isRun(namespace)
                ? new Identifier[0]
                : manifest(namespace)
                        .map(found -> PublishedFiles.of(found).keySet().stream()
                                .map(table -> Identifier.of(namespace, table))
                                .toArray(Identifier[]::new))
                        .orElseThrow(() -> new NoSuchNamespaceException(namespace));
    }

    @Override
    public Table loadTable(Identifier table) throws NoSuchTableException {
        String[] namespace = table.namespace();
        if (isRuns(namespace) && table.name().equals(RUNS)) {
            return new RunsTable(full(table), folder);
        }
        Manifest manifest = isRun(namespace) ? manifest(namespace).orElse(null) : null;
        PublishedFiles files =
                manifest == null ? null : PublishedFiles.of(manifest).get(table.name());
        if (files == null) {
            throw new NoSuchTableException(table);
        }
        return PublishedTable.of(full(table), table.name(), folder, namespace[1], manifest, files);
    }

    @Override
    public Table loadTable(Identifier table, Set<TableWritePrivilege> privileges) {
        throw refused("write to", full(table));
    }

    @Override
    public UnboundProcedure loadProcedure(Identifier procedure) {
        return isSystem(procedure.namespace())
                ? VerbProcedure.named(full(procedure), procedure.name(), folder)
                : new NoProcedure(full(procedure), name + "." + SYSTEM);
    }

    @Override
    public Table createTable(
            Identifier table, Column[] columns, Transform[] partitions, Map<String, String> properties) {
        throw refused("create", full(table));
    }

    @Override
    public Table alterTable(Identifier table, TableChange... changes) {
        throw refused("alter", full(table));
    }

    @Override
    public boolean dropTable(Identifier table) {
        throw refused("drop", full(table));
    }

    @Override
    public void renameTable(Identifier from, Identifier to) {
        throw refused("rename", full(from));
    }

    @Override
    public void createNamespace(String[] namespace, Map<String, String> metadata) {
        throw refused("create", full(namespace));
    }

    @Override
    public void alterNamespace(String[] namespace, NamespaceChange... changes) {
        throw refused("alter", full(namespace));
    }

    @Override
    public boolean dropNamespace(String[] namespace, boolean cascade) {
        throw refused("drop", full(namespace));
    }

    private RuntimeException refused(String what, String which) {
        return Refused.because("Cannot " + what + " " + which + ": published runs never change. CALL " + name + "."
                + SYSTEM + ".settle(...) publishes a run; to remove one, delete its directory.");
    }

    private String full(Identifier of) {
        return full(of.namespace()) + "." + of.name();
    }

    private String full(String[] namespace) {
        return name + (namespace.length == 0 ? "" : "." + String.join(".", namespace));
    }

    private Optional<Manifest> manifest(String[] namespace) {
        try {
            return folder.manifest(namespace[1]);
        } catch (UserException unreadable) {
            throw Refused.because(unreadable.getMessage(), unreadable);
        }
    }

    private void requireNamespace(String[] namespace) throws NoSuchNamespaceException {
        if (!namespaceExists(namespace)) {
            throw new NoSuchNamespaceException(namespace);
        }
    }

    private static boolean isRuns(String[] namespace) {
        return Arrays.equals(namespace, new String[] {RUNS});
    }

    private static boolean isSystem(String[] namespace) {
        return Arrays.equals(namespace, new String[] {SYSTEM});
    }

    private static boolean isRun(String[] namespace) {
        return namespace.length == 2 && namespace[0].equals(RUNS);
    }
}
