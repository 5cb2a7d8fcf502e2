package dev.candor.job.session;

import dev.candor.engine.runtime.EngineLimits;
import dev.candor.job.cli.DoesNotAffectResult;
import dev.candor.job.cli.RunContext;
import dev.candor.model.UserException;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;

/** How the work is cut; changes no result. */
public final class EngineOptions {
    @Option(
            names = "--broadcast-limit-mib",
            paramLabel = "MIB",
            defaultValue = "256",
            description = "The largest table that is sent to every executor; larger ones are shuffled. 0: "
                    + "always shuffle.")
    @DoesNotAffectResult
    private int broadcastLimitMib;

    /** Refuses what cannot be a limit. */
    public void validate() {
        if (broadcastLimitMib < 0) {
            throw UserException.configuration("Cannot broadcast at most " + broadcastLimitMib
                    + " MiB: --broadcast-limit-mib must be at least 0.");
        }
    }

    /** Spark's own ban on broadcast joins bans ours. */
    public EngineLimits limits(SparkSession spark, RunContext context) {
        boolean banned =
                spark.conf().get("spark.sql.autoBroadcastJoinThreshold", "0").startsWith("-");
        return new EngineLimits(context.common().partitions().orElse(0), banned ? 0 : (long) broadcastLimitMib << 20);
    }
}
