package dev.candor.engine.potential;

import dev.candor.engine.candidates.CandidateIndex;
import dev.candor.engine.candidates.Candidates;
import dev.candor.engine.candidates.PromptBlock;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.runtime.IdArray;
import dev.candor.io.gate.InputTables;
import dev.candor.io.schema.InputTable;
import dev.candor.io.table.TableScan;
import dev.candor.model.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.broadcast.Broadcast;

/**
 * The K experts of a mixture on the run's M candidates: π_k(x|c), each summing to 1 on every prompt. Small enough to be in
 * every executor.
 */
public final class Experts {
    /** What a mixture may be of. */
    static final int MOST = 64;
    /** How far the probabilities of an expert on a prompt may be from 1 in sum, for they were written as decimals. */
    private static final double TOLERANCE = 1e-6;

    /** Of all that are told, in the order of their UTF-8 bytes. */
    final List<String> ids;
    /** Which of those are mixed, length K: of experts that are told the same everywhere, the first. */
    final int[] mixed;
    /** π_k of each candidate, M × K by rows. */
    final double[] prob;

    private final CandidateIndex index;

    private Experts(List<String> ids, int[] mixed, double[] prob, CandidateIndex index) {
        this.ids = ids;
        this.mixed = mixed;
        this.prob = prob;
        this.index = index;
    }

    /**
     * Reads the experts table.
     *
     * @throws UserException when a row of it cannot be used, an expert is no distribution on some prompt, or all of them
     *     together are too large to send
     */
    static Experts read(InputTables tables, Candidates candidates, EngineLimits limits) {
        TableScan scan = tables.scan(InputTable.EXPERTS).orElseThrow();
        Broadcast<CandidateIndex> index = candidates.index().orElseThrow(() -> tooLarge("candidates", limits));
        // Before any row is sent to the driver.
        if (scan.rowCount().orElse(0) > limits.broadcastBytes() / Double.BYTES) {
            throw tooLarge("experts", limits);
        }
        ExpertRows rows =
                scan
                        .map(batches ->
                                List.of(ExpertRows.of(batches, index.value())).iterator())
                        .collect()
                        .stream()
                        .reduce(ExpertRows::merge)
                        .orElseGet(ExpertRows::new);
        scan.requireAll(rows.rows() + rows.rejected);
        if (rows.rejected > 0) {
            throw UserException.inputRejected(
                    tables.rejections(InputTable.EXPERTS).message());
        }
        return of(rows, index.value(), limits);
    }

    /**
     * Reads the experts beside the reports and keeps nothing.
     *
     * @throws UserException as a settlement of the mixture would
     */
    public static void check(PackedReports reports, EngineLimits limits) {
        read(reports.tables(), reports.candidates, limits);
    }

    private static UserException tooLarge(String what, EngineLimits limits) {
        return UserException.configuration(
                "Cannot send the " + what + " of a mixture to every executor: they take more than"
                        + " " + (limits.broadcastBytes() >> 20) + " MiB. Raise --broadcast-limit-mib (and the memory of"
                        + " executors and driver with it).");
    }

    private static Experts of(ExpertRows rows, CandidateIndex index, EngineLimits limits) {
        int experts = rows.expertIds.size();
        if (experts > MOST) {
            throw UserException.inputRejected("Cannot mix " + experts + " experts: at most " + MOST
                    + " are mixed. Leave out those that matter least; correct --experts.");
        }
        if ((long) index.layout.slots() * experts > limits.broadcastBytes() / Double.BYTES) {
            throw tooLarge("experts", limits);
        }
        int[] rank = new int[experts];
        int[] order = IdArray.sorted(rows.expertIds);
        for (int k = 0; k < experts; k++) {
            rank[order[k]] = k;
        }
        IdArray all = IdArray.all(rows.expertIds);
        Experts told = new Experts(
                Arrays.stream(order).mapToObj(all::get).toList(),
                IntStream.range(0, experts).toArray(),
                new double[index.layout.slots() * experts],
                index);
        boolean logs = rows.rows() > 0 && Double.isNaN(rows.prob.get(0));
        told.fill(rows, rank, logs);
        Experts read = told.withoutCopies();
        for (int prompt = 0; prompt < index.layout.prompts(); prompt++) {
            for (int k = 0; k < read.count(); k++) {
                if (logs) {
                    read.exponentiate(prompt, k);
                }
                read.normalise(prompt, k, logs);
            }
        }
        return read;
    }

