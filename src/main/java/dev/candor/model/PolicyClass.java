package dev.candor.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The fixed set of policies over which welfare is maximised. A class is what it says here of itself, its potential in
 * {@code engine}, and its tables in {@code api.settings.SettleSettings}.
 */
public enum PolicyClass {
    /** π(·|c) free on every prompt. */
    TABULAR("reward", "π* is the model; π without it is the model that the others alone would have got.", ""),
    /** One of finitely many trained checkpoints. */
    CATALOG(
            "value",
            "The model is the checkpoint that is best for all agents. Without an agent it would "
                    + "be the checkpoint that is best for the others.",
            "The best checkpoint is a step function of the report, so gradient ascent has no "
                    + "gradient and ends where it starts."),
    /** Mixtures of given experts, the same on every prompt. */
    MIXTURE(
            "reward",
            "The model is the mixture of the experts that is best for all agents. Without an "
                    + "agent it would be the mixture that is best for the others.",
            "The lies change the agent's value of each expert. Some of these values may not be "
                    + "possible with rewards%s, so the gains without payments may be overstated."),
    /** π ∝ π0·exp(θ·φ), for rewards that are linear in φ. */
    LOG_LINEAR(
            "coefficient",
            "The model is the best of its class for all agents. Without an agent it would be the "
                    + "best for the others.",
            "The lies change coefficients, because reports are coefficients.");

    private final String reported;
    private final String models;
    private final String limitOfLies;

    PolicyClass(String reported, String models, String limitOfLies) {
        this.reported = reported;
        this.models = models;
        this.limitOfLies = limitOfLies;
    }

    /**
     * The class of this name.
     *
     * @throws UserException when there is none
     */
    public static PolicyClass of(String name) {
        return Arrays.stream(values())
                .filter(one -> one.commandName().equals(name))
                .findFirst()
                .orElseThrow(() -> UserException.configuration(
                        "Cannot settle under policy class '" + name + "'." + Nearest.question(name, names())
                                + " Set --policy-class to one of " + String.join(", ", names()) + "."));
    }

    /** All names, as on the command line. */
    public static List<String> names() {
        return Arrays.stream(values()).map(PolicyClass::commandName).toList();
    }

    /** As on the command line and in files. */
    public String commandName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What an agent reports one of: a reward, a value, a coefficient. */
    public String reported() {
        return reported;
    }

    /** One sentence: which model is chosen, and which would be without an agent. */
    public String models() {
        return models;
    }

    /** What an attack could not try, in a sentence; empty where nothing is to be said. */
    public String limitOfLies(RewardDomain domain) {
        return String.format(
                Locale.ROOT, limitOfLies, domain == RewardDomain.UNRESTRICTED ? "" : " of the declared domain");
    }

    /** Whether the policy is one over candidates, and not a choice among models. */
    public boolean isOverCandidates() {
        return this != CATALOG;
    }

    /** Whether payments are computed to within an incentive gap, and not by a closed form. */
    public boolean isWithinGap() {
        return this != TABULAR;
    }

    /** Whether it is for rewards or for coefficients of features. */
    public boolean isLinear() {
        return this == LOG_LINEAR;
    }

    @Override
    public String toString() {
        return commandName();
    }
}
