package dev.candor.hunt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/**
 * Hunts for {@code candor.hunt.seconds} (60) from {@code candor.hunt.seed} (printed; when neither is given 1, else drawn). Round k has
 * the seed + k, which alone says what it is; the files of a round that finds something stay. {@code candor.hunt.only}
 * names the kinds to take.
 */
class HuntIT {
    private static final int MOST_FINDINGS = 20;

    private static Map<String, Hunt> kinds() {
        Map<String, Hunt> kinds = new LinkedHashMap<>();
        kinds.put("tabular", new TabularHunt(Draw.Ranges.ORDINARY, 25));
        kinds.put("extreme", new TabularHunt(Draw.Ranges.EXTREME, 15));
        kinds.put("catalog", new CatalogHunt(Draw.Ranges.ORDINARY));
        kinds.put("extreme-catalog", new CatalogHunt(Draw.Ranges.EXTREME));
        kinds.put("mixture", new MixtureHunt(Draw.Ranges.ORDINARY));
        kinds.put("extreme-mixture", new MixtureHunt(Draw.Ranges.EXTREME));
        kinds.put("log-linear", new LogLinearHunt(Draw.Ranges.ORDINARY));
        kinds.put("extreme-log-linear", new LogLinearHunt(Draw.Ranges.EXTREME));
        kinds.put("searched", new SearchedHunt());
        kinds.put("packed", new PackedHunt());
        kinds.put("domain", new DomainHunt());
        kinds.put("audit", new AuditHunt());
        kinds.put("learn", new LearnHunt());
        kinds.put("learn-linear", new LinearLearnHunt());
        kinds.put("bounds-of-choices", new ChoiceBoundsHunt());
        kinds.put("bounds-of-ratings", new RatingBoundsHunt());
        kinds.put("damage", new DamageHunt());
        return kinds;
    }

    /** A fast machine looks no further, however soon it is there; a slow one draws every kind once, however long it takes. */
    private static final int ROUNDS_OF_A_BUILD = 102;

    @Test
    void nothingIsFound() {
        // A build is judged by the same rounds as the one before it; who asks for a time hunts elsewhere.
        boolean build = System.getProperty("candor.hunt.seconds") == null;
        long drawn = build ? 1 : System.nanoTime() % 1_000_000_007;
        long seed = Long.getLong("candor.hunt.seed", drawn);
        double seconds = Double.parseDouble(System.getProperty("candor.hunt.seconds", "60"));
        Map<String, Hunt> kinds = kinds();
        List<String> names = List.of(System.getProperty("candor.hunt.only", String.join(",", kinds.keySet()))
                .split(","));
        Path folder = Path.of(System.getProperty("candor.basedir", "."), "target", "hunt");
        System.out.println("hunt: seed " + seed + ", " + seconds + " s, " + names);
        long end = System.nanoTime() + (long) (seconds * 1e9);
        List<String> findings = new ArrayList<>();
        Map<String, Integer> rounds = new TreeMap<>();
        int undecided = 0;
        long least = build ? seed + names.size() : seed;
        long last = build ? seed + ROUNDS_OF_A_BUILD : Long.MAX_VALUE;
        for (long round = seed;
                round < last && (round < least || System.nanoTime() < end) && findings.size() < MOST_FINDINGS;
                round++) {
            Dice dice = new Dice(round);
            // A build takes the kinds in turn.
            List<String> choice = build ? List.of(names.get((int) ((round - seed) % names.size()))) : names;
            String name = dice.pick(choice);
            Path place = folder.resolve(name + "-" + round);
            remove(place);
            rounds.merge(name, 1, Integer::sum);
            try {
                kinds.get(name).round(dice, place);
                remove(place);
            } catch (Undecided reference) {
                undecided++;
                System.out.println("hunt: undecided " + name + ", seed " + round + ": " + reference.getMessage());
                remove(place);
            } catch (RuntimeException | AssertionError found) {
                String text = name + ": -Dcandor.hunt.seed=" + round + " -Dcandor.hunt.seconds=1 -Dcandor.hunt.only="
                        + String.join(",", choice) + ", files in " + place + "\n"
                        + (found instanceof Finding ? found.getMessage() : trace(found));
                System.out.println("hunt: FOUND " + text);
                findings.add(text);
            }
        }
        System.out.println("hunt: rounds " + rounds + ", undecided " + undecided + ", findings " + findings.size());
        Assertions.assertThat(findings).as("findings from seed " + seed).isEmpty();
        int all = rounds.values().stream().mapToInt(Integer::intValue).sum();
        Assertions.assertThat(undecided).as("of " + all + " rounds").isLessThanOrEqualTo(1 + all / 50);
    }

    private static String trace(Throwable found) {
        return ExceptionUtils.getStackTrace(found).lines().limit(15).collect(Collectors.joining("\n"));
    }

    private static void remove(Path place) {
        if (!Files.exists(place)) {
            return;
        }
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
