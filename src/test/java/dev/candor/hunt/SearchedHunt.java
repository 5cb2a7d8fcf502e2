package dev.candor.hunt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.candor.model.SettlementSummary;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Settlements of the log-linear class whose θ is searched for: other divergences, a ridge, other features. What the others
 * lose by the published θ must lie in the payment's interval, whatever the search has missed.
 */
final class SearchedHunt implements Hunt {
    private static final MathContext DIGITS = new MathContext(60);
    private static final List<String> DIVERGENCES = ExactPrompt.DIVERGENCES.stream()
            .filter(name -> !name.equals("total-variation"))
            .toList();
    /** What the reference may leave of the best, and rounding of welfares. */
    private static final BigDecimal REFERENCE = new BigDecimal("1e-9");
    /** Of rewards and costs, by docs/log-linear.md: some 60 roundings at 6 nats. A charge below that is none of policies. */
    private static final BigDecimal ROUNDING = new BigDecimal("1e-14");

    @Override
    public void round(Dice dice, Path folder) {
        Draw draw = new Draw(dice, Draw.Ranges.ORDINARY, dice.chance(0.3));
        Game shape = draw.game("", dice.between(1, 3), dice.between(1, 6)).weighted();
        double lambda = draw.lambda();
        String divergence = dice.pick(DIVERGENCES);
        boolean others = dice.chance(0.5);
        int features = dice.chance(0.75) ? 1 : 2;
        LogLinearHunt.Linear linear = LogLinearHunt.Linear.of(dice, shape, others ? dice.between(1, 3) : features);
        Map<List<String>, double[]> psi = others ? LogLinearHunt.featuresOf(dice, shape, features) : linear.features();
        boolean free = divergence.equals("kl") && !others;
        double ridge = free || dice.chance(0.3) ? lambda * dice.power(-6, 0) : 0;
        String format = dice.pick("parquet", "csv", "json");
        List<String> flags = List.of(
                "--policy-class",
                "log-linear",
                "--lambda",
                Double.toString(lambda),
                "--divergence",
                divergence,
                "--ridge",
                Double.toString(ridge),
                "--output-format",
                format);
        Drawn drawn = linear.drawn(dice, others ? psi : Map.of());
        Said said =
                TabularHunt.settle(TabularHunt.write(drawn, dice, folder), drawn, flags, folder.resolve("run"), format);
        Checks checks = new Checks();
        check(checks, linear.game(), divergence, lambda, ridge, psi, said);
        if (!checks.complaints().isEmpty()) {
            throw new Finding(String.join("\n", checks.complaints()) + "\n" + flags + " " + linear.game());
        }
    }

