package dev.candor.engine;

import dev.candor.model.Normalisation;
import dev.candor.model.RejectReason;
import dev.candor.model.RewardDomain;
import dev.candor.numeric.ExactSums;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Turns rows sorted by (payer, agent, slot) into packed blocks: collapses identical duplicates, rejects conflicting ones,
 * normalises each agent's own rewards, checks the declared domain, adds up the agents of one payer.
 */
final class Packer implements Iterator<PackedBlock> {
    /** Columns of the rows, in this order. */
    static final String[] COLUMNS = {"payer", "agent", "slot", "prompt", "reward", "weight", "boost"};

    /** A block is closed after the payer that brings it to this many entries: about 48 MB. */
    static final int BLOCK_ENTRIES = 1 << 22;

    /** How far from 1 the maximum or sum of a declared domain may be. */
    static final double DOMAIN_TOLERANCE = 1e-9;

    private final Iterator<InternalRow> rows;
    private final Normalisation normalisation;
    private final RewardDomain domain;
    private final int prompts;

    private InternalRow row;
    private PackTally tally = new PackTally();
    private final Entries agentRows = new Entries();
    private final Entries payerRows = new Entries();
    private final BlockArrays block = new BlockArrays();

    /**
     * Packs rows in the order they come.
     *
     * @param prompts number of prompts of the run: an agent that reports on all is counted as complete
     */
    Packer(Iterator<InternalRow> rows, Normalisation normalisation, RewardDomain domain, int prompts) {
        this.rows = rows;
        this.prompts = prompts;
        this.normalisation = normalisation;
        this.domain = domain;
        advance();
    }

    private void advance() {
        row = rows.hasNext() ? rows.next() : null;
    }

    @Override
    public boolean hasNext() {
        return row != null;
    }

    @Override
    public PackedBlock next() {
        if (row == null) {
            throw new NoSuchElementException();
        }
        while (row != null && block.entries() < BLOCK_ENTRIES) {
            long payer = row.getLong(0);
            if (payer < 0) {
                tally.rejected[(int) row.getLong(1)]++;
                advance();
            } else {
                readPayer(payer);
            }
        }
        PackedBlock packed = block.close(tally);
        tally = new PackTally();
        return packed;
    }

    private void readPayer(long payer) {
        payerRows.clear();
        int agents = 0;
        double boost = row.getDouble(6);
        while (row != null && row.getLong(0) == payer) {
            double weight = row.getDouble(5);
            if (readAgent(row.getLong(1))) {
                agents++;
                payerRows.append(agentRows, weight);
            }
        }
        if (agents == 1) {
            double weight = payerRows.weight[0];
            tally.light += weight < 1 ? 1 : 0;
            block.startPayer(payer, weight, boost);
            for (int k = 0; k < payerRows.size; k++) {
                block.add(payerRows.prompt[k], payerRows.slot[k], payerRows.reward[k]);
            }
        } else if (agents > 1) {
            block.startPayer(payer, 1, boost);
            addUp();
        }
    }

    /** Reads the rows of one agent into {@link #agentRows}; false when none of them is accepted. */
    private boolean readAgent(long agent) {
        agentRows.clear();
        while (row != null && row.getLong(1) == agent && row.getLong(0) >= 0) {
            int slot = row.getInt(2);
            int prompt = row.getInt(3);
            double reward = row.getDouble(4);
            long copies = 1;
            boolean same = true;
            advance();
            while (row != null && row.getLong(1) == agent && row.getInt(2) == slot && row.getLong(0) >= 0) {
                same &= row.getDouble(4) == reward;
                copies++;
                advance();
            }
            if (same) {
                tally.duplicates += copies - 1;
                agentRows.add(prompt, slot, reward);
                agentRows.copies[agentRows.size - 1] = copies;
            } else {
                reject(agent, slot, copies, RejectReason.CONFLICTING_DUPLICATE);
            }
        }
        checkPrompts(agent);
        tally.accepted += agentRows.size;
        return agentRows.size > 0;
    }

    private void reject(long agent, int slot, long copies, RejectReason reason) {
        tally.rejected[reason.code()] += copies;
        tally.late.add(agent, slot, reason);
    }

