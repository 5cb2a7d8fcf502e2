package dev.candor.report.text;

import java.util.List;
import java.util.Optional;

/** What a page lists under a heading that it has only where there is something to list. */
public record Lines<T>(List<T> lines) {
    public static <T> Optional<Lines<T>> of(List<T> lines) {
        return lines.isEmpty() ? Optional.empty() : Optional.of(new Lines<>(lines));
    }
}