    private static void check(
            Checks checks,
            Game game,
            String divergence,
            double lambda,
            double ridge,
            Map<List<String>, double[]> psi,
            Said said) {
        BigDecimal weight = game.prompts().stream()
                .map(prompt -> Decimals.of(prompt.weight()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        ExactGame exact = new ExactGame(game, divergence, lambda, weight);
        List<ExactSearch.Prompt> prompts = game.prompts().stream()
                .map(prompt -> prompt(prompt, exact, weight, psi))
                .toList();
        ExactSearch search = new ExactSearch(divergence, lambda, ridge, prompts);
        BigDecimal[] theta = said.rows("parameters").stream()
                .sorted((a, b) -> a.get("parameter").compareTo(b.get("parameter")))
                .map(row -> Decimals.of(Checks.number(row, "value")))
                .toArray(BigDecimal[]::new);
        policy(checks, exact, search, prompts, theta, said);
        BigDecimal welfare = search.welfare(exact.aggregates(), theta);
        if (welfare == null) {
            throw new Undecided("the published policy is 0 somewhere to 60 digits");
        }
        BigDecimal cost = Decimals.of(lambda).multiply(search.divergence(theta));
        BigDecimal slack = exact.size().add(cost).multiply(REFERENCE);
        SettlementSummary.Figures figures = said.summary().figures();
        checks.near("welfare", Double.toString(figures.welfare()), welfare, 0, slack);
        checks.near(
                "divergence",
                Double.toString(figures.divergence()),
                search.divergence(theta),
                1e-9,
                new BigDecimal("1e-12"));
        JsonNode optimum = said.json("summary.json").get("local_optimum");
        checks.near(
                "below_tabular",
                optimum.get("below_tabular").asText(),
                search.tabular(exact.aggregates()).subtract(welfare),
                0,
                slack);
        Map<String, Map<String, String>> payments = new HashMap<>();
        said.rows("payments").forEach(row -> payments.put(row.get("agent_id"), row));
        for (String payer : game.payers()) {
            if (payments.get(payer) == null) {
                checks.unless(false, payer + " is not in payments");
            } else {
                payment(checks, exact, search, payer, theta, payments.get(payer));
            }
        }
    }

    private static void policy(
            Checks checks,
            ExactGame exact,
            ExactSearch search,
            List<ExactSearch.Prompt> prompts,
            BigDecimal[] theta,
            Said said) {
        Map<List<String>, Map<String, String>> rows = new HashMap<>();
        said.rows("policy").forEach(row -> rows.put(List.of(row.get("prompt_id"), row.get("candidate_id")), row));
        for (ExactSearch.Prompt prompt : prompts) {
            BigDecimal[] prob = search.policy(prompt, theta);
            for (int x = 0; x < prob.length; x++) {
                String id = exact.candidates(prompt.id()).get(x).id();
                Map<String, String> row = rows.getOrDefault(List.of(prompt.id(), id), Map.of());
                checks.near(
                        prompt.id() + ", " + id + ": prob",
                        row.get("prob"),
                        prob[x],
                        Checks.OF_ITSELF,
                        BigDecimal.ZERO);
            }
        }
    }

    private static void payment(
            Checks checks,
            ExactGame exact,
            ExactSearch search,
            String payer,
            BigDecimal[] theta,
            Map<String, String> row) {
        Map<String, BigDecimal[]> others = new HashMap<>(exact.aggregates());
        boolean indifferent = true;
        for (Map.Entry<String, BigDecimal[]> own : exact.own(payer).entrySet()) {
            BigDecimal[] d = own.getValue();
            BigDecimal[] rest = others.get(own.getKey()).clone();
            for (int x = 0; x < d.length; x++) {
                rest[x] = rest[x].subtract(d[x]);
                indifferent &= d[x].compareTo(d[0]) == 0;
            }
            others.put(own.getKey(), rest);
        }
        double payment = Checks.number(row, "payment");
        double lower = Checks.number(row, "payment_lower");
        double upper = Checks.number(row, "payment_upper");
        BigDecimal boost = Decimals.of(exact.boost(payer));
        BigDecimal here = search.welfare(others, theta);
        String said = payer + ": payment " + payment + " in [" + lower + ", " + upper + "]";
        checks.unless(0 <= lower && lower <= payment && payment <= upper, said + ": not an interval of charges");
        if (indifferent) {
            checks.unless(upper == 0, said + ": not 0 of one to whom all is alike");
            return;
        }
        BigDecimal lost = search.best(others, theta, 1).subtract(here).divide(boost, DIGITS);
        if (upper < Double.POSITIVE_INFINITY) {
            checks.unless(lost.compareTo(Decimals.of(upper)) <= 0, said + ": the others lose " + lost.doubleValue());
        }
        if (Decimals.of(lower).compareTo(lost.multiply(BigDecimal.ONE.add(REFERENCE))) > 0) {
            BigDecimal closer = search.best(others, theta, 5).subtract(here).divide(boost, DIGITS);
            checks.unless(
                    Decimals.of(lower).compareTo(closer.multiply(BigDecimal.ONE.add(REFERENCE))) <= 0,
                    said + ": all that the others are found to lose is " + closer.doubleValue());
        }
        BigDecimal most = search.tabular(others).subtract(here).divide(boost, DIGITS);
        BigDecimal hidden = exact.size().multiply(ROUNDING).divide(boost, DIGITS);
        checks.unless(
                Decimals.of(payment)
                                .compareTo(most.multiply(BigDecimal.ONE.add(REFERENCE))
                                        .add(hidden))
                        <= 0,
                said + ": no policy at all is better for the others by more than " + most.doubleValue());
    }

    private static ExactSearch.Prompt prompt(
            Game.Prompt prompt, ExactGame exact, BigDecimal weight, Map<List<String>, double[]> psi) {
        List<Game.Candidate> ordered = exact.candidates(prompt.id());
        BigDecimal[] ref = ExactPrompt.reference(
                ordered.stream().mapToDouble(Game.Candidate::logRef).toArray(), DIGITS);
        BigDecimal q = Decimals.of(prompt.weight()).divide(weight, DIGITS);
        List<double[]> features = new ArrayList<>();
        ordered.forEach(candidate -> features.add(psi.get(List.of(prompt.id(), candidate.id()))));
        return new ExactSearch.Prompt(
                prompt.id(),
                q.doubleValue(),
                q,
                Arrays.stream(ref)
                        .mapToDouble(r -> Decimals.log(r, DIGITS).doubleValue())
                        .toArray(),
                ref,
                features.toArray(double[][]::new));
    }
}
