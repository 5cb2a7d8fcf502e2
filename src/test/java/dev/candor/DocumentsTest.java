package dev.candor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.divergence.Divergences;
import dev.candor.model.ExitCode;
import dev.candor.model.RejectReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents name what the code has. */
class DocumentsTest {
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
        for (String name : Divergences.names()) {
            assertThat(read("docs/mathematics.md")).contains("| `" + name + "` |");
        }
    }

    /** The table of rooms is the map that the architecture is held to. */
    @Test
    void architectureNamesWhatEveryRoomMayImport() throws IOException {
        Matcher row = Pattern.compile("(?m)^\\| `([a-z]+)` \\| ([^|]+) \\| .* \\|$").matcher(read("docs/architecture.md"));
        Map<String, Set<String>> said = new LinkedHashMap<>();
        while (row.find()) {
            if (ArchitectureTest.MAY_IMPORT.containsKey(row.group(1))) {
                said.put(row.group(1), row.group(2).equals("all above") ? Set.copyOf(said.keySet()) : quoted(row.group(2)));
            }
        }
        assertThat(said).hasSameSizeAs(ArchitectureTest.MAY_IMPORT);
        ArchitectureTest.MAY_IMPORT.forEach(
                (room, below) -> assertThat(said.get(room)).as(room).isEqualTo(Set.copyOf(below)));
    }

    private static Set<String> quoted(String cell) {
        return Pattern.compile("`([a-z]+)`")
                .matcher(cell)
                .results()
                .map(name -> name.group(1))
                .collect(Collectors.toSet());
    }

    /** Classes and files that are named are there. */
    @Test
    void namedFilesExist() throws IOException {
        Set<String> classes = namesBelow("src/main/java");
        classes.addAll(namesBelow("src/test/java"));
        Matcher named = Pattern.compile("`([A-Z][A-Za-z0-9]+)`").matcher(read("docs/architecture.md"));
        while (named.find()) {
            assertThat(classes).contains(named.group(1) + ".java");
        }
        Matcher path = Pattern.compile("`([a-z]+/[A-Za-z0-9]+\\.java)`").matcher(read("docs/contributing.md"));
        int paths = 0;
        for (; path.find(); paths++) {
            String file = path.group(1);
            assertThat(Stream.of("src/main/java/dev/candor", "src/test/java/dev/candor"))
                    .as(file)
                    .anyMatch(root -> Files.exists(Path.of(root, file)));
        }
        assertThat(paths).isGreaterThan(50);
    }

    private static Set<String> namesBelow(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(HashSet::new));
        }
    }
}
