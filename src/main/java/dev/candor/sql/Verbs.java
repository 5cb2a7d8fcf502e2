package dev.candor.sql;

import dev.candor.api.AuditAction;
import dev.candor.api.Candor;
import dev.candor.api.ExportAction;
import dev.candor.api.LearnAction;
import dev.candor.api.MechanismAction;
import dev.candor.api.SettleAction;
import dev.candor.api.SweepAction;
import dev.candor.api.TableAction;
import dev.candor.api.ValidateAction;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The verbs that SQL can call. */
final class Verbs {
    static final List<Verb<?>> ALL = List.of(audit(), export(), learn(), settle(), sweep(), validate());

    private Verbs() {}

    private static Verb<SettleAction> settle() {
        Map<String, Verb.Frame<SettleAction>> frames = ofMechanism();
        frames.put("errors", SettleAction::errors);
        return new Verb<>(
                "settle",
                "Settles reports: the policy that maximises welfare, and what each payer owes.",
                SettleAction.settings(),
                Candor::settle,
                frames,
                true,
                Answers::settled);
    }

    private static Verb<SweepAction> sweep() {
        return new Verb<>(
                "sweep",
                "Settles a grid of lambda and divergences in one pass, and charges nobody.",
                SweepAction.settings(),
                Candor::sweep,
                ofReports(),
                true,
                Answers::swept);
    }

    private static Verb<ValidateAction> validate() {
        Map<String, Verb.Frame<ValidateAction>> frames = ofMechanism();
        frames.put("comparisons", ValidateAction::comparisons);
        // The scale is a setting of its own, given later.
        frames.put("ratings", (action, frame) -> action.ratings(frame, null));
        return new Verb<>(
                "validate",
                "Makes every check of a settlement and settles nothing.",
                ValidateAction.settings(),
                Candor::validate,
                frames,
                false,
                (action, none) -> Answers.validated(action));
    }

    private static Verb<LearnAction> learn() {
        Map<String, Verb.Frame<LearnAction>> frames = Map.of(
                "comparisons", LearnAction::comparisons,
                "ratings", LearnAction::ratings,
                "candidates", LearnAction::candidates,
                "agents", LearnAction::agents);
        return new Verb<>(
                "learn",
                "Learns rewards, or coefficients, from a log of preferences.",
                LearnAction.settings(),
                Candor::learn,
                frames,
                true,
                Answers::learned);
    }

    private static Verb<AuditAction> audit() {
        return new Verb<>(
                "audit",
                "Audits a published settlement: its properties, and the best lies against it.",
                AuditAction.settings(),
                Candor::audit,
                Map.of(),
                true,
                Answers::audited);
    }

    private static Verb<ExportAction> export() {
        return new Verb<>(
                "export",
                "Exports the policy of a published settlement as training data.",
                ExportAction.settings(),
                Candor::export,
                Map.of("candidates", ExportAction::candidates, "prompts", ExportAction::prompts),
                true,
                Answers::exported);
    }

    private static <A extends TableAction<A>> Map<String, Verb.Frame<A>> ofReports() {
        Map<String, Verb.Frame<A>> frames = new TreeMap<>();
        frames.put("reports", TableAction::reports);
        frames.put("candidates", TableAction::candidates);
        frames.put("agents", TableAction::agents);
        frames.put("prompts", TableAction::prompts);
        return frames;
    }

    private static <A extends MechanismAction<A>> Map<String, Verb.Frame<A>> ofMechanism() {
        Map<String, Verb.Frame<A>> frames = ofReports();
        frames.put("experts", MechanismAction::experts);
        frames.put("valuations", MechanismAction::valuations);
        frames.put("checkpoints", MechanismAction::checkpoints);
        frames.put("coefficients", MechanismAction::coefficients);
        return frames;
    }
}
