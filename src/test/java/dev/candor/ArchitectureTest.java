package dev.candor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The layering of the house: which room may import which. */
class ArchitectureTest {
    private static final String ROOT = "dev.candor.";

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.candor");

    /** Room → the rooms it may import besides itself. Each room's package-info says the same. */
    static final Map<String, List<String>> MAY_IMPORT = Map.ofEntries(
            entry(
                    "api",
                    List.of(
                            "api.publish",
                            "api.settings",
                            "engine.audit",
                            "engine.bill",
                            "engine.candidates",
                            "engine.export",
                            "engine.generate",
                            "engine.learn",
                            "engine.pack",
                            "engine.potential",
                            "engine.runtime",
                            "engine.settle",
                            "engine.text",
                            "io.files",
                            "io.gate",
                            "io.listing",
                            "io.run",
                            "io.schema",
                            "io.store",
                            "io.table",
                            "io.write",
                            "kept",
                            "learn.linear",
                            "mechanism.payment",
                            "model",
                            "report.audit",
                            "report.frontier",
                            "report.runs",
                            "report.settlement",
                            "report.text",
                            "session",
                            "setting")),
            entry(
                    "api.publish",
                    List.of(
                            "api.settings",
                            "engine.runtime",
                            "failure",
                            "io.files",
                            "io.gate",
                            "io.listing",
                            "io.run",
                            "io.schema",
                            "io.store",
                            "io.table",
                            "io.write",
                            "model",
                            "setting")),
            entry(
                    "api.settings",
                    List.of(
                            "embedding",
                            "engine.audit",
                            "engine.generate",
                            "engine.learn",
                            "engine.runtime",
                            "engine.text",
                            "io.gate",
                            "io.schema",
                            "io.store",
                            "learn.linear",
                            "model",
                            "population",
                            "report.text",
                            "setting")),
            entry("divergence", List.of("model", "numeric")),
            entry("embedding", List.of("model")),
            entry(
                    "engine.audit",
                    List.of(
                            "divergence",
                            "engine.bill",
                            "engine.candidates",
                            "engine.pack",
                            "engine.potential",
                            "engine.runtime",
                            "engine.settle",
                            "io.gate",
                            "io.run",
                            "io.write",
                            "mechanism.attack",
                            "mechanism.payment",
                            "model",
                            "numeric")),
            entry("engine.bill", List.of("engine.runtime", "io.write", "mechanism.money", "model", "numeric")),
            entry(
                    "engine.candidates",
                    List.of(
                            "engine.runtime",
                            "io.gate",
                            "io.parquet",
                            "io.schema",
                            "io.table",
                            "model",
                            "numeric",
                            "policy.linear")),
            entry("engine.export", List.of("engine.runtime", "model", "population")),
            entry("engine.generate", List.of("engine.runtime", "io.files", "io.schema", "json", "model", "population")),
            entry(
                    "engine.learn",
                    List.of(
                            "engine.candidates",
                            "engine.pack",
                            "engine.runtime",
                            "io.gate",
                            "io.parquet",
                            "io.schema",
                            "kept",
                            "learn.choice",
                            "learn.linear",
                            "model",
                            "numeric")),
            entry(
                    "engine.pack",
                    List.of(
                            "engine.candidates",
                            "engine.runtime",
                            "io.files",
                            "io.gate",
                            "io.parquet",
                            "io.schema",
                            "io.store",
                            "io.table",
                            "io.write",
                            "kept",
                            "model",
                            "numeric",
                            "policy.linear")),
            entry(
                    "engine.potential",
                    List.of(
                            "divergence",
                            "engine.bill",
                            "engine.candidates",
                            "engine.pack",
                            "engine.runtime",
                            "io.gate",
                            "io.parquet",
                            "io.schema",
                            "io.table",
                            "io.write",
                            "kept",
                            "mechanism.attack",
                            "mechanism.payment",
                            "model",
                            "numeric",
                            "optim",
                            "policy",
                            "policy.linear",
                            "policy.mixture",
                            "policy.search")),
            entry("engine.runtime", List.of("io.parquet", "io.table", "io.write", "model", "numeric")),
            entry(
                    "engine.settle",
                    List.of(
                            "divergence",
                            "engine.bill",
                            "engine.candidates",
                            "engine.pack",
                            "engine.potential",
                            "engine.runtime",
                            "io.gate",
                            "io.parquet",
                            "io.schema",
                            "io.table",
                            "io.write",
                            "mechanism.money",
                            "model",
                            "numeric")),
            entry(
                    "engine.study",
                    List.of(
                            "engine.candidates",
                            "engine.pack",
                            "engine.runtime",
                            "mechanism.attack",
                            "model",
                            "study")),
            entry("engine.text", List.of("embedding", "io.parquet", "io.table", "model", "numeric")),
            entry("failure", List.of("io.schema", "model")),
            entry("io.files", List.of("io.schema", "json", "model")),
            entry(
                    "io.gate",
                    List.of(
                            "io.files",
                            "io.parquet",
                            "io.run",
                            "io.schema",
                            "io.store",
                            "io.table",
                            "io.text",
                            "kept",
                            "model")),
            entry("io.listing", List.of("io.files", "io.run", "io.schema", "model")),
            entry("io.parquet", List.of("io.schema")),
            entry("io.run", List.of("io.files", "model")),
            entry("io.schema", List.of("model")),
            entry(
                    "io.store",
                    List.of("io.files", "io.parquet", "io.run", "io.schema", "io.table", "io.write", "model")),
            entry("io.table", List.of("io.files", "io.listing", "io.parquet", "io.schema", "io.text", "model")),
            entry("io.text", List.of("io.schema", "model")),
            entry("io.write", List.of("io.files", "io.run", "io.schema")),
            entry(
                    "job",
                    List.of(
                            "failure",
                            "job.audit",
                            "job.cli",
                            "job.export",
                            "job.learn",
                            "job.settle",
                            "job.study",
                            "job.sweep",
                            "job.tools",
                            "model")),
            entry(
                    "job.audit",
                    List.of(
                            "api",
                            "api.settings",
                            "engine.audit",
                            "io.gate",
                            "io.listing",
                            "io.run",
                            "io.write",
                            "job.cli",
                            "job.progress",
                            "job.run",
                            "model",
                            "report.audit",
                            "setting")),
            entry("job.cli", List.of("failure", "io.files", "io.run", "model", "report.text", "setting")),
            entry(
                    "job.export",
                    List.of(
                            "api",
                            "api.settings",
                            "io.gate",
                            "io.run",
                            "job.cli",
                            "job.progress",
                            "job.run",
                            "model",
                            "setting")),
            entry(
                    "job.learn",
                    List.of(
                            "api",
                            "api.settings",
                            "engine.learn",
                            "engine.text",
                            "io.gate",
                            "io.listing",
                            "io.schema",
                            "job.cli",
                            "job.progress",
                            "job.run",
                            "model",
                            "setting")),
            entry("job.progress", List.of("engine.runtime", "job.cli", "model")),
            entry(
                    "job.run",
                    List.of(
                            "api",
                            "api.publish",
                            "api.settings",
                            "engine.pack",
                            "engine.runtime",
                            "failure",
                            "io.files",
                            "io.gate",
                            "io.listing",
                            "io.run",
                            "io.schema",
                            "io.store",
                            "job.cli",
                            "job.progress",
                            "job.session",
                            "model",
                            "setting")),
            entry("job.session", List.of("engine.runtime", "failure", "io.run", "job.cli", "model", "session")),
            entry(
                    "job.settle",
                    List.of(
                            "api",
                            "api.publish",
                            "api.settings",
                            "engine.runtime",
                            "io.files",
                            "io.gate",
                            "io.listing",
                            "io.run",
                            "io.schema",
                            "io.write",
                            "job.cli",
                            "job.progress",
                            "job.run",
                            "job.session",
                            "mechanism.payment",
                            "model",
                            "report.settlement",
                            "setting")),
            entry(
                    "job.study",
                    List.of(
                            "api.settings",
                            "engine.pack",
                            "engine.runtime",
                            "engine.study",
                            "io.gate",
                            "io.listing",
                            "io.run",
                            "job.cli",
                            "job.progress",
                            "job.run",
                            "model",
                            "report.study",
                            "setting",
                            "study")),
            entry(
                    "job.sweep",
                    List.of(
                            "api",
                            "api.settings",
                            "job.cli",
                            "job.progress",
                            "job.run",
                            "model",
                            "report.frontier",
                            "setting")),
            entry(
                    "job.tools",
                    List.of(
                            "api",
                            "api.settings",
                            "io.run",
                            "job.cli",
                            "job.progress",
                            "job.session",
                            "model",
                            "population",
                            "setting")),
            entry("json", List.of()),
            entry("kept", List.of()),
            entry("learn.choice", List.of("model", "numeric")),
            entry("learn.linear", List.of("learn.choice", "numeric")),
            entry(
                    "mechanism.attack",
                    List.of(
                            "divergence",
                            "mechanism.payment",
                            "model",
                            "numeric",
                            "policy",
                            "policy.linear",
                            "policy.mixture",
                            "policy.search")),
            entry("mechanism.money", List.of("model")),
            entry("mechanism.payment", List.of("divergence", "model", "numeric")),
            entry("model", List.of()),
            entry("numeric", List.of()),
            entry("optim", List.of()),
            entry("policy", List.of("numeric")),
            entry("policy.linear", List.of("divergence", "numeric", "policy")),
            entry("policy.mixture", List.of("divergence", "model", "numeric", "optim")),
            entry("policy.search", List.of("divergence", "model", "numeric", "optim", "policy", "policy.linear")),
            entry("population", List.of("model", "numeric")),
            entry("report.audit", List.of("model", "report.chart", "report.text")),
            entry("report.chart", List.of("model", "report.text")),
            entry("report.frontier", List.of("model", "report.chart", "report.text")),
            entry("report.runs", List.of("model", "report.text")),
            entry("report.settlement", List.of("model", "report.chart", "report.text")),
            entry("report.study", List.of("model", "report.chart", "report.text")),
            entry("report.text", List.of("json", "model")),
            entry("session", List.of("engine.runtime", "model")),
            entry("setting", List.of("model")),
            entry("sql", List.of("api", "io.files", "io.run", "io.schema", "model", "setting")),
            entry(
                    "study",
                    List.of("divergence", "mechanism.attack", "mechanism.payment", "model", "numeric", "policy")));

