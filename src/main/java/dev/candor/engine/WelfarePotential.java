package dev.candor.engine;

import dev.candor.model.SettlementSummary.Parameter;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A policy class on one run's reports: a range of policies fixed before any report is read, and its welfare potential
 * G(S) = max_π ⟨S,π⟩ − λD(π‖π0), whose gradient is the policy chosen (design §2). A class says where the maximum is and
 * what each payer's absence would change; what is paid for that is {@link PaymentTerms}' to say.
 */
interface WelfarePotential extends AutoCloseable {
    /**
     * The policy chosen, in figures.
     *
     * @param welfare ASW there
     * @param referenceWelfare ASW of the reference model; NaN where the class has none
     * @param divergence Σ_c q_c D, without λ
     * @param gap ASW's maximum over the class is at most welfare + gap; 0 where the optimum is exact
     */
    record Optimum(double welfare, double referenceWelfare, double divergence, double gap) {}

    /** Maximises social welfare; once, before anything else is asked. */
    Optimum maximise(Phases phases);

    /** What every payer owes; lazy, the same each time. */
    JavaRDD<BillBlock> bills(PaymentTerms terms, Phases phases);

    /** Whether leaving the reference model has a price, so that λ matters; after {@link #maximise}. */
    default boolean isPriced() {
        return true;
    }

    /** The policy chosen as the table policy/. */
    Policy policy();

    /** The parameters of the policy chosen, where the class has few. */
    List<Parameter> parameters();

    /**
     * A table that is computed when it is used.
     *
     * @param keys by which it is sorted
     */
    record Policy(Dataset<Row> rows, long count, List<String> keys) {}

    /** Lets go of what is kept in memory. */
    @Override
    void close();
}
