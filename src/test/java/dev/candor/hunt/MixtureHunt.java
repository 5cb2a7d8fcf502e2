package dev.candor.hunt;

import dev.candor.model.SettlementSummary;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Settlements of a mixture: the payment's interval holds the payment by definition, whatever the solver did. */
final class MixtureHunt implements Hunt {
    private static final List<String> DIVERGENCES = ExactPrompt.DIVERGENCES.stream()
            .filter(name -> !name.equals("total-variation"))
            .toList();
    private static final int[] DIGITS = {60, 130};
    private static final int WANTED = 14;
    private static final BigDecimal SQUARED_ROUNDING = new BigDecimal("1e-22");

    private final Draw.Ranges ranges;

    MixtureHunt(Draw.Ranges ranges) {
        this.ranges = ranges;
    }

    @Override
    public void round(Dice dice, Path folder) {
        Draw draw = new Draw(dice, ranges, dice.chance(0.3));
        Game game = draw.game("", dice.between(1, 4), dice.between(1, 8)).weighted();
        double lambda = ranges == Draw.Ranges.ORDINARY ? draw.lambda() : beside(game, dice);
        String divergence = dice.pick(DIVERGENCES);
        Map<String, int[][]> experts = experts(dice, game);
        Drawn reports = Drawn.of(List.of(game), dice, false);
        List<Table> tables = new ArrayList<>(reports.tables());
        tables.add(table(game, experts));
        Drawn drawn = new Drawn(tables, 0, 0);
        String format = dice.pick("parquet", "csv", "json");
        List<String> flags = List.of(
                "--policy-class",
                "mixture",
                "--lambda",
                Double.toString(lambda),
                "--divergence",
                divergence,
                "--output-format",
                format);
        Said said =
                TabularHunt.settle(TabularHunt.write(drawn, dice, folder), drawn, flags, folder.resolve("run"), format);
        Checks checks = new Checks();
        check(checks, game, divergence, lambda, experts, said);
        if (!checks.complaints().isEmpty()) {
            StringBuilder named = new StringBuilder();
            experts.forEach((prompt, prob) -> named.append(prompt).append(Arrays.deepToString(prob)));
            throw new Finding(String.join("\n", checks.complaints()) + "\n" + divergence + " lambda " + lambda + " "
                    + game + "\nexperts in 64ths, candidates as drawn: " + named);
        }
    }

    /** λ of the size of what is at stake: far below, weights of the optimum are beyond any number. */
    private static double beside(Game game, Dice dice) {
        ExactGame exact = new ExactGame(game, "kl", 1, BigDecimal.ONE);
        double stake = exact.aggregates().values().stream()
                .mapToDouble(s -> Decimals.max(s)
                        .subtract(Arrays.stream(s).reduce(BigDecimal::min).orElseThrow())
                        .doubleValue())
                .max()
                .orElseThrow();
        return Math.max(1e-9, Math.min(1e30, stake * dice.power(-1.3, 3)));
    }

    /** prompt → expert × candidate as drawn, in 64ths, so that they sum to 1 exactly. The first covers everything. */
    private static Map<String, int[][]> experts(Dice dice, Game game) {
        int count = dice.between(1, 3);
        Map<String, int[][]> experts = new HashMap<>();
        for (Game.Prompt prompt : game.prompts()) {
            int size = prompt.candidates().size();
            int[][] prob = new int[count][size];
            for (int k = 0; k < count; k++) {
                int left = 64;
                for (int x = 0; k == 0 && x < size; x++) {
                    prob[k][x] = 1;
                    left--;
                }
                boolean point = dice.chance(0.2);
                while (left > 0) {
                    int given = point ? left : dice.between(1, left);
                    prob[k][dice.between(0, size - 1)] += given;
                    left -= given;
                }
            }
            experts.put(prompt.id(), prob);
        }
        return experts;
    }

    private static Table table(Game game, Map<String, int[][]> experts) {
        List<List<Object>> rows = new ArrayList<>();
        for (Game.Prompt prompt : game.prompts()) {
            int[][] prob = experts.get(prompt.id());
            for (int k = 0; k < prob.length; k++) {
                for (int x = 0; x < prob[k].length; x++) {
                    if (prob[k][x] > 0) {
                        rows.add(Arrays.asList(
                                prompt.id(), prompt.candidates().get(x).id(), "e" + k, prob[k][x] / 64.0));
                    }
                }
            }
        }
        return new Table("experts", List.of("prompt_id", "candidate_id", "expert_id", "prob"), rows);
    }

