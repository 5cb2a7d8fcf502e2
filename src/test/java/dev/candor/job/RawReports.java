package dev.candor.job;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * A file of reports and the definitions of design §1 over it, without Spark and without the project's numerics: every
 * prompt and agent weighs the same, the reference model is uniform over the candidates that the reports name.
 */
public final class RawReports {
    private static final MathContext DIGITS = new MathContext(60);

    /** prompt → candidate → aggregate reward S. */
    private final Map<String, Map<String, BigDecimal>> aggregate = new TreeMap<>();
    /** agent → prompt → candidate → reward. */
    private final Map<String, Map<String, Map<String, BigDecimal>>> rewards = new TreeMap<>();

    public RawReports(Path csv) {
        try (InputStream file = Files.newInputStream(csv);
                BufferedReader lines = new BufferedReader(new InputStreamReader(
                        csv.toString().endsWith(".gz") ? new GZIPInputStream(file) : file, StandardCharsets.UTF_8))) {
            lines.readLine();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] cells = line.split(",", -1);
                add(cells[0], cells[1], cells[2], new BigDecimal(Double.parseDouble(cells[3])));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String agent, String prompt, String candidate, BigDecimal reward) {
        rewards.computeIfAbsent(agent, a -> new TreeMap<>())
                .computeIfAbsent(prompt, c -> new HashMap<>())
                .put(candidate, reward);
        aggregate.computeIfAbsent(prompt, c -> new TreeMap<>()).merge(candidate, reward, BigDecimal::add);
    }

    public Set<String> agents() {
        return rewards.keySet();
    }

