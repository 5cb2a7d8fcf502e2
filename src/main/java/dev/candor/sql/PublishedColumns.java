package dev.candor.sql;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The types of columns in text files, which say only their names. */
final class PublishedColumns {
    private static final int DECIMAL_DIGITS = 38;
    private static final Map<String, DataType> TYPES = types();

    private PublishedColumns() {}

    private static Map<String, DataType> types() {
        Map<String, DataType> types = new HashMap<>();
        for (String id :
                new String[] {"agent_id", "prompt_id", "candidate_id", "checkpoint_id", "group_id", "parameter"}) {
            types.put(id, DataTypes.StringType);
        }
        for (String number : new String[] {
            "ref_prob",
            "prob",
            "aggregate_reward",
            "prompt_weight",
            "aggregate_value",
            "divergence",
            "welfare_behind",
            "weight",
            "boost",
            "value",
            "payment",
            "payment_lower",
            "payment_upper",
            "utility",
            "welfare_without",
            "others_welfare",
            "incentive_gap",
            "reward",
            "delta",
            "confidence",
            "reliance",
            "lambda",
            "welfare",
            "reference_welfare",
            "total_value",
            "divergence_value",
            "revenue",
            "top_share",
            "top10_share",
            "effective_payers"
        }) {
            types.put(number, DataTypes.DoubleType);
        }
        for (String count : new String[] {"rows", "agents", "payers", "paying", "pair"}) {
            types.put(count, DataTypes.LongType);
        }
        types.put("chosen", DataTypes.BooleanType);
        return Map.copyOf(types);
    }

    /**
     * The columns found in a file, with the types that they were written with.
     *
     * @param scale decimal digits of a charge
     */
    static StructType of(String table, StructType found, int scale) {
        StructType typed = new StructType();
        for (StructField field : found.fields()) {
            typed = typed.add(field.name(), type(table, field, scale));
        }
        return typed;
    }

    private static DataType type(String table, StructField field, int scale) {
        if (field.name().equals("charge")) {
            return DataTypes.createDecimalType(DECIMAL_DIGITS, scale);
        }
        // The name of a divergence in a frontier, an amount of it in a catalog.
        boolean isName = table.equals("frontier") && field.name().equals("divergence");
        return isName ? DataTypes.StringType : TYPES.getOrDefault(field.name(), field.dataType());
    }
}
