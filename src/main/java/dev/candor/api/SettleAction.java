package dev.candor.api;

import dev.candor.api.publish.Explained;
import dev.candor.api.publish.Origin;
import dev.candor.api.publish.Source;
import dev.candor.api.settings.EngineSettings;
import dev.candor.api.settings.InputSettings;
import dev.candor.api.settings.MechanismSettings;
import dev.candor.api.settings.SettleSettings;
import dev.candor.api.settings.Tables;
import dev.candor.engine.runtime.Phases;
import dev.candor.io.schema.InputTable;
import dev.candor.model.LocalSearch;
import dev.candor.model.UserException;
import dev.candor.session.PinnedSession;
import dev.candor.setting.Setting;
import dev.candor.setting.Values;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Settles reports: the policy that maximises welfare, and what each payer owes. */
public final class SettleAction extends MechanismAction<SettleAction> {
    private static final List<Setting<?>> OWN = List.of(
            InputSettings.ERRORS,
            MechanismSettings.MAX_INCENTIVE_GAP,
            MechanismSettings.REQUIRE_CERTIFICATE,
            MechanismSettings.RIDGE,
            MechanismSettings.STARTS,
            MechanismSettings.SEED,
            MechanismSettings.PAYMENT_TOLERANCE);

    SettleAction(PinnedSession session) {
        super(session, settings());
    }

    /** The settings of a settlement, none of them given. */
    public static Values settings() {
        return values(List.of(InputSettings.OF_ANY_CLASS, MechanismSettings.MECHANISM, EngineSettings.ALL, OWN));
    }

    @Override
    SettleAction self() {
        return this;
    }

    /** agent_id, delta, confidence: how far learned rewards may be off. */
    public SettleAction errors(String path) {
        return set(InputSettings.ERRORS, path);
    }

    /** The same as a frame. */
    public SettleAction errors(Dataset<Row> frame) {
        return table(InputTable.ERRORS, frame);
    }

    /** How theta is searched for, where the log-linear class needs it. */
    public SettleAction search(LocalSearch how) {
        set(MechanismSettings.RIDGE, how.ridge());
        set(MechanismSettings.STARTS, how.starts());
        return set(MechanismSettings.SEED, how.seed());
    }

    /** Log-linear: agents whose second-order payment is proved to be known to this pay that; 0: none. */
    public SettleAction paymentTolerance(double relative) {
        return set(MechanismSettings.PAYMENT_TOLERANCE, relative);
    }

    /** The most that any agent may be able to gain by lying; without: any. */
    public SettleAction maxIncentiveGap(double gap) {
        return set(MechanismSettings.MAX_INCENTIVE_GAP, gap);
    }

    /** Refuses what no bound is proved for, before any pass over reports. */
    public SettleAction requireCertificate() {
        return set(MechanismSettings.REQUIRE_CERTIFICATE, true);
    }

    /**
     * Settles. Nothing is written.
     *
     * @return to be closed once its frames have been read
     * @throws UserException when settings exclude each other, a table is missing or cannot be read, or more rows are
     *     rejected than are tolerated; it carries the exit code of {@code jobs/settle}
     */
    public Settlement run() {
        return Explained.run(() -> {
            Tables tables = tables();
            SettleSettings settings = MechanismSettings.settlement(values);
            settings.requireTables(tables.given());
            Source source = Source.of(spark, tables);
            Settlement settled = Settlement.of(spark, tables, settings, limits(), Phases.silent(), rejected -> {});
            return made(settled.from(new Origin(source, values.textsOfTheResult())));
        });
    }
}