    /** Probabilities, or their logs, as they are said. */
    private void fill(ExpertRows rows, int[] rank, boolean logs) {
        Arrays.fill(prob, logs ? Double.NEGATIVE_INFINITY : 0);
        boolean[] filled = new boolean[prob.length];
        for (int row = 0; row < rows.rows(); row++) {
            if (rows.slot.get(row) < 0) {
                throw UserException.inputRejected("Cannot use the experts table: expert "
                        + ids.get(rank[rows.expert.get(row)])
                        + " has a probability of a (prompt_id, candidate_id) that is not in the candidates table. Add the"
                        + " candidate or leave the row out; correct --experts.");
            }
            if (Double.isNaN(rows.prob.get(row)) != logs || Double.isNaN(rows.logProb.get(row)) == logs) {
                throw UserException.inputRejected(
                        "Cannot use the experts table: it must have one of the columns prob and"
                                + " logprob, in every row, and not both. Correct --experts.");
            }
            double p = logs ? rows.logProb.get(row) : rows.prob.get(row);
            int at = rows.slot.get(row) * count() + rank[rows.expert.get(row)];
            if (filled[at] && prob[at] != p) {
                throw UserException.inputRejected("Cannot use the experts table: " + place(at)
                        + " appears again with another probability. Keep one row per key; correct --experts.");
            }
            filled[at] = true;
            prob[at] = p;
        }
    }

    /** Each expert once: no report can tell copies apart, and a mixture of them alone is no choice. */
    private Experts withoutCopies() {
        int all = count();
        int[] kept = new int[all];
        int count = 0;
        for (int k = 0; k < all; k++) {
            boolean copy = false;
            for (int l = 0; l < count && !copy; l++) {
                copy = areEqual(k, kept[l]);
            }
            if (!copy) {
                kept[count++] = k;
            }
        }
        if (count == all) {
            return this;
        }
        double[] left = new double[prob.length / all * count];
        for (int at = 0; at < left.length; at++) {
            left[at] = prob[at / count * all + kept[at % count]];
        }
        return new Experts(ids, Arrays.copyOf(kept, count), left, index);
    }

    private boolean areEqual(int k, int l) {
        for (int row = 0; row < prob.length; row += count()) {
            if (prob[row + k] != prob[row + l]) {
                return false;
            }
        }
        return true;
    }

    /** "expert e on candidate x of prompt c". */
    private String place(int at) {
        return "expert " + ids.get(mixed[at % count()]) + " on " + candidate(at / count());
    }

    /** "candidate x of prompt c". */
    String candidate(int slot) {
        int prompt = index.layout.promptOf()[slot];
        int block = index.layout.blockOf(prompt);
        PromptBlock prompts = index.block(block);
        return "candidate " + prompts.candidateIds.get(slot - index.layout.firstSlot(block)) + " of prompt "
                + prompts.promptIds.get(prompt - index.layout.firstPrompt(block));
    }

    /** Logs become probabilities up to a constant of the prompt, the largest 1. */
    private void exponentiate(int prompt, int k) {
        ExpertMasses.exponentiate(prob, first(prompt, k), first(prompt + 1, k), count());
    }

    private void normalise(int prompt, int k, boolean anySum) {
        double sum = ExpertMasses.normalise(prob, first(prompt, k), first(prompt + 1, k), count());
        if (sum == 0 || !(anySum || Math.abs(sum - 1) <= TOLERANCE)) {
            throw UserException.inputRejected(
                    "Cannot use the experts table: the probabilities of "
                            + place(first(prompt, k)) + " and its other candidates sum to " + sum
                            + ", not to 1. An expert needs a distribution on every prompt, and a candidate that it does not list has probability 0. Correct --experts.");
        }
    }

    private int first(int prompt, int k) {
        return index.layout.start(prompt) * count() + k;
    }

    /** K. */
    int count() {
        return mixed.length;
    }
}
