package dev.candor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.model.Divergence;
import dev.candor.model.ExitCode;
import dev.candor.model.RejectReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documents name what the code has. */
class DocumentsTest {
    private static final int MOST_OF_A_LINE = 120;
    private static final int MOST_OF_A_CELL = 160;

    private static String read(String document) throws IOException {
        return Files.readString(Path.of(document));
    }

    @Test
    void inputNamesEveryReason() throws IOException {
        String input = read("docs/input.md");
        for (RejectReason reason : RejectReason.values()) {
            assertThat(input).contains("| `" + reason.name() + "` | " + reason.text() + " | " + reason.remedy() + " |");
        }
    }

    @Test
    void operationsNamesEveryExitCode() throws IOException {
        for (ExitCode code : ExitCode.values()) {
            assertThat(read("docs/operations.md")).contains("| " + code.code() + " | ");
        }
    }

    @Test
    void mathematicsNamesEveryDivergence() throws IOException {
        for (String name : Divergence.names()) {
            assertThat(read("docs/mathematics.md")).contains("| `" + name + "` |");
        }
    }

    @Test
    void architectureNamesEveryRoom() throws IOException {
        Set<String> said = Pattern.compile("(?m)^\\| `([a-z.]+)` \\| [^|]+ \\|$")
                .matcher(read("docs/architecture.md"))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toSet());
        assertThat(said).containsAll(ArchitectureTest.MAY_IMPORT.keySet());
    }

    /** Classes and files that are named are there. */
    @Test
    void namedFilesExist() throws IOException {
        Set<String> classes = namesBelow("src/main/java");
        classes.addAll(namesBelow("src/test/java"));
        classes.addAll(namesBelow("src/bench/java"));
        Matcher named = Pattern.compile("`([A-Z][A-Za-z0-9]+)`").matcher(read("docs/architecture.md"));
        while (named.find()) {
            assertThat(classes).contains(named.group(1) + ".java");
        }
        Matcher path = Pattern.compile("`([a-z/]+/[A-Za-z0-9]+\\.java)`").matcher(read("docs/contributing.md"));
        int paths = 0;
        for (; path.find(); paths++) {
            String file = path.group(1);
            assertThat(Stream.of("src/main/java/dev/candor", "src/test/java/dev/candor"))
                    .as(file)
                    .anyMatch(root -> Files.exists(Path.of(root, file)));
        }
        assertThat(paths).isGreaterThan(50);
    }

    /** Lines end before a screen does; tables and code may be wider, a table's cell not much. */
    @ParameterizedTest
    @MethodSource("documents")
    void linesAreShort(Path document) throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (String line : withoutCode(document)) {
            if (line.strip().startsWith("|")) {
                Stream.of(line.strip().split("(?<!\\\\)\\|", -1))
                        .filter(cell -> length(cell.strip()) > MOST_OF_A_CELL)
                        .forEach(tooLong::add);
            } else if (length(line) > MOST_OF_A_LINE) {
                tooLong.add(line);
            }
        }
        assertThat(tooLong).isEmpty();
    }

    /** What a link leads to is there: the file, and in it the heading. */
    @ParameterizedTest
    @MethodSource("documents")
    void linksResolve(Path document) throws IOException {
        List<String> broken = new ArrayList<>();
        Matcher link = Pattern.compile("\\]\\(([^)\\s]+)\\)").matcher(String.join("\n", withoutCode(document)));
        while (link.find()) {
            String[] target = link.group(1).split("#", 2);
            if (target[0].matches("[a-z]+:.*")) {
                continue;
            }
            Path file = target[0].isEmpty() ? document : document.resolveSibling(target[0]);
            if (!Files.exists(file) || (target.length == 2 && !anchors(file).contains(target[1]))) {
                broken.add(link.group(1));
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void lawsOfDocumentsCanFail() throws IOException {
        assertThat(documents()).hasSizeGreaterThan(15);
        assertThat(anchors(Path.of("docs/learning.md"))).contains("δ", "few-ratings-an-agent-low-rank");
        assertThat(withoutCode(Path.of("README.md")))
                .anyMatch(line -> line.startsWith("| `jobs/settle` |"))
                .noneMatch(line -> line.contains("jobs/quickstart     #"))
                .noneMatch(line -> line.startsWith("Settled 60 agents"));
    }

    static List<Path> documents() throws IOException {
        try (Stream<Path> pages = Files.walk(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of("README.md", "CHANGELOG.md", "data/README.md")
                                    .map(Path::of),
                            pages.filter(page -> page.toString().endsWith(".md"))
                                    .sorted())
                    .toList();
        }
    }

    /** Without blocks that are fenced or indented by four. */
    private static List<String> withoutCode(Path document) throws IOException {
        List<String> text = new ArrayList<>();
        boolean code = false;
        for (String line : Files.readAllLines(document)) {
            if (line.startsWith("```")) {
                code = !code;
            } else if (!code && !line.startsWith("    ")) {
                text.add(line);
            }
        }
        return text;
    }

    /** As GitHub makes them of headings. */
    private static Set<String> anchors(Path document) throws IOException {
        return withoutCode(document).stream()
                .filter(line -> line.matches("#+ .*"))
                .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static Set<String> namesBelow(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(HashSet::new));
        }
    }
}
