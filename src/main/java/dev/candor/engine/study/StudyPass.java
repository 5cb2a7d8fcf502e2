package dev.candor.engine.study;

import dev.candor.engine.runtime.EngineLimits;
import dev.candor.study.DrawnGames;
import dev.candor.study.Game;
import dev.candor.study.StudyTally;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** A study over many games: one Spark job, whose result does not depend on who looked at which. */
public final class StudyPass {
    private static final int TASKS_A_CORE = 4;

    private StudyPass() {}

    /** Games 0 … count − 1 of a draw. */
    public static <T extends StudyTally<T>> T overDraws(
            SparkSession spark, DrawnGames games, long count, EngineLimits limits, T nothing) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        int wanted = limits.partitions() > 0 ? limits.partitions() : TASKS_A_CORE * context.defaultParallelism();
        int tasks = (int) Math.min(count, wanted);
        List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
        return context.parallelize(numbers, tasks)
                .map(task -> {
                    long from = count * task / tasks;
                    long to = count * (task + 1) / tasks;
                    for (long id = from; id < to; id++) {
                        nothing.add(games.game(id));
                    }
                    return nothing;
                })
                .reduce(StudyTally::merge);
    }

    /** Games that are there. */
    public static <T extends StudyTally<T>> T over(JavaRDD<Game> games, T nothing) {
        return games.mapPartitions(part -> {
                    part.forEachRemaining(nothing::add);
                    Iterator<T> one = List.of(nothing).iterator();
                    return one;
                })
                .reduce(StudyTally::merge);
    }
}
