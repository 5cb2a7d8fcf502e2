package dev.candor.hunt;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Settlements of the tabular class: figures, other writings, packed stores and sweeps. */
final class TabularHunt implements Hunt {
    private final Draw.Ranges ranges;
    private final int count;

    TabularHunt(Draw.Ranges ranges, int count) {
        this.ranges = ranges;
        this.count = count;
    }

    @Override
    public void round(Dice dice, Path folder) {
        Draw draw = new Draw(dice, ranges, dice.chance(0.3));
        double lambda = draw.lambda();
        String divergence = dice.pick(ExactPrompt.DIVERGENCES);
        List<Game> games = draw.games(count);
        Drawn drawn = Drawn.of(games, dice, dice.chance(0.5));
        String format = dice.pick("parquet", "csv", "json");
        List<String> mechanism =
                List.of("--lambda", Double.toString(lambda), "--divergence", divergence, "--output-format", format);
        Map<String, Path> tables = write(drawn, dice, folder.resolve("a"));
        Said said = settle(tables, drawn, mechanism, folder.resolve("run-a"), format);
        Account account = new Account(games, divergence, lambda);
        List<Account.Complaint> complaints = account.complaints(said, drawn);
        if (!complaints.isEmpty()) {
            throw new Finding(complaints(complaints) + shrunk(complaints.get(0), divergence, lambda, folder));
        }
        if (dice.chance(0.5)) {
            Map<String, Path> again = write(drawn, dice, folder.resolve("b"));
            List<String> other = new ArrayList<>(mechanism);
            other.addAll(List.of("--partitions", Integer.toString(dice.between(1, 7))));
            if (dice.chance(0.5)) {
                other.addAll(List.of("--broadcast-limit-mib", "0"));
            }
            Said second = settle(again, drawn, other, folder.resolve("run-b"), format);
            sameBill(said, second, "other writings of the same tables");
        }
        if (dice.chance(0.4)) {
            packed(dice, drawn, mechanism, said, folder);
        }
        if (dice.chance(0.3)) {
            sweep(dice, games, tables, drawn, lambda, folder);
        }
    }

    private static void packed(Dice dice, Drawn drawn, List<String> mechanism, Said said, Path folder) {
        Map<String, Path> tables = write(drawn, dice, folder.resolve("c"));
        List<String> pack = command("pack", tables, drawn);
        pack.addAll(List.of("--store", folder.resolve("store").toString(), "--segment", "first"));
        pack.addAll(List.of("--buckets", Integer.toString(dice.between(1, 5))));
        Call.of(pack).isDone();
        Map<String, Path> rest = new HashMap<>(tables);
        rest.remove("reports");
        rest.put("packed", folder.resolve("store"));
        Said second = settle(rest, drawn, mechanism, folder.resolve("run-packed"), said.format());
        sameBill(said, second, "the packed store of the same tables");
    }

    static void sameBill(Said first, Said second, String what) {
        Map<String, String> bill = first.bill();
        Map<String, String> other = second.bill();
        if (!bill.equals(other)) {
            StringBuilder differences = new StringBuilder();
            for (String table : List.of("policy", "payments")) {
                List<Map<String, String>> rows = first.rows(table);
                List<Map<String, String>> others = second.rows(table);
                for (int row = 0; row < Math.max(rows.size(), others.size()) && differences.length() < 2000; row++) {
                    Object one = row < rows.size() ? rows.get(row) : null;
                    Object two = row < others.size() ? others.get(row) : null;
                    if (one == null || !one.equals(two)) {
                        differences.append('\n').append(one).append("\n  ").append(two);
                    }
                }
            }
            throw new Finding("another bill from " + what + ": " + first.run() + " and " + second.run() + differences);
        }
    }

    private static void sweep(
            Dice dice, List<Game> games, Map<String, Path> tables, Drawn drawn, double lambda, Path folder) {
        List<String> divergences = dice.shuffled(ExactPrompt.DIVERGENCES).subList(0, 2).stream()
                .sorted()
                .toList();
        List<String> command = command("sweep", tables, drawn);
        command.addAll(List.of("--lambda", Double.toString(lambda), "--divergence", String.join(",", divergences)));
        command.addAll(List.of("--output", folder.resolve("sweep").toString()));
        Call.of(command).isDone();
        Said said = new Said(folder.resolve("sweep"), "csv");
        Checks checks = new Checks();
        said.json("frontier.json").get("points").forEach(point -> {
            String divergence = point.get("divergence").asText();
            Account account = new Account(games, divergence, lambda);
            account.totals(
                    checks, "sweep " + divergence + " ", key -> point.get(key).asText());
        });
        if (!checks.complaints().isEmpty()) {
            throw new Finding(String.join("\n", checks.complaints()));
        }
    }

    static Map<String, Path> write(Drawn drawn, Dice dice, Path folder) {
        Writing writing = new Writing(dice, folder);
        Map<String, Path> places = new HashMap<>();
        drawn.tables().forEach(table -> places.put(table.name(), writing.write(table)));
        return places;
    }

    static List<String> command(String verb, Map<String, Path> tables, Drawn drawn) {
        List<String> command = new ArrayList<>(List.of(verb));
        tables.forEach((table, place) -> command.addAll(List.of("--" + table, place.toString())));
        if (drawn.rejected() > 0) {
            command.addAll(List.of("--max-rejected-rows", Integer.toString(drawn.rejected())));
        }
        return command;
    }

    static Said settle(Map<String, Path> tables, Drawn drawn, List<String> flags, Path run, String format) {
        List<String> command = command("settle", tables, drawn);
        command.addAll(flags);
        command.addAll(List.of("--output", run.toString()));
        Call.of(command).isDone();
        return new Said(run, format);
    }

    static String complaints(List<Account.Complaint> complaints) {
        String first =
                complaints.stream().limit(12).map(Account.Complaint::text).collect(Collectors.joining("\n"));
        return first + (complaints.size() > 12 ? "\n... and " + (complaints.size() - 12) + " more" : "");
    }

    /** The smallest game found that still goes wrong by itself, its files in {@code folder/shrunk}. */
    private static String shrunk(Account.Complaint complaint, String divergence, double lambda, Path folder) {
        if (complaint.game() == null) {
            return "";
        }
        Function<Game, List<Account.Complaint>> alone = game -> {
            Dice plain = new Dice(1);
            Path place = folder.resolve("shrunk-" + System.nanoTime());
            Drawn drawn = Drawn.of(List.of(game), plain, false);
            Said said = settle(
                    write(drawn, plain, place),
                    drawn,
                    List.of("--lambda", Double.toString(lambda), "--divergence", divergence, "--output-format", "csv"),
                    place.resolve("run"),
                    "csv");
            return new Account(List.of(game), divergence, lambda).complaints(said, drawn);
        };
        return Shrinking.of(complaint.game(), alone, "--divergence " + divergence + " --lambda " + lambda);
    }
}
