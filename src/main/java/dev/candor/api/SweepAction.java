package dev.candor.api;

import dev.candor.api.publish.Explained;
import dev.candor.api.publish.Origin;
import dev.candor.api.publish.Source;
import dev.candor.api.settings.EngineSettings;
import dev.candor.api.settings.InputSettings;
import dev.candor.api.settings.MechanismSettings;
import dev.candor.api.settings.SweepSettings;
import dev.candor.api.settings.Tables;
import dev.candor.engine.runtime.Phases;
import dev.candor.model.MechanismSpec;
import dev.candor.model.Normalisation;
import dev.candor.model.PaymentRule;
import dev.candor.model.RewardDomain;
import dev.candor.model.UserException;
import dev.candor.session.PinnedSession;
import dev.candor.setting.Values;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Settles a grid of λ and divergences on the same reports in one pass, under the tabular class: the frontier to choose λ
 * from. Nobody is charged. Do not settle the reports that λ was chosen from.
 */
public final class SweepAction extends TableAction<SweepAction> {
    SweepAction(PinnedSession session) {
        super(session, settings());
    }

    /** The settings of a sweep, none of them given. */
    public static Values settings() {
        return values(
                List.of(InputSettings.OF_REPORTS, SweepSettings.GRID, MechanismSettings.RULES, EngineSettings.ALL));
    }

    @Override
    SweepAction self() {
        return this;
    }

    /** Reports from a packed store (jobs/pack). */
    public SweepAction packed(String store) {
        return set(InputSettings.PACKED, store);
    }

    /** The prices of divergence to try, each > 0, in units of reward × weight. */
    public SweepAction lambda(double... prices) {
        return lambda(Arrays.stream(prices).mapToObj(Double::toString).collect(Collectors.joining(",")));
    }

    /** The same as text: numbers with commas between, or {@code from:to:count} for equal ratios. */
    public SweepAction lambda(String grid) {
        return set(SweepSettings.LAMBDA.key(), grid);
    }

    /** What leaving the reference model costs: one or more of the names that {@link SettleAction#divergence} takes. */
    public SweepAction divergence(String... names) {
        return set(SweepSettings.DIVERGENCE, List.of(names));
    }

    /** How agents would be charged. */
    public SweepAction paymentRule(PaymentRule rule) {
        return set(MechanismSettings.PAYMENT_RULE, rule);
    }

    /** Rescales each agent's own rewards on each prompt. */
    public SweepAction normalise(Normalisation how) {
        return set(MechanismSettings.NORMALISE, how);
    }

    /** What every agent's rewards on a prompt are declared to be; others are rejected. */
    public SweepAction domain(RewardDomain declared) {
        return set(MechanismSettings.DOMAIN, declared);
    }

    /**
     * Sweeps. Nothing is written.
     *
     * @return to be closed once its frames have been read
     * @throws UserException when settings exclude each other, there are more than 200 settlements, a table is missing or
     *     cannot be read, or more rows are rejected than are tolerated; it carries the exit code of {@code jobs/sweep}
     */
    public Sweep run() {
        return Explained.run(() -> {
            Tables tables = tables();
            List<MechanismSpec> mechanisms = SweepSettings.mechanisms(values);
            Source source = Source.of(spark, tables);
            long tolerated = values.get(InputSettings.MAX_REJECTED_ROWS);
            return made(Sweep.of(spark, tables, mechanisms, tolerated, limits(), Phases.silent(), rejected -> {})
                    .from(new Origin(source, values.textsOfTheResult())));
        });
    }
}