    private static final List<String> WITH_SPARK =
            List.of("io", "failure", "kept", "session", "engine", "api", "sql", "job");

    @TestFactory
    List<DynamicTest> arrowsPointDown() {
        List<DynamicTest> tests = new ArrayList<>();
        MAY_IMPORT.forEach((room, below) -> {
            String[] forbidden = MAY_IMPORT.keySet().stream()
                    .filter(other -> !other.equals(room) && !below.contains(other))
                    .map(other -> ROOT + other)
                    .toArray(String[]::new);
            tests.add(DynamicTest.dynamicTest(
                    room,
                    () -> noClasses()
                            .that()
                            .resideInAPackage(ROOT + room)
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(forbidden)
                            .check(HOUSE)));
        });
        return tests;
    }

    /** An arrow that nobody needs any more is taken off the map. */
    @Test
    void everyArrowIsUsed() {
        Map<String, Set<String>> drawn = new TreeMap<>();
        HOUSE.forEach(one -> drawn.computeIfAbsent(one.getPackageName(), room -> new TreeSet<>())
                .addAll(one.getDirectDependenciesFromSelf().stream()
                        .map(arrow ->
                                arrow.getTargetClass().getBaseComponentType().getPackageName())
                        .toList()));
        assertThat(MAY_IMPORT)
                .allSatisfy((room, below) -> assertThat(drawn.get(ROOT + room))
                        .as(room)
                        .containsAll(below.stream().map(other -> ROOT + other).toList()));
    }

