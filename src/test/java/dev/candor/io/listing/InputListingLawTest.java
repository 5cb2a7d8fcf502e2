package dev.candor.io.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.candor.io.schema.InputTable;
import dev.candor.io.table.TableFiles;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;

/** The reader reads what the manifest lists, and both what is there: for random folder trees. */
@Tag("long")
class InputListingLawTest {
    private static final Configuration HADOOP = new Configuration();

    @Property(tries = 80, shrinking = ShrinkingMode.OFF)
    void readerAndManifestListTheFilesThatAreThere(@ForAll long seed) throws IOException {
        Path folder = Files.createTempDirectory("listing");
        try {
            Path root = folder.resolve("table");
            RandomFolder made =
                    RandomFolder.in(root, Files.createDirectories(folder.resolve("elsewhere")), new Random(seed));
            Statistics.collect(Tuple.of(made.troubled, made.partitioned, made.files.isEmpty()));
            for (String place : List.of(root.toString(), root + "/*", "file:" + root)) {
                check(place, made);
            }
        } finally {
            FileUtil.fullyDelete(folder.toFile());
        }
    }

    private static void check(String place, RandomFolder made) {
        if (made.troubled || made.files.isEmpty()) {
            UserException listed =
                    catchThrowableOfType(UserException.class, () -> InputListing.files(place, "reports", HADOOP));
            UserException read = catchThrowableOfType(UserException.class, () -> reader(place));
            assertThat(listed).as(place).isNotNull();
            assertThat(listed.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
            assertThat(read).hasMessage(listed.getMessage());
            return;
        }
        List<String> listed = InputListing.files(place, "reports", HADOOP).stream()
                .map(file -> file.getPath().toUri().getPath())
                .toList();
        assertThat(new TreeSet<>(listed)).isEqualTo(made.files);
        assertThat(listed).doesNotHaveDuplicates();
        SortedSet<String> full = new TreeSet<>(made.files);
        full.removeAll(made.empty);
        if (full.isEmpty() || made.partitioned) {
            assertThat(catchThrowableOfType(UserException.class, () -> reader(place)))
                    .hasMessageContaining(full.isEmpty() ? "is empty (0 bytes" : "agent_id");
        } else {
            assertThat(reader(place)).containsExactlyInAnyOrderElementsOf(full);
        }
    }

    private static List<String> reader(String place) {
        return TableFiles.below(place, InputTable.REPORTS, Optional.empty(), HADOOP).paths().stream()
                .map(path -> path.toUri().getPath())
                .toList();
    }
}
