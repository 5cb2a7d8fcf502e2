package dev.candor.engine.pack;

import dev.candor.engine.candidates.Layout;
import dev.candor.engine.runtime.IdArray;
import dev.candor.io.parquet.IdDictionary;
import dev.candor.model.Normalisation;
import dev.candor.model.RejectReason;
import dev.candor.model.RewardDomain;
import dev.candor.model.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * Makes one packed block of all rows of some agents, whatever their order: sorts them by agent and slot, collapses
 * identical duplicates and rejects conflicting ones, normalises each agent's own rewards, checks the declared domain.
 */
public final class Packer {
    /** How far from 1 the maximum or sum of a declared domain may be. */
    static final double DOMAIN_TOLERANCE = 1e-9;

    private static final int MOST_ROWS = Integer.MAX_VALUE - 8;

    private final Layout layout;
    private final Normalisation normalisation;
    private final RewardDomain domain;
    private final PackTally tally = new PackTally();

    private final List<ReportBuffers.Rows> chunks = new ArrayList<>();
    /** Code of each chunk's agents, −1 = unknown. */
    private final List<int[]> codes = new ArrayList<>();
    /** Rows of each agent, by code. */
    private int[] count = new int[16];

    /**
     * A packer for some agents.
     *
     * @param layout of the candidates: an agent that reports on all prompts is counted as complete
     */
    public Packer(Layout layout, Normalisation normalisation, RewardDomain domain) {
        this.layout = layout;
        this.normalisation = normalisation;
        this.domain = domain;
    }

    /**
     * Packs.
     *
     * @param agents the partition's agents; null = all that report, of weight and boost 1
     * @param reports chunks of the partition, in any order
     */
    public PackedBlock pack(AgentChunks.Rows agents, Iterator<ReportBuffers.Rows> reports) {
        IdDictionary ids = agents == null ? new IdDictionary() : agents.agentIds;
        reports.forEachRemaining(chunk -> read(chunk, ids, agents != null));
        count = Arrays.copyOf(count, ids.size());
        int[] order = IdArray.sorted(ids);
        Agents rows = scattered(order);
        return finished(rows, agents, ids, order);
    }

    private void read(ReportBuffers.Rows chunk, IdDictionary ids, boolean closed) {
        tally.disordered |= chunk.disordered;
        for (int code = 0; code < chunk.rejected.length; code++) {
            tally.rejected[code] += chunk.rejected[code];
        }
        int[] code = closed ? chunk.agents.find(ids) : chunk.agents.internInto(ids);
        if (count.length < ids.size()) {
            count = Arrays.copyOf(count, Math.max(2 * count.length, ids.size()));
        }
        ReportBuffers.Rows rows = chunk.first != null && !sound(chunk, code) ? chunk.numbered() : chunk;
        if (rows.first == null) {
            count(rows, code);
        } else {
            for (int k = 0; k < code.length; k++) {
                count[code[k]] += rows.first[k + 1] - rows.first[k];
            }
        }
        chunks.add(rows);
        codes.add(code);
    }

    private void count(ReportBuffers.Rows chunk, int[] code) {
        for (int row = 0; row < chunk.slot.length; row++) {
            int agent = code[chunk.agent[row]];
            if (agent < 0) {
                tally.rejected[RejectReason.UNKNOWN_AGENT.code()]++;
            } else if (chunk.slot[row] < 0) {
                tally.rejected[RejectReason.UNKNOWN_CANDIDATE.code()]++;
            } else {
                count[agent]++;
            }
        }
    }

    /** Whether every agent and every candidate is known. */
    private static boolean sound(ReportBuffers.Rows chunk, int[] code) {
        int least = 0;
        for (int known : code) {
            least = Math.min(least, known);
        }
        for (int slot : chunk.slot) {
            least = Math.min(least, slot);
        }
        return least == 0;
    }

    /** The rows by agent, agents in the order of their ids; those of one agent as they came. */
    private Agents scattered(int[] order) {
        int[] next = new int[order.length];
        int[] first = new int[order.length + 1];
        long total = 0;
        for (int k = 0; k < order.length; k++) {
            next[order[k]] = (int) total;
            total += count[order[k]];
            if (total > MOST_ROWS) {
                throw UserException.configuration("Cannot pack more than " + MOST_ROWS
                        + " report rows in one task: raise --partitions so that each has fewer agents.");
            }
            first[k + 1] = (int) total;
        }
        if (chunks.size() == 1 && inOrder(chunks.get(0), codes.get(0), order)) {
            return new Agents(first, chunks.get(0).slot, chunks.get(0).reward);
        }
        Agents rows = new Agents(first, new int[(int) total], new double[(int) total]);
        for (int c = 0; c < chunks.size(); c++) {
            scatter(chunks.get(c), codes.get(c), next, rows);
            chunks.set(c, null);
        }
        return rows;
    }

