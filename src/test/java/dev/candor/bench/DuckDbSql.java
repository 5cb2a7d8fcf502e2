package dev.candor.bench;

import java.nio.file.Path;
import java.util.List;

/** The statements of the DuckDB peer, in the form that ran fastest of those tried (docs/performance.md). */
final class DuckDbSql {
    private final Workload workload;
    private final boolean kl;
    private final double lambda;

    DuckDbSql(Workload workload) {
        this.workload = workload;
        this.kl = workload.divergence().equals("kl");
        this.lambda = workload.lambda();
    }

    List<String> statements(Path output) {
        String variant = System.getProperty("bench.duckdb", "ints");
        return switch (variant) {
            case "strings" -> strings(output);
            case "keys" -> keys(output);
            case "ints" -> ints(output);
            default -> throw new IllegalArgumentException(variant);
        };
    }

    private String file(String table) {
        return "'" + workload.table(table) + "/*.parquet'";
    }

    private List<String> strings(Path output) {
        return List.of(
                "CREATE TEMP TABLE q AS SELECT prompt_id, prompt_weight / sum(prompt_weight) OVER () AS q FROM "
                        + file("prompts"),
                "CREATE TEMP TABLE pol AS WITH s AS (SELECT prompt_id, candidate_id, sum(weight*reward) s FROM "
                        + file("reports") + " JOIN " + file("agents") + " USING (agent_id) GROUP BY ALL), "
                        + "f AS (SELECT prompt_id, candidate_id, coalesce(s,0) s, exp(ref_logprob) m FROM "
                        + file("candidates") + " LEFT JOIN s USING (prompt_id,candidate_id)), "
                        + "r AS (SELECT *, m/sum(m) OVER w ref_prob, max(s) OVER w mx FROM f WINDOW w AS (PARTITION BY prompt_id)), "
                        + "e AS (SELECT *, ref_prob*exp((s-mx)/" + lambda
                        + ") e FROM r) SELECT prompt_id, candidate_id, ref_prob, s, e/sum(e) OVER (PARTITION BY prompt_id) prob FROM e",
                "COPY pol TO '" + output + "/policy.parquet'",
                "COPY (WITH v AS (SELECT agent_id, prompt_id, any_value(weight) weight, sum(prob*reward) v, sum(prob*(exp(-weight*reward/"
                        + lambda + ")-1)) e FROM " + file("reports") + " JOIN " + file("agents")
                        + " USING (agent_id) JOIN pol USING (prompt_id,candidate_id) GROUP BY ALL) SELECT agent_id, any_value(weight)*sum(q*v) AS \"value\", sum(q*("
                        + lambda
                        + "*ln(1+e)+weight*v)) AS payment FROM v JOIN q USING (prompt_id) GROUP BY agent_id) TO '"
                        + output + "/payments.parquet'");
    }

    private List<String> keys(Path output) {
        return List.of(
                "CREATE TEMP TABLE q AS SELECT prompt_id, (row_number() OVER ())::INTEGER c, prompt_weight / sum(prompt_weight) OVER () AS q FROM "
                        + file("prompts"),
                "CREATE TEMP TABLE ag AS SELECT agent_id, weight, (row_number() OVER ())::INTEGER a FROM "
                        + file("agents"),
                "CREATE TEMP TABLE pol AS WITH s AS (SELECT prompt_id, candidate_id, sum(weight*reward) s FROM "
                        + file("reports") + " JOIN ag USING (agent_id) GROUP BY ALL), "
                        + "f AS (SELECT prompt_id, candidate_id, coalesce(s,0) s, exp(ref_logprob) m FROM "
                        + file("candidates") + " LEFT JOIN s USING (prompt_id,candidate_id)), "
                        + "r AS (SELECT *, m/sum(m) OVER w ref_prob, max(s) OVER w mx FROM f WINDOW w AS (PARTITION BY prompt_id)), "
                        + "e AS (SELECT *, ref_prob*exp((s-mx)/" + lambda
                        + ") e FROM r) SELECT prompt_id, candidate_id, c, ref_prob, s, e/sum(e) OVER (PARTITION BY prompt_id) prob FROM e JOIN q USING (prompt_id)",
                "COPY pol TO '" + output + "/policy.parquet'",
                "COPY (WITH v AS (SELECT a, c, any_value(weight) weight, sum(prob*reward) v, sum(prob*(exp(-weight*reward/"
                        + lambda + ")-1)) e FROM " + file("reports")
                        + " JOIN ag USING (agent_id) JOIN pol USING (prompt_id,candidate_id) GROUP BY a, c), p AS (SELECT a, any_value(weight)*sum(q*v) AS \"value\", sum(q*("
                        + lambda
                        + "*ln(1+e)+weight*v)) AS payment FROM v JOIN q USING (c) GROUP BY a) SELECT agent_id, \"value\", payment FROM p JOIN ag USING (a)) TO '"
                        + output + "/payments.parquet'");
    }

    private List<String> ints(Path output) {
        return List.of(
                "CREATE TEMP TABLE q AS SELECT prompt_id, (row_number() OVER ())::INTEGER c, prompt_weight / sum(prompt_weight) OVER () AS q FROM "
                        + file("prompts"),
                "CREATE TEMP TABLE ag AS SELECT agent_id, weight, (row_number() OVER ())::INTEGER a FROM "
                        + file("agents"),
                "CREATE TEMP TABLE sl AS SELECT prompt_id, candidate_id, ref_logprob, c, (row_number() OVER ())::INTEGER slot FROM "
                        + file("candidates") + " JOIN q USING (prompt_id)",
                "CREATE TEMP TABLE r AS SELECT a, c, slot, weight, reward FROM " + file("reports")
                        + " JOIN ag USING (agent_id) JOIN sl USING (prompt_id, candidate_id)",
                "CREATE TEMP TABLE pol AS WITH s AS (SELECT slot, sum(weight*reward) s FROM r GROUP BY slot), "
                        + "f AS (SELECT prompt_id, candidate_id, slot, coalesce(s,0) s, exp(ref_logprob) m FROM sl LEFT JOIN s USING (slot)), "
                        + "r AS (SELECT *, m/sum(m) OVER w ref_prob, max(s) OVER w mx FROM f WINDOW w AS (PARTITION BY prompt_id)), "
                        + "e AS (SELECT *, ref_prob*exp((s-mx)/" + lambda
                        + ") e FROM r) SELECT prompt_id, candidate_id, slot, ref_prob, s, e/sum(e) OVER (PARTITION BY prompt_id) prob FROM e",
                "COPY pol TO '" + output + "/policy.parquet'",
                "COPY (WITH v AS (SELECT a, c, any_value(weight) weight, sum(prob*reward) v, sum(prob*(exp(-weight*reward/"
                        + lambda
                        + ")-1)) e FROM r JOIN pol USING (slot) GROUP BY a, c), p AS (SELECT a, any_value(weight)*sum(q*v) AS \"value\", sum(q*("
                        + lambda
                        + "*ln(1+e)+weight*v)) AS payment FROM v JOIN q USING (c) GROUP BY a) SELECT agent_id, \"value\", payment FROM p JOIN ag USING (a)) TO '"
                        + output + "/payments.parquet'");
    }

    static String payments(Path output) {
        return output.resolve("payments.parquet").toString();
    }

    double tolerance() {
        return kl ? Rounding.ofCancellingKl(lambda) : Rounding.ofCancellingVariance();
    }
}
