package dev.candor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** No code asks where it runs: a settlement is the same bytes in every country. */
class SamePlaceTest {
    private static final Set<String> FORMATS = Set.of(
            "java.lang.String.format",
            "java.lang.String.formatted",
            "java.lang.String.toLowerCase",
            "java.lang.String.toUpperCase",
            "java.io.PrintStream.printf",
            "java.io.PrintStream.format",
            "java.io.PrintWriter.printf",
            "java.io.PrintWriter.format",
            "java.util.Formatter.<init>",
            "java.text.MessageFormat.<init>",
            "java.text.SimpleDateFormat.<init>",
            "java.text.NumberFormat.getInstance",
            "java.text.NumberFormat.getIntegerInstance",
            "java.text.NumberFormat.getPercentInstance",
            "java.text.Collator.getInstance",
            "java.time.format.DateTimeFormatter.ofPattern",
            "java.time.format.DateTimeFormatterBuilder.toFormatter");

    private static final Set<String> NO_CHARSET = Set.of(
            "java.lang.String.<init>",
            "java.lang.String.getBytes",
            "java.io.InputStreamReader.<init>",
            "java.io.OutputStreamWriter.<init>",
            "java.io.PrintStream.<init>",
            "java.io.FileReader.<init>",
            "java.io.FileWriter.<init>",
            "java.util.Scanner.<init>");

    private static final Set<String> CHARACTER_SOURCES =
            Set.of("[B", "java.io.InputStream", "java.io.OutputStream", "java.io.File");

    private static final Set<String> NEVER = Set.of(
            "java.util.Locale.getDefault",
            "java.text.MessageFormat.format",
            "java.text.DecimalFormat.<init>",
            "java.text.DecimalFormatSymbols.getInstance",
            "java.nio.charset.Charset.defaultCharset",
            "java.time.ZoneId.systemDefault",
            "java.time.LocalDate.now",
            "java.time.LocalDateTime.now",
            "java.time.ZonedDateTime.now",
            "java.util.TimeZone.getDefault",
            "java.util.Calendar.getInstance");

    /** Calls whose outcome depends on where they run: the locale, the time zone, the character set of the process. */
    private static final DescribedPredicate<JavaAccess<?>> OF_THIS_PLACE =
            DescribedPredicate.describe("take the locale, time zone or character set of the process", access -> {
                if (!(access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget call)) {
                    return false;
                }
                List<String> parameters = call.getRawParameterTypes().stream()
                        .map(JavaClass::getName)
                        .toList();
                String target = call.getOwner().getName() + "." + call.getName();
                boolean bytes = parameters.isEmpty() || CHARACTER_SOURCES.contains(parameters.get(0));
                boolean named = parameters.contains("java.lang.String")
                        || parameters.stream().anyMatch(type -> type.startsWith("java.nio.charset."));
                return (FORMATS.contains(target) && !parameters.contains("java.util.Locale"))
                        || (NO_CHARSET.contains(target) && bytes && !named)
                        || NEVER.contains(target);
            });

    @Test
    void nothingDependsOnTheLocaleOfTheProcess() {
        JavaClasses bench = new ClassFileImporter().importPackages("dev.candor.bench");
        JavaClasses house = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.candor");
        for (JavaClasses classes : List.of(house, bench)) {
            noClasses().should().accessTargetWhere(OF_THIS_PLACE).check(classes);
        }
    }

    /** The rule sees what it forbids, as a call and as a reference to a method. */
    @Test
    void theRuleOfTheLocaleSeesEachKind() {
        JavaClasses offenders = new ClassFileImporter().importClasses(Offenders.class);
        EvaluationResult found =
                noClasses().should().accessTargetWhere(OF_THIS_PLACE).evaluate(offenders);
        assertThat(found.getFailureReport().getDetails()).hasSize(9);
    }

    @SuppressWarnings({
        "unused",
        "DefaultCharset",
        "StringCaseLocaleUsage",
        "AnnotateFormatMethod",
        "JavaTimeDefaultTimeZone"
    })
    private static final class Offenders {
        static List<Object> all(byte[] bytes, String text) {
            System.out.printf("%d", 1);
            return List.of(
                    String.format("%d", 1),
                    "%d".formatted(1),
                    text.toLowerCase(),
                    java.util.Optional.of(text).map(String::toUpperCase),
                    new String(bytes),
                    text.getBytes(),
                    java.time.ZoneId.systemDefault(),
                    java.time.format.DateTimeFormatter.ofPattern("d"),
                    String.format(java.util.Locale.ROOT, "%d", 1),
                    text.toUpperCase(java.util.Locale.ROOT),
                    new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
        }
    }
}