    /** Whether every row counts and they come by agent, agents in the order of their ids. */
    private static boolean inOrder(ReportBuffers.Rows chunk, int[] code, int[] order) {
        int[] rank = inverse(order);
        int last = -1;
        if (chunk.first != null) {
            for (int agent : code) {
                if (rank[agent] < last) {
                    return false;
                }
                last = rank[agent];
            }
            return true;
        }
        for (int row = 0; row < chunk.slot.length; row++) {
            int agent = code[chunk.agent[row]];
            if (agent < 0 || chunk.slot[row] < 0 || rank[agent] < last) {
                return false;
            }
            last = rank[agent];
        }
        return true;
    }

    private static void scatter(ReportBuffers.Rows chunk, int[] code, int[] next, Agents rows) {
        if (chunk.first != null) {
            for (int k = 0; k < code.length; k++) {
                int from = chunk.first[k];
                int size = chunk.first[k + 1] - from;
                System.arraycopy(chunk.slot, from, rows.slot, next[code[k]], size);
                System.arraycopy(chunk.reward, from, rows.reward, next[code[k]], size);
                next[code[k]] += size;
            }
            return;
        }
        for (int row = 0; row < chunk.slot.length; row++) {
            int agent = code[chunk.agent[row]];
            if (agent >= 0 && chunk.slot[row] >= 0) {
                int at = next[agent]++;
                rows.slot[at] = chunk.slot[row];
                rows.reward[at] = chunk.reward[row];
            }
        }
    }

    private PackedBlock finished(Agents rows, AgentChunks.Rows agents, IdDictionary ids, int[] order) {
        double[] weight = new double[order.length];
        double[] boost = new double[order.length];
        Arrays.fill(weight, 1);
        Arrays.fill(boost, 1);
        if (agents != null) {
            int[] rank = inverse(order);
            for (int k = 0; k < agents.rows(); k++) {
                weight[rank[agents.agent.get(k)]] = agents.weight.get(k);
                boost[rank[agents.agent.get(k)]] = agents.boost.get(k);
            }
        }
        for (int k = 0; k < order.length; k++) {
            rows.keep(k);
            tally.light += rows.kept > rows.keptBefore && weight[k] < 1 ? 1 : 0;
        }
        rows.first[order.length] = rows.kept;
        tally.accepted = rows.kept;
        tally.agents = order.length;
        return new PackedBlock(
                IdArray.of(ids, order, 0, order.length),
                weight,
                weight,
                boost,
                rows.first,
                rows.kept == rows.slot.length ? rows.slot : Arrays.copyOf(rows.slot, rows.kept),
                rows.kept == rows.slot.length ? rows.reward : Arrays.copyOf(rows.reward, rows.kept),
                null,
                tally);
    }

    private static int[] inverse(int[] order) {
        int[] inverse = new int[order.length];
        for (int k = 0; k < order.length; k++) {
            inverse[order[k]] = k;
        }
        return inverse;
    }

    private void reject(int agent, int slot, long copies, RejectReason reason) {
        tally.rejected[reason.code()] += copies;
        tally.late.add(agent, slot, reason);
    }

    /** The rows of all agents, made sound from the first agent to the last within the same arrays. */
    private final class Agents {
        private final int[] first;
        private final int[] slot;
        private final double[] reward;
        private int kept;
        private int keptBefore;
        private long[] keys = new long[0];
        private double[] moved = new double[0];
        /** Identical rows that collapsed into each of this agent's, itself included; empty = 1 each. */
        private int[] copies = new int[0];

        Agents(int[] first, int[] slot, double[] reward) {
            this.first = first;
            this.slot = slot;
            this.reward = reward;
        }

        /** Keeps what is sound of agent k's rows. */
        void keep(int k) {
            int from = first[k];
            int to = first[k + 1];
            first[k] = kept;
            keptBefore = kept;
            copies = new int[0];
            if (ascending(from, to)) {
                move(from, to);
            } else {
                sort(from, to);
                collapse(k, from, to);
            }
            check(k);
        }