    private static void check(
            Checks checks, Game game, String divergence, double lambda, Map<String, int[][]> experts, Said said) {
        BigDecimal weight = game.prompts().stream()
                .map(prompt -> Decimals.of(prompt.weight()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        ExactGame exact = new ExactGame(game, "kl", lambda, weight);
        List<ExactMixture> mixtures = new ArrayList<>();
        List<List<ExactMixture.Prompt>> prompts = new ArrayList<>();
        List<BigDecimal[]> optima = new ArrayList<>();
        for (int digits : DIGITS) {
            MathContext context = new MathContext(digits);
            List<ExactMixture.Prompt> each = game.prompts().stream()
                    .map(prompt -> prompt(prompt, exact, experts.get(prompt.id()), weight, context))
                    .toList();
            prompts.add(each);
            mixtures.add(new ExactMixture(divergence, Decimals.of(lambda), each, context));
            optima.add(mixtures.get(mixtures.size() - 1)
                    .optimum(mixtures.get(mixtures.size() - 1).values(exact.aggregates())));
        }
        ExactMixture mixture = mixtures.get(0);
        BigDecimal[] theta = optima.get(0);
        BigDecimal size = exact.size();
        Map<List<String>, Map<String, String>> policy = new HashMap<>();
        said.rows("policy").forEach(row -> policy.put(List.of(row.get("prompt_id"), row.get("candidate_id")), row));
        for (ExactMixture.Prompt prompt : prompts.get(0)) {
            BigDecimal[] prob = mixture.policy(prompt, theta);
            double total = 0;
            for (int x = 0; x < prob.length; x++) {
                String id = exact.candidates(prompt.id()).get(x).id();
                Map<String, String> row = policy.getOrDefault(List.of(prompt.id(), id), Map.of());
                total += Checks.number(row, "prob");
                if (prompt.q().signum() > 0) {
                    checks.near(
                            prompt.id() + ", " + id + ": prob", row.get("prob"), prob[x], 0, new BigDecimal("1e-6"));
                }
            }
            checks.unless(Math.abs(total - 1) < 1e-12, prompt.id() + ": probabilities sum to " + total);
        }
        SettlementSummary.Figures figures = said.summary().figures();
        BigDecimal welfare = mixture.welfare(mixture.values(exact.aggregates()), theta);
        // Welfare is a difference of value and cost, where costs are huge as good as they are. Where both are 0 it is
        // what
        // θ is off from the reference model, squared: doubles are by some 1e-16.
        BigDecimal terms =
                size.add(Decimals.of(lambda).multiply(mixture.divergence(theta).add(SQUARED_ROUNDING)));
        checks.near("welfare", Double.toString(figures.welfare()), welfare, 0, terms.multiply(new BigDecimal("1e-9")));
        checks.unless(figures.divergence() >= 0, "divergence is negative: " + figures.divergence());
        checks.near(
                "divergence",
                Double.toString(figures.divergence()),
                mixture.divergence(theta),
                1e-6,
                new BigDecimal("1e-9"));
        Map<String, Map<String, String>> payments = new HashMap<>();
        said.rows("payments").forEach(row -> payments.put(row.get("agent_id"), row));
        for (String payer : game.payers()) {
            BigDecimal boost = Decimals.of(exact.boost(payer));
            BigDecimal payment = BigDecimal.ZERO;
            for (int level = 0; level < DIGITS.length; level++) {
                payment = payment(mixtures.get(level), exact, payer, optima.get(level), size, DIGITS[level]);
                if (payment != null) {
                    break;
                }
            }
            if (payments.get(payer) == null) {
                checks.unless(false, payer + " is not in payments");
            } else if (payment != null) {
                checks.payment(payer, payments.get(payer), payment.divide(boost, new MathContext(DIGITS[0])));
            }
        }
    }

    /** κp; null where it is too small beside the welfare to be told with these digits. */
    private static BigDecimal payment(
            ExactMixture mixture, ExactGame exact, String payer, BigDecimal[] theta, BigDecimal size, int digits) {
        BigDecimal[] own = mixture.values(exact.own(payer));
        if (Arrays.stream(own).allMatch(value -> value.compareTo(own[0]) == 0)) {
            return BigDecimal.ZERO;
        }
        BigDecimal[] others = mixture.values(exact.aggregates());
        for (int k = 0; k < own.length; k++) {
            others[k] = others[k].subtract(own[k]);
        }
        BigDecimal charge = mixture.welfare(others, mixture.optimum(others)).subtract(mixture.welfare(others, theta));
        BigDecimal lost = size.add(mixture.divergence(theta)).movePointLeft(digits - 12);
        return charge.compareTo(lost.movePointRight(WANTED)) > 0 ? charge : null;
    }

    private static ExactMixture.Prompt prompt(
            Game.Prompt prompt, ExactGame exact, int[][] drawn, BigDecimal weight, MathContext digits) {
        List<Game.Candidate> ordered = exact.candidates(prompt.id());
        BigDecimal[] ref = ExactPrompt.reference(
                ordered.stream().mapToDouble(Game.Candidate::logRef).toArray(), digits);
        BigDecimal[][] prob = new BigDecimal[drawn.length][ordered.size()];
        for (int k = 0; k < drawn.length; k++) {
            for (int x = 0; x < ordered.size(); x++) {
                prob[k][x] = Decimals.of(drawn[k][prompt.candidates().indexOf(ordered.get(x))] / 64.0);
            }
        }
        return new ExactMixture.Prompt(prompt.id(), Decimals.of(prompt.weight()).divide(weight, digits), ref, prob);
    }
}
