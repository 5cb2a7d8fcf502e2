package dev.candor.engine.learn;

import dev.candor.engine.runtime.IdArray;
import dev.candor.io.schema.InputTable;
import dev.candor.learn.choice.CorrectedRatings;
import dev.candor.learn.choice.Likelihood;
import dev.candor.learn.choice.PairedComparisons;
import dev.candor.learn.choice.PairedComparisons.Outcome;
import dev.candor.learn.choice.Rankings;
import dev.candor.learn.choice.SimultaneousBound;
import dev.candor.learn.choice.UtilityPosterior;
import dev.candor.model.RatingCorrection;
import dev.candor.model.UserException;
import java.util.Arrays;

/**
 * Learns all agents of one partition, each from its own rows alone. Whatever the order of the rows, an agent's prompts and
 * candidates are gone through in the order of their ids.
 */
final class LearnPass {
    /** Candidates that one agent may choose among on one prompt: their covariance is a dense matrix. */
    static final int MOST_CANDIDATES = 2000;

    private final RankedRows rows;
    private final InputTable table;
    private final LearnSpec spec;
    private final AgentValues values = new AgentValues();

    LearnPass(RankedRows rows, InputTable table, LearnSpec spec) {
        this.rows = rows;
        this.table = table;
        this.spec = spec;
    }

    LearnedBlock learn() {
        int[] order = IdArray.sorted(rows.log.agents);
        int[] firstOf = new int[order.length + 1];
        for (int row = 0; row < rows.log.size; row++) {
            firstOf[rows.log.agent[row] + 1]++;
        }
        for (int k = 0; k < order.length; k++) {
            firstOf[k + 1] += firstOf[k];
        }
        int[] next = firstOf.clone();
        int[] of = new int[rows.log.size];
        for (int row = 0; row < rows.log.size; row++) {
            of[next[rows.log.agent[row]]++] = row;
        }
        LearnedBlock block = new LearnedBlock(
                IdArray.of(rows.log.agents, order, 0, order.length),
                IdArray.all(rows.log.prompts),
                IdArray.all(rows.log.candidates),
                rows.log.size,
                rows.log.rejected);
        for (int agent : order) {
            long[] keys = new long[firstOf[agent + 1] - firstOf[agent]];
            for (int k = 0; k < keys.length; k++) {
                int row = of[firstOf[agent] + k];
                keys[k] = RankedRows.key(rows.promptRank[rows.log.prompt[row]], row);
            }
            Arrays.sort(keys);
            learn(keys, block);
        }
        return block;
    }

    /** An agent's rows as {@code keys} (rank of the prompt, row), ascending. */
    private void learn(long[] keys, LearnedBlock block) {
        values.clear();
        if (table == InputTable.RATINGS) {
            ratings(keys, block);
            return;
        }
        long errors = 0;
        int to;
        for (int from = 0; from < keys.length; from = to) {
            to = RankedRows.end(keys, from);
            errors += SimultaneousBound.errors(choices(keys, from, to));
        }
        values.mapInto(block, spec.domain(), true, SimultaneousBound.quantile(spec.confidence(), errors));
    }

    /** The choices of one prompt; returns how many candidates it has. */
    private int choices(long[] keys, int from, int to) {
        int prompt = rows.promptAt[RankedRows.major(keys[from])];
        int[] named = named(keys, from, to);
        int[] all = rows.all(prompt, named);
        UtilityPosterior posterior = UtilityPosterior.of(
                table == InputTable.RANKINGS ? rankings(keys, from, to, named) : comparisons(keys, from, to, named),
                spec.priorScale(),
                all.length - named.length);
        double unknown = UtilityPosterior.priorDeviation(spec.priorScale(), all.length);
        values.startPrompt(prompt);
        for (int rank : all) {
            int x = Arrays.binarySearch(named, rank);
            values.add(rows.candidateAt[rank], x < 0 ? 0 : posterior.mode(x), x < 0 ? unknown : posterior.deviation(x));
        }
        return all.length;
    }

