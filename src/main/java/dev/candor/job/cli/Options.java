package dev.candor.job.cli;

import dev.candor.model.Nearest;
import dev.candor.setting.Setting;
import dev.candor.setting.Values;
import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/** Options as settings: their keys, their choices, their effective values. */
public final class Options {
    /** Options that say where settings come from or what to do with them; they are no settings themselves. */
    private static final Set<String> NO_SETTING = Set.of("config", "set", "plan", "dry-run", "help", "version");

    private Options() {}

    /** The option's key: its first long name without the dashes. */
    static String key(OptionSpec option) {
        return Arrays.stream(option.names())
                .filter(name -> name.startsWith("--"))
                .findFirst()
                .orElse(option.longestName())
                .replaceFirst("^-+", "");
    }

    static List<OptionSpec> settable(CommandSpec spec) {
        return spec.options().stream()
                .filter(option -> !NO_SETTING.contains(key(option)))
                .toList();
    }

    /** Every key that has a value, with the value as one would type it. */
    static NavigableMap<String, String> effective(CommandSpec spec) {
        return values(settable(spec));
    }

    /** {@link #effective} without what {@link DoesNotAffectResult}. */
    static NavigableMap<String, String> affectingResult(CommandSpec spec) {
        return values(settable(spec).stream().filter(Options::affectsResult).toList());
    }

    private static boolean affectsResult(OptionSpec option) {
        return option.userObject() instanceof Setting<?> setting
                ? setting.affectsResult()
                : !((AnnotatedElement) option.userObject()).isAnnotationPresent(DoesNotAffectResult.class);
    }

    /** Adds a flag for each setting; what is typed becomes its value. */
    static void add(CommandSpec spec, Values values) {
        values.settings().forEach(setting -> spec.addOption(option(setting, values)));
    }

    private static <T> OptionSpec option(Setting<T> setting, Values values) {
        OptionSpec.Builder flag = OptionSpec.builder("--" + setting.key())
                .type(type(setting))
                .description(setting.words())
                .userObject(setting)
                .converters(text -> read(setting, text))
                .initialValue(null)
                .getter(new IGetter() {
                    @Override
                    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
                    public <V> V get() {
                        return (V) values.find(setting).orElse(null);
                    }
                })
                .setter(new ISetter() {
                    @Override
                    public <V> V set(V value) {
                        values.put(setting, setting.type().cast(value));
                        return value;
                    }
                });
        setting.fallback().ifPresent(flag::defaultValue);
        return setting.isSwitch()
                ? flag.build()
                : flag.arity("1").paramLabel(setting.label()).build();
    }

    /** A list is one value to the parser. */
    private static Class<?> type(Setting<?> setting) {
        return setting.isSwitch() ? boolean.class : setting.type() == List.class ? Object.class : setting.type();
    }

    private static <T> T read(Setting<T> setting, String text) {
        try {
            return setting.read(text);
        } catch (IllegalArgumentException wrong) {
            throw new TypeConversionException(wrong.getMessage());
        }
    }

    private static NavigableMap<String, String> values(List<OptionSpec> options) {
        NavigableMap<String, String> values = new TreeMap<>();
        for (OptionSpec option : options) {
            put(values::put, key(option), option.getValue());
        }
        return values;
    }

    private static void put(BiConsumer<String, String> sink, String key, Object value) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, element) -> put(sink, key + "." + name, element));
        } else if (value != null) {
            sink.accept(key, Values.text(value));
        }
    }

    /** PROMPT_MAX is typed prompt-max. */
    public static String typed(Enum<?> choice) {
        return Setting.typed(choice);
    }

    /**
     * Makes enums readable as they are typed, with their choices in the help; and lets a switch be turned off again
     * ({@code --quiet=false}) when a file turned it on.
     */
    static void adapt(CommandSpec spec) {
        List<OptionSpec> options = List.copyOf(spec.options());
        options.forEach(spec::remove);
        options.stream().map(Options::adapted).forEach(spec::addOption);
    }

    private static OptionSpec adapted(OptionSpec option) {
        if (option.type().isEnum()) {
            return withChoices(option);
        }
        boolean isSwitch = option.type() == boolean.class && !option.usageHelp() && !option.versionHelp();
        return isSwitch ? option.toBuilder().fallbackValue("true").build() : option;
    }

    private static OptionSpec withChoices(OptionSpec option) {
        List<Enum<?>> choices = Arrays.stream(option.type().getEnumConstants())
                .<Enum<?>>map(choice -> (Enum<?>) choice)
                .toList();
        List<String> typed = choices.stream().map(Options::typed).toList();
        String[] description = option.description().clone();
        description[description.length - 1] += " One of: " + String.join(", ", typed) + ".";
        return option.toBuilder()
                .description(description)
                .completionCandidates(typed)
                .converters(text -> choice(text, typed, choices))
                .build();
    }

    private static Enum<?> choice(String text, List<String> typed, List<Enum<?>> choices) {
        int index = typed.indexOf(text);
        if (index < 0) {
            throw new TypeConversionException(
                    "not one of " + String.join(", ", typed) + "." + Nearest.question(text, typed));
        }
        return choices.get(index);
    }
}