        private boolean ascending(int from, int to) {
            for (int row = from + 1; row < to; row++) {
                if (slot[row] <= slot[row - 1]) {
                    return false;
                }
            }
            return true;
        }

        private void move(int from, int to) {
            if (from != kept) {
                System.arraycopy(slot, from, slot, kept, to - from);
                System.arraycopy(reward, from, reward, kept, to - from);
            }
            kept += to - from;
        }

        private void sort(int from, int to) {
            int size = to - from;
            if (keys.length < size) {
                keys = new long[Math.max(size, 2 * keys.length)];
                moved = new double[keys.length];
            }
            for (int row = 0; row < size; row++) {
                keys[row] = (long) slot[from + row] << 32 | row;
                moved[row] = reward[from + row];
            }
            Arrays.sort(keys, 0, size);
            for (int row = 0; row < size; row++) {
                slot[from + row] = (int) (keys[row] >>> 32);
                reward[from + row] = moved[(int) keys[row]];
            }
        }

        /** Of rows with one slot keeps one if all are equal, else none. */
        private void collapse(int k, int from, int to) {
            copies = new int[to - from];
            int row = from;
            while (row < to) {
                int end = row + 1;
                boolean same = true;
                while (end < to && slot[end] == slot[row]) {
                    same &= reward[end] == reward[row];
                    end++;
                }
                if (same) {
                    tally.duplicates += end - row - 1;
                    copies[kept - keptBefore] = end - row;
                    move(row, row + 1);
                } else {
                    reject(k, slot[row], end - row, RejectReason.CONFLICTING_DUPLICATE);
                }
                row = end;
            }
        }

        /** Normalises and checks the agent's rewards prompt by prompt, keeping those that pass. */
        private void check(int k) {
            int end = kept;
            boolean judged = normalisation != Normalisation.NONE || domain != RewardDomain.UNRESTRICTED;
            if (judged) {
                kept = keptBefore;
            }
            if (judged || end - keptBefore >= layout.prompts()) {
                tally.complete += promptsOfTheDomain(k, end, judged) == layout.prompts() ? 1 : 0;
            }
            for (int row = keptBefore; row < kept; row++) {
                tally.negativeRewards += reward[row] < 0 ? 1 : 0;
            }
        }

        private int promptsOfTheDomain(int k, int end, boolean judged) {
            int[] promptOf = layout.promptOf();
            int prompts = 0;
            int from = keptBefore;
            while (from < end) {
                int to = from + 1;
                while (to < end && promptOf[slot[to]] == promptOf[slot[from]]) {
                    to++;
                }
                RejectReason reason = judged ? normalise(from, to) : null;
                prompts += reason == null && ofTheDomain(from, to) ? 1 : 0;
                if (judged) {
                    settle(k, from, to, reason);
                }
                from = to;
            }
            return prompts;
        }

        private void settle(int k, int from, int to, RejectReason reason) {
            for (int row = from; row < to; row++) {
                int many = copies.length == 0 ? 1 : copies[row - keptBefore];
                if (reason == null) {
                    move(row, row + 1);
                } else {
                    tally.duplicates -= many - 1;
                    reject(k, slot[row], many, reason);
                }
            }
        }

        /** Zeros alone have neither maximum 1 nor sum 1, and no normalising gives them one. */
        private boolean ofTheDomain(int from, int to) {
            boolean any = domain == RewardDomain.UNRESTRICTED;
            for (int row = from; row < to && !any; row++) {
                any = reward[row] > 0;
            }
            return any;
        }

        private RejectReason normalise(int from, int to) {
            double least = 0;
            double most = 0;
            double sum = 0;
            for (int row = from; row < to; row++) {
                least = Math.min(least, reward[row]);
                most = Math.max(most, reward[row]);
                sum += reward[row];
            }
            if (least < 0) {
                return RejectReason.NEGATIVE_REWARD;
            }
            double size = domain == RewardDomain.MAX ? most : sum;
            if (normalisation == Normalisation.NONE) {
                return Math.abs(size - 1) <= DOMAIN_TOLERANCE ? null : RejectReason.OUTSIDE_DOMAIN;
            }
            for (int row = from; row < to && size > 0; row++) {
                reward[row] /= size;
            }
            return null;
        }
    }
}
