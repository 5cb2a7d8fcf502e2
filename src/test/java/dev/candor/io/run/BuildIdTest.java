package dev.candor.io.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildIdTest {
    @TempDir
    Path folder;

    @Test
    void currentNamesVersionCodeAndSpark() {
        assertThat(BuildId.current())
                .matches(".+\\+[0-9a-f]{32}\\.spark-4\\..+")
                .isEqualTo(BuildId.current());
    }

    @Test
    void timesCompressionAndOrderOfAJarDoNotCount() throws IOException {
        List<String> names = List.of("dev/candor/A.class", "dev/candor/job/B.class");
        List<String> reversed = List.of("dev/candor/job/B.class", "dev/candor/A.class");
        String hash = BuildId.codeHash(jar("one.jar", names, 1, ""));
        assertThat(BuildId.codeHash(jar("two.jar", reversed, 9, ""))).isEqualTo(hash);
        assertThat(BuildId.codeHash(classes("classes", names))).isEqualTo(hash);
    }

    @Test
    void everyFileOfOursCountsAndNothingElse() throws IOException {
        List<String> names = List.of("dev/candor/A.class", "dev/candor/report/page.html");
        String hash = BuildId.codeHash(jar("one.jar", names, 1, ""));
        assertThat(BuildId.codeHash(jar("other.jar", names, 1, "changed"))).isNotEqualTo(hash);
        assertThat(BuildId.codeHash(jar("less.jar", names.subList(0, 1), 1, "")))
                .isNotEqualTo(hash);
        assertThat(BuildId.codeHash(
                        jar("more.jar", List.of(names.get(0), names.get(1), "META-INF/MANIFEST.MF"), 1, "")))
                .isEqualTo(hash);
    }

    private Path jar(String file, List<String> names, int level, String suffix) throws IOException {
        Path path = folder.resolve(file);
        try (OutputStream out = Files.newOutputStream(path);
                ZipOutputStream jar = new ZipOutputStream(out)) {
            jar.setLevel(level);
            for (String name : names) {
                ZipEntry entry = new ZipEntry(name);
                entry.setTime(level * 1_000_000_000_000L);
                jar.putNextEntry(entry);
                jar.write((name + suffix).getBytes(StandardCharsets.UTF_8));
            }
        }
        return path;
    }

    private Path classes(String directory, List<String> names) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        names.forEach(name -> files.put(name, folder.resolve(directory).resolve(name)));
        for (Map.Entry<String, Path> file : files.entrySet()) {
            Files.createDirectories(file.getValue().getParent());
            Files.writeString(file.getValue(), file.getKey());
        }
        return folder.resolve(directory);
    }
}
