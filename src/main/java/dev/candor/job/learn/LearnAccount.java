package dev.candor.job.learn;

import dev.candor.engine.learn.LearnSpec;
import dev.candor.engine.learn.LinearRewards;
import dev.candor.engine.learn.LinearSpec;
import dev.candor.engine.learn.LinearSpec.Pooling;
import dev.candor.io.schema.InputTable;
import dev.candor.job.cli.Options;
import dev.candor.job.progress.Figures;
import dev.candor.learn.linear.ScaleRule;
import dev.candor.model.LinearModel;
import dev.candor.report.runs.LinearModelJson;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is said of how rewards were learned.
 *
 * @param settings for summary.json
 * @param notes what the bounds assume and speak of, and whether anything is pooled
 * @param counts beside those of every model
 * @param documents path → text of other files
 * @param console lines for the terminal, each with its line break
 */
record LearnAccount(
        Map<String, String> settings,
        List<String> notes,
        Map<String, Long> counts,
        Map<String, String> documents,
        String console) {

    static LearnAccount tabular(LearnSpec spec, InputTable log) {
        Map<String, String> settings = settings(spec, log, "tabular");
        if (log == InputTable.RATINGS) {
            settings.put("rating_correction", Options.typed(spec.correction()));
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
                Map.of(),
                Map.of(),
                "");
    }

    static LearnAccount linear(LinearSpec spec, LinearRewards learned) {
        LinearModel model = learned.model();
        boolean pooled = spec.pooling() == Pooling.POOLED;
        Map<String, String> settings = settings(spec.base(), spec.log(), "linear");
        settings.put("features", Integer.toString(model.mean().size()));
        settings.put("pooling", Options.typed(spec.pooling()));
        settings.put("deviation_scale", scale(spec.rule(), spec.scale()));
        Map<String, Long> counts = new HashMap<>(Map.of("agents_relying_on_prior", learned.relying()));
        model.groups().ifPresent(groups -> {
            settings.put(
                    "group_scale", scale(spec.groups().rule(), spec.groups().scale()));
            counts.put("groups", groups.count());
            counts.put("groups_relying_on_population", groups.relying());
        });
        settings.put("rewards_of", Options.typed(spec.reports()));
        String relying = Figures.count(learned.relying(), "agent") + " of " + learned.agents();
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
                        "They cover the rewards, in this domain, of the candidates of the prompts in an "
                                + "agent's own log, but not the coefficients.";
                    case NONE ->
                        "They cover coefficients times features on all candidates: settle --policy-class "
                                + "log-linear takes them as --errors.";
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
        return new LearnAccount(
                settings,
                notes,
                counts,
                Map.of("model/model.json", LinearModelJson.render(model, settings)),
                String.join("\n", notes.subList(2, notes.size())) + "\n");
    }

    private static String scale(ScaleRule rule, double scale) {
        return rule == ScaleRule.FIXED ? Double.toString(scale) : "estimated";
    }

    private static String groups(LinearModel.Groups groups) {
        return Figures.count(groups.relying(), "group") + " of " + groups.count()
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
        settings.put("domain", Options.typed(spec.domain()));
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
