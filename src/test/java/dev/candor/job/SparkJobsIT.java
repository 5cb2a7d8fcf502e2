package dev.candor.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.LocalSpark;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Spark jobs of a settlement as the cluster's page shows them. */
class SparkJobsIT {
    @TempDir
    Path folder;

    @Test
    void everyJobIsNamedAndThereAreNoMoreForMoreAgents() throws TimeoutException {
        SmallInput few = new SmallInput(folder.resolve("few"));
        SmallInput many = new SmallInput(folder.resolve("many"));
        StringBuilder agents = new StringBuilder(SmallInput.AGENTS);
        StringBuilder reports = new StringBuilder(SmallInput.REPORTS);
        for (int i = 0; i < 500; i++) {
            agents.append("agent-").append(i).append(",1.0,1.0\n");
            reports.append("agent-")
                    .append(i)
                    .append(",joke,dry,")
                    .append(i / 500.0)
                    .append('\n');
        }
        many.with("agents", "agents.csv", agents.toString()).with("reports", "reports.csv", reports.toString());
        Map<String, Integer> jobs = jobsOf(few, "few-run");
        System.out.println("Spark jobs of a settlement by phase: " + jobs + ", together "
                + jobs.values().stream().mapToInt(Integer::intValue).sum());
        assertThat(jobs.keySet()).noneMatch(name -> name.startsWith("unnamed") || name.equals("grouped"));
        assertThat(jobsOf(many, "many-run")).isEqualTo(jobs);
    }

    private Map<String, Integer> jobsOf(SmallInput input, String output) throws TimeoutException {
        Map<String, Integer> jobs = new TreeMap<>();
        SparkListener counting = new SparkListener() {
            @Override
            public void onJobStart(SparkListenerJobStart job) {
                String name = job.properties().getProperty("spark.job.description", "unnamed");
                String tags = job.properties().getProperty("spark.job.tags", "");
                boolean tagged = tags.contains("candor-" + name.replace(' ', '-'));
                boolean grouped = job.properties().getProperty("spark.jobGroup.id") != null;
                String key = grouped ? "grouped" : tagged ? name : "unnamed (" + name + " [" + tags + "])";
                synchronized (jobs) {
                    jobs.merge(key, 1, Integer::sum);
                }
            }
        };
        var spark = LocalSpark.session().sparkContext();
        spark.addSparkListener(counting);
        try {
            VerbRun.job(input.command(
                            "settle", "--output", folder.resolve(output).toString()))
                    .isDone();
            spark.listenerBus().waitUntilEmpty();
        } finally {
            spark.removeSparkListener(counting);
        }
        return jobs;
    }
}