    /** G(S) = λ Σ_c q log Σ_x π0 exp(S/λ): the most welfare under KL. */
    public double klWelfare(double lambda) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Map<String, BigDecimal> prompt : aggregate.values()) {
            BigDecimal z = BigDecimal.ZERO;
            for (BigDecimal s : prompt.values()) {
                z = z.add(exp(over(s, lambda)), DIGITS);
            }
            sum = sum.add(log(z.divide(BigDecimal.valueOf(prompt.size()), DIGITS)), DIGITS);
        }
        return perPrompt(sum, lambda);
    }

    /** G(S − d) − G(S) + ⟨d, π*⟩ under KL, by leaving {@code agent} out. */
    public double klPayment(String agent, double lambda) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Map.Entry<String, Map<String, BigDecimal>> own : rewards.get(agent).entrySet()) {
            BigDecimal with = BigDecimal.ZERO;
            BigDecimal without = BigDecimal.ZERO;
            BigDecimal value = BigDecimal.ZERO;
            for (Map.Entry<String, BigDecimal> candidate :
                    aggregate.get(own.getKey()).entrySet()) {
                BigDecimal d = own.getValue().getOrDefault(candidate.getKey(), BigDecimal.ZERO);
                BigDecimal likes = exp(over(candidate.getValue(), lambda));
                with = with.add(likes, DIGITS);
                without = without.add(exp(over(candidate.getValue().subtract(d), lambda)), DIGITS);
                value = value.add(over(d, lambda).multiply(likes), DIGITS);
            }
            sum = sum.add(log(without.divide(with, DIGITS)), DIGITS).add(value.divide(with, DIGITS), DIGITS);
        }
        return perPrompt(sum, lambda);
    }

    /** Whether no candidate loses all probability under χ² with everybody, nor with any one agent left out. */
    public boolean nothingIsClipped(double lambda) {
        return aggregate.values().stream().allMatch(prompt -> isInside(prompt, Map.of(), lambda))
                && rewards.values().stream()
                        .allMatch(own -> own.entrySet().stream()
                                .allMatch(
                                        prompt -> isInside(aggregate.get(prompt.getKey()), prompt.getValue(), lambda)));
    }

    /** E_π0[S − d] − min(S − d) ≤ 2λ. */
    private static boolean isInside(Map<String, BigDecimal> sums, Map<String, BigDecimal> own, double lambda) {
        double total = 0;
        double least = Double.POSITIVE_INFINITY;
        for (Map.Entry<String, BigDecimal> sum : sums.entrySet()) {
            double without = sum.getValue()
                    .subtract(own.getOrDefault(sum.getKey(), BigDecimal.ZERO))
                    .doubleValue();
            total += without;
            least = Math.min(least, without);
        }
        return total / sums.size() - least <= 2 * lambda;
    }

    /** Σ_c q Var_π0(d)/4λ: the payment under χ² while nothing is clipped. */
    public double chiSquaredPayment(String agent, double lambda) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Map.Entry<String, Map<String, BigDecimal>> own : rewards.get(agent).entrySet()) {
            sum = sum.add(variance(own.getValue(), aggregate.get(own.getKey()).size()), DIGITS);
        }
        return perPrompt(sum, 1 / (4 * lambda));
    }

    /** Σ_c q (E_π0[S] + Var_π0(S)/4λ): the most welfare under χ² while nothing is clipped. */
    public double chiSquaredWelfare(double lambda) {
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal fourLambda = BigDecimal.valueOf(4 * lambda);
        for (Map<String, BigDecimal> prompt : aggregate.values()) {
            BigDecimal mean = prompt.values().stream()
                    .reduce(BigDecimal.ZERO, BigDecimal::add)
                    .divide(BigDecimal.valueOf(prompt.size()), DIGITS);
            sum = sum.add(mean).add(variance(prompt, prompt.size()).divide(fourLambda, DIGITS), DIGITS);
        }
        return perPrompt(sum, 1);
    }

    /** Of {@code values} and as many zeros as make them {@code candidates}. */
    private static BigDecimal variance(Map<String, BigDecimal> values, int candidates) {
        BigDecimal k = BigDecimal.valueOf(candidates);
        BigDecimal first = BigDecimal.ZERO;
        BigDecimal second = BigDecimal.ZERO;
        for (BigDecimal value : values.values()) {
            first = first.add(value, DIGITS);
            second = second.add(value.multiply(value), DIGITS);
        }
        BigDecimal mean = first.divide(k, DIGITS);
        return second.divide(k, DIGITS).subtract(mean.multiply(mean), DIGITS);
    }

    private double perPrompt(BigDecimal sum, double factor) {
        return sum.multiply(new BigDecimal(factor))
                .divide(BigDecimal.valueOf(aggregate.size()), DIGITS)
                .doubleValue();
    }

    private static BigDecimal over(BigDecimal s, double lambda) {
        return s.divide(new BigDecimal(lambda), DIGITS);
    }

    /** Taylor's series at x/256, then eight squarings. */
    private static BigDecimal exp(BigDecimal x) {
        BigDecimal small = x.divide(BigDecimal.valueOf(256), DIGITS);
        BigDecimal sum = BigDecimal.ONE;
        BigDecimal term = BigDecimal.ONE;
        for (int k = 1; k < 60; k++) {
            term = term.multiply(small, DIGITS).divide(BigDecimal.valueOf(k), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum.pow(256, DIGITS);
    }

    /** 2 artanh((r − 1)/(r + 1)) after six square roots. */
    private static BigDecimal log(BigDecimal x) {
        BigDecimal root = x;
        for (int k = 0; k < 6; k++) {
            root = root.sqrt(DIGITS);
        }
        BigDecimal y = root.subtract(BigDecimal.ONE).divide(root.add(BigDecimal.ONE), DIGITS);
        BigDecimal square = y.multiply(y, DIGITS);
        BigDecimal sum = BigDecimal.ZERO;
        for (int k = 1; k < 80; k += 2) {
            sum = sum.add(y.divide(BigDecimal.valueOf(k), DIGITS), DIGITS);
            y = y.multiply(square, DIGITS);
        }
        return sum.multiply(BigDecimal.valueOf(128));
    }
}
