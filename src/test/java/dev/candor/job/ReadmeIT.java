package dev.candor.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.Launched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's example of five rows, typed as it stands there, prints what the README says. */
class ReadmeIT {
    private static final Pattern TABLE = Pattern.compile("cat > (\\S+) <<END\n(.*?)END\n", Pattern.DOTALL);
    private static final Pattern COMMAND = Pattern.compile("^jobs/(settle .*)", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Set<String> PLACES = Set.of("--reports", "--candidates", "--agents", "--output");

    @Test
    void exampleOfFiveRows(@TempDir Path folder) throws IOException {
        List<String> blocks = indentedBlocks(
                Files.readString(Launched.home().resolve("README.md")).split("\n## ", -1)[1]);
        Matcher table = TABLE.matcher(blocks.get(0));
        int tables = 0;
        while (table.find()) {
            Files.writeString(folder.resolve(table.group(1)), table.group(2));
            tables++;
        }
        assertThat(tables).isEqualTo(3);

        VerbRun ran = VerbRun.job(command(blocks.get(0), folder)).isDone();

        assertThat(blocks.get(1)).startsWith("Settled 3 agents").contains("94.94", "34.58", "3.22");
        assertThat(ran.out().strip()).startsWith(blocks.get(1).strip());
        assertThat(probability(folder, "formal")).isCloseTo(0.592, within());
        assertThat(probability(folder, "friendly")).isCloseTo(0.359, within());
        assertThat(probability(folder, "brief")).isCloseTo(0.049, within());
    }

    private static Offset<Double> within() {
        return Offset.offset(0.0005);
    }

    private static List<String> command(String block, Path folder) {
        Matcher command = COMMAND.matcher(block);
        assertThat(command.find()).isTrue();
        List<String> words = new ArrayList<>();
        String before = "";
        for (String word : command.group(1).replace("\\\n", " ").strip().split("\\s+", -1)) {
            words.add(PLACES.contains(before) ? folder.resolve(word).toString() : word);
            before = word;
        }
        return words;
    }

    private static double probability(Path folder, String candidate) throws IOException {
        try (var files = Files.list(folder.resolve("run/policy"))) {
            Path only = files.filter(file -> file.toString().endsWith(".csv"))
                    .findFirst()
                    .orElseThrow();
            return Files.readAllLines(only).stream()
                    .map(line -> line.split(",", -1))
                    .filter(cells -> cells[1].equals(candidate))
                    .mapToDouble(cells -> Double.parseDouble(cells[3]))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** The code blocks of a section that are indented by four spaces, without the indentation. */
    private static List<String> indentedBlocks(String section) {
        List<String> blocks = new ArrayList<>();
        StringBuilder block = new StringBuilder();
        for (String line : section.split("\n", -1)) {
            if (line.startsWith("    ") || (line.isEmpty() && !block.isEmpty())) {
                block.append(line.isEmpty() ? "" : line.substring(4)).append('\n');
            } else if (!block.isEmpty()) {
                blocks.add(block.toString());
                block.setLength(0);
            }
        }
        return blocks;
    }
}
