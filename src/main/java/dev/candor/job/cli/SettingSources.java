package dev.candor.job.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** The flags that say where settings come from, or that none are needed. Read before all others. */
final class SettingSources {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings in HOCON, one 'key = value' per line; keys are the long flags without dashes.")
    private Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            showDefaultValue = Visibility.NEVER,
            description = "One setting; overrides the file. Repeatable. Flags override both.")
    private List<String> sets = List.of();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version and exit.")
    private boolean version;

    /** The settings; none are read when the command will only describe itself. */
    Settings read() {
        return help || version ? Settings.none() : Settings.read(Optional.ofNullable(config), sets);
    }
}