    /** The ranks of the candidates that these rows name, each once, ascending. */
    private int[] named(long[] keys, int from, int to) {
        int count = 0;
        for (int k = from; k < to; k++) {
            count += rows.log.firstItem[(int) keys[k] + 1] - rows.log.firstItem[(int) keys[k]];
        }
        int[] ranks = new int[count];
        int at = 0;
        for (int k = from; k < to; k++) {
            for (int i = rows.log.firstItem[(int) keys[k]]; i < rows.log.firstItem[(int) keys[k] + 1]; i++) {
                ranks[at++] = rows.candidateRank[rows.log.item[i]];
            }
        }
        int[] distinct = Arrays.stream(ranks).sorted().distinct().toArray();
        if (distinct.length > MOST_CANDIDATES) {
            throw UserException.inputRejected("Cannot learn what one agent wants among " + distinct.length
                    + " candidates of prompt " + rows.log.prompts.text(rows.promptAt[RankedRows.major(keys[from])])
                    + ": at most "
                    + MOST_CANDIDATES + " are compared or ranked by one agent on one prompt. Remove some of its rows.");
        }
        return distinct;
    }

    private int local(int[] named, int item) {
        return Arrays.binarySearch(named, rows.candidateRank[rows.log.item[item]]);
    }

    private Likelihood comparisons(long[] keys, int from, int to, int[] named) {
        long[] counted = new long[to - from];
        for (int k = from; k < to; k++) {
            int row = (int) keys[k];
            int a = local(named, rows.log.firstItem[row]);
            int b = local(named, rows.log.firstItem[row] + 1);
            Outcome outcome = rows.log.number[row] == 0 ? Outcome.TIE : Outcome.A;
            counted[k - from] = PairedComparisons.key(a, b, outcome, named.length);
        }
        return PairedComparisons.of(counted, counted.length, named.length, spec.tiePrevalence());
    }

    private Likelihood rankings(long[] keys, int from, int to, int[] named) {
        int[][] all = new int[to - from][];
        for (int k = from; k < to; k++) {
            int row = (int) keys[k];
            int[] ranking = new int[rows.log.firstItem[row + 1] - rows.log.firstItem[row]];
            for (int i = 0; i < ranking.length; i++) {
                ranking[i] = local(named, rows.log.firstItem[row] + i);
            }
            all[k - from] = ranking;
        }
        return Rankings.of(all, named.length);
    }

    /** All that the agent rated is corrected together, then mapped prompt by prompt. */
    private void ratings(long[] keys, LearnedBlock block) {
        RatedCandidates rated = new RatedCandidates(rows);
        int to;
        for (int from = 0; from < keys.length; from = to) {
            to = RankedRows.end(keys, from);
            rated.add(keys, from, to);
        }
        double z = SimultaneousBound.quantile(spec.confidence(), rated.position.size());
        double error = spec.ratingStep() + z * spec.ratingNoise() / Math.sqrt(rated.leastTimes);
        boolean utilities = spec.correction() == RatingCorrection.MEAN_VARIANCE;
        CorrectedRatings corrected = CorrectedRatings.of(rated.position.toArray(), error, spec.correction());
        int size = rated.prompt.size();
        int x = 0;
        while (x < size) {
            int prompt = rated.prompt.get(x);
            int first = x;
            while (x < size && rated.prompt.get(x) == prompt) {
                x++;
            }
            values.startPrompt(prompt);
            int[] named = Arrays.copyOfRange(rated.rank.array(), first, x);
            for (int rank : rows.all(prompt, named)) {
                int k = Arrays.binarySearch(named, rank);
                values.add(
                        rows.candidateAt[rank],
                        k >= 0 ? corrected.value(first + k) : utilities ? 0 : 0.5,
                        k >= 0 ? corrected.width() : corrected.unratedWidth());
            }
        }
        values.mapInto(block, spec.domain(), utilities, 1);
    }
}
