package dev.candor.setting;

import dev.candor.model.Nearest;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * One setting: the only place that says what it is called, what it may be, what it is when nobody says, and what it means.
 * Immutable; the methods that begin with "with" or name a property give another.
 */
public final class Setting<T> {
    private final String key;
    private final Class<T> type;
    private final String label;
    private final Function<String, T> reader;
    private final Optional<String> fallback;
    private final String words;
    private final boolean affectsResult;

    private Setting(
            String key,
            Class<T> type,
            String label,
            Function<String, T> reader,
            Optional<String> fallback,
            String words,
            boolean affectsResult) {
        this.key = Objects.requireNonNull(key, "key");
        this.type = type;
        this.label = label;
        this.reader = reader;
        this.fallback = fallback;
        this.words = words;
        this.affectsResult = affectsResult;
    }

    /**
     * A setting of any type.
     *
     * @param key as typed: lower case with hyphens, without the dashes of the flag
     * @param label what stands for the value in the help
     * @param reader text → value; fails with an {@link IllegalArgumentException} that says what is wrong with the text
     */
    public static <T> Setting<T> of(String key, String label, Class<T> type, Function<String, T> reader) {
        return new Setting<>(key, type, label, reader, Optional.empty(), "", true);
    }

    /** Text as it is. */
    public static Setting<String> text(String key, String label) {
        return of(key, label, String.class, text -> text);
    }

    /** Where something lies: says nothing of the result, whose inputs are known by their contents. */
    public static Setting<String> path(String key, String label) {
        return text(key, label).withoutEffectOnTheResult();
    }

    /** A double. */
    public static Setting<Double> number(String key, String label) {
        return of(key, label, Double.class, Double::valueOf);
    }

    /** A decimal number, as money is. */
    public static Setting<BigDecimal> decimal(String key, String label) {
        return of(key, label, BigDecimal.class, BigDecimal::new);
    }

    /** A whole number. */
    public static Setting<Integer> whole(String key, String label) {
        return of(key, label, Integer.class, Integer::valueOf);
    }

    /** A whole number that may be large. */
    public static Setting<Long> count(String key, String label) {
        return of(key, label, Long.class, Long::valueOf);
    }

    /** Texts with commas between. */
    @SuppressWarnings("unchecked")
    public static Setting<List<String>> list(String key, String label) {
        return of(key, label, (Class<List<String>>) (Class<?>) List.class, text -> List.of(text.split(",", -1)));
    }

    /** A switch, off by itself. */
    public static Setting<Boolean> flag(String key) {
        return of(key, "", Boolean.class, Setting::truth).orElse("false");
    }

    /** One of some choices, typed in lower case with hyphens. */
    public static <E extends Enum<E>> Setting<E> choice(String key, String label, Class<E> type) {
        return of(key, label, type, text -> chosen(text, type));
    }

    private static Boolean truth(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("it is not true or false.");
        }
        return text.equals("true");
    }

    private static <E extends Enum<E>> E chosen(String text, Class<E> type) {
        List<String> typed =
                Arrays.stream(type.getEnumConstants()).map(Setting::typed).toList();
        int index = typed.indexOf(text);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "not one of " + String.join(", ", typed) + "." + Nearest.question(text, typed));
        }
        return type.getEnumConstants()[index];
    }

    /** PROMPT_MAX is typed prompt-max. */
    public static String typed(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What it is when nobody says, as typed. */
    public Setting<T> orElse(String text) {
        return new Setting<>(key, type, label, reader, Optional.of(text), words, affectsResult);
    }

    /** What it means: sentences for the help and the reference of settings. */
    public Setting<T> saying(String meaning) {
        return new Setting<>(key, type, label, reader, fallback, meaning, affectsResult);
    }

    /** Two runs that differ in it alone are the same run. */
    public Setting<T> withoutEffectOnTheResult() {
        return new Setting<>(key, type, label, reader, fallback, words, false);
    }

    /** Reads a value; fails with an {@link IllegalArgumentException} that says what is wrong with the text. */
    public T read(String text) {
        try {
            return reader.apply(text);
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException(
                    List.<Class<?>>of(Integer.class, Long.class).contains(type)
                            ? "it is not a whole number."
                            : "it is not a number.",
                    noNumber);
        }
    }

    public String key() {
        return key;
    }

    public Class<T> type() {
        return type;
    }

    public boolean isSwitch() {
        return type == Boolean.class;
    }

    public String label() {
        return label;
    }

    public Optional<String> fallback() {
        return fallback;
    }

    public String words() {
        return words;
    }

    public boolean affectsResult() {
        return affectsResult;
    }

    @Override
    public String toString() {
        return "--" + key;
    }
}
