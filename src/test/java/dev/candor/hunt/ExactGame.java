package dev.candor.hunt;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A game settled by definition: S and π* prompt by prompt, and for each payer max ASW₋ᵢ − ASW₋ᵢ(π*), its problem solved
 * anew. That is a difference, so digits are added until it is known to {@value #WANTED} of its own, or to be below
 * every double.
 */
final class ExactGame {
    private static final int[] DIGITS = {60, 140, 420};
    /** What is known to be above 0 and no more. */
    private static final BigDecimal LESS_THAN_A_DOUBLE = new BigDecimal("1e-330");

    private static final int WANTED = 22;
    private static final int LOST = 10;

    /**
     * What one payer's line must say; {@code valueSize} is the value of the rewards' sizes, {@code stake} what they would be
     * worth if every candidate had all the mass.
     */
    record Line(
            double weight,
            double boost,
            BigDecimal value,
            BigDecimal valueSize,
            BigDecimal stake,
            BigDecimal payment) {}

    private final Game game;
    private final String divergence;
    private final BigDecimal lambda;
    private final BigDecimal totalWeight;
    private final Map<String, Game.Agent> agents = new HashMap<>();
    /** prompt → candidates in the order of their ids. */
    private final Map<String, List<Game.Candidate>> candidates = new HashMap<>();
    /** payer → prompt → d, candidate by candidate. */
    private final Map<String, Map<String, BigDecimal[]>> own = new TreeMap<>();
    /** payer → prompt → Σ w r, candidate by candidate. */
    private final Map<String, Map<String, BigDecimal[]>> wanted = new TreeMap<>();
    /** prompt → S. */
    private final Map<String, BigDecimal[]> aggregate = new HashMap<>();

    /** {@code totalWeight}: of the prompts of all games. */
    ExactGame(Game game, String divergence, double lambda, BigDecimal totalWeight) {
        this.game = game;
        this.divergence = divergence;
        this.lambda = Decimals.of(lambda);
        this.totalWeight = totalWeight;
        game.agents().forEach(agent -> agents.put(agent.id(), agent));
        for (Game.Prompt prompt : game.prompts()) {
            List<Game.Candidate> ordered = new ArrayList<>(prompt.candidates());
            ordered.sort((a, b) -> Bytes.ORDER.compare(a.id(), b.id()));
            candidates.put(prompt.id(), ordered);
            aggregate.put(prompt.id(), zeros(ordered.size()));
        }
        game.rewards().forEach(this::add);
    }

    private void add(Game.Reward reward) {
        Game.Agent agent = agents.get(reward.agent());
        int size = candidates.get(reward.prompt()).size();
        int x = 0;
        while (!candidates.get(reward.prompt()).get(x).id().equals(reward.candidate())) {
            x++;
        }
        BigDecimal wanting = Decimals.of(agent.weight()).multiply(reward.value());
        BigDecimal d = Decimals.of(agent.boost()).multiply(wanting);
        add(wanted, agent.payer(), reward.prompt(), size)[x] =
                wanted.get(agent.payer()).get(reward.prompt())[x].add(wanting);
        add(own, agent.payer(), reward.prompt(), size)[x] =
                own.get(agent.payer()).get(reward.prompt())[x].add(d);
        aggregate.get(reward.prompt())[x] = aggregate.get(reward.prompt())[x].add(d);
    }

    private static BigDecimal[] add(
            Map<String, Map<String, BigDecimal[]>> sums, String payer, String prompt, int size) {
        return sums.computeIfAbsent(payer, p -> new TreeMap<>()).computeIfAbsent(prompt, c -> zeros(size));
    }

    private static BigDecimal[] zeros(int size) {
        BigDecimal[] zeros = new BigDecimal[size];
        java.util.Arrays.fill(zeros, BigDecimal.ZERO);
        return zeros;
    }

    List<Game.Candidate> candidates(String prompt) {
        return candidates.get(prompt);
    }

    BigDecimal[] aggregate(String prompt) {
        return aggregate.get(prompt);
    }

    /** prompt → S. */
    Map<String, BigDecimal[]> aggregates() {
        return aggregate;
    }

    /** prompt → d of {@code payer}, of the prompts it reports on. */
    Map<String, BigDecimal[]> own(String payer) {
        return own.get(payer);
    }

    double boost(String payer) {
        return game.agents().stream()
                .filter(agent -> agent.payer().equals(payer))
                .findFirst()
                .orElseThrow()
                .boost();
    }

    BigDecimal[] reference(String prompt) {
        return at(prompt, DIGITS[0]).ref;
    }

    BigDecimal[] policy(String prompt) {
        return at(prompt, DIGITS[0]).prob;
    }

    /** Σ q (⟨S,π*⟩ − λD). */
    BigDecimal welfare() {
        BigDecimal sum = BigDecimal.ZERO;
        for (Game.Prompt prompt : game.prompts()) {
            Solved solved = at(prompt.id(), DIGITS[0]);
            sum = sum.add(solved.q.multiply(solved.prompt.welfare(aggregate.get(prompt.id()), solved.prob)));
        }
        return sum;
    }

    /** Σ q D. */
    BigDecimal divergence() {
        BigDecimal sum = BigDecimal.ZERO;
        for (Game.Prompt prompt : game.prompts()) {
            Solved solved = at(prompt.id(), DIGITS[0]);
            sum = sum.add(solved.q.multiply(solved.prompt.divergence(solved.prob)));
        }
        return sum;
    }

    /** Σ q max |S|: what welfare is of the size of. */
    BigDecimal size() {
        BigDecimal sum = BigDecimal.ZERO;
        for (Game.Prompt prompt : game.prompts()) {
            sum = sum.add(at(prompt.id(), DIGITS[0]).q.multiply(size(aggregate.get(prompt.id()))));
        }
        return sum;
    }

    /** What the payments table must say of {@code payer}. */
    Line line(String payer) {
        BigDecimal weight = game.agents().stream()
                .filter(agent -> agent.payer().equals(payer))
                .map(agent -> Decimals.of(agent.weight()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        double boost = boost(payer);
        BigDecimal value = BigDecimal.ZERO;
        BigDecimal valueSize = BigDecimal.ZERO;
        BigDecimal stake = BigDecimal.ZERO;
        for (Map.Entry<String, BigDecimal[]> part : wanted.get(payer).entrySet()) {
            Solved solved = at(part.getKey(), DIGITS[0]);
            for (int x = 0; x < solved.prob.length; x++) {
                BigDecimal term = part.getValue()[x].multiply(solved.prob[x]).multiply(solved.q);
                value = value.add(term);
                valueSize = valueSize.add(term.abs());
                stake = stake.add(part.getValue()[x].abs().multiply(solved.q));
            }
        }
        return new Line(weight.doubleValue(), boost, value, valueSize, stake, payment(payer, boost));
    }

    private BigDecimal payment(String payer, double boost) {
        for (int digits : DIGITS) {
            MathContext context = new MathContext(digits);
            BigDecimal sum = BigDecimal.ZERO;
            BigDecimal lost = BigDecimal.ZERO;
            for (Map.Entry<String, BigDecimal[]> part : own.get(payer).entrySet()) {
                BigDecimal[] d = part.getValue();
                Solved solved = at(part.getKey(), digits);
                if (isConstant(d) || solved.q.signum() == 0) {
                    continue;
                }
                // A constant is nothing to either policy: taken off, so that it costs no digits.
                BigDecimal[] s = aggregate.get(part.getKey());
                BigDecimal middle = s[0].subtract(d[0]);
                BigDecimal[] others = new BigDecimal[d.length];
                for (int x = 0; x < d.length; x++) {
                    others[x] = s[x].subtract(d[x]).subtract(middle);
                }
                BigDecimal best = solved.prompt.welfare(others, solved.prompt.optimum(others));
                BigDecimal theirs = solved.prompt.welfare(others, solved.prob);
                sum = sum.add(solved.q.multiply(best.subtract(theirs), context));
                BigDecimal made =
                        size(others).add(size(s, s[0])).add(lambda.multiply(solved.prompt.divergence(solved.prob)));
                lost = lost.add(solved.q.multiply(made).movePointLeft(digits - LOST));
            }
            if (sum.signum() == 0 && lost.signum() == 0) {
                return sum;
            }
            if (sum.compareTo(lost.movePointRight(WANTED)) > 0) {
                return sum.divide(Decimals.of(boost), context);
            }
        }
        return LESS_THAN_A_DOUBLE;
    }

    private static boolean isConstant(BigDecimal[] d) {
        for (BigDecimal each : d) {
            if (each.compareTo(d[0]) != 0) {
                return false;
            }
        }
        return true;
    }

    private static BigDecimal size(BigDecimal[] values) {
        return size(values, BigDecimal.ZERO);
    }

    private static BigDecimal size(BigDecimal[] values, BigDecimal middle) {
        BigDecimal size = BigDecimal.ZERO;
        for (BigDecimal value : values) {
            size = size.max(value.subtract(middle).abs());
        }
        return size;
    }

    /** π0 and π* of a prompt to some number of digits. */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    private record Solved(BigDecimal q, ExactPrompt prompt, BigDecimal[] ref, BigDecimal[] prob) {}

    private final Map<String, Solved> solved = new HashMap<>();

    private Solved at(String id, int digits) {
        return solved.computeIfAbsent(id + " " + digits, key -> {
            MathContext context = new MathContext(digits);
            Game.Prompt prompt = game.prompts().stream()
                    .filter(each -> each.id().equals(id))
                    .findFirst()
                    .orElseThrow();
            BigDecimal[] ref = ExactPrompt.reference(
                    candidates.get(id).stream()
                            .mapToDouble(Game.Candidate::logRef)
                            .toArray(),
                    context);
            ExactPrompt exact = new ExactPrompt(divergence, lambda, ref, context);
            BigDecimal q = Decimals.of(prompt.weight()).divide(totalWeight, context);
            return new Solved(q, exact, ref, exact.optimum(aggregate.get(id)));
        });
    }
}
