package dev.candor.io.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.io.files.InputFile;
import dev.candor.io.files.Sha256;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;

class FingerprintTest {
    @Property(tries = 200)
    void orderOfKeysAndFilesIsIrrelevant(
            @ForAll @Size(max = 6) Map<String, String> config,
            @ForAll @Size(max = 6) List<String> contents,
            @ForAll Random random) {
        List<Map.Entry<String, String>> entries = new ArrayList<>(config.entrySet());
        Collections.shuffle(entries, random);
        Map<String, String> shuffledConfig = new LinkedHashMap<>();
        entries.forEach(entry -> shuffledConfig.put(entry.getKey(), entry.getValue()));
        List<String> shuffledContents = new ArrayList<>(contents);
        Collections.shuffle(shuffledContents, random);
        assertThat(of(shuffledConfig, Map.of("reports", shuffledContents)))
                .isEqualTo(of(config, Map.of("reports", contents)));
    }

    @Property(tries = 200)
    void everySettingCounts(@ForAll @NotEmpty Map<String, String> config, @ForAll String other, @ForAll Random random) {
        String key = new ArrayList<>(config.keySet()).get(random.nextInt(config.size()));
        Assume.that(!config.get(key).equals(other));
        Map<String, String> changed = new TreeMap<>(config);
        changed.put(key, other);
        Map<String, String> removed = new TreeMap<>(config);
        removed.remove(key);
        assertThat(List.of(of(config, Map.of()), of(changed, Map.of()), of(removed, Map.of())))
                .doesNotHaveDuplicates();
    }

    /** Where one text ends and the next begins cannot be confused. */
    @Property(tries = 200)
    void boundariesCount(@ForAll @NotEmpty String first, @ForAll @NotEmpty String second) {
        Assume.that(!first.equals(second));
        assertThat(List.of(
                        of(Map.of(first, second), Map.of()),
                        of(Map.of(first + second, ""), Map.of()),
                        of(Map.of("", first + second), Map.of()),
                        of(Map.of(), Map.of(first, List.of(second))),
                        of(Map.of(), Map.of(first, List.of(), second, List.of("x"))),
                        of(Map.of(), Map.of(first, List.of(second, second)))))
                .doesNotHaveDuplicates();
    }

    @Example
    void tablesAreNotInterchangeable() {
        assertThat(of(Map.of(), Map.of("reports", List.of("x"), "agents", List.of("y"))))
                .isNotEqualTo(of(Map.of(), Map.of("reports", List.of("y"), "agents", List.of("x"))));
    }

    @Example
    void placeLengthAndTimeAreIrrelevant() {
        String content = Sha256.of(new byte[] {1});
        assertThat(of(new InputFile("file:/a/x.csv", 1, 2, content)))
                .isEqualTo(of(new InputFile("hdfs://b/y.csv", 1, 3, content)));
    }

    @Example
    void buildAndSchemaCount() {
        TreeMap<String, String> config = new TreeMap<>();
        TreeMap<String, List<InputFile>> inputs = new TreeMap<>();
        assertThat(List.of(
                        new Fingerprint(1, "b", config, inputs).value(),
                        new Fingerprint(2, "b", config, inputs).value(),
                        new Fingerprint(1, "c", config, inputs).value()))
                .doesNotHaveDuplicates()
                .allMatch(value -> value.matches("[0-9a-f]{64}"));
    }

    /** Directories are published under the value: it must not change unless {@code SCHEMA_VERSION} does.
     * Computed by another program from the definition. */
    @Example
    void valueIsTheSameInEveryBuild() {
        assertThat(of(Map.of("lambda", "1.0"), Map.of("reports", List.of("content"))))
                .isEqualTo("a944f88b7c631a41eb5d64a517a5fabcac50cb6f1e1d12e1b6f3c75cecd54678");
    }

    @Example
    void passwordsInUrisAreNotKept() {
        InputFile file = new InputFile("s3a://KEY:SECRET@bucket/a@b.csv", 1, 2, Sha256.of(new byte[0]));
        assertThat(file.path()).isEqualTo("s3a://bucket/a@b.csv");
    }

    @Example
    void inputsCannotBeChangedAfterwards() {
        TreeMap<String, List<InputFile>> inputs = new TreeMap<>();
        Fingerprint fingerprint = new Fingerprint(1, "b", new TreeMap<>(), inputs);
        inputs.put("reports", List.of());
        assertThat(fingerprint.inputs()).isEmpty();
        assertThatThrownBy(() -> fingerprint.config().put("a", "b")).isInstanceOf(UnsupportedOperationException.class);
    }

    private static String of(InputFile file) {
        return new Fingerprint(1, "b", new TreeMap<>(), new TreeMap<>(Map.of("reports", List.of(file)))).value();
    }

    private static String of(Map<String, String> config, Map<String, List<String>> contents) {
        TreeMap<String, List<InputFile>> inputs = new TreeMap<>();
        contents.forEach((table, texts) -> inputs.put(
                table,
                texts.stream()
                        .map(text -> new InputFile(
                                "file:/" + texts.indexOf(text),
                                1,
                                0,
                                new Sha256().text(text).hex()))
                        .toList()));
        return new Fingerprint(1, "b", new TreeMap<>(config), inputs).value();
    }
}
