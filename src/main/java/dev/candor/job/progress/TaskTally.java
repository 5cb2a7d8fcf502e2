package dev.candor.job.progress;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import scala.jdk.javaapi.CollectionConverters;

/** Counts what the finished tasks of the jobs with one tag have read, and how far the stages now running are. */
final class TaskTally extends SparkListener {
    private static final String TAGS = "spark.job.tags";

    private final String tag;
    private final Set<Integer> stages = new HashSet<>();
    private final Map<Integer, int[]> doneAndTotalOfActive = new HashMap<>();
    private long recordsRead;
    private int running;

    TaskTally(String tag) {
        this.tag = tag;
    }

    /** Records read from files and shuffles by finished tasks; a row that is shuffled counts again. */
    synchronized long recordsRead() {
        return recordsRead;
    }

    /** Finished tasks of the active stages. */
    synchronized int tasksDone() {
        return doneAndTotalOfActive.values().stream()
                .mapToInt(count -> count[0])
                .sum();
    }

    /** All tasks of the active stages; 0 when none is active. */
    synchronized int tasks() {
        return doneAndTotalOfActive.values().stream()
                .mapToInt(count -> count[1])
                .sum();
    }

    /** Tasks that have begun and not ended. */
    synchronized int tasksRunning() {
        return running;
    }

    @Override
    public synchronized void onTaskStart(SparkListenerTaskStart task) {
        running += stages.contains(task.stageId()) ? 1 : 0;
    }

    @Override
    public synchronized void onJobStart(SparkListenerJobStart job) {
        String tags = job.properties() == null ? "" : job.properties().getProperty(TAGS, "");
        if (List.of(tags.split(",", -1)).contains(tag)) {
            CollectionConverters.asJava(job.stageInfos()).forEach(stage -> stages.add(stage.stageId()));
        }
    }

    @Override
    public synchronized void onStageSubmitted(SparkListenerStageSubmitted stage) {
        int id = stage.stageInfo().stageId();
        if (stages.contains(id)) {
            doneAndTotalOfActive.put(id, new int[] {0, stage.stageInfo().numTasks()});
        }
    }

    @Override
    public synchronized void onStageCompleted(SparkListenerStageCompleted stage) {
        doneAndTotalOfActive.remove(stage.stageInfo().stageId());
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd task) {
        if (!stages.contains(task.stageId())) {
            return;
        }
        running--;
        if (!task.taskInfo().successful()) {
            return;
        }
        int[] count = doneAndTotalOfActive.get(task.stageId());
        if (count != null && count[0] < count[1]) {
            count[0]++;
        }
        TaskMetrics metrics = task.taskMetrics();
        if (metrics != null) {
            recordsRead += metrics.inputMetrics().recordsRead()
                    + metrics.shuffleReadMetrics().recordsRead();
        }
    }
}
