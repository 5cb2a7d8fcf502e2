package dev.candor.api;

import dev.candor.engine.candidates.Features;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.runtime.Phases;
import dev.candor.engine.settle.Settle;
import dev.candor.io.gate.InputGate;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.gate.InputTables;
import dev.candor.io.gate.PublishedSettlement;
import dev.candor.io.gate.VectorTables;
import dev.candor.kept.Kept;
import dev.candor.model.Divergence;
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
import org.apache.spark.sql.SparkSession;

/** The reports of a published settlement settled anew, under the class and rule that its manifest names. */
final class Resettled implements AutoCloseable {
    private final PublishedSettlement published;
    private final Runnable release;

    final MechanismSpec mechanism;
    final PackedReports reports;
    final dev.candor.engine.settle.Settlement settlement;

    private Resettled(
            PublishedSettlement published,
            MechanismSpec mechanism,
            PackedReports reports,
            dev.candor.engine.settle.Settlement settlement,
            Runnable release) {
        this.published = published;
        this.mechanism = mechanism;
        this.reports = reports;
        this.settlement = settlement;
        this.release = release;
    }

    /** Settles anew from the inputs at {@code paths}. */
    static Resettled of(
            SparkSession spark, PublishedSettlement published, InputPaths paths, EngineLimits limits, Phases phases) {
        MechanismSpec mechanism = mechanism(published);
        InputTables tables = phases.run("open the tables", () -> InputGate.open(spark, paths));
        if (mechanism.policyClass().isLinear()) {
            return linear(spark, published, mechanism, paths, tables, limits, phases);
        }
        PackedReports reports = PackedReports.pack(spark, tables, mechanism, limits, phases);
        try {
            Settle settle = new Settle(spark, mechanism, limits);
            dev.candor.engine.settle.Settlement anew = settle.run(reports, phases);
            return new Resettled(published, mechanism, reports, anew, () -> {});
        } catch (Throwable failure) {
            reports.close();
            throw failure;
        }
    }

    private static Resettled linear(
            SparkSession spark,
            PublishedSettlement published,
            MechanismSpec mechanism,
            InputPaths paths,
            InputTables tables,
            EngineLimits limits,
            Phases phases) {
        Kept kept = new Kept();
        kept.keep(tables);
        try {
            Features features = kept.keep(phases.run(
                    "read the features",
                    () -> Features.read(spark, tables, VectorTables.features(spark, paths), limits)));
            PackedReports coefficients = PackedReports.pack(
                    spark,
                    VectorTables.coefficients(spark, paths, features.count(), tables),
                    mechanism,
                    limits,
                    phases);
            try {
                dev.candor.engine.settle.Settlement anew = linear(
                        new Settle(spark, mechanism, limits), mechanism, published, coefficients, features, phases);
                return new Resettled(published, mechanism, coefficients, anew, kept::close);
            } catch (Throwable failure) {
                coefficients.close();
                throw failure;
            }
        } catch (Throwable failure) {
            kept.close();
            throw failure;
        }
    }

    private static dev.candor.engine.settle.Settlement linear(
            Settle settle,
            MechanismSpec mechanism,
            PublishedSettlement published,
            PackedReports coefficients,
            Features features,
            Phases phases) {
        LocalSearch search = new LocalSearch(
                Double.parseDouble(published.setting("ridge")),
                Integer.parseInt(published.setting("starts")),
                Long.parseLong(published.setting("seed")));
        boolean searched = search.ridge() > 0
                || features.isRestricting()
                || !mechanism.divergence().isExponential();
        return searched
                ? settle.restricted(coefficients, features, search, phases)
                : settle.logLinear(
                        coefficients, features, Double.parseDouble(published.setting("payment-tolerance")), phases);
    }

    private static MechanismSpec mechanism(PublishedSettlement published) {
        PolicyClass policyClass = published.policyClass();
        return new MechanismSpec(
                policyClass,
                policyClass == PolicyClass.CATALOG ? Divergence.GIVEN : Divergence.of(published.setting("divergence")),
                Double.parseDouble(published.setting("lambda")),
                PaymentRule.of(published.setting("payment-rule")),
                choice(Normalisation.class, published.setting("normalise")),
                choice(RewardDomain.class, published.setting("domain")));
    }

    /** Money as the settlement's manifest has it. */
    Tariff tariff() {
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
