package dev.candor.job.settle;

import dev.candor.engine.candidates.Features;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.settle.Settle;
import dev.candor.engine.settle.Settlement;
import dev.candor.io.gate.InputGate;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.gate.InputTables;
import dev.candor.io.gate.PublishedSettlement;
import dev.candor.io.gate.VectorTables;
import dev.candor.job.run.RunInProgress;
import dev.candor.model.LocalSearch;
import dev.candor.model.MechanismSpec;
import dev.candor.model.Normalisation;
import dev.candor.model.PaymentRule;
import dev.candor.model.PolicyClass;
import dev.candor.model.RewardDomain;
import dev.candor.model.Rounding;
import dev.candor.model.Tariff;
import java.math.BigDecimal;
import java.util.Locale;

/** The reports of a published settlement settled anew, under the class and rule that its manifest names. */
public final class Resettled implements AutoCloseable {
    private final PublishedSettlement published;
    private final Runnable release;

    public final MechanismSpec mechanism;
    public final PackedReports reports;
    public final Settlement settlement;

    private Resettled(
            PublishedSettlement published,
            MechanismSpec mechanism,
            PackedReports reports,
            Settlement settlement,
            Runnable release) {
        this.published = published;
        this.mechanism = mechanism;
        this.reports = reports;
        this.settlement = settlement;
        this.release = release;
    }

    /** Settles anew from the inputs at {@code paths}. */
    public static Resettled of(
            RunInProgress work, PublishedSettlement published, InputPaths paths, EngineLimits limits) {
        MechanismSpec mechanism = mechanism(published);
        InputTables tables = work.phases().run("open the tables", () -> InputGate.open(work.spark(), paths));
        if (mechanism.policyClass().isLinear()) {
            return linear(work, published, mechanism, paths, tables, limits);
        }
        PackedReports reports = PackedReports.pack(work.spark(), tables, mechanism, limits, work.phases());
        try {
            Settle settle = new Settle(work.spark(), mechanism, limits);
            Settlement anew = settle.run(reports, work.phases());
            return new Resettled(published, mechanism, reports, anew, () -> {});
        } catch (Throwable failure) {
            reports.close();
            throw failure;
        }
    }

    private static Resettled linear(
            RunInProgress work,
            PublishedSettlement published,
            MechanismSpec mechanism,
            InputPaths paths,
            InputTables tables,
            EngineLimits limits) {
        Features features = work.phases()
                .run(
                        "read the features",
                        () -> Features.read(work.spark(), tables, VectorTables.features(work.spark(), paths), limits));
        try {
            PackedReports coefficients = PackedReports.pack(
                    work.spark(),
                    VectorTables.coefficients(work.spark(), paths, features.count(), tables),
                    mechanism,
                    limits,
                    work.phases());
            try {
                Settlement anew =
                        linear(new Settle(work.spark(), mechanism, limits), published, coefficients, features, work);
                return new Resettled(published, mechanism, coefficients, anew, () -> {
                    features.close();
                    tables.close();
                });
            } catch (Throwable failure) {
                coefficients.close();
                throw failure;
            }
        } catch (Throwable failure) {
            features.close();
            tables.close();
            throw failure;
        }
    }

    private static Settlement linear(
            Settle settle,
            PublishedSettlement published,
            PackedReports coefficients,
            Features features,
            RunInProgress work) {
        LocalSearch search = new LocalSearch(
                Double.parseDouble(published.setting("ridge")),
                Integer.parseInt(published.setting("starts")),
                Long.parseLong(published.setting("seed")));
        boolean searched = search.ridge() > 0
                || features.isRestricting()
                || !published.setting("divergence").equals("kl");
        return searched
                ? settle.restricted(coefficients, features, search, work.phases())
                : settle.logLinear(
                        coefficients,
                        features,
                        Double.parseDouble(published.setting("payment-tolerance")),
                        work.phases());
    }

    private static MechanismSpec mechanism(PublishedSettlement published) {
        PolicyClass policyClass = published.policyClass();
        return new MechanismSpec(
                policyClass,
                policyClass == PolicyClass.CATALOG ? PolicyClass.GIVEN : published.setting("divergence"),
                Double.parseDouble(published.setting("lambda")),
                choice(PaymentRule.class, published.setting("payment-rule")),
                choice(Normalisation.class, published.setting("normalise")),
                choice(RewardDomain.class, published.setting("domain")));
    }

    /** Money as the settlement's manifest has it. */
    public Tariff tariff() {
        return new Tariff(
                published.setting("currency"),
                Integer.parseInt(published.setting("scale")),
                new BigDecimal(published.setting("unit-price")),
                choice(Rounding.class, published.setting("rounding")));
    }

    private static <E extends Enum<E>> E choice(Class<E> type, String typed) {
        return Enum.valueOf(type, typed.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    @Override
    public void close() {
        settlement.close();
        reports.close();
        release.run();
    }
}