    /** Normalises and checks the agent's rewards prompt by prompt, keeping those that pass. */
    private void checkPrompts(long agent) {
        int kept = 0;
        int from = 0;
        int reportedPrompts = 0;
        while (from < agentRows.size) {
            int to = from + 1;
            while (to < agentRows.size && agentRows.prompt[to] == agentRows.prompt[from]) {
                to++;
            }
            RejectReason reason = normalise(from, to);
            for (int k = from; k < to; k++) {
                if (reason == null) {
                    tally.negativeRewards += agentRows.reward[k] < 0 ? 1 : 0;
                    agentRows.move(k, kept++);
                } else {
                    tally.duplicates -= agentRows.copies[k] - 1;
                    reject(agent, agentRows.slot[k], agentRows.copies[k], reason);
                }
            }
            reportedPrompts += reason == null && ofTheDomain(kept - (to - from), kept) ? 1 : 0;
            from = to;
        }
        agentRows.size = kept;
        tally.complete += reportedPrompts == prompts ? 1 : 0;
    }

    /** Zeros alone have neither maximum 1 nor sum 1, and no normalising gives them one. */
    private boolean ofTheDomain(int from, int to) {
        return domain == RewardDomain.UNRESTRICTED
                || Arrays.stream(agentRows.reward, from, to).anyMatch(r -> r > 0);
    }

    private RejectReason normalise(int from, int to) {
        if (normalisation == Normalisation.NONE && domain == RewardDomain.UNRESTRICTED) {
            return null;
        }
        double[] reward = agentRows.reward;
        double least = 0;
        double most = 0;
        double sum = 0;
        for (int k = from; k < to; k++) {
            least = Math.min(least, reward[k]);
            most = Math.max(most, reward[k]);
            sum += reward[k];
        }
        if (least < 0) {
            return RejectReason.NEGATIVE_REWARD;
        }
        double size = domain == RewardDomain.MAX ? most : sum;
        if (normalisation == Normalisation.NONE) {
            return Math.abs(size - 1) <= DOMAIN_TOLERANCE ? null : RejectReason.OUTSIDE_DOMAIN;
        }
        for (int k = from; k < to && size > 0; k++) {
            reward[k] /= size;
        }
        return null;
    }

    /** Σ w·r of the payer's agents, candidate by candidate, exact before the one rounding. */
    private void addUp() {
        int[] bySlot = IntStream.range(0, payerRows.size)
                .boxed()
                .sorted((a, b) -> Integer.compare(payerRows.slot[a], payerRows.slot[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        ExactSums sum = new ExactSums(1);
        for (int k = 0; k < bySlot.length; k++) {
            int at = bySlot[k];
            sum.add(0, payerRows.weight[at] * payerRows.reward[at]);
            if (k + 1 == bySlot.length || payerRows.slot[bySlot[k + 1]] != payerRows.slot[at]) {
                block.add(payerRows.prompt[at], payerRows.slot[at], sum.value(0));
                sum.clear();
            }
        }
    }

    /** Growable (prompt, slot, reward, weight). */
    private static final class Entries {
        int size;
        int[] prompt = new int[16];
        int[] slot = new int[16];
        double[] reward = new double[16];
        double[] weight = new double[16];
        /** Identical rows that collapsed into this one, itself included. */
        long[] copies = new long[16];

        void clear() {
            size = 0;
        }

        void add(int p, int s, double r) {
            if (size == slot.length) {
                int wider = 2 * size;
                prompt = Arrays.copyOf(prompt, wider);
                slot = Arrays.copyOf(slot, wider);
                reward = Arrays.copyOf(reward, wider);
                weight = Arrays.copyOf(weight, wider);
                copies = Arrays.copyOf(copies, wider);
            }
            prompt[size] = p;
            slot[size] = s;
            reward[size++] = r;
        }

        void move(int from, int to) {
            prompt[to] = prompt[from];
            slot[to] = slot[from];
            reward[to] = reward[from];
        }

        void append(Entries other, double w) {
            for (int k = 0; k < other.size; k++) {
                add(other.prompt[k], other.slot[k], other.reward[k]);
                weight[size - 1] = w;
            }
        }
    }
}
