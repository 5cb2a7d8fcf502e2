package dev.candor.api.settings;

import dev.candor.engine.audit.Audit;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.TableFormat;
import dev.candor.model.UserException;
import dev.candor.setting.Setting;
import dev.candor.setting.Values;
import java.util.List;
import java.util.Map;

/** What is audited, where its inputs lie now, and how hard to look. */
public final class AuditSettings {
    public static final Setting<String> SETTLEMENT =
            Setting.path("settlement", "DIR").saying("The --output of jobs/settle.");

    public static final Setting<String> REPORTS = Setting.path("reports", "PATH")
            .saying("New path of the settlement's reports. Without: the path in its manifest.");

    public static final Setting<String> PACKED =
            Setting.path("packed", "STORE").saying("New path of its packed store.");

    public static final Setting<String> CANDIDATES =
            Setting.path("candidates", "PATH").saying("New path of its candidates.");

    public static final Setting<String> AGENTS = Setting.path("agents", "PATH").saying("New path of its agents.");

    public static final Setting<String> PROMPTS =
            Setting.path("prompts", "PATH").saying("New path of its prompts.");

    public static final Setting<String> VALUATIONS =
            Setting.path("valuations", "PATH").saying("New path of its valuations.");

    public static final Setting<String> CHECKPOINTS =
            Setting.path("checkpoints", "PATH").saying("New path of its checkpoints.");

    public static final Setting<String> EXPERTS =
            Setting.path("experts", "PATH").saying("New path of its experts.");

    public static final Setting<String> COEFFICIENTS =
            Setting.path("coefficients", "PATH").saying("New path of its coefficients.");

    public static final Setting<String> ERRORS =
            Setting.path("errors", "PATH").saying("New path of its errors of learned rewards.");

    public static final Setting<TableFormat> FORMAT = Setting.choice("format", "FORMAT", TableFormat.class)
            .withoutEffectOnTheResult()
            .saying("Format of all input tables. Without: by the files' extensions.");

    public static final Setting<Integer> AGENTS_SAMPLED = Setting.whole("agents-sampled", "N")
            .orElse("100")
            .saying(
                    "Number of agents (payers) to attack: those with the largest weight x boost, and others selected by --seed."
                            + " Up to 10000.");

    public static final Setting<Integer> LIES = Setting.whole("lies", "N")
            .orElse("200")
            .saying(
                    "Number of lies to try for each agent: structured ones first, then random directions. Gradient ascents come"
                            + " in addition, and in the tabular class the best lie of each prompt. The other classes solve the"
                            + " mechanism again for each lie, and try fewer if that takes long. Up to 10000.");

    public static final Setting<Long> SEED =
            Setting.count("seed", "SEED").orElse("1").saying("Seed of the sample and of the random directions.");

    /** Which setting says where a table lies now. */
    public static final Map<InputTable, Setting<String>> MOVED = Map.of(
            InputTable.REPORTS, REPORTS,
            InputTable.CANDIDATES, CANDIDATES,
            InputTable.AGENTS, AGENTS,
            InputTable.PROMPTS, PROMPTS,
            InputTable.VALUATIONS, VALUATIONS,
            InputTable.CHECKPOINTS, CHECKPOINTS,
            InputTable.EXPERTS, EXPERTS,
            InputTable.COEFFICIENTS, COEFFICIENTS,
            InputTable.ERRORS, ERRORS);

    public static final List<Setting<?>> INPUTS = List.of(
            SETTLEMENT,
            REPORTS,
            PACKED,
            CANDIDATES,
            AGENTS,
            PROMPTS,
            VALUATIONS,
            CHECKPOINTS,
            EXPERTS,
            COEFFICIENTS,
            ERRORS,
            FORMAT);

    public static final List<Setting<?>> EFFORT = List.of(AGENTS_SAMPLED, LIES, SEED);

    private static final int MOST_AGENTS = 10_000;
    private static final int MOST_LIES = 10_000;

    private AuditSettings() {}

    /** How hard to look; refuses what cannot be done. */
    public static Audit.Effort effort(Values values) {
        int agents = values.get(AGENTS_SAMPLED);
        if (agents < 1 || agents > MOST_AGENTS) {
            throw UserException.configuration(
                    "Cannot attack " + agents + " agents: --agents-sampled must be from 1 to " + MOST_AGENTS + ".");
        }
        int lies = values.get(LIES);
        if (lies < 1 || lies > MOST_LIES) {
            throw UserException.configuration(
                    "Cannot try " + lies + " lies: --lies must be from 1 to " + MOST_LIES + ".");
        }
        return new Audit.Effort(agents, lies, values.get(SEED));
    }

    /** The run directory of the settlement; refuses none. */
    public static String settlement(Values values) {
        return values.find(SETTLEMENT)
                .filter(place -> !place.isBlank())
                .orElseThrow(
                        () -> UserException.configuration("Cannot audit without a settlement: set --settlement DIR."));
    }
}
