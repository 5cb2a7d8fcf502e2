package dev.candor.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.job.Main;
import dev.candor.setting.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/**
 * docs/settings.md says what the definitions say. {@code -Dcandor.rewrite=true} writes the page anew; a change of it that is
 * meant is committed with the definition.
 */
class SettingsPageTest {
    private static final Path PAGE = Path.of("docs", "settings.md");

    private static List<CommandSpec> commands() {
        return Main.verbs().stream()
                .map(verb -> Shell.command(
                                verb.getClass().getAnnotation(Command.class).name(), verb, new CommonOptions())
                        .getCommandSpec())
                .toList();
    }

    @Test
    void pageIsThatOfTheDefinitions() throws IOException {
        String rendered = new SettingsPage(commands()).render();
        if (Boolean.getBoolean("candor.rewrite")) {
            Files.writeString(PAGE, rendered);
        }
        assertThat(Files.readString(PAGE))
                .as("write it anew with -Dtest=SettingsPageTest -Dcandor.rewrite=true")
                .isEqualTo(rendered);
    }

    /** Every setting of every action is on the page, with its words and its default. */
    @Test
    void pageHasEverySetting() throws IOException {
        String page = Files.readString(PAGE).replaceAll("\\s+", " ");
        List<Setting<?>> settings = Main.verbs().stream()
                .flatMap(verb -> verb.values().settings().stream())
                .<Setting<?>>map(setting -> setting)
                .distinct()
                .toList();
        assertThat(settings).hasSizeGreaterThan(60).allSatisfy(setting -> {
            assertThat(setting.words()).as(setting.key()).isNotBlank();
            assertThat(page)
                    .contains("## `" + setting.key() + "` ")
                    .contains(setting.words().replaceAll("([<*])", "\\\\$1"));
            if (!setting.isSwitch()) {
                setting.fallback()
                        .ifPresent(text -> assertThat(page)
                                .containsPattern(String.format(
                                        Locale.ROOT, "\\[`%s`\\][^|]*\\|[^|]*\\| `%s` \\|", setting.key(), text)));
            }
        });
    }
}
