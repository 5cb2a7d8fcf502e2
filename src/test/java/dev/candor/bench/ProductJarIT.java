package dev.candor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.Launched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** Neither the harness nor a peer reaches those who run Candor. */
class ProductJarIT {
    @Test
    void nothingOfTheBenchmarkIsInTheJar() throws IOException {
        try (JarFile jar =
                new JarFile(Launched.home().resolve("target/candor.jar").toFile())) {
            List<String> names = jar.stream().map(JarEntry::getName).toList();
            assertThat(names).contains("dev/candor/job/Main.class");
            assertThat(names).noneMatch(name -> name.contains("duckdb") || name.startsWith("dev/candor/bench"));
        }
    }

    @Test
    void nothingOfItIsOnTheClassPathOfTheJobs() throws IOException {
        Path embedded = Launched.home().resolve("target/embedded.classpath");
        assertThat(Files.readString(embedded)).contains("spark-core").doesNotContain("duckdb");
    }
}
