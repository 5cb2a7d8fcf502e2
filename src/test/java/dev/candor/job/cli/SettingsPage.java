package dev.candor.job.cli;

import dev.candor.setting.Setting;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** docs/settings.md, made of the definitions: a row of a table for each setting, then what each of them means. */
final class SettingsPage {
    private static final int WIDTH = 120;

    private static final String HEAD = """
            # Settings

            This page lists every setting of every verb. It is generated from the definitions in the code
            ([contributing](contributing.md#a-setting)).

            A setting is a flag on the command line (`--lambda 10`), and a key in a file and of `--set` (`--set lambda=10`).
            [Operations](operations.md#settings) says which value holds if there are several. In a program, the `set` of an
            action takes the same keys ([api](api.md#settings)), but not `output`, `output-format` and those of every verb.
            A switch is off by default; its flag turns it on, and `--flag=false` off. If a verb needs a setting that has no
            default, it says so.

            | setting | value | default | verbs |
            |---|---|---|---|
            """;

    private final List<String> verbs;
    /** Key → its definitions, and the verbs of each. */
    private final Map<String, Map<Definition, Set<String>>> byKey = new TreeMap<>();

    private record Definition(String value, String standard, String words) {}

    private record Line(String value, String standard) {}

    /** Of these verbs, in the order in which they are named. */
    SettingsPage(Collection<CommandSpec> commands) {
        verbs = commands.stream().map(SettingsPage::verb).toList();
        commands.forEach(command -> Options.settable(command)
                .forEach(option -> byKey.computeIfAbsent(Options.key(option), key -> new LinkedHashMap<>())
                        .computeIfAbsent(definition(option), definition -> new LinkedHashSet<>())
                        .add(verb(command))));
    }

    Set<String> keys() {
        return byKey.keySet();
    }

    String render() {
        StringBuilder page = new StringBuilder(HEAD);
        byKey.forEach((key, definitions) -> {
            Map<Line, Set<String>> lines = new LinkedHashMap<>();
            definitions.forEach((definition, of) -> lines.computeIfAbsent(
                            new Line(definition.value, definition.standard), line -> new LinkedHashSet<>())
                    .addAll(of));
            lines.forEach((line, of) -> page.append("| [`" + key + "`](#" + key + ") | " + line.value + " | "
                    + line.standard + " | " + named(of) + " |\n"));
        });
        byKey.forEach((key, definitions) -> {
            page.append("\n## `" + key + "`\n");
            definitions.forEach((definition, of) -> page.append(
                    "\n" + wrapped((definitions.size() == 1 ? "" : "**" + named(of) + "**: ") + definition.words)));
        });
        return page.toString();
    }

    /** The verbs, or those that are not among them, whichever is shorter. */
    private String named(Set<String> of) {
        String others = verbs.stream().filter(verb -> !of.contains(verb)).collect(Collectors.joining(", "));
        if (others.isEmpty()) {
            return "every verb";
        }
        String these = verbs.stream().filter(of::contains).collect(Collectors.joining(", "));
        String allBut = "every verb but " + others;
        return allBut.length() < these.length() ? allBut : these;
    }

    private static String verb(CommandSpec command) {
        return command.name().replaceFirst("^jobs/", "");
    }

    private static Definition definition(OptionSpec option) {
        Class<?> type = option.userObject() instanceof Setting<?> setting ? setting.type() : option.type();
        String standard = option.defaultValue() == null || isSwitch(type) ? "" : "`" + option.defaultValue() + "`";
        return new Definition(value(option, type), standard, text(words(option, type)));
    }

    /** Without the choices, which the table has. */
    private static String words(OptionSpec option, Class<?> type) {
        String words = String.join(" ", option.description());
        return type.isEnum() ? words.replaceFirst(" One of: [^.]*\\.$", "") : words;
    }

    private static String value(OptionSpec option, Class<?> type) {
        if (isSwitch(type)) {
            return "switch";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(choice -> "`" + Setting.typed((Enum<?>) choice) + "`")
                    .collect(Collectors.joining(", "));
        }
        String label = "`" + option.paramLabel() + "`";
        if (List.<Class<?>>of(Integer.class, Long.class, int.class, long.class).contains(type)) {
            return "whole number " + label;
        }
        return List.<Class<?>>of(Double.class, double.class, BigDecimal.class).contains(type)
                ? "number " + label
                : label;
    }

    private static boolean isSwitch(Class<?> type) {
        return type == Boolean.class || type == boolean.class;
    }

    /** As Markdown shows it: {@code array<double>} is no tag of HTML. */
    private static String text(String words) {
        return words.replace("<", "\\<").replace("*", "\\*");
    }

    private static String wrapped(String words) {
        List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
        for (String word : words.split(" ", -1)) {
            StringBuilder line = lines.get(lines.size() - 1);
            if (line.length() + 1 + word.length() > WIDTH) {
                lines.add(new StringBuilder(word));
            } else {
                line.append(line.isEmpty() ? "" : " ").append(word);
            }
        }
        return String.join("\n", lines) + "\n";
    }
}
