package dev.candor.api.settings;

import dev.candor.engine.runtime.EngineLimits;
import dev.candor.model.UserException;
import dev.candor.setting.Setting;
import dev.candor.setting.Values;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** How the work is cut; changes no result. */
public final class EngineSettings {
    public static final Setting<Integer> BROADCAST_LIMIT_MIB = Setting.whole("broadcast-limit-mib", "MIB")
            .orElse("256")
            .withoutEffectOnTheResult()
            .saying("The largest table sent whole to every executor; 0 forbids it, and data is shuffled instead.");

    public static final List<Setting<?>> ALL = List.of(BROADCAST_LIMIT_MIB);

    private EngineSettings() {}

    /** Refuses what cannot be a limit. */
    public static void validate(Values values) {
        if (values.get(BROADCAST_LIMIT_MIB) < 0) {
            throw UserException.configuration("Cannot broadcast at most " + values.get(BROADCAST_LIMIT_MIB)
                    + " MiB: --broadcast-limit-mib must be at least 0.");
        }
    }

    /**
     * The limits; Spark's own ban on broadcast joins bans ours.
     *
     * @param partitions of the reports, 0 = from their size
     */
    public static EngineLimits limits(Values values, SparkSession spark, int partitions) {
        validate(values);
        boolean banned =
                spark.conf().get("spark.sql.autoBroadcastJoinThreshold", "0").startsWith("-");
        return new EngineLimits(partitions, banned ? 0 : (long) values.get(BROADCAST_LIMIT_MIB) << 20);
    }
}
