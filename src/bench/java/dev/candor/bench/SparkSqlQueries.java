package dev.candor.bench;

import java.util.Locale;

/** The two queries of the Spark SQL peer over the views reports, candidates, agents, prompts and policy. */
final class SparkSqlQueries {
    private final Workload workload;
    private final boolean kl;
    private final double lambda;

    SparkSqlQueries(Workload workload) {
        this.workload = workload;
        this.kl = workload.divergence().equals("kl");
        this.lambda = workload.lambda();
    }

    /** prompt_id, candidate_id, ref_prob, prob, aggregate_reward. */
    String policy() {
        return """
            WITH s AS (
              SELECT prompt_id, candidate_id, sum(weight * reward) AS s
              FROM reports JOIN agents USING (agent_id) GROUP BY prompt_id, candidate_id),
            filled AS (
              SELECT prompt_id, candidate_id, coalesce(s, 0.0D) AS s, exp(ref_logprob) AS m
              FROM candidates LEFT JOIN s USING (prompt_id, candidate_id)),
            reference AS (
              SELECT *, m / sum(m) OVER w AS ref_prob, max(s) OVER w AS best
              FROM filled WINDOW w AS (PARTITION BY prompt_id))
            """ + (kl ? softmax() : shifted());
    }

    private String softmax() {
        return String.format(Locale.ROOT, """
            , e AS (SELECT *, ref_prob * exp((s - best) / %1$sD) AS e FROM reference)
            SELECT prompt_id, candidate_id, ref_prob, s AS aggregate_reward,
                   e / sum(e) OVER (PARTITION BY prompt_id) AS prob FROM e
            """, lambda);
    }

    /** While nothing is clipped. */
    private String shifted() {
        return String.format(Locale.ROOT, """
            SELECT prompt_id, candidate_id, ref_prob, s AS aggregate_reward,
                   ref_prob * (1 + (s - sum(ref_prob * s) OVER (PARTITION BY prompt_id)) / (2 * %1$sD)) AS prob
            FROM reference
            """, lambda);
    }

    /** agent_id, weight, value, payment. */
    String payments() {
        return String.format(Locale.ROOT, """
            WITH q AS (SELECT prompt_id, prompt_weight / sum(prompt_weight) OVER () AS q FROM prompts),
            pair AS (
              SELECT agent_id, prompt_id, any_value(weight) AS weight, sum(prob * reward) AS v, %s
              FROM reports JOIN agents USING (agent_id) JOIN policy USING (prompt_id, candidate_id)
              GROUP BY agent_id, prompt_id)
            SELECT agent_id, any_value(weight) AS weight, any_value(weight) * sum(q * v) AS value,
                   sum(q * (%s)) AS payment
            FROM pair JOIN q USING (prompt_id) GROUP BY agent_id
            """, moment(), charge());
    }

    private String moment() {
        return kl
                ? "sum(prob * expm1(-weight * reward / " + lambda + "D)) AS e"
                : "sum(ref_prob * reward * reward) AS e, sum(ref_prob * reward) AS m";
    }

    private String charge() {
        return kl ? lambda + "D * log1p(e) + weight * v" : "weight * weight * (e - m * m) / (4 * " + lambda + "D)";
    }

    double tolerance() {
        return kl ? Rounding.ofCancellingKl(workload) : Rounding.ofCancellingVariance();
    }
}
