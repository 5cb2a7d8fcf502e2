package dev.candor.engine.study;

import dev.candor.model.UserException;
import dev.candor.study.EquivalenceTally;
import dev.candor.study.OwnReports;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/** Observed payments game by game: the rows of {@link dev.candor.io.gate.ObservedPayments} as reports that can be compared. */
public final class ObservedReports {
    private ObservedReports() {}

    /**
     * Compares all reports of every game with its first, in the order of report_id.
     *
     * @throws UserException when a report lacks a candidate of its game, or the game is not the same in all its reports
     */
    public static EquivalenceTally compare(Dataset<Row> rows, EquivalenceTally nothing) {
        return rows.toJavaRDD()
                .mapToPair(row -> new Tuple2<>(row.getString(0), row))
                .groupByKey()
                .mapPartitions(games -> {
                    games.forEachRemaining(game -> nothing.add(reports(game._1(), game._2())));
                    return List.of(nothing).iterator();
                })
                .reduce(EquivalenceTally::merge);
    }

    private static OwnReports reports(String game, Iterable<Row> unordered) {
        List<Row> rows = new ArrayList<>();
        unordered.forEach(rows::add);
        rows.sort(Comparator.<Row, String>comparing(row -> row.getString(1)).thenComparing(row -> row.getString(2)));
        int candidates = (int) rows.stream()
                .takeWhile(row -> row.getString(1).equals(rows.get(0).getString(1)))
                .count();
        if (rows.size() % candidates != 0) {
            throw unequal(game, "its reports have different numbers of candidates");
        }
        int reports = rows.size() / candidates;
        double[][] reward = new double[reports][candidates];
        double[] size = new double[reports];
        double[] payment = new double[reports];
        for (int k = 0; k < rows.size(); k++) {
            Row row = rows.get(k);
            Row first = rows.get(k % candidates);
            Row own = rows.get(k - k % candidates);
            if (!row.getString(2).equals(first.getString(2))
                    || !row.getString(1).equals(own.getString(1))) {
                throw unequal(game, "its reports are of different candidates, or one is there twice");
            }
            if (row.getDouble(3) != first.getDouble(3) || row.getDouble(4) != first.getDouble(4)) {
                throw unequal(game, "ref_prob or others_aggregate differs between its reports");
            }
            if (row.getDouble(6) != own.getDouble(6) || row.getDouble(7) != own.getDouble(7)) {
                throw unequal(game, "own_size or payment differs within report " + own.getString(1));
            }
            reward[k / candidates][k % candidates] = row.getDouble(5);
            size[k / candidates] = row.getDouble(6);
            payment[k / candidates] = row.getDouble(7);
        }
        return new OwnReports(
                "game " + game, logRef(rows, candidates), others(rows, candidates), reward, size, payment);
    }

    private static double[] logRef(List<Row> rows, int candidates) {
        double total = IntStream.range(0, candidates)
                .mapToDouble(x -> rows.get(x).getDouble(3))
                .sum();
        double[] logRef = new double[candidates];
        Arrays.setAll(logRef, x -> StrictMath.log(rows.get(x).getDouble(3) / total));
        return logRef;
    }

    private static double[] others(List<Row> rows, int candidates) {
        return IntStream.range(0, candidates)
                .mapToDouble(x -> rows.get(x).getDouble(4))
                .toArray();
    }

    private static UserException unequal(String game, String why) {
        return UserException.inputRejected("Cannot compare the payments of game " + game + ": " + why
                + ". Within a game only the own report may change. Correct --payments.");
    }
}
