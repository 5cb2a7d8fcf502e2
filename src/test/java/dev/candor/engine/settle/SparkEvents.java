package dev.candor.engine.settle;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.CollectionConverters;

/** What Spark did while it was watched: how many jobs, whether tables were broadcast, where its RDDs were made. */
final class SparkEvents implements AutoCloseable {
    private final SparkSession spark;
    private final AtomicInteger jobs = new AtomicInteger();
    private final AtomicInteger broadcasts = new AtomicInteger();
    private final Set<String> callSites = ConcurrentHashMap.newKeySet();
    private final SparkListener listener = new SparkListener() {
        @Override
        public void onJobStart(SparkListenerJobStart start) {
            jobs.incrementAndGet();
            if (start.properties().values().stream()
                    .anyMatch(said -> said.toString().contains("broadcast exchange"))) {
                broadcasts.incrementAndGet();
            }
        }

        @Override
        public void onStageSubmitted(SparkListenerStageSubmitted stage) {
            CollectionConverters.asJava(stage.stageInfo().rddInfos()).forEach(rdd -> callSites.add(rdd.callSite()));
        }
    };

    SparkEvents(SparkSession spark) {
        this.spark = spark;
        settled();
        spark.sparkContext().addSparkListener(listener);
    }

    /** Jobs so far. */
    int jobs() {
        settled();
        return jobs.get();
    }

    /** Jobs so far that collected a table for a broadcast join. */
    int broadcasts() {
        settled();
        return broadcasts.get();
    }

    /** Whether the policy was shuffled to the rewards. */
    boolean policyWasShuffled() {
        settled();
        return callSites.stream().anyMatch(site -> site.startsWith("cogroup at ChargePass"));
    }

    private void settled() {
        try {
            spark.sparkContext().listenerBus().waitUntilEmpty();
        } catch (TimeoutException e) {
            throw new IllegalStateException("Spark's events do not end", e);
        }
    }

    /** Watches {@code body}. */
    static void during(SparkSession spark, Runnable body, Consumer<SparkEvents> afterwards) {
        try (SparkEvents seen = new SparkEvents(spark)) {
            body.run();
            afterwards.accept(seen);
        }
    }

    @Override
    public void close() {
        spark.sparkContext().removeSparkListener(listener);
    }
}
