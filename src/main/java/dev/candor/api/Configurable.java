package dev.candor.api;

import dev.candor.model.UserException;
import dev.candor.setting.Setting;
import dev.candor.setting.Values;
import org.apache.spark.sql.SparkSession;

/**
 * An action with settings. Every setting has the default of the flag that is called the same.
 *
 * @param <A> the action itself, which every method returns
 */
public abstract class Configurable<A extends Configurable<A>> {
    final SparkSession spark;
    final Values values;

    Configurable(SparkSession spark, Values values) {
        this.spark = spark;
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
}