    @Test
    void roomsAreFreeOfCycles() {
        slices().matching("dev.candor.(*).(*)..").should().beFreeOfCycles().check(HOUSE);
        slices().matching("dev.candor.(*)..").should().beFreeOfCycles().check(HOUSE);
    }

    @TestFactory
    List<DynamicTest> doorPlatesSayTheSame() {
        return MAY_IMPORT.entrySet().stream()
                .map(room -> DynamicTest.dynamicTest(
                        room.getKey(),
                        () -> assertThat(plate(room.getKey()))
                                .contains("<p>May import: "
                                        + (room.getValue().isEmpty()
                                                ? "nothing of this house"
                                                : String.join(", ", room.getValue()))
                                        + ".")))
                .toList();
    }

    /** The text of a package-info, on one line. */
    private static String plate(String room) throws IOException {
        Path file = Launched.home().resolve("src/main/java/" + (ROOT + room).replace('.', '/') + "/package-info.java");
        return Files.readString(file).replaceAll("\\s*\\n \\* ?", " ").replaceAll(" +", " ");
    }

    @Test
    void sparkStaysInItsRooms() {
        String[] withSpark = WITH_SPARK.stream().map(room -> ROOT + room + "..").toArray(String[]::new);
        noClasses()
                .that()
                .resideOutsideOfPackages(withSpark)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "scala..")
                .check(HOUSE);
    }

    @Test
    void everyRoomIsListed() {
        noClasses()
                .that()
                .doNotHaveSimpleName("package-info")
                .should()
                .resideOutsideOfPackages(
                        MAY_IMPORT.keySet().stream().map(room -> ROOT + room).toArray(String[]::new))
                .check(HOUSE);
    }

    @Test
    void noDrawers() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..common..", "..impl..", "..helper..")
                .check(HOUSE);
    }

    /** Math.exp and friends may differ between machines; a settlement is the same bytes everywhere. */
    @Test
    void elementaryFunctionsAreStrict() {
        for (String function : List.of("exp", "log", "pow", "sin", "cos", "tan", "log10", "cbrt")) {
            noClasses()
                    .should()
                    .callMethodWhere(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                                    com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner(
                                            com.tngtech.archunit.base.DescribedPredicate.describe(
                                                    "java.lang.Math",
                                                    owner -> owner.getName().equals("java.lang.Math"))))
                            .and(com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                                    com.tngtech.archunit.core.domain.properties.HasName.Predicates.name(function))))
                    .check(HOUSE);
        }
    }
}
