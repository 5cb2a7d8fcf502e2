package dev.candor.api.settings;

import dev.candor.io.gate.InputPaths;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.TableFormat;
import dev.candor.model.ExportSummary.Pairs;
import dev.candor.model.UserException;
import dev.candor.setting.Setting;
import dev.candor.setting.Values;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What is exported, for whom, and how pairs are drawn; valid by construction.
 *
 * @param settlement its run directory
 * @param texts of candidates and of prompts, where they are given
 * @param outputFormat of the files that are published
 */
public record ExportSettings(String settlement, Trainer trainer, Pairs pairs, Tables texts, TableFormat outputFormat) {
    private static final int MOST_PAIRS = 1_000_000;

    /** Who takes what is written. */
    public enum Trainer {
        /** Weighted supervised fine-tuning on the target policy. */
        SFT("prompt_id", "candidate_id"),
        /** Direct preference optimisation on labelled pairs. */
        DPO("prompt_id", "pair"),
        /** Regression of a reward model on the aggregate reward. */
        REWARDS("prompt_id", "candidate_id");

        @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
        private final List<String> keys;

        Trainer(String... keys) {
            this.keys = List.of(keys);
        }

        /** The columns that its table is sorted by; no two rows agree in them. */
        public List<String> keys() {
            return keys;
        }

        /** The directory of its table, and its name on the command line. */
        public String table() {
            return Setting.typed(this);
        }
    }

    public static final Setting<String> SETTLEMENT =
            Setting.path("settlement", "DIR").saying("The --output of jobs/settle, of any policy class but catalog.");

    public static final Setting<Trainer> FOR = Setting.choice("for", "TRAINER", Trainer.class)
            .saying("What to write: weighted examples of the policy, preference pairs drawn from it, or the"
                    + " aggregate reward of every candidate.");

    public static final Setting<Integer> PAIRS_PER_PROMPT = Setting.whole("pairs-per-prompt", "N")
            .orElse("16")
            .saying("For dpo: number of pairs for a prompt of average weight; in proportion to the weight for other"
                    + " prompts.");

    public static final Setting<Double> BETA = Setting.number("beta", "BETA")
            .orElse("1.0")
            .saying("For dpo: the beta of the trainer. The trainer must use the same value, or it finds a different"
                    + " policy.");

    public static final Setting<Long> SEED =
            Setting.count("seed", "SEED").orElse("1").saying("For dpo: same seed, same pairs.");

    public static final Setting<String> CANDIDATES = Setting.path("candidates", "PATH")
            .saying("Texts of the candidates: prompt_id, candidate_id, text. Without: only ids.");

    public static final Setting<String> PROMPTS =
            Setting.path("prompts", "PATH").saying("Texts of the prompts: prompt_id, text. Without: only ids.");

    public static final Setting<TableFormat> FORMAT = Setting.choice("format", "FORMAT", TableFormat.class)
            .withoutEffectOnTheResult()
            .saying("Format of the tables of texts. Without: by the files' extensions.");

    public static final Setting<TableFormat> OUTPUT_FORMAT = Setting.choice(
                    "output-format", "FORMAT", TableFormat.class)
            .orElse("json")
            .saying("Format of the output; json is one object per line.");

    /** Every setting of {@link dev.candor.api.ExportAction}. */
    public static final List<Setting<?>> ALL =
            List.of(SETTLEMENT, FOR, PAIRS_PER_PROMPT, BETA, SEED, CANDIDATES, PROMPTS, FORMAT, OUTPUT_FORMAT);

    public ExportSettings {
        if (trainer == null) {
            throw UserException.configuration(
                    "Cannot export without knowing what for: set --for to sft, dpo or rewards.");
        }
        if (pairs.perPrompt() < 1 || pairs.perPrompt() > MOST_PAIRS) {
            throw UserException.configuration("Cannot draw " + pairs.perPrompt()
                    + " pairs a prompt: --pairs-per-prompt must be from 1 to " + MOST_PAIRS + ".");
        }
        if (!(pairs.beta() >= 1e-30 && pairs.beta() <= 1e30)) {
            throw UserException.configuration(
                    "Cannot label pairs with beta " + pairs.beta() + ": --beta must be from 1e-30 to 1e30.");
        }
        if (settlement == null || settlement.isBlank()) {
            throw UserException.configuration("Cannot export without a settlement: set --settlement DIR.");
        }
    }

    /**
     * The settings given.
     *
     * @param frames texts that are no files
     * @throws UserException when one is missing or out of its range, or a table is given twice
     */
    public static ExportSettings of(Values values, Map<InputTable, Dataset<Row>> frames) {
        Map<InputTable, String> paths = new EnumMap<>(InputTable.class);
        values.find(CANDIDATES).ifPresent(path -> paths.put(InputTable.CANDIDATE_TEXTS, path));
        values.find(PROMPTS).ifPresent(path -> paths.put(InputTable.PROMPT_TEXTS, path));
        return new ExportSettings(
                values.find(SETTLEMENT).orElse(null),
                values.find(FOR).orElse(null),
                new Pairs(values.get(PAIRS_PER_PROMPT), values.get(BETA), values.get(SEED)),
                new Tables(new InputPaths(paths, Optional.empty(), values.find(FORMAT)), frames, false),
                values.get(OUTPUT_FORMAT));
    }
}
