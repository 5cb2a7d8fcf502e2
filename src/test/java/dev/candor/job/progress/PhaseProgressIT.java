package dev.candor.job.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.LocalSpark;
import dev.candor.model.SettlementSummary.Stage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Spark and the person at the terminal see of a phase, and that nothing of it stays. */
class PhaseProgressIT {
    private static final String CLEAR = "\r\u001b[K";

    private final SparkContext spark = LocalSpark.session().sparkContext();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private PhaseProgress phases(boolean quiet, boolean bar, Duration lineEvery) {
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new PhaseProgress(spark, new ProgressLine(stream, quiet, bar), lineEvery);
    }

    private String printed() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private long count(int tasks, long millisPerTask) {
        return JavaSparkContext.fromSparkContext(spark)
                .parallelize(java.util.Collections.nCopies(tasks, 1), tasks)
                .filter(one -> {
                    Thread.sleep(millisPerTask);
                    return true;
                })
                .count();
    }

    @AfterEach
    void leaveSparkAsItWas() {
        spark.setJobDescription(null);
        spark.clearJobTags();
    }

    @Test
    void jobsCarryDescriptionAndTagAndNoGroup() throws Exception {
        List<Properties> jobs = new CopyOnWriteArrayList<>();
        SparkListener listener = new SparkListener() {
            @Override
            public void onJobStart(SparkListenerJobStart job) {
                jobs.add((Properties) job.properties().clone());
            }
        };
        spark.addSparkListener(listener);
        try (PhaseProgress phases = phases(true, false, Duration.ofSeconds(10))) {
            phases.run("pack reports", () -> count(2, 0));
            spark.listenerBus().waitUntilEmpty();
        } finally {
            spark.removeSparkListener(listener);
        }
        assertThat(jobs).isNotEmpty().allSatisfy(properties -> {
            assertThat(properties).containsEntry("spark.job.description", "pack reports");
            assertThat(properties.getProperty("spark.job.tags")).contains("candor-pack-reports");
            assertThat(properties).doesNotContainKey("spark.jobGroup.id");
        });
    }

    @Test
    void sparkIsLeftAsItWasAlsoAfterAFailure() {
        spark.setJobDescription("the notebook's");
        spark.addJobTag("candor-pack");
        try (PhaseProgress phases = phases(false, true, Duration.ofSeconds(10))) {
            phases.run("pack", () -> 1);
            assertThatThrownBy(() -> phases.run("solve", () -> {
                        throw new IllegalStateException("no");
                    }))
                    .hasMessage("no");
            assertThat(phases.stages()).extracting(Stage::name).containsExactly("pack", "solve");
        }
        assertThat(spark.getLocalProperty("spark.job.description")).isEqualTo("the notebook's");
        assertThat(spark.getLocalProperty("spark.job.tags")).isEqualTo("candor-pack");
        assertThat(printed()).matches("pack: 0\\.\\d s\nsolve: failed after 0\\.\\d s\n");
    }

    @Test
    void aPhaseEndsWithItsRowsAndRate() {
        try (PhaseProgress phases = phases(false, false, Duration.ofSeconds(10))) {
            assertThat(phases.<String>run("pack reports", () -> {
                        phases.rows(1_234_567);
                        return "packed";
                    }))
                    .isEqualTo("packed");
            assertThat(phases.stages()).singleElement().satisfies(stage -> {
                assertThat(stage.rows()).isEqualTo(1_234_567);
                assertThat(stage.elapsedMillis()).isBetween(0L, 10_000L);
            });
        }
        assertThat(printed()).matches("pack reports: 1,234,567 rows in \\d+\\.\\d s \\(\\S+ rows/s\\)\n");
    }

    @Test
    void phasesDoNotNestAndRowsNeedOne() {
        try (PhaseProgress phases = phases(true, false, Duration.ofSeconds(10))) {
            assertThatThrownBy(() -> phases.run("outer", () -> phases.run("inner", () -> 1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("'inner'")
                    .hasMessageContaining("'outer'");
            assertThatThrownBy(() -> phases.rows(1)).isInstanceOf(IllegalStateException.class);
            assertThat(phases.<Integer>run("next", () -> 2)).isEqualTo(2);
        }
    }

    @Test
    void aLongPhaseShowsLinesAndABarThatNeverStays() {
        try (PhaseProgress phases = phases(false, true, Duration.ofMillis(300))) {
            phases.run("wait", () -> count(4, 500));
        }
        assertThat(printed())
                .containsPattern(
                        "wait: \\d\\.\\d s so far, 0 rows read by finished tasks \\(0 rows/s\\), \\d of 4 tasks")
                .containsPattern("wait \\[=* +\\] [0-3]/4 tasks")
                .doesNotContain("4/4 tasks");
        String afterLastBar = printed().substring(printed().lastIndexOf(" tasks") + " tasks".length());
        assertThat(afterLastBar).matches("(?s).*wait: \\d\\.\\d s\n");
        assertThat(printed().lastIndexOf(CLEAR)).isGreaterThan(printed().lastIndexOf("] "));
    }

    @Test
    void quietIsQuiet() {
        try (PhaseProgress phases = phases(true, false, Duration.ofMillis(100))) {
            phases.run("wait", () -> count(2, 300));
        }
        assertThat(printed()).isEmpty();
    }

    /** Rows of the shuffle count, rows of jobs with another tag do not. */
    @Test
    void theTallyCountsItsOwnJobsOnly() throws Exception {
        SparkSession session = LocalSpark.session();
        TaskTally tally = new TaskTally("candor-mine");
        spark.addSparkListener(tally);
        try {
            countPerKey(session);
            spark.listenerBus().waitUntilEmpty();
            assertThat(tally.recordsRead()).isZero();
            spark.addJobTag("candor-mine");
            countPerKey(session);
            spark.listenerBus().waitUntilEmpty();
            // Spark counts what range makes as read, and then what the shuffle brings.
            assertThat(tally.recordsRead()).isEqualTo(1000 + 1000);
            assertThat(tally.tasks()).isZero();
        } finally {
            spark.removeSparkListener(tally);
        }
    }

    private static void countPerKey(SparkSession session) {
        session.range(0, 1000, 1, 2)
                .selectExpr("id % 1000 AS key")
                .groupBy("key")
                .count()
                .collectAsList();
    }
}
