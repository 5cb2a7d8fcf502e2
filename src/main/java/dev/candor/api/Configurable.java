package dev.candor.api;

import dev.candor.model.UserException;
import dev.candor.session.PinnedSession;
import dev.candor.setting.Setting;
import dev.candor.setting.Values;
import org.apache.spark.sql.SparkSession;

/**
 * An action with settings. Every setting has the default of the flag that is called the same.
 *
 * @param <A> the action itself, which every method returns
 */
public abstract class Configurable<A extends Configurable<A>> {
    final PinnedSession session;
    final SparkSession spark;
    final Values values;

    Configurable(PinnedSession session, Values values) {
        this.session = session;
        this.spark = session.spark();
        this.values = values;
    }

    abstract A self();

    /**
     * Gives a setting its value as the command line would: the key is the flag's name without dashes.
     *
     * @throws UserException when there is no such setting, or the text is no value of it
     */
    public final A set(String key, String value) {
        values.put(key, value);
        return self();
    }

    final <T> A set(Setting<T> setting, T value) {
        values.put(setting, value);
        return self();
    }

    /** The result, whose frames the caller is to read. */
    final <R extends Result> R made(R result) {
        result.madeIn(session);
        return result;
    }
}
