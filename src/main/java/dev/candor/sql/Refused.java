package dev.candor.sql;

import dev.candor.model.UserException;
import org.apache.spark.QueryContext;
import org.apache.spark.sql.AnalysisException;
import scala.Option;
import scala.collection.immutable.Map$;

/** A user's mistake as Spark tells of one in a statement: by its message alone. The cause has the exit code. */
final class Refused extends AnalysisException {
    private static final long serialVersionUID = 1L;

    private Refused(String message, UserException cause) {
        super(
                message,
                Option.empty(),
                Option.empty(),
                Option.apply(cause),
                Option.empty(),
                Map$.MODULE$.empty(),
                new QueryContext[0]);
    }

    /** Throws what Spark's interfaces do not declare and Spark itself throws. */
    static RuntimeException because(String message) {
        return because(message, UserException.configuration(message));
    }

    /** The same, of a refusal that is told in other words. */
    static RuntimeException because(String message, UserException cause) {
        return Refused.<RuntimeException>undeclared(new Refused(message, cause));
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException undeclared(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
