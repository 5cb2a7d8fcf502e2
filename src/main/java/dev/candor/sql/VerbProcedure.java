package dev.candor.sql;

import dev.candor.api.Candor;
import dev.candor.api.Configurable;
import dev.candor.model.UserException;
import dev.candor.setting.Setting;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.procedures.BoundProcedure;
import org.apache.spark.sql.connector.catalog.procedures.ProcedureParameter;
import org.apache.spark.sql.connector.catalog.procedures.UnboundProcedure;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A verb as a procedure: its settings and its output are the parameters. */
record VerbProcedure<A extends Configurable<A>>(String name, Verb<A> verb, RunFolder folder)
        implements UnboundProcedure, BoundProcedure {
    /** A run directory that is read lies below the folder, as an output does. */
    private static final String SETTLEMENT = "settlement";

    /** The labels of settings that name a table. */
    private static final String TABLE = "PATH";

    /**
     * The procedure of a verb.
     *
     * @param full its name with catalog and namespace
     */
    static UnboundProcedure named(String full, String verb, RunFolder folder) {
        return Verbs.ALL.stream()
                .filter(one -> one.name().equals(verb))
                .findFirst()
                .<UnboundProcedure>map(one -> of(full, one, folder))
                .orElseGet(() -> new NoProcedure(full, full.substring(0, full.length() - verb.length() - 1)));
    }

    private static <A extends Configurable<A>> UnboundProcedure of(String full, Verb<A> verb, RunFolder folder) {
        return new VerbProcedure<>(full, verb, folder);
    }

    @Override
    public String description() {
        return verb.says();
    }

    @Override
    public BoundProcedure bind(StructType arguments) {
        return this;
    }

    @Override
    public boolean isDeterministic() {
        return false;
    }

    @Override
    public ProcedureParameter[] parameters() {
        Stream<ProcedureParameter> settings = settings().stream().map(Parameters::of);
        ProcedureParameter output = Parameters.of(
                "output", DataTypes.StringType, "The run directory to publish. Without: nothing is written.");
        return (verb.isPublished() ? Stream.concat(settings, Stream.of(output)) : settings)
                .toArray(ProcedureParameter[]::new);
    }

    private List<Setting<?>> settings() {
        return verb.settings().settings();
    }

    @Override
    public Iterator<Scan> call(InternalRow arguments) {
        try {
            SparkSession spark = SparkSession.active();
            A action = verb.action().apply(Candor.on(spark));
            Optional<String> output = give(action, new Inputs(spark), arguments);
            return List.<Scan>of(verb.answer().apply(action, output)).iterator();
        } catch (UserException refusal) {
            throw Refused.because(Parameters.inSql(refusal.getMessage(), settings()), refusal);
        }
    }

    /** Gives the action its tables, then its settings. */
    private Optional<String> give(A action, Inputs inputs, InternalRow arguments) {
        List<Setting<?>> settings = settings();
        String[] texts = new String[settings.size()];
        for (int k = 0; k < texts.length; k++) {
            Setting<?> setting = settings.get(k);
            texts[k] = Parameters.text(setting, arguments, k);
            if (texts[k] != null && setting.label().equals(TABLE) && isTaken(action, inputs, setting.key(), texts[k])) {
                texts[k] = null;
            }
        }
        for (int k = 0; k < texts.length; k++) {
            String key = settings.get(k).key();
            if (texts[k] != null) {
                action.set(key, key.equals(SETTLEMENT) ? folder.below(texts[k]) : texts[k]);
            }
        }
        int last = texts.length;
        return verb.isPublished() && !arguments.isNullAt(last)
                ? Optional.of(folder.below(arguments.getUTF8String(last).toString()))
                : Optional.empty();
    }

    /** Whether the action has taken the input as a table. */
    private boolean isTaken(A action, Inputs inputs, String key, String text) {
        String parameter = Parameters.name(key);
        if (!inputs.isTable(text)) {
            inputs.requireFound(parameter, text);
            return false;
        }
        Verb.Frame<A> frame = verb.frames().get(key);
        if (frame == null) {
            throw UserException.configuration("Cannot take " + parameter + " from the table " + text + ": "
                    + verb.name() + " reads " + parameter + " from files only. Give a path.");
        }
        frame.into(action, inputs.spark().table(text));
        return true;
    }
}
