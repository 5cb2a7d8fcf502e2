package dev.candor.api;

import dev.candor.engine.learn.LearnSpec;
import dev.candor.engine.learn.LinearRewards;
import dev.candor.engine.learn.LinearSpec;
import dev.candor.engine.learn.LinearSpec.Pooling;
import dev.candor.engine.learn.LowRank;
import dev.candor.engine.learn.LowRankSpec;
import dev.candor.io.schema.InputTable;
import dev.candor.learn.linear.ScaleRule;
import dev.candor.model.LinearModel;
import dev.candor.report.text.Numbers;
import dev.candor.setting.Setting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is said of how rewards were learned.
 *
 * @param settings for summary.json
 * @param notes what the bounds assume and speak of, and whether anything is pooled
 * @param counts beside those of every model
 */
record LearnAccount(Map<String, String> settings, List<String> notes, Map<String, Long> counts) {
    private static final List<String> NOTES_OF_LOW_RANK = List.of(
            "The model is pooled: an agent's coefficients, and everybody's features, depend on the ratings of all agents."
                    + " A settlement is then truthful in the given coefficients, but not in the ratings:"
                    + " untruthful ratings change other agents' rewards, and payments do not account for that.",
            "No bound on an agent's error is known: the errors here are averages over ratings that were held out.",
            "Rewards are not bounded by the scale: individual rationality is not guaranteed where one is negative.",
            "candidates/ has no ref_logprob: settled as it is, the reference model is uniform on each prompt.");

    static LearnAccount tabular(LearnSpec spec, InputTable log) {
        Map<String, String> settings = settings(spec, log, "tabular");
        if (log == InputTable.RATINGS) {
            settings.put("rating_correction", Setting.typed(spec.correction()));
        } else {
            settings.put("prior_scale", Double.toString(spec.priorScale()));
        }
        String assumption = switch (log) {
            case COMPARISONS ->
                "The bounds assume that each comparison was drawn by Davidson's model with this tie prevalence,"
                        + " independently of the others, from utilities drawn from the prior; they are those of"
                        + " a normal approximation.";
            case RANKINGS ->
                "The bounds assume that each ranking was drawn by the Plackett-Luce model, independently of the"
                        + " others, from utilities drawn from the prior; they are those of a normal"
                        + " approximation.";
            default ->
                "The bounds assume that a rating is off by no more than half a step of a scale of levels, and by"
                        + " normal noise of the standard deviation declared.";
        };
        return new LearnAccount(
                settings,
                List.of(
                        assumption,
                        "They cover the prompts in an agent's own log and the candidates that have a reward there.",
                        "Nothing is pooled: an agent's rewards and bound depend on its own log alone."),
                Map.of());
    }

    static LearnAccount linear(LinearSpec spec, LinearRewards learned) {
        LinearModel model = learned.model();
        boolean pooled = spec.pooling() == Pooling.POOLED;
        Map<String, String> settings = settings(spec.base(), spec.log(), "linear");
        settings.put("features", Integer.toString(model.mean().size()));
        settings.put("pooling", Setting.typed(spec.pooling()));
        settings.put("deviation_scale", scale(spec.rule(), spec.scale()));
        Map<String, Long> counts = new HashMap<>(Map.of("agents_relying_on_prior", learned.relying()));
        model.groups().ifPresent(groups -> {
            settings.put(
                    "group_scale", scale(spec.groups().rule(), spec.groups().scale()));
            counts.put("groups", groups.count());
            counts.put("groups_relying_on_population", groups.relying());
        });
        settings.put("rewards_of", Setting.typed(spec.reports()));
        String relying = Numbers.count(learned.relying(), "agent") + " of " + learned.agents();
        List<String> notes = new ArrayList<>(List.of(
                "The bounds assume that an agent's reward is linear in the features, that its judgements were drawn by"
                        + " the model of the log, independently of each other, and that its coefficients were drawn"
                        + (pooled
                                ? " from the population" + (model.groups().isPresent() ? ", by its group," : "")
                                        + " with the scale estimated or declared, which is taken as exact"
                                : " from the prior declared")
                        + "; they are those of a normal approximation. Where rewards are not linear they do not hold.",
                switch (spec.reports()) {
                    case ALL -> "They cover the rewards of all candidates, in this domain.";
                    case LOG ->
                        "They cover the rewards, in this domain, of the candidates of the prompts in an agent's own"
                                + " log, but not the coefficients.";
                    case NONE ->
                        "They cover coefficients times features on all candidates: settle"
                                + " --policy-class log-linear takes them as --errors.";
                }));
        String what = pooled
                ? "Pooled: an agent's rewards, coefficients and bound depend on the logs of other agents, through the"
                        + (model.groups().isPresent() ? " population and its group" : " population")
                        + "; payments do not account for that. --isolate learns each agent separately."
                : "Nothing is pooled: an agent's rewards, coefficients and bound depend on its own log alone.";
        String prior = !pooled ? "the prior declared" : model.groups().isPresent() ? "their group" : "the population";
        String reliance =
                relying + " rely on " + prior + " for more than half of their coefficients (agents/, reliance).";
        notes.add(what);
        notes.add(reliance);
        model.groups().ifPresent(groups -> notes.add(groups(groups)));
        if (!model.settled()) {
            notes.add("The population had not converged after " + model.passes() + " passes.");
        }
        return new LearnAccount(settings, notes, counts);
    }

    static LearnAccount lowRank(LowRankSpec spec, LowRank learned) {
        return new LearnAccount(
                new TreeMap<>(Map.of(
                        "model", "low-rank",
                        "ranks", spec.ranks().toString(),
                        "regularisations", spec.regularisations().toString(),
                        "regularisation", Double.toString(learned.choice().regularisation()),
                        "validation_folds", Integer.toString(spec.folds()),
                        "seed", Long.toString(spec.seed()),
                        "blocks", Integer.toString(spec.blocks()))),
                NOTES_OF_LOW_RANK,
                Map.of(
                        "agents", learned.agents(),
                        "candidates", learned.items(),
                        "ratings", learned.ratings(),
                        "ratings_held_out", learned.heldOut().ratings(),
                        "rank", (long) learned.choice().rank()));
    }

    private static String scale(ScaleRule rule, double scale) {
        return rule == ScaleRule.FIXED ? Double.toString(scale) : "estimated";
    }

    private static String groups(LinearModel.Groups groups) {
        return Numbers.count(groups.relying(), "group") + " of " + groups.count()
                + " rely on the population for more than half of their coefficients; coefficients of groups differ by "
                + String.format(
                        Locale.ROOT,
                        "%.3g to %.3g (standard deviations, model/).",
                        Collections.min(groups.scale()),
                        Collections.max(groups.scale()));
    }

    private static Map<String, String> settings(LearnSpec spec, InputTable log, String model) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("log", log.label());
        settings.put("model", model);
        settings.put("domain", Setting.typed(spec.domain()));
        settings.put("confidence", Double.toString(spec.confidence()));
        if (log == InputTable.RATINGS) {
            settings.put("rating_step", Double.toString(spec.ratingStep()));
            settings.put("rating_noise", Double.toString(spec.ratingNoise()));
        }
        if (log == InputTable.COMPARISONS) {
            settings.put("tie_prevalence", Double.toString(spec.tiePrevalence()));
        }
        return settings;
    }
}
