package dev.candor.api;

import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.runtime.Phases;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.TableFormat;
import dev.candor.model.LocalSearch;
import dev.candor.model.Normalisation;
import dev.candor.model.PaymentRule;
import dev.candor.model.PolicyClass;
import dev.candor.model.RewardDomain;
import dev.candor.model.Rounding;
import dev.candor.model.Tariff;
import dev.candor.model.UserException;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Settles reports. Every setting has the default of the flag of {@code jobs/settle} that is called the same; tables are
 * paths (a file, a directory or a glob) or frames with the columns of docs/input.md. A frame that Spark computes anew must
 * give the same rows again.
 */
public final class SettleAction {
    private final SparkSession spark;
    private final Map<InputTable, String> paths = new EnumMap<>(InputTable.class);
    private final Map<InputTable, Dataset<Row>> frames = new EnumMap<>(InputTable.class);
    private String packed;
    private TableFormat format;
    private boolean candidatesFromReports;
    private PolicyClass policyClass = PolicyClass.TABULAR;
    private String divergence = "kl";
    private double lambda = 1;
    private PaymentRule paymentRule = PaymentRule.AFFINE_MAXIMISER;
    private Normalisation normalisation = Normalisation.NONE;
    private RewardDomain domain = RewardDomain.UNRESTRICTED;
    private Tariff tariff = new Tariff("XXX", 6, BigDecimal.ONE, Rounding.LARGEST_REMAINDER);
    private LocalSearch search = new LocalSearch(0, 8, 1);
    private double paymentTolerance;
    private Double maxIncentiveGap;
    private boolean requireCertificate;
    private long maxRejectedRows;
    private EngineLimits limits = EngineLimits.DEFAULT;

    SettleAction(SparkSession spark) {
        this.spark = spark;
    }

    private SettleAction table(InputTable table, String path) {
        paths.put(table, path);
        return this;
    }

    private SettleAction table(InputTable table, Dataset<Row> frame) {
        frames.put(table, frame);
        return this;
    }

    /** agent_id, prompt_id, candidate_id, reward. */
    public SettleAction reports(String path) {
        return table(InputTable.REPORTS, path);
    }

    /** The same as a frame. */
    public SettleAction reports(Dataset<Row> frame) {
        return table(InputTable.REPORTS, frame);
    }

    /** Reports from a packed store (jobs/pack). */
    public SettleAction packed(String store) {
        packed = store;
        return this;
    }

    /** prompt_id, candidate_id[, ref_logprob][, gen_logprob]. */
    public SettleAction candidates(String path) {
        return table(InputTable.CANDIDATES, path);
    }

    /** The same as a frame. */
    public SettleAction candidates(Dataset<Row> frame) {
        return table(InputTable.CANDIDATES, frame);
    }

    /** Takes as candidates what the reports name. Agents then choose candidates by reporting them: not truthful. */
    public SettleAction candidatesFromReports() {
        candidatesFromReports = true;
        return this;
    }

    /** agent_id[, weight][, boost][, payer_id]. */
    public SettleAction agents(String path) {
        return table(InputTable.AGENTS, path);
    }

    /** The same as a frame. */
    public SettleAction agents(Dataset<Row> frame) {
        return table(InputTable.AGENTS, frame);
    }

    /** prompt_id[, prompt_weight]. */
    public SettleAction prompts(String path) {
        return table(InputTable.PROMPTS, path);
    }

    /** The same as a frame. */
    public SettleAction prompts(Dataset<Row> frame) {
        return table(InputTable.PROMPTS, frame);
    }

    /** prompt_id, candidate_id, expert_id, prob or logprob: beside reports, for mixtures. */
    public SettleAction experts(String path) {
        return table(InputTable.EXPERTS, path);
    }

    /** The same as a frame. */
    public SettleAction experts(Dataset<Row> frame) {
        return table(InputTable.EXPERTS, frame);
    }

    /** agent_id, checkpoint_id, value: in the place of reports, for a catalog. */
    public SettleAction valuations(String path) {
        return table(InputTable.VALUATIONS, path);
    }

    /** The same as a frame. */
    public SettleAction valuations(Dataset<Row> frame) {
        return table(InputTable.VALUATIONS, frame);
    }

    /** checkpoint_id[, divergence]: in the place of candidates, for a catalog. */
    public SettleAction checkpoints(String path) {
        return table(InputTable.CHECKPOINTS, path);
    }

    /** The same as a frame. */
    public SettleAction checkpoints(Dataset<Row> frame) {
        return table(InputTable.CHECKPOINTS, frame);
    }

    /** agent_id, beta: in the place of reports, for the log-linear class; from files only. */
    public SettleAction coefficients(String path) {
        return table(InputTable.COEFFICIENTS, path);
    }

    /** agent_id, delta, confidence: how far learned rewards may be off. */
    public SettleAction errors(String path) {
        return table(InputTable.ERRORS, path);
    }

    /** The same as a frame. */
    public SettleAction errors(Dataset<Row> frame) {
        return table(InputTable.ERRORS, frame);
    }

    /** The format of all tables that are paths; without: by their names. */
    public SettleAction format(TableFormat of) {
        format = of;
        return this;
    }

