package dev.candor.job.tools;

import dev.candor.io.run.BuildId;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.progress.PhaseProgress;
import dev.candor.job.session.SessionLease;
import dev.candor.job.session.Sessions;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a small sum on every executor it can reach and says what runs where. */
@Command(
        name = "selfcheck",
        description = "Check this installation: versions, cores, and that executors run this build.")
public final class Selfcheck implements Verb {
    private static final int NUMBERS_PER_TASK = 1000;

    @Option(
            names = "--tasks",
            paramLabel = "N",
            defaultValue = "8",
            description = "Tasks to spread over the executors.")
    private int tasks;

    @Override
    public List<String> plan(RunContext context) {
        return List.of("compute: a sum in " + tasks + " tasks", "write: nothing but the result on stdout");
    }

    @Override
    public ExitCode run(RunContext context) {
        if (tasks < 1) {
            throw UserException.configuration("Cannot check with --tasks " + tasks + ": it must be at least 1.");
        }
        try (SessionLease lease = Sessions.open(context);
                PhaseProgress phases = PhaseProgress.of(context, lease.spark().sparkContext())) {
            SparkContext spark = lease.spark().sparkContext();
            List<TaskFacts> facts = phases.run("selfcheck", () -> {
                phases.rows((long) tasks * NUMBERS_PER_TASK);
                return factsOfTasks(spark, tasks);
            });
            print(context, spark, facts);
            check(facts);
            return ExitCode.DONE;
        }
    }

    private static List<TaskFacts> factsOfTasks(SparkContext spark, int tasks) {
        List<Integer> indices = IntStream.range(0, tasks).boxed().toList();
        return JavaSparkContext.fromSparkContext(spark)
                .parallelize(indices, tasks)
                .map(TaskFacts::of)
                .collect();
    }

    private static void print(RunContext context, SparkContext spark, List<TaskFacts> facts) {
        long jvms = facts.stream().map(TaskFacts::jvm).distinct().count();
        context.out().println("candor " + BuildId.current());
        context.out()
                .println("Java " + Runtime.version() + ", Spark " + spark.version() + ", Scala "
                        + scala.util.Properties.versionNumberString());
        context.out().println("master " + spark.master() + ", " + spark.defaultParallelism() + " cores");
        context.out().println(facts.size() + " tasks ran on " + jvms + (jvms == 1 ? " JVM" : " JVMs"));
    }

    private void check(List<TaskFacts> facts) {
        String here = BuildId.current();
        for (TaskFacts task : facts) {
            if (!task.build().equals(here)) {
                throw UserException.configuration("Cannot trust executor " + task.jvm() + ": it runs build "
                        + task.build() + ", this is " + here + ". Remove the other candor.jar from its class path.");
            }
        }
        long sum = facts.stream().mapToLong(TaskFacts::sum).sum();
        long numbers = (long) tasks * NUMBERS_PER_TASK;
        if (sum != numbers * (numbers - 1) / 2) {
            throw new IllegalStateException("the numbers below " + numbers + " summed to " + sum);
        }
    }

    /** What one task saw: host and process, {@link BuildId}, its part of the sum. */
    record TaskFacts(String jvm, String build, long sum) implements Serializable {
        static TaskFacts of(int task) {
            long first = (long) task * NUMBERS_PER_TASK;
            long sum = 0;
            for (long number = first; number < first + NUMBERS_PER_TASK; number++) {
                sum += number;
            }
            String jvm = org.apache.spark.SparkEnv.get().executorId() + "@"
                    + ProcessHandle.current().pid();
            return new TaskFacts(jvm, BuildId.current(), sum);
        }
    }
}
