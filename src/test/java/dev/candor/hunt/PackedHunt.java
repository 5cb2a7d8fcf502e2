package dev.candor.hunt;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Stores packed segment by segment: the bill of the store is that of the logs together, bit for bit. Rows come twice in one
 * segment and in two, contradict each other across segments, and each segment may know only the candidates that it names.
 */
final class PackedHunt implements Hunt {
    private static final int GAMES = 8;

    @Override
    public void round(Dice dice, Path folder) {
        Draw draw = new Draw(dice, dice.pick(Draw.Ranges.values()), dice.chance(0.3));
        List<Game> games = draw.games(GAMES);
        Drawn tidy = Drawn.of(games, dice, false);
        Table reports = tidy.tables().get(0);
        List<List<List<Object>>> segments = segments(dice, reports.rows());
        int conflicts = dice.chance(0.4) ? conflict(dice, reports, segments) : 0;
        List<List<Object>> all = new ArrayList<>();
        segments.forEach(all::addAll);
        int duplicates = all.size() - reports.rows().size() - conflicts;
        List<Table> tables = new ArrayList<>(tidy.tables());
        tables.set(0, reports.with(all));
        Drawn drawn = new Drawn(tables, duplicates, 2 * conflicts);
        List<String> mechanism = mechanism(dice, draw);
        Map<String, Path> places = TabularHunt.write(drawn, dice, folder.resolve("logs"));
        Said logs = TabularHunt.settle(places, drawn, mechanism, folder.resolve("run-logs"), "csv");
        Path store = folder.resolve("store");
        for (int segment : dice.shuffled(numbers(segments.size()))) {
            pack(dice, tables, segments.get(segment), store, "s" + segment);
        }
        Map<String, Path> rest = new HashMap<>(places);
        rest.remove("reports");
        rest.put("packed", store);
        Said packed = TabularHunt.settle(rest, drawn, mechanism, folder.resolve("run-packed"), "csv");
        TabularHunt.sameBill(logs, packed, "a store of " + segments.size() + " segments");
        Finding.unless(
                logs.summary().counts().reportRows()
                        == packed.summary().counts().reportRows(),
                "reports of logs " + logs.summary().counts() + ", of the store "
                        + packed.summary().counts());
    }

    private static List<String> mechanism(Dice dice, Draw draw) {
        return List.of(
                "--lambda",
                Double.toString(draw.lambda()),
                "--divergence",
                dice.pick(ExactPrompt.DIVERGENCES),
                "--output-format",
                "csv");
    }

    private static List<Integer> numbers(int count) {
        List<Integer> numbers = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            numbers.add(k);
        }
        return numbers;
    }

    /** Rows spread over segments none of which is empty, some rows in several or twice in one. */
    private static List<List<List<Object>>> segments(Dice dice, List<List<Object>> rows) {
        List<List<List<Object>>> segments = new ArrayList<>();
        for (int k = dice.between(1, 3); k > 0; k--) {
            segments.add(new ArrayList<>());
        }
        boolean byAgent = dice.chance(0.3);
        double again = dice.pick(0.0, 0.1, 0.5);
        for (List<Object> row : rows) {
            int home = byAgent
                    ? Math.floorMod(row.get(0).hashCode(), segments.size())
                    : dice.between(0, segments.size() - 1);
            segments.get(home).add(row);
            while (dice.chance(again)) {
                dice.pick(segments).add(row);
            }
        }
        segments.removeIf(List::isEmpty);
        return segments;
    }

    /** Says something else of one row that is in one segment alone, in another; returns how many: 0 or 1. */
    private static int conflict(Dice dice, Table reports, List<List<List<Object>>> segments) {
        List<Object> row = dice.pick(reports.rows());
        int copies = 0;
        List<List<Object>> without = null;
        for (List<List<Object>> segment : segments) {
            for (List<Object> each : segment) {
                copies += each.equals(row) ? 1 : 0;
            }
            without = segment.contains(row) ? without : segment;
        }
        if (copies != 1 || without == null || reports.rows().size() < 3) {
            return 0;
        }
        List<Object> other = new ArrayList<>(row);
        other.set(3, (Double) row.get(3) + 0.5);
        if (other.equals(row)) {
            return 0;
        }
        without.add(other);
        return 1;
    }

    private static void pack(Dice dice, List<Table> tables, List<List<Object>> rows, Path store, String name) {
        Set<List<Object>> named = new HashSet<>();
        rows.forEach(row -> named.add(row.subList(1, 3)));
        boolean few = dice.chance(0.5);
        List<Table> ofTheDay = new ArrayList<>();
        ofTheDay.add(tables.get(0).with(rows));
        for (Table table : tables) {
            if (table.name().equals("candidates")) {
                ofTheDay.add(table.with(table.rows().stream()
                        .filter(row -> !few || named.contains(row.subList(0, 2)))
                        .toList()));
            }
        }
        Drawn drawn = new Drawn(ofTheDay, 0, 0);
        List<String> pack =
                TabularHunt.command("pack", TabularHunt.write(drawn, dice, store.resolveSibling("in-" + name)), drawn);
        pack.addAll(List.of("--store", store.toString(), "--segment", name));
        pack.addAll(List.of("--buckets", Integer.toString(dice.between(1, 5))));
        Call.of(pack).isDone();
    }
}
