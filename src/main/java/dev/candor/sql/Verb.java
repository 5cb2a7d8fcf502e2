package dev.candor.sql;

import dev.candor.api.Candor;
import dev.candor.api.Configurable;
import dev.candor.setting.Values;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A verb that SQL can call.
 *
 * @param says what it does: a sentence
 * @param settings of the action, none of them given
 * @param frames keys of the settings that may name a table, and how the action takes it
 * @param isPublished whether it takes an output
 * @param answer runs the action and publishes it where an output is given
 */
record Verb<A extends Configurable<A>>(
        String name,
        String says,
        Values settings,
        Function<Candor, A> action,
        Map<String, Frame<A>> frames,
        boolean isPublished,
        BiFunction<A, Optional<String>, LocalRows> answer) {
    /** Takes a table as an input. */
    interface Frame<A> {
        void into(A action, Dataset<Row> frame);
    }
}
