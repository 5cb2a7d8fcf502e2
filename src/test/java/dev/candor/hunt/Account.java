package dev.candor.hunt;

import dev.candor.model.SettlementSummary;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What a tabular settlement of some games must say, by {@link ExactGame}. */
final class Account {
    /** {@code game}: where it is, or null when it is of all. */
    record Complaint(Game game, String text) {}

    private record Reckoned(Game game, ExactGame exact, Map<String, ExactGame.Line> lines) {}

    private final String divergence;
    private final List<Reckoned> games;

    Account(List<Game> games, String divergence, double lambda) {
        this.divergence = divergence;
        BigDecimal weight = games.stream()
                .flatMap(game -> game.prompts().stream())
                .map(prompt -> Decimals.of(prompt.weight()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        this.games = games.parallelStream()
                .map(game -> {
                    ExactGame exact = new ExactGame(game, divergence, lambda, weight);
                    Map<String, ExactGame.Line> lines = new HashMap<>();
                    game.payers().forEach(payer -> lines.put(payer, exact.line(payer)));
                    exact.welfare();
                    return new Reckoned(game, exact, lines);
                })
                .toList();
    }

    /** Of a tabular settlement. */
    List<Complaint> complaints(Said said, Drawn drawn) {
        return complaints(said, drawn.tables().get(0).rows().size(), drawn.duplicates(), drawn.rejected(), 0);
    }

    /** Of a log-linear one, whose aggregate rewards are θ·φ; a row counts once for each of its {@code coefficients}. */
    List<Complaint> complaintsOfLogLinear(Said said, int coefficients) {
        return complaints(said, coefficients, 0, 0, 1e-9);
    }

    private List<Complaint> complaints(Said said, long rows, long duplicates, long rejected, double ofAggregate) {
        List<Complaint> all = new ArrayList<>();
        Map<List<String>, Map<String, String>> policy = new HashMap<>();
        said.rows("policy").forEach(row -> policy.put(List.of(row.get("prompt_id"), row.get("candidate_id")), row));
        Map<String, Map<String, String>> payments = new HashMap<>();
        said.rows("payments").forEach(row -> payments.put(row.get("agent_id"), row));
        BigDecimal welfare = sum(each -> each.exact.welfare());
        BigDecimal size = sum(each -> each.exact.size());
        Set<String> payers = new HashSet<>();
        int candidates = 0;
        for (Reckoned reckoned : games) {
            Checks checks = new Checks();
            policy(checks, reckoned, policy, ofAggregate);
            candidates += reckoned.game.prompts().stream()
                    .mapToInt(prompt -> prompt.candidates().size())
                    .sum();
            payers.addAll(reckoned.lines.keySet());
            reckoned.lines.forEach((payer, line) -> payment(checks, payer, line, payments.get(payer), welfare, size));
            checks.complaints().forEach(text -> all.add(new Complaint(reckoned.game, text)));
        }
        Checks checks = new Checks();
        checks.unless(policy.size() == candidates, policy.size() + " rows of policy for " + candidates);
        Set<String> more = new HashSet<>(payments.keySet());
        more.removeAll(payers);
        checks.unless(
                more.stream().allMatch(payer -> Checks.number(payments.get(payer), "payment") == 0),
                "payments of nobody: " + more);
        summary(checks, said.summary(), rows, duplicates, rejected);
        checks.complaints().forEach(text -> all.add(new Complaint(null, text)));
        return all;
    }

    /** Where mass is cut off at 0 what is left is a difference. */
    private boolean clipped() {
        return divergence.equals("chi-squared") || divergence.equals("l2");
    }

    private void policy(
            Checks checks, Reckoned reckoned, Map<List<String>, Map<String, String>> rows, double ofAggregate) {
        for (Game.Prompt prompt : reckoned.game.prompts()) {
            List<Game.Candidate> candidates = reckoned.exact.candidates(prompt.id());
            double total = 0;
            BigDecimal[] aggregate = reckoned.exact.aggregate(prompt.id());
            BigDecimal largest = BigDecimal.ZERO;
            for (BigDecimal s : aggregate) {
                largest = largest.max(s.abs());
            }
            for (int x = 0; x < candidates.size(); x++) {
                String where = "(" + prompt.id() + ", " + candidates.get(x).id() + ") ";
                Map<String, String> row =
                        rows.get(List.of(prompt.id(), candidates.get(x).id()));
                if (row == null) {
                    checks.unless(false, where + "is not in policy");
                    return;
                }
                total += Checks.number(row, "prob");
                checks.near(
                        where + "ref_prob",
                        row.get("ref_prob"),
                        reckoned.exact.reference(prompt.id())[x],
                        1e-12,
                        BigDecimal.ZERO);
                checks.near(
                        where + "aggregate_reward",
                        row.get("aggregate_reward"),
                        aggregate[x],
                        1e-12,
                        largest.multiply(Decimals.of(ofAggregate)));
                checks.near(
                        where + "prob",
                        row.get("prob"),
                        reckoned.exact.policy(prompt.id())[x],
                        Checks.OF_ITSELF,
                        clipped() ? new BigDecimal("1e-13") : BigDecimal.ZERO);
            }
            checks.unless(Math.abs(total - 1) <= 1e-12, prompt.id() + ": probabilities sum to " + total);
        }
    }

    private void payment(
            Checks checks,
            String payer,
            ExactGame.Line line,
            Map<String, String> row,
            BigDecimal welfare,
            BigDecimal size) {
        if (row == null) {
            checks.unless(false, payer + " is not in payments");
            return;
        }
        checks.payment(payer, row, line.payment());
        checks.near(payer + ": weight", row.get("weight"), Decimals.of(line.weight()), 1e-14, BigDecimal.ZERO);
        checks.near(payer + ": boost", row.get("boost"), Decimals.of(line.boost()), 0, BigDecimal.ZERO);
        checks.near(
                payer + ": value",
                row.get("value"),
                line.value(),
                0,
                line.valueSize()
                        .multiply(Decimals.of(Checks.OF_ITSELF))
                        .add(clipped() ? line.stake().multiply(new BigDecimal("1e-15")) : BigDecimal.ZERO));
        double value = Checks.number(row, "value");
        double payment = Checks.number(row, "payment");
        checks.near(
                payer + ": utility",
                row.get("utility"),
                Decimals.of(value).subtract(Decimals.of(payment)),
                0,
                Decimals.of(1e-12 * (Math.abs(value) + payment)));
        BigDecimal boost = Decimals.of(line.boost());
        BigDecimal others = welfare.subtract(boost.multiply(line.value()));
        BigDecimal slack = size.add(boost.multiply(line.valueSize())).multiply(new BigDecimal("1e-11"));
        checks.near(payer + ": others_welfare", row.get("others_welfare"), others, 0, slack);
        checks.near(
                payer + ": welfare_without",
                row.get("welfare_without"),
                others.add(boost.multiply(line.payment())),
                0,
                slack);
    }

    private void summary(Checks checks, SettlementSummary summary, long rows, long duplicates, long rejected) {
        SettlementSummary.Counts counts = summary.counts();
        checks.unless(
                counts.duplicateRows() == duplicates
                        && counts.rejectedRows() == rejected
                        && counts.reportRows() + counts.duplicateRows() + counts.rejectedRows() == rows,
                rows + " rows of reports, " + duplicates + " of them duplicates and " + rejected
                        + " to reject, are counted " + counts);
        SettlementSummary.Figures figures = summary.figures();
        Map<String, Double> said = Map.of(
                "welfare", figures.welfare(),
                "total_value", figures.totalValue(),
                "divergence_value", figures.divergence(),
                "revenue", figures.revenue());
        totals(checks, "summary ", key -> Double.toString(said.get(key)));
    }

    /** What is of all payers: welfare, total_value, divergence_value and revenue. */
    void totals(Checks checks, String where, Function<String, String> said) {
        BigDecimal size = sum(each -> each.exact.size());
        BigDecimal slack = size.multiply(new BigDecimal("1e-11"));
        checks.near(where + "welfare", said.apply("welfare"), sum(each -> each.exact.welfare()), 0, slack);
        checks.near(
                where + "total value",
                said.apply("total_value"),
                value(ExactGame.Line::value),
                0,
                value(ExactGame.Line::valueSize).multiply(new BigDecimal("1e-9")));
        BigDecimal divergenceValue = sum(each -> each.exact.divergence());
        checks.near(
                where + "divergence", said.apply("divergence_value"), divergenceValue, 1e-9, new BigDecimal("1e-13"));
        checks.unless(
                Double.parseDouble(said.apply("divergence_value")) >= 0,
                where + "divergence is negative: " + said.apply("divergence_value"));
        checks.near(where + "revenue", said.apply("revenue"), value(ExactGame.Line::payment), 1e-9, BigDecimal.ZERO);
    }

    private BigDecimal sum(Function<Reckoned, BigDecimal> of) {
        return games.stream().map(of).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private BigDecimal value(Function<ExactGame.Line, BigDecimal> of) {
        return sum(each -> each.lines.values().stream().map(of).reduce(BigDecimal.ZERO, BigDecimal::add));
    }
}
