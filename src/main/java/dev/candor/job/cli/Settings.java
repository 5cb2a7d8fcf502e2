package dev.candor.job.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.candor.io.files.Secrets;
import dev.candor.model.Nearest;
import dev.candor.model.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What --config and --set say, by key, each with where it was said. --set wins. */
final class Settings {
    /** Keys below this prefix are Spark's. */
    static final String SPARK_CONF = "spark-conf.";

    /** One setting as text; {@code source} is {@code --set} or {@code file:line}. */
    record Setting(String key, String value, String source) {}

    private final Map<String, Setting> byKey;

    private Settings(Map<String, Setting> byKey) {
        this.byKey = byKey;
    }

    static Settings none() {
        return new Settings(Map.of());
    }

    /** The settings of {@code config} (may be absent) with {@code sets}, each {@code key=value}, over them. */
    static Settings read(Optional<Path> config, List<String> sets) {
        Map<String, Setting> byKey = new TreeMap<>();
        config.ifPresent(file -> readFile(file).forEach(setting -> byKey.put(setting.key(), setting)));
        Map<String, Setting> given = new LinkedHashMap<>();
        for (String set : sets) {
            Setting setting = parse(set);
            if (given.put(setting.key(), setting) != null) {
                throw UserException.configuration("Cannot use --set " + setting.key()
                        + " twice: which of the two values holds would be a guess. Remove one.");
            }
        }
        byKey.putAll(given);
        return new Settings(byKey);
    }

    private static Setting parse(String set) {
        int equals = set.indexOf('=');
        if (equals <= 0) {
            throw UserException.configuration("Cannot use --set " + Secrets.inText(set)
                    + ": it is not of the form key=value. Write e.g. --set lambda=0.5.");
        }
        return new Setting(set.substring(0, equals).strip(), set.substring(equals + 1), "--set");
    }

    private static List<Setting> readFile(Path file) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw UserException.configuration("Cannot read --config " + file
                    + ": there is no such readable file (looked in "
                    + file.toAbsolutePath().normalize().getParent()
                    + "). Change --config.");
        }
        try {
            Config config = ConfigFactory.parseFile(file.toFile()).resolve();
            return config.entrySet().stream()
                    .map(entry -> setting(file, ConfigUtil.splitPath(entry.getKey()), entry.getValue()))
                    .toList();
        } catch (ConfigException e) {
            throw UserException.configuration("Cannot read --config " + file + ": " + reason(file, e)
                    + ". Correct the file: it is HOCON, one 'key = value' per line, and # starts a comment.");
        }
    }

    /** The parser quotes what it stumbles over, which may be a secret. */
    private static String reason(Path file, ConfigException failure) {
        try {
            if (Files.readAllLines(file).stream().noneMatch(Secrets::isSecret)) {
                return failure.getMessage();
            }
        } catch (IOException notText) {
            return "it is not text in UTF-8";
        }
        int line = failure.origin() == null ? -1 : failure.origin().lineNumber();
        return (line > 0 ? "line " + line : "it") + " is not HOCON (not quoted here, since the file holds secrets)";
    }

    private static Setting setting(Path file, List<String> path, ConfigValue value) {
        String source = source(file, value.origin());
        return new Setting(String.join(".", path), text(String.join(".", path), value, source), source);
    }

    /** A list becomes its elements with commas between: what a flag with {@code split = ","} takes. */
    private static String text(String key, ConfigValue value, String source) {
        if (value.valueType() != ConfigValueType.LIST) {
            return value.atKey("value").getString("value");
        }
        try {
            return String.join(",", value.atKey("value").getStringList("value"));
        } catch (ConfigException e) {
            throw UserException.configuration(
                    "Cannot use " + key + " (" + source + "): a list may hold single values only. Flatten it.");
        }
    }

    private static String source(Path file, ConfigOrigin origin) {
        return origin.lineNumber() > 0 ? file + ":" + origin.lineNumber() : file.toString();
    }

    /** Refuses keys that are neither in {@code known} nor Spark's; all of them in one message. */
    void rejectUnknown(String verb, Collection<String> known) {
        String unknown = byKey.values().stream()
                .filter(setting ->
                        !known.contains(setting.key()) && !setting.key().startsWith(SPARK_CONF))
                .map(setting -> "'" + setting.key() + "' (" + setting.source() + ")"
                        + Nearest.to(setting.key(), known)
                                .map(key -> ", did you mean '" + key + "'?")
                                .orElse(""))
                .collect(Collectors.joining(", "));
        if (!unknown.isEmpty()) {
            throw UserException.configuration("Cannot use unknown setting " + unknown + "; known keys: jobs/"
                    + Shell.typed(verb) + " --help lists them, without the dashes.");
        }
    }

    Optional<Setting> of(String key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /** Every key with its value. */
    Map<String, String> all() {
        Map<String, String> all = new TreeMap<>();
        byKey.forEach((key, setting) -> all.put(key, setting.value()));
        return all;
    }

    /** Spark's properties, without the prefix. */
    Map<String, String> sparkConf() {
        Map<String, String> properties = new TreeMap<>();
        byKey.forEach((key, setting) -> {
            if (key.startsWith(SPARK_CONF)) {
                properties.put(key.substring(SPARK_CONF.length()), setting.value());
            }
        });
        return properties;
    }
}
