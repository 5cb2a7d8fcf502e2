package dev.candor.job.export;

import dev.candor.job.cli.Options;
import dev.candor.model.ExportSummary.Pairs;
import dev.candor.model.UserException;
import java.util.List;
import picocli.CommandLine.Option;

/** What an export is for, and how pairs are drawn. */
final class ExportOptions {
    private static final int MOST_PAIRS = 1_000_000;

    /** Who takes what is written. */
    enum Trainer {
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
        List<String> keys() {
            return keys;
        }

        /** The directory of its table, and its name on the command line. */
        String table() {
            return Options.typed(this);
        }
    }

    @Option(
            names = "--for",
            paramLabel = "TRAINER",
            description = "What to write: weighted examples of the policy, preference pairs drawn from it, or the"
                    + " aggregate reward of every candidate.")
    private Trainer trainer;

    @Option(
            names = "--pairs-per-prompt",
            paramLabel = "N",
            defaultValue = "16",
            description = "For dpo: number of pairs for a prompt of average weight; in proportion to the "
                    + "weight for other prompts.")
    private int pairsPerPrompt;

    @Option(
            names = "--beta",
            paramLabel = "BETA",
            defaultValue = "1.0",
            description = "For dpo: the beta of the trainer. The trainer must use the same value, or it finds "
                    + "a different policy.")
    private double beta;

    @Option(names = "--seed", paramLabel = "SEED", defaultValue = "1", description = "For dpo: same seed, same pairs.")
    private long seed;

    /** Refuses what nothing can be written for. */
    Trainer trainer() {
        if (trainer == null) {
            throw UserException.configuration(
                    "Cannot export without knowing what for: set --for to sft, dpo or rewards.");
        }
        return trainer;
    }

    /** How pairs are drawn. */
    Pairs pairs() {
        if (pairsPerPrompt < 1 || pairsPerPrompt > MOST_PAIRS) {
            throw UserException.configuration("Cannot draw " + pairsPerPrompt
                    + " pairs a prompt: --pairs-per-prompt must be from 1 to " + MOST_PAIRS + ".");
        }
        if (!(beta >= 1e-30 && beta <= 1e30)) {
            throw UserException.configuration(
                    "Cannot label pairs with beta " + beta + ": --beta must be from 1e-30 to 1e30.");
        }
        return new Pairs(pairsPerPrompt, beta, seed);
    }
}