    /** Over which policies welfare is maximised. */
    public SettleAction policyClass(PolicyClass over) {
        policyClass = over;
        return this;
    }

    /** What leaving the reference model costs: kl, reverse-kl, chi-squared, total-variation, hellinger, jensen-shannon, l2. */
    public SettleAction divergence(String name) {
        divergence = name;
        return this;
    }

    /** The price of divergence, > 0, in units of reward × weight; must not be chosen from the reports. */
    public SettleAction lambda(double price) {
        lambda = price;
        return this;
    }

    /** How agents are charged. */
    public SettleAction paymentRule(PaymentRule rule) {
        paymentRule = rule;
        return this;
    }

    /** Rescales each agent's own rewards on each prompt. */
    public SettleAction normalise(Normalisation how) {
        normalisation = how;
        return this;
    }

    /** What every agent's rewards on a prompt are declared to be; others are rejected. */
    public SettleAction domain(RewardDomain declared) {
        domain = declared;
        return this;
    }

    /**
     * Money, rounded by largest remainder.
     *
     * @param currency ISO 4217
     * @param scale decimal digits of a charge
     * @param unitPrice money per unit of utility
     */
    public SettleAction tariff(String currency, int scale, String unitPrice) {
        return tariff(new Tariff(currency, scale, decimal(unitPrice), Rounding.LARGEST_REMAINDER));
    }

    /** Money. */
    public SettleAction tariff(Tariff money) {
        tariff = money;
        return this;
    }

    private static BigDecimal decimal(String number) {
        try {
            return new BigDecimal(number);
        } catch (NumberFormatException e) {
            throw UserException.configuration(
                    "Cannot charge at unit price '" + number + "': it is not a decimal number such as 0.25.");
        }
    }

    /** How theta is searched for, where the log-linear class needs it. */
    public SettleAction search(LocalSearch how) {
        search = how;
        return this;
    }

    /** Log-linear: agents whose second-order payment is proved to be known to this pay that; 0: none. */
    public SettleAction paymentTolerance(double relative) {
        paymentTolerance = relative;
        return this;
    }

    /** The most that any agent may be able to gain by lying; without: any. */
    public SettleAction maxIncentiveGap(double gap) {
        maxIncentiveGap = gap;
        return this;
    }

    /** Refuses what no bound is proved for, before any pass over reports. */
    public SettleAction requireCertificate() {
        requireCertificate = true;
        return this;
    }

    /** Rejected rows to tolerate; they count for nothing. */
    public SettleAction maxRejectedRows(long rows) {
        maxRejectedRows = rows;
        return this;
    }

    /** How the work is cut; changes no result. */
    public SettleAction limits(EngineLimits how) {
        limits = how;
        return this;
    }

    /**
     * Settles. Nothing is written.
     *
     * @return to be closed once its frames have been read
     * @throws UserException when settings exclude each other, a table is missing or cannot be read, or more rows are
     *     rejected than are tolerated; it carries the exit code of {@code jobs/settle}
     */
    public Settlement run() {
        SettleSettings settings = new SettleSettings(
                SettleSettings.mechanism(policyClass, divergence, lambda, paymentRule, normalisation, domain),
                tariff,
                search,
                paymentTolerance,
                Optional.ofNullable(maxIncentiveGap),
                requireCertificate,
                maxRejectedRows);
        return Settlement.of(spark, tables(), settings, limits, Phases.silent(), rejected -> {});
    }

    private Tables tables() {
        boolean catalog = given(InputTable.VALUATIONS);
        boolean linear = given(InputTable.COEFFICIENTS);
        boolean reports = given(InputTable.REPORTS) || packed != null;
        if ((catalog ? 1 : 0) + (linear ? 1 : 0) + (given(InputTable.REPORTS) ? 1 : 0) + (packed != null ? 1 : 0)
                != 1) {
            throw UserException.configuration("Cannot settle without one table of reports: give one of reports, packed,"
                    + " valuations (a catalog) or coefficients (log-linear).");
        }
        if (catalog != given(InputTable.CHECKPOINTS)) {
            throw UserException.configuration(
                    "Cannot settle a catalog without both of its tables: give valuations and" + " checkpoints.");
        }
        if (reports && candidatesFromReports == given(InputTable.CANDIDATES)) {
            throw UserException.configuration(
                    candidatesFromReports
                            ? "Cannot take the candidates from both a table and the reports: drop one of candidates and"
                                    + " candidatesFromReports."
                            : "Cannot settle without candidates: give candidates. To take them from the reports, which"
                                    + " breaks truthfulness, say candidatesFromReports.");
        }
        if (linear && !paths.containsKey(InputTable.CANDIDATES)) {
            throw UserException.configuration(
                    "Cannot settle coefficients without candidates and their features: give the path of candidates.");
        }
        return new Tables(
                new InputPaths(paths, Optional.ofNullable(packed), Optional.ofNullable(format)),
                frames,
                candidatesFromReports);
    }

    private boolean given(InputTable table) {
        return paths.containsKey(table) || frames.containsKey(table);
    }
}
