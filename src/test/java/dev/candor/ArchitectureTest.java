package dev.candor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The layering of the house: which room may import which. */
class ArchitectureTest {
    private static final String ROOT = "dev.candor.";

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.candor");

    /** Room → the rooms it may import besides itself. */
    static final Map<String, List<String>> MAY_IMPORT = Map.ofEntries(
            entry("model", List.of()),
            entry("numeric", List.of()),
            entry("embedding", List.of("model")),
            entry("divergence", List.of("numeric")),
            entry("optim", List.of("numeric")),
            entry("policy", List.of("model", "numeric", "divergence", "optim")),
            entry("mechanism", List.of("model", "numeric", "divergence", "policy")),
            entry("population", List.of("model", "numeric")),
            entry("learn", List.of("model", "numeric")),
            entry("study", List.of("model", "numeric", "divergence", "policy", "mechanism")),
            entry("io", List.of("model")),
            entry(
                    "engine",
                    List.of(
                            "model",
                            "numeric",
                            "divergence",
                            "optim",
                            "policy",
                            "mechanism",
                            "population",
                            "learn",
                            "study",
                            "embedding",
                            "io")),
            entry("report", List.of("model")),
            entry(
                    "api",
                    List.of(
                            "model",
                            "numeric",
                            "divergence",
                            "optim",
                            "policy",
                            "mechanism",
                            "population",
                            "learn",
                            "study",
                            "embedding",
                            "io",
                            "engine",
                            "report")),
            entry(
                    "job",
                    List.of(
                            "model",
                            "numeric",
                            "divergence",
                            "optim",
                            "policy",
                            "mechanism",
                            "population",
                            "learn",
                            "study",
                            "embedding",
                            "io",
                            "engine",
                            "report",
                            "api")));

    private static final List<String> WITH_SPARK = List.of("io", "engine", "api", "job");

    @TestFactory
    List<DynamicTest> arrowsPointDown() {
        List<DynamicTest> tests = new ArrayList<>();
        MAY_IMPORT.forEach((room, below) -> {
            String[] forbidden = MAY_IMPORT.keySet().stream()
                    .filter(other -> !other.equals(room) && !below.contains(other))
                    .map(other -> ROOT + other + "..")
                    .toArray(String[]::new);
            if (forbidden.length > 0) {
                tests.add(DynamicTest.dynamicTest(
                        room,
                        () -> noClasses()
                                .that()
                                .resideInAPackage(ROOT + room + "..")
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage(forbidden)
                                .allowEmptyShould(true)
                                .check(HOUSE)));
            }
        });
        return tests;
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
                .should()
                .resideOutsideOfPackages(MAY_IMPORT.keySet().stream()
                        .map(room -> ROOT + room + "..")
                        .toArray(String[]::new))
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
