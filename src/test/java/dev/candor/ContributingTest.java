package dev.candor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.io.schema.TableFormat;
import dev.candor.model.Divergence;
import dev.candor.model.PaymentRule;
import dev.candor.model.PolicyClass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The lists of files in docs/contributing.md are those that the code uses. */
class ContributingTest {
    private static final Path ROOT = Path.of("src/main/java/dev/candor");
    /** File → its code without comments and imports. */
    private static final Map<String, String> CODE = code();

    /** The heading, the list, and how a variable of it is called where a switch does not name its type. */
    static Stream<Arguments> lists() {
        return Stream.of(
                Arguments.of("A divergence", Divergence.class, "divergence"),
                Arguments.of("A policy class", PolicyClass.class, "policyClass"),
                Arguments.of("A payment rule", PaymentRule.class, "paymentRule"),
                Arguments.of("An input format", TableFormat.class, "format"));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void everyUseIsListed(String heading, Class<? extends Enum<?>> list, String variable) throws IOException {
        String section = section(heading);
        Set<String> uses = uses(list, variable);
        assertThat(uses).hasSizeGreaterThan(10);
        assertThat(files(section)).as("files of '" + heading + "'").containsAll(uses);
        String toCheck = section.substring(section.indexOf("Check these files"));
        assertThat(uses).as("uses").containsAll(files(toCheck.substring(0, toCheck.indexOf("\n\n"))));
    }

    /** Files that name the verb's job, action, settings or the verb itself; {@code result} is what its action returns. */
    @ParameterizedTest
    @CsvSource({"Sweep,sweep,Sweep", "Calibrate,calibrate,Boosts"})
    void everyFileOfAVerbIsListed(String name, String verb, String result) throws IOException {
        Pattern use = Pattern.compile("\\b" + name + "(Job|Action|Settings)\\b|\"" + verb + "\"");
        Predicate<String> listed = files(section("A verb")).stream()
                .map(file ->
                        file.replace("<Name>", name).replace("<name>", verb).replace("<Result>", result))
                .map(file -> Pattern.quote(file).replace("<room>", "\\E[a-z]+\\Q"))
                .map(file -> Pattern.compile(file).asMatchPredicate())
                .reduce(file -> false, Predicate::or);
        Set<String> uses = filesWith(code -> use.matcher(code).find());
        assertThat(uses).contains("job/Main.java", "api/" + name + "Action.java");
        assertThat(uses).allMatch(listed);
    }

    /** Names of a constant, cases of a switch, and questions for a property. */
    @Test
    void usesAreFound() {
        Pattern use = use(PaymentRule.class);
        assertThat(Stream.of("x = PaymentRule.NONE;", "if (rule.charges()) {", "if (rule.hasSurcharge()) {"))
                .allMatch(code -> use.matcher(code).find());
        assertThat(Stream.of("PaymentRule.of(name)", "OtherPaymentRule.NONE", "rule.commandName()", "bill.charges(x)"))
                .noneMatch(code -> use.matcher(code).find());
        assertThat(uses(PaymentRule.class, "paymentRule"))
                .contains(
                        "mechanism/payment/Surcharge.java",
                        "mechanism/attack/AuditedRule.java",
                        "engine/bill/PaymentTerms.java",
                        "report/text/Explanation.java");
    }

    private static Set<String> uses(Class<? extends Enum<?>> list, String variable) {
        Pattern use = use(list);
        Pattern mentioned = Pattern.compile("\\b(" + list.getSimpleName() + "|" + variable + ")\\b");
        Pattern cases = Pattern.compile("\\bcase (\\w+, )*(" + constants(list) + ")\\b");
        return filesWith(code -> use.matcher(code).find()
                || (mentioned.matcher(code).find() && cases.matcher(code).find()));
    }

    private static Pattern use(Class<? extends Enum<?>> list) {
        String properties = Arrays.stream(list.getDeclaredMethods())
                .filter(method -> method.getReturnType() == boolean.class && method.getParameterCount() == 0)
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .map(Method::getName)
                .collect(Collectors.joining("|"));
        String constant = "\\b" + list.getSimpleName() + "\\.(" + constants(list) + ")\\b";
        return Pattern.compile(properties.isEmpty() ? constant : constant + "|\\.(" + properties + ")\\(\\)");
    }

    private static String constants(Class<? extends Enum<?>> list) {
        return Arrays.stream(list.getEnumConstants()).map(Enum::name).collect(Collectors.joining("|"));
    }

    private static Set<String> filesWith(Predicate<String> matching) {
        return CODE.entrySet().stream()
                .filter(file -> matching.test(file.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> files(String text) {
        return Pattern.compile("`([\\w/<>]+\\.java)`")
                .matcher(text)
                .results()
                .map((MatchResult file) -> file.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String section(String heading) throws IOException {
        String page = Files.readString(Path.of("docs/contributing.md"));
        String from = page.substring(page.indexOf("\n### " + heading + "\n") + 5);
        return from.substring(0, from.indexOf("\n##"));
    }

    private static Map<String, String> code() {
        Map<String, String> code = new TreeMap<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                code.put(
                        ROOT.relativize(file).toString(),
                        Files.readString(file).replaceAll("(?s)/\\*.*?\\*/|//[^\\n]*|(?m)^import [^\\n]*", ""));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return code;
    }
}
