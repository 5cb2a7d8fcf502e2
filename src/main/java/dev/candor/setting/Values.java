package dev.candor.setting;

import dev.candor.model.Nearest;
import dev.candor.model.UserException;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What some settings are: the value given to each, else its default, else nothing. Not safe for concurrent use. */
public final class Values {
    private final Map<String, Setting<?>> settings = new LinkedHashMap<>();
    private final Map<String, Object> given = new TreeMap<>();

    /** Nothing is given yet. */
    public Values(Collection<? extends Setting<?>> settings) {
        for (Setting<?> setting : settings) {
            if (this.settings.put(setting.key(), setting) != null) {
                throw new IllegalArgumentException("two settings are called " + setting.key());
            }
        }
    }

    /** The settings, in the order of their definition. */
    public List<Setting<?>> settings() {
        return List.copyOf(settings.values());
    }

    /** Gives a setting its value; null takes it back. */
    public <T> void put(Setting<T> setting, T value) {
        require(setting);
        if (value == null) {
            given.remove(setting.key());
        } else {
            given.put(setting.key(), value);
        }
    }

    /**
     * Gives a setting its value as typed.
     *
     * @throws UserException when there is no such setting, or the text is no value of it
     */
    public void put(String key, String text) {
        Setting<?> setting = settings.get(key);
        if (setting == null) {
            throw UserException.configuration("Cannot use unknown setting '" + key + "'."
                    + Nearest.question(key, settings.keySet()) + " Settings: " + String.join(", ", settings.keySet())
                    + ".");
        }
        try {
            given.put(key, setting.read(text));
        } catch (IllegalArgumentException wrong) {
            throw UserException.configuration("Cannot use " + key + " = '" + text + "': " + wrong.getMessage());
        }
    }

    /** Whether the setting is among these. */
    public boolean has(Setting<?> setting) {
        return settings.get(setting.key()) == setting;
    }

    /** The value given, else the default, else nothing; nothing of a setting that is not among these. */
    public <T> Optional<T> find(Setting<T> setting) {
        if (!has(setting)) {
            return Optional.empty();
        }
        Object value = given.get(setting.key());
        return value != null
                ? Optional.of(setting.type().cast(value))
                : setting.fallback().map(setting::read);
    }

    /** The value of a setting that has a default or was given one. */
    public <T> T get(Setting<T> setting) {
        require(setting);
        return find(setting).orElseThrow(() -> new IllegalStateException(setting + " has no value"));
    }

    private void require(Setting<?> setting) {
        if (!has(setting)) {
            throw new IllegalArgumentException(setting + " is no setting of this action");
        }
    }

    /** Every key that has a value, with the value as one would type it. */
    public SortedMap<String, String> texts() {
        return texts(settings.values());
    }

    /** {@link #texts} of what can change the result. */
    public SortedMap<String, String> textsOfTheResult() {
        return texts(settings.values().stream().filter(Setting::affectsResult).toList());
    }

    private SortedMap<String, String> texts(Collection<Setting<?>> some) {
        SortedMap<String, String> texts = new TreeMap<>();
        some.forEach(setting -> find(setting).ifPresent(value -> texts.put(setting.key(), text(value))));
        return texts;
    }

    /** Equal values give equal text however they were typed. */
    public static String text(Object value) {
        if (value instanceof Collection<?> list) {
            return list.stream().map(Values::text).collect(Collectors.joining(","));
        }
        if (value instanceof Enum<?> choice) {
            return Setting.typed(choice);
        }
        return value instanceof BigDecimal number ? number.stripTrailingZeros().toPlainString() : value.toString();
    }
}
