package dev.candor.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The statements of the DuckDB peer, in the form that took least time of those tried (docs/performance.md). */
final class DuckDbSql {
    private final Workload workload;
    private final boolean kl;
    private final double lambda;

    DuckDbSql(Workload workload) {
        this.workload = workload;
        this.kl = workload.divergence().equals("kl");
        this.lambda = workload.lambda();
    }

    /** Numbers for ids, the policy, and the two files below {@code output}. */
    List<String> statements(Path output) {
        return List.of(
                prompts(),
                agents(),
                policy(),
                "COPY (SELECT prompt_id, candidate_id, ref_prob, prob, s AS aggregate_reward FROM policy) TO '"
                        + output.resolve("policy.parquet") + "'",
                "COPY (" + payments() + ") TO '" + payments(output) + "'");
    }

    static String payments(Path output) {
        return output.resolve("payments.parquet").toString();
    }

    private String file(String table) {
        return "'" + workload.table(table) + "/*.parquet'";
    }

    private String prompts() {
        return String.format(Locale.ROOT, """
            CREATE TEMP TABLE q AS
            SELECT prompt_id, CAST(row_number() OVER () AS INTEGER) AS c, prompt_weight / sum(prompt_weight) OVER () AS q
            FROM %s
            """, file("prompts"));
    }

    private String agents() {
        return String.format(Locale.ROOT, """
            CREATE TEMP TABLE agent AS
            SELECT agent_id, CAST(row_number() OVER () AS INTEGER) AS a, weight FROM %s
            """, file("agents"));
    }

    private String policy() {
        return String.format(Locale.ROOT, """
            CREATE TEMP TABLE policy AS
            WITH s AS (
              SELECT prompt_id, candidate_id, sum(weight * reward) AS s
              FROM %s JOIN agent USING (agent_id) GROUP BY ALL),
            filled AS (
              SELECT prompt_id, candidate_id, c, coalesce(s, 0) AS s, exp(ref_logprob) AS m
              FROM %s JOIN q USING (prompt_id) LEFT JOIN s USING (prompt_id, candidate_id)),
            reference AS (
              SELECT * EXCLUDE (m), m / sum(m) OVER w AS ref_prob, max(s) OVER w AS best
              FROM filled WINDOW w AS (PARTITION BY c))
            """, file("reports"), file("candidates")) + (kl ? softmax() : shifted());
    }

    private String softmax() {
        return String.format(Locale.ROOT, """
            , e AS (SELECT *, ref_prob * exp((s - best) / %s) AS e FROM reference)
            SELECT * EXCLUDE (e, best), e / sum(e) OVER (PARTITION BY c) AS prob FROM e
            """, lambda);
    }

    /** While nothing is clipped. */
    private String shifted() {
        return String.format(Locale.ROOT, """
            SELECT * EXCLUDE (best),
                   ref_prob * (1 + (s - sum(ref_prob * s) OVER (PARTITION BY c)) / (2 * %s)) AS prob
            FROM reference
            """, lambda);
    }

    /** With d = weight · reward, grouped by numbers: one pass over the log, nothing of it kept. */
    private String payments() {
        return String.format(Locale.ROOT, """
            WITH d AS (
              SELECT a, c, prob, ref_prob, weight * reward AS d
              FROM %s JOIN agent USING (agent_id) JOIN policy USING (prompt_id, candidate_id)),
            pair AS (SELECT a, c, sum(prob * d) AS v, %s FROM d GROUP BY a, c),
            paid AS (SELECT a, sum(q * v) AS "value", sum(q * (%s)) AS payment FROM pair JOIN q USING (c) GROUP BY a)
            SELECT agent_id, weight, "value", payment FROM paid JOIN agent USING (a)
            """, file("reports"), moments(), charge());
    }

    private String moments() {
        return kl
                ? "sum(prob * (exp(-d / " + lambda + ") - 1)) AS e"
                : "sum(ref_prob * d * d) AS e, sum(ref_prob * d) AS m";
    }

    private String charge() {
        return kl ? lambda + " * ln(1 + e) + v" : "(e - m * m) / (4 * " + lambda + ")";
    }

    double tolerance() {
        return kl ? Rounding.ofCancellingKl(workload) : Rounding.ofCancellingVariance();
    }
}
