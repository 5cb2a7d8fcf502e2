package dev.candor.sql;

import dev.candor.setting.Setting;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.procedures.ProcedureParameter;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Settings as parameters of a procedure: names, types and comments; nothing is required. */
final class Parameters {
    /** Decimals are texts as grids and lists are: a cast to a decimal of Spark would round them. */
    private static final Map<Class<?>, DataType> TYPES = Map.of(
            Double.class, DataTypes.DoubleType,
            Integer.class, DataTypes.IntegerType,
            Long.class, DataTypes.LongType,
            Boolean.class, DataTypes.BooleanType);

    private static final Pattern FLAG = Pattern.compile("--([a-z][a-z-]*[a-z])(?: ([A-Z]+)\\b)?");

    private Parameters() {}

    static ProcedureParameter of(Setting<?> setting) {
        String comment = setting.words()
                + setting.fallback().map(value -> " Default: " + value + ".").orElse("");
        return of(name(setting.key()), type(setting), comment);
    }

    static ProcedureParameter of(String name, DataType type, String comment) {
        return ProcedureParameter.in(name, type)
                .defaultValue("NULL")
                .comment(comment)
                .build();
    }

    private static DataType type(Setting<?> setting) {
        return TYPES.getOrDefault(setting.type(), DataTypes.StringType);
    }

    /** An argument as one would type it; null where it is not given. */
    static String text(Setting<?> setting, InternalRow arguments, int place) {
        if (arguments.isNullAt(place)) {
            return null;
        }
        return arguments.get(place, type(setting)).toString();
    }

    /** payment-rule is called payment_rule in SQL. */
    static String name(String key) {
        return key.replace('-', '_');
    }

    /** A message with the flags of these settings as arguments: "set --reports PATH" becomes "set reports => PATH". */
    static String inSql(String message, Collection<? extends Setting<?>> settings) {
        String named = message;
        for (Setting<?> setting : settings) {
            named = named.replace(
                    "Cannot use " + setting.key() + " = '", "Cannot use " + name(setting.key()) + " => '");
        }
        Matcher flag = FLAG.matcher(named);
        StringBuilder told = new StringBuilder();
        while (flag.find()) {
            boolean isParameter = flag.group(1).equals("output")
                    || settings.stream().anyMatch(setting -> setting.key().equals(flag.group(1)));
            String label = flag.group(2);
            String said = isParameter ? name(flag.group(1)) + (label == null ? "" : " => " + label) : flag.group();
            flag.appendReplacement(told, Matcher.quoteReplacement(said));
        }
        return flag.appendTail(told).toString();
    }
}
