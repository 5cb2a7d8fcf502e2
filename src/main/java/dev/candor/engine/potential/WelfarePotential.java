package dev.candor.engine.potential;

import dev.candor.engine.bill.BillBlock;
import dev.candor.engine.bill.PaymentTerms;
import dev.candor.engine.runtime.Phases;
import dev.candor.io.write.SortedTable;
import dev.candor.model.SettlementSummary.LocalOptimum;
import dev.candor.model.SettlementSummary.Parameter;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.spark.api.java.JavaRDD;

/**
 * A policy class on one run's reports: a range of policies fixed before any report is read, and its welfare potential
 * G(S) = max_π ⟨S,π⟩ − λD(π‖π0), whose gradient is the policy chosen (design §2). A class says where the maximum is and
 * what each payer's absence would change; what is paid for that is {@link PaymentTerms}' to say.
 */
public interface WelfarePotential extends AutoCloseable {
    /**
     * The policy chosen, in figures.
     *
     * @param welfare ASW there
     * @param referenceWelfare ASW of the reference model; NaN where the class has none
     * @param divergence Σ_c q_c D, without λ
     * @param gap ASW's maximum over the class is at most welfare + gap; 0 where the optimum is exact. Of a local optimum it
     *     is what its slopes still promise, and no bound
     */
    record Optimum(double welfare, double referenceWelfare, double divergence, double gap) {}

    /** Maximises social welfare; once, before anything else is asked. */
    Optimum maximise(Phases phases);

    /** What every payer owes; lazy, the same each time. */
    JavaRDD<BillBlock> bills(PaymentTerms terms, Phases phases);

    /**
     * max_π −λD(π‖π0): the welfare where nobody reports, 0 where the class has the reference model. NaN where it is not known
     * but by solving. After {@link #maximise}.
     */
    default double welfareOfNobody() {
        return 0;
    }

    /** What is known of the optimum where the class cannot say that it is the maximum; nothing where it can. */
    default Optional<LocalOptimum> localOptimum() {
        return Optional.empty();
    }

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
     * @param sorted makes the table, sorted by its ids as a whole, of at most so many partitions, none of them empty
     */
    record Policy(long count, IntFunction<SortedTable> sorted) {}

    /** What an attack needs of the class, where a report comes down to one vector; after {@link #maximise}. */
    default Optional<VectorGame> attacked() {
        return Optional.empty();
    }

    /** Lets go of what is kept in memory. */
    @Override
    void close();
}
